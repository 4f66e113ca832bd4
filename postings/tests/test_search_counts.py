"""Every number that a list shows is that of the database's rows, and of the list it leads to."""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from postings.finding import find
from postings.indexing import keeping, present, updating
from postings.records import SearchQuery
from postings.search import columns, matching, numbers, passes, threads
from postings.search.reader import readers
from postings.tests import asking, offered, reference
from postings.tests.conftest import DATA
from postings.tests.factories import make_meant, public_id
from postings.tests.files import run
from postings.tests.pages import html_of
from postings.tests.random_searches import random_queries
from postings.tests.real import real_postings
from postings.tests.reference import Reference, Row, set_day
from postings.vocabulary import Sort

# The windows of a later day would hold nothing of the real files.
DAY = date(2025, 1, 20)
# The mark also makes the database of tests the one that is used.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("counts"), pytest.mark.engine]


@dataclass(frozen=True, slots=True)
class Counted:
    """A board in the database, and where its index is."""

    root: Path
    rows: list[Row]


PLACES = (
    "",
    "Bergen, Norway",
    "Zürich",
    "Oslo; Bergen",
    "Remote, Norway",
    "Remote, Worldwide",
    "Remote, EMEA",
    "Remote (EU or Croatia)",
    "Oslo or Remote",
    "Hybrid, Austin, TX",
    "Remote",
)
PAY = ("", "EUR 60,000 - 90,000 per year", "USD 500 a day", "Competitive", "JPY 9000000 a year")
TITLES = ("Senior Harbour Pilot", "Ferry Engineer", "Junior Engine Mechanic", "Lead Engineer")
BODIES = (
    "We bring ships in and out of the harbour at night, with Python and SQL and a good crew.",
    "Wir bringen Schiffe in den Hafen, bei Tag und bei Nacht, mit Rust und mit guter Laune.",
    "",
)


def _make() -> None:
    """Some postings, so few and alike that every filter meets every other."""
    skills = ("Python", "Go", "C++", "Rust", "SQL")
    for n in range(90):
        if n % 9 == 0:
            updating.bring_up()  # so that there are several segments
        make_meant(
            tuple(skills[at] for at in range(5) if n >> at & 1),
            # Differs in its first characters, as a hash does: the index orders by 48 of 60 bits.
            public_id=public_id(n * 0x9E3779B97F4A7C1 % 2**60),
            title=TITLES[n % 4],
            hiring_organization=(None, "Nørd & Sønner", "Tidewater Ferries", "ACME")[n % 4],
            place_text=PLACES[n % 11],
            salary_text=PAY[n % 7] if n % 7 < 5 else "",
            employment_type_text=("", "Full-time", "Contract or part-time")[n % 3],
            description_text=BODIES[n % 5 // 2],
            date_posted=None if n % 11 == 0 else DAY - timedelta(days=n * n // 6 - 3),
            valid_through=DAY + timedelta(days=n % 13 - 2) if n % 2 else None,
        )


def _import() -> None:
    run(*[real_postings() / name for name in ("seeds", "front_matter", "skill_folders")], workers=2)


@pytest.fixture(
    scope="module",
    params=[_make, pytest.param(_import, marks=pytest.mark.real)],
    ids=lambda f: f.__name__,
)
def board(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Counted]:
    """Made once for all tests, which only read it."""
    root = Path(tempfile.mkdtemp(prefix="counts-", dir=DATA.name))
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "SEARCH_DIR", root)
        # What has run out since is in the index.
        set_day(patch, DAY - timedelta(days=3))
        request.param()
        updating.bring_up()
        yield Counted(root, reference.read())
        transaction.set_rollback(True)
    readers.pop(root, None)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(autouse=True)
def search_index(board: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The board's, instead of one for each test; the day is one on which windows differ."""
    monkeypatch.setattr(settings, "SEARCH_DIR", board.root)
    monkeypatch.setattr(settings, "SEARCH_IN_BACKGROUND", False)
    keeping.forget()
    set_day(monkeypatch, DAY)


@pytest.fixture
def truth(board: Counted) -> Reference:
    return Reference(board.rows, DAY)


@pytest.mark.parametrize("worth_a_thread", [1, passes.WORTH_A_THREAD])
def test_every_number_of_200_searches_is_that_of_the_rows(
    board: Counted, truth: Reference, monkeypatch: pytest.MonkeyPatch, worth_a_thread: int
) -> None:
    monkeypatch.setattr(passes, "WORTH_A_THREAD", worth_a_thread)

    def handed_over(*given: Any) -> Any:
        assert "search-parts" not in threading.current_thread().name, "it would wait for itself"
        return threads.beside(*given)

    monkeypatch.setattr(numbers, "beside", handed_over)
    wrong = {}
    for query in random_queries(truth.rows, 200):
        page = find(query)
        assert page.indexed == present()
        if found := reference.problems(page, truth.expected(query, monkeypatch), query):
            wrong[query] = found
    assert not wrong, "\n".join(f"{query}: {found}" for query, found in wrong.items())


def test_a_number_is_what_its_value_finds(truth: Reference) -> None:
    chance = random.Random(5)
    for query in random_queries(truth.rows, 60, seed=5):
        values = [(facet.name, one) for facet in find(query).facets for one in facet.values]
        for name, value in chance.sample(values, min(6, len(values))):
            led_to = asking.added(query, name, value.key)
            assert find(led_to, facets=False).total == value.count, (query, name, value.key)


def test_what_is_to_be_dropped_gives_as_many_as_it_says(truth: Reference) -> None:
    told = 0
    for query in random_queries(truth.rows, 150, seed=7):
        query = replace(query, exclude_organizations=("tidewaterferries",), posted=1)
        page = find(query)
        assert not (page.total and page.dropped)
        for (name, value), count in page.dropped.items():
            told += 1
            fewer = asking.dropped(query, name, value)
            assert count == find(fewer, facets=False).total > 0, (query, name)
    assert told > 20


def test_counts_by_sets_are_those_of_the_rows(
    board: Counted, truth: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where very many cards match, they are counted by sets instead of one by one."""
    monkeypatch.setattr(passes, "MANY", 1)
    monkeypatch.setattr(passes, "WORTH_A_THREAD", 1)
    monkeypatch.setattr(numbers, "LEAST", 0)
    monkeypatch.setattr(numbers, "LEAST_SHARE", 0)
    monkeypatch.setattr(matching, "NAMED_SHARE", 100)
    # Else which organizations close the list is not sure.
    monkeypatch.setattr(columns, "MOST_OF_SEGMENT", 10_000)
    monkeypatch.setattr(settings, "SEARCH_DIR", shutil.copytree(board.root, tmp_path / "search"))
    monkeypatch.setattr(updating, "LEAST_OUTSIDE", 0)
    updating.catch_up()
    told = []
    cards = matching.cards
    monkeypatch.setattr(matching, "cards", lambda *given: told.append(cards(*given)) or told[-1])
    wrong = {}
    for query in random_queries(truth.rows, 100, seed=17):
        if found := reference.problems(find(query), truth.expected(query, monkeypatch), query):
            wrong[query] = found
    assert not wrong, "\n".join(f"{query}: {found}" for query, found in wrong.items())
    assert len([one for one in told if one is not None]) > 100


def test_the_database_alone_finds_the_same(truth: Reference) -> None:
    """But for words, tags and places, which it knows more roughly."""
    rough = {"words": "", "skills": (), "places": ()}
    for query in random_queries(truth.rows, 60, seed=13):
        query = replace(query, **rough, page_size=100)
        engine, database = find(query), find(query, engine=False)
        assert database.indexed is None
        assert (database.total, database.undated) == (engine.total, engine.undated), query
        assert query.sort or database.ids == engine.ids, query


@pytest.mark.parametrize("sort", ["", *Sort])
@pytest.mark.parametrize("words", ["", "engineer"])
def test_every_hit_is_on_one_page(truth: Reference, words: str, sort: str) -> None:
    query = SearchQuery(words=words, sort=sort)
    ids = asking.every_id(query, page_size=37)
    assert len(ids) == len(set(ids)) == find(query).total
    rows = {row.id: row for row in truth.rows}
    assert set(ids) <= set(rows) and (words or len(ids) == len(rows))
    if sort == Sort.NEWEST or (not words and sort != Sort.SALARY):
        assert ids == [row.id for row in truth.newest() if row.id in set(ids)]


def test_a_link_of_the_page_leads_to_as_many_as_it_says(
    truth: Reference, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, told = random.Random(11), 0
    for query in random_queries(truth.rows, 25, seed=11):
        links = offered.links(html_of(client, "/?" + offered.written(query)))
        for link in chance.sample(links, min(4, len(links))):
            number = offered.total(html_of(client, "/" + link.href))
            led_to = offered.asked(link.href)
            assert number == len(truth.expected(led_to, monkeypatch).rows), (query, link)
            # What is beside a value that is chosen already finds more than its own.
            values = asking.chosen(led_to, offered.changed(query, link.href))
            if not link.chosen and len(values) == 1:
                told += 1
                assert number == link.count, (query, link)
    assert told > 30
