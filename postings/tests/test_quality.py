"""Quality problems: what editors are shown, and what they are spared."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings import readers
from postings.normalizers import quality
from postings.records import UnreadableFile
from postings.tests.pace import within
from postings.tests.real import real_files
from postings.vocabulary import ProblemKind

CASES = json.loads((Path(__file__).parent / "cases/quality.json").read_text("utf-8"))
FOUND = [(kind, body) for kind, cases in CASES.items() if kind != "nothing" for body in cases]
WORDS = st.sampled_from(
    ["you must ", "pay ", "a fee ", "deposit", "whatsapp ", "via telegram ", "+1 555 123 4567", "."]
    + ["a@gmail.com ", "https://bit.ly/a ", "[www.a.com](https://b.co)", "\n", "**", "never ", "İ"]
    + ["http://", "xn--", "@", "://", "contact us "]
)
BODIES = st.text(max_size=100) | st.lists(WORDS, max_size=30).map("".join)
KINDS = {"money_asked_of_applicants", "free_mail_contact", "chat_only_contact", "suspicious_link"}


def kinds(body: str, apply_url: str = "", organization: str = "") -> list[str]:
    return [problem.kind for problem in quality.problems(body, apply_url, organization)]


@pytest.mark.parametrize(("kind", "body"), FOUND)
def test_a_bad_sign_is_a_problem_with_its_evidence(kind: str, body: str) -> None:
    (problem,) = quality.problems(f"We bake bread.\n\n{body}\n\nYou like flour.")
    assert problem.kind == kind
    assert problem.message.endswith("”")
    assert "We bake" not in problem.message


@pytest.mark.parametrize("body", CASES["nothing"])
def test_a_warning_or_a_duty_is_no_problem(body: str) -> None:
    assert quality.problems(f"We bake bread.\n\n{body}\n\nYou like flour.") == ()


@pytest.mark.parametrize(("kind", "body"), FOUND)
def test_half_a_character_hides_no_bad_sign(kind: str, body: str) -> None:
    assert kinds(f"\ud800\n\n{body}") == [kind]


def test_the_apply_link_is_looked_at_too() -> None:
    assert kinds("x", "mailto:bakery.jobs@gmail.com?subject=Baker") == ["free_mail_contact"]
    assert kinds("x", "https://tinyurl.com/bakery") == ["suspicious_link"]
    assert kinds("x", "https://boards.greenhouse.io/bakery/jobs/1") == []
    assert quality.problems("x", "https://bit.ly/a")[0].field == "apply_url"


def test_own_mail_of_a_mail_provider_is_no_free_mail() -> None:
    assert kinds("Write to jobs@proton.me", organization="Proton AG") == []
    assert kinds("Write to jobs@proton.me", organization="Bakery") == ["free_mail_contact"]


def test_evidence_is_one_short_line() -> None:
    body = "**You must pay** a registration fee, " + "and more " * 100
    (problem,) = quality.problems(body)
    evidence = problem.message.partition("“")[2]
    assert evidence.startswith("You must pay a registration fee")
    assert len(evidence) <= 201


def test_evidence_is_the_link_without_the_sentences_full_stop() -> None:
    for sign in (".", ",", "!", "…”"):
        (problem,) = quality.problems(f"More at https://bit.ly/3abcdef{sign} Write to us.")
        assert problem.message.endswith("“https://bit.ly/3abcdef”")


def test_the_same_sign_is_told_three_times_at_most() -> None:
    body = "\n".join(f"https://bit.ly/{number}" for number in range(9))
    assert kinds(body) == ["suspicious_link"] * 3


def test_every_kind_has_a_label() -> None:
    assert {ProblemKind(kind).label for kind in KINDS} == {
        "Money asked of applicants",
        "Free mail contact",
        "Chat only contact",
        "Suspicious link",
    }


@given(BODIES, BODIES, st.text(max_size=20))
@settings(max_examples=300)
def test_no_text_raises(body: str, apply_url: str, organization: str) -> None:
    for problem in quality.problems(body, apply_url, organization):
        assert problem.kind in KINDS
        assert "\n" not in problem.message.partition("“")[0]
        assert len(problem.message) < 400


@pytest.mark.parametrize(
    "hostile",
    [
        "you must pay " * 30 + "a fee. ",
        "contact us " * 30 + "whatsapp. ",
        "a@gmail.com ",
        "https://a",
    ]
    + [
        "@",
        "://",
        "[a",
        "[www.a.com](https://b ",
        "to apply pay fee\n",
        "+1 1 1 1 whatsapp ",
        "a.",
    ],
    ids=lambda text: text[:12],
)
def test_no_body_holds_up_the_import(hostile: str) -> None:
    with within(0.5):
        quality.problems(hostile * (64_000 // len(hostile)))


@pytest.mark.real
def test_few_real_postings_are_suspected_and_none_of_asking_money() -> None:
    """All were read: shorteners, one bare address, and one employer to be reached by chat alone."""
    count, found = 0, Counter[str]()
    for path, data in real_files():
        try:
            raw = readers.read(readers.text_of(data), path)
        except UnreadableFile:
            continue
        count += 1
        name = raw.values.get("hiring_organization", "")
        found.update(set(kinds(raw.body, raw.values.get("apply_url", ""), name)))
    assert count > 4000
    assert found["money_asked_of_applicants"] == found["free_mail_contact"] == 0
    assert 1 <= found["chat_only_contact"] <= 4
    assert 5 <= found["suspicious_link"] <= 40
