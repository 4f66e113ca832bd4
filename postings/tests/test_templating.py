"""What visitors see of a posting's values."""

from __future__ import annotations

from datetime import date

import pytest

from postings.finding import Named
from postings.lifecycle import State
from postings.models import JobPosting, Organization
from postings.records import Piece, SearchPage
from postings.templating import board, lists
from postings.templating.environment import macro


def posted(stated: date | None, precision: str = "") -> str:
    return board.posted(JobPosting(date_posted=stated, date_posted_precision=precision))


def test_a_day_is_shown_as_a_day() -> None:
    assert posted(date(2021, 3, 18), "day") == '<time datetime="2021-03-18">18 Mar 2021</time>'


def test_a_month_is_never_shown_as_its_first_day() -> None:
    assert posted(date(2021, 3, 1), "month") == '<time datetime="2021-03">March 2021</time>'


def test_a_missing_date_is_said_to_be_missing() -> None:
    assert posted(None) == "Date not stated"


def test_a_place_of_148_countries_is_cut_at_a_word_on_a_card() -> None:
    shown = board.clamp("Afghanistan, Albania, " * 80, 90)
    assert len(shown) <= 91
    assert shown.endswith("…")
    assert not shown.endswith(",…")


def test_a_place_without_spaces_is_cut_too() -> None:
    assert len(board.clamp("x" * 1600, 90)) == 91


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Numbrs Personal Finance AG", "NP"), ("(ISC)²", "I"), ("éclair", "É"), ("…", "?")],
)
def test_an_organization_is_drawn_by_its_first_letters(name: str, letters: str) -> None:
    assert board.initials(Organization(name=name)) == letters


def test_an_unknown_organization_has_a_neutral_block() -> None:
    assert (board.initials(None), board.colour(None)) == ("?", 0)


def tags(*given: object) -> str:
    return macro("postings/_names.html", "tags")(*given)


def named(*names: str) -> list[Named]:
    return [Named(name.lower(), name, "skill", name.lower()) for name in names]


def test_tags_come_before_what_only_the_text_names_and_the_rest_is_counted() -> None:
    html = tags(named("Go", "Rust"), named("SQL", "Vue"), 3)
    assert html.index(">Go<") < html.index(">Rust<") < html.index(">SQL<")
    assert html.count("tag-found") == 1
    assert ">Vue<" not in html
    assert '<li class="more">+1</li>' in html
    assert ">Vue<" in tags(named("Go", "Rust"), named("SQL", "Vue"))
    assert tags([], []).strip() == ""


def test_more_tags_than_fit_leave_no_room_for_what_the_text_names() -> None:
    html = tags(named("A", "B", "C"), named("D"), 2)
    assert "tag-found" not in html
    assert "+2" in html


def test_an_outward_link_names_its_host() -> None:
    link = board.outward("https://www.jobs.example.org/1")
    assert link is not None
    assert (link.host, link.refused) == ("jobs.example.org", "")


def test_a_refused_link_says_why_and_leads_nowhere() -> None:
    link = board.outward("javascript:alert(1)")
    assert link is not None
    assert link.href == ""
    assert "only http, https and mailto" in link.refused


def test_a_mail_link_carries_the_subject() -> None:
    link = board.outward("mailto:jobs@example.org", "Application: Pilot & Mate")
    assert link is not None
    assert link.address == "jobs@example.org"
    assert link.href == "mailto:jobs@example.org?subject=Application%3A%20Pilot%20%26%20Mate"


@pytest.mark.parametrize(
    ("reason", "on", "sentence"),
    [
        ("archived_by_source", None, "Closed by its source, day not stated"),
        ("archived_by_source", date(2026, 5, 3), "Closed by its source on 3 May 2026"),
        ("removed_from_source", date(2026, 5, 3), "Removed from its source on 3 May 2026"),
        ("expired", date(2026, 5, 3), "Its last day was 3 May 2026"),
        ("filled", None, "Filled, day not stated"),
        ("closed_by_editor", date(2026, 5, 3), "Closed by an editor of this board on 3 May 2026"),
    ],
)
def test_a_closed_posting_says_why_and_when(reason: str, on: date | None, sentence: str) -> None:
    assert board.why_closed(State("closed", reason, on)) == sentence


@pytest.mark.parametrize(
    ("page", "pages", "offered"),
    [
        (1, 1, [1]),
        (1, 168, [1, 2, 3, None, 168]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (84, 168, [1, None, 82, 83, 84, 85, 86, None, 168]),
        (168, 168, [1, None, 166, 167, 168]),
    ],
)
def test_the_pager_hides_only_what_is_longer_than_one_page(
    page: int, pages: int, offered: list[int | None]
) -> None:
    pager = lists.pager(SearchPage((), 0, page, pages), (), "/")
    assert [number for number, _ in pager.offered] == offered


def test_a_link_to_a_page_keeps_the_filters_in_canonical_order() -> None:
    values = (("organization", "rye"), ("q", "c# & c++"), ("skill", "go"))
    pager = lists.pager(SearchPage((), 0, 2, 3), values, "/")
    assert pager.previous == "?organization=rye&q=c%23+%26+c%2B%2B&skill=go"
    assert pager.next == "?organization=rye&page=3&q=c%23+%26+c%2B%2B&skill=go"


def test_the_first_page_of_everything_is_the_plain_address() -> None:
    assert lists.pager(SearchPage((), 0, 2, 2), (), "/skills/go/").previous == "/skills/go/"


def test_links_to_a_very_long_address_are_few() -> None:
    values = tuple(("skill", f"name{n:096}") for n in range(100))
    assert lists.pager(SearchPage((), 0, 5, 9), values, "/").offered == []
    assert lists.Links(values, "/").long


def test_taking_one_skill_away_keeps_the_other() -> None:
    links = lists.Links((("remote", "on"), ("skill", "csharp"), ("skill", "go")), "/")
    assert links.without("skill", values=["csharp"]) == "?remote=on&skill=go#results"
    assert links.without("skill", "remote") == "/#results"


def test_without_its_words_a_search_needs_no_order_by_date() -> None:
    links = lists.Links((("q", "pilot"), ("sort", "newest")), "/")
    assert links.without("q", values=["pilot"]) == "/#results"
    assert links.replaced("q", "pilots") == "?q=pilots&sort=newest#results"


def test_a_snippet_is_text_with_marks() -> None:
    pieces = (Piece("<b>a"), Piece("<i>pilot", marked=True))
    passage = macro("postings/_card.html", "passage")
    assert passage(pieces).strip() == (
        '<p class="snippet">&lt;b&gt;a<mark>&lt;i&gt;pilot</mark></p>'
    )
    assert passage(()) == ""
