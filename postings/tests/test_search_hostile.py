"""No text that anybody types makes a search fail."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postings.finding import find, snippets
from postings.finding.rows import cards
from postings.indexing import bring_up
from postings.records import SearchPage, SearchQuery
from postings.tests.case_files import cases
from postings.tests.factories import make_posting
from postings.vocabulary import Sort

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

CASES = cases("hostile")
LONG = (
    "x" * 10_000,
    "ab " * 5_000,
    "-a " * 4_000,
    '"' * 5_000,
    '-"' * 5_000,
    '"a b" ' * 2_000,
    "python " * 2_000,
    " ".join(f"-word{n}" for n in range(2_000)),
    " ".join(f"word{n}" for n in range(2_000)),
    " ".join(f'-"no{n} way"' for n in range(1_000)),
    "a.b-c/" * 3_000,
    "a/" * 5_000,
    "." * 10_000,
    "-" * 10_000,
    "*" * 10_000,
    "C++" * 3_000,
    "é" * 10_000,
    "e\u0301" * 5_000,
    "😀" * 5_000,
    "\0" * 10_000,
    "\u202e" * 10_000,
    "(" * 5_000 + ")" * 5_000,
    "a*" * 5_000,
    "enginer " * 32,
    " ".join("enginer"[: 4 + n % 4] + "qwxz"[n % 4] for n in range(60)),
    "pneumonoultramicroscopicsilic " * 32,
)
PARTS = [*CASES["words"], *CASES["words"], *CASES["syntax"], *CASES["strange"]]
AROUND = ("{}", "{}", "{}", '"{}"', '-"{}"', "-{}", "“{}", '{}"', "({})", "{}*", " {} ", "-{}\0")


def hostile(number: int, seed: int = 6) -> list[str]:
    """Texts of operators, odd characters and lengths; the first ones as they are listed above."""
    chance = random.Random(seed)
    texts = [*LONG, *CASES["syntax"], *CASES["strange"], "", " ", *CASES["words"]]
    while len(texts) < number:
        parts = [chance.choice(PARTS) for _ in range(min(int(chance.expovariate(0.2)) + 1, 60))]
        shaped = [chance.choice(AROUND).format(part) for part in parts]
        texts.append(chance.choice(("", " ", " ", "\t", "-", "/", "\0")).join(shaped))
    return texts[:number]


@pytest.fixture(autouse=True)
def board(search_index: Path) -> None:
    for n, name in enumerate(("Python Ferry", "C++ Harbour", "Zürich Café", "Go, R and Node.js")):
        make_posting(("Python", "Go")[: n % 3], title=f"{name} Engineer", description_text=name * n)
    bring_up()


def asked(text: str, number: int) -> SearchPage:
    """The answer, its orders and pages by turns."""
    sort = ("", *Sort)[number % (len(Sort) + 1)]
    page = find(SearchQuery(words=text, sort=sort, page=1 + number % 7 * 1000))
    assert page.indexed is not None, "the engine took the index for broken"
    snippets(text, cards(page.ids, board_id="")[0])
    return page


def test_2000_hostile_texts_are_queries(capsys: pytest.CaptureFixture[str]) -> None:
    took = []
    for number, text in enumerate(hostile(2_000)):
        begun = time.perf_counter()
        page = asked(text, number)
        took.append((time.perf_counter() - begun, text))
        assert 0 <= len(page.ids) <= page.total <= 4 and 1 <= page.page <= page.pages
    slowest, text = max(took)
    with capsys.disabled():
        sys.stdout.write(f"\nslowest of {len(took)}: {slowest * 1000:.1f} ms, {text[:60]!r}\n")


def test_300_hostile_texts_are_answered_over_http(client: Client) -> None:
    """Either at once, or by the one address that the text has; a NUL is refused anywhere."""
    for text in hostile(300):
        response = client.get("/?q=" + quote(text.encode("utf-8", "surrogatepass"), safe=""))
        if response.status_code == 301:
            response = client.get(response.headers["Location"])
        assert response.status_code == (400 if "\0" in text else 200), text[:99]
        assert b"<h1" in response.content


def test_parameters_that_are_no_text_are_answered(client: Client) -> None:
    chance = random.Random(8)
    names = ("q", "skill", "place", "posted", "salary_min", "page", "sort", "remote", "language")
    for _ in range(100):
        noise = quote_from_bytes(bytes(chance.choices(range(256), k=chance.randint(1, 40))))
        response = client.get(f"/?{chance.choice(names)}={noise}", follow=True)
        assert response.status_code == (400 if "%00" in noise else 200), noise


TYPED = st.lists(
    st.one_of(st.sampled_from([*PARTS, *'"-* ']), st.text(st.characters(codec=None), max_size=9)),
    max_size=12,
).map("".join)


# The board is read alone, so that one does for all examples.
@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(TYPED)
def test_any_text_is_answered(text: str) -> None:
    assert asked(text, len(text)).total <= 4
