"""Skills on cards are called as their names are when the card is made, though names are kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postings import finding, lifecycle
from postings.finding import rows, skills
from postings.models import JobPosting
from postings.querysets import CARD_FACTS
from postings.tests.factories import make_posting, make_skill

pytestmark = pytest.mark.django_db
BOARD = "board-of-this-test"


def skills_on(postings: Sequence[JobPosting], board_id: str = BOARD) -> list[list[str]]:
    (cards,) = finding.cards([posting.pk for posting in postings], board_id=board_id)
    return [[skill.name for skill in card.posting.skills] for card in cards]


def test_each_card_has_its_own_by_name() -> None:
    postings = [make_posting(("Rust", "Go")), make_posting(), make_posting(("Python", "Go"))]
    assert skills_on(postings) == [["Go", "Rust"], [], ["Go", "Python"]]
    assert skills_on(postings[::-1]) == [["Go", "Python"], [], ["Go", "Rust"]]


def test_names_are_asked_for_once() -> None:
    postings = [make_posting(("Go", "Rust")), make_posting(("Rust",))]
    for queries in (3, 2, 2):  # cards, their skills, names
        with CaptureQueriesContext(connection) as captured:
            skills_on(postings)
        assert len(captured) == queries, captured.captured_queries
    with CaptureQueriesContext(connection) as captured:
        skills_on([*postings, make_posting(("Python",))])
    assert [one["sql"].count("postings_skill") > 0 for one in captured][-1]


def test_a_name_that_changes_stands_on_its_cards_at_once() -> None:
    postings = [make_posting(("Radar",)), make_posting(("Go",))]
    assert skills_on(postings) == [["Radar"], ["Go"]]
    skill = make_skill("Radar")
    skill.name = "Marine radar"
    skill.save()
    lifecycle.renamed(skill)
    assert skills_on(postings) == [["Marine radar"], ["Go"]]


def test_another_board_has_other_names_for_the_same_rows() -> None:
    posting = make_posting(("Radar",))
    assert skills_on([posting]) == [["Radar"]]
    make_skill("Radar").delete()
    other = make_skill("Sonar")
    posting.skills.add(other)
    type(other).objects.filter(pk=other.pk).update(name="Echo sounder")
    assert skills_on([posting], "another-board") == [["Echo sounder"]]


def test_no_more_names_are_kept_than_have_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skills, "MOST_KEPT", 2)
    for names in (("Go", "Rust"), ("Python", "Radar"), ("Go", "Sonar"), ("Rust", "Python")):
        assert skills_on([make_posting(names)]) == [sorted(names)]
        assert len(skills._names._known) <= 4


def test_names_are_whole_where_another_thread_empties_what_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    skills_on([make_posting(("Go",))])
    names, ask = skills._names, skills._NAMED.rows

    def interrupted(ids: Sequence[int]) -> list[tuple[object, ...]]:
        names._known = {}
        return ask(ids)

    monkeypatch.setattr(skills._NAMED, "rows", interrupted)
    posting = make_posting(("Go", "Rust"))
    JobPosting.objects.filter(pk=posting.pk).update(revision=names.revision)
    assert skills_on([posting]) == [["Go", "Rust"]]


def test_a_row_takes_facts_in_their_order() -> None:
    assert rows.Row._fields[6:-1] == CARD_FACTS
