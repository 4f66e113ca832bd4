"""In which order a search finds postings, on which day, and what it says where it finds none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from postings.indexing import bring_up, present
from postings.records import Indexed
from postings.search import hits
from postings.tests.factories import make_posting, public_id
from postings.tests.reference import set_day
from postings.tests.titles import board, search
from postings.vocabulary import Sort

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 20)


# Order


def test_newest_come_first_then_undated_and_ties_go_by_public_id() -> None:
    days = [date(2024, 5, 1), None, date(2024, 5, 2), date(2024, 5, 1), None, date(1899, 1, 1)]
    ids = [public_id((7 - n) << 40) for n in range(len(days))]
    for day, one in zip(days, ids, strict=True):
        make_posting(date_posted=day, public_id=one)
        bring_up()
    pks = search().ids
    order = sorted(range(6), key=lambda n: (-(days[n].toordinal() if days[n] else 0), ids[n]))
    assert [pk - min(pks) for pk in pks] == order
    assert search(sort=Sort.RELEVANCE).ids == search(sort=Sort.SALARY).ids == pks


def test_equally_relevant_hits_come_newest_first_and_each_on_one_page() -> None:
    made = [
        make_posting(
            title="Harbour Pilot",
            date_posted=DAY - timedelta(days=n % 4),
            public_id=public_id(n * 0x9E3779B97F4A7C1 % 2**60),
        )
        for n in range(23)
    ]
    bring_up()
    made.sort(key=lambda one: (-one.date_posted.toordinal(), one.public_id))
    assert search("pilot", page_size=23).ids == tuple(one.pk for one in made)
    pages = [search("pilot", page=number, page_size=5) for number in range(1, 6)]
    assert [page.page for page in pages] == [1, 2, 3, 4, 5] and pages[0].pages == 5
    days = {one.pk: one.date_posted for one in made}
    listed = [pk for page in pages for pk in page.ids]
    assert sorted(listed) == sorted(days)
    assert [days[pk] for pk in listed] == sorted(days.values(), reverse=True)


@pytest.mark.parametrize("scored", [0, hits.MOST_SCORED])
def test_the_newest_are_the_same_wherever_they_are_looked_for(
    monkeypatch: pytest.MonkeyPatch, scored: int
) -> None:
    """Among the newest cards where enough of them match, else among all."""
    for number in range(60):
        day = None if number % 10 == 9 else DAY - timedelta(days=number // 3)
        title = "Ferry Pilot" if number % 4 else "Harbour Pilot"
        make_posting(title=title, date_posted=day)
    bring_up()
    pages = [(size, number) for size in (1, 4, 20) for number in (1, 2, 3, 9)]

    def seen() -> list[tuple[int, ...]]:
        asked = [("pilot", {}), ("harbour", {}), ("", {"organizations": ("fernhill",)})]
        return [
            search(words, sort=Sort.NEWEST, page_size=size, page=page, **others).ids
            for words, others in asked
            for size, page in pages
        ] + [search("harbour", page_size=size, page=page).ids for size, page in pages]

    monkeypatch.setattr(hits, "MOST_SCORED", scored)
    among_all = seen()
    monkeypatch.setattr(hits, "WORTH_LOOKING", 1)
    monkeypatch.setattr(hits, "MOST_SHARE", 0.9)
    looked: list[int] = []
    day_of = hits._day_of
    monkeypatch.setattr(hits, "_day_of", lambda *asked: looked.append(asked[1]) or day_of(*asked))
    assert seen() == among_all
    assert {4, 16} <= set(looked)


@pytest.mark.parametrize("words", ["", "pilot"])
def test_a_page_past_the_last_is_the_last(words: str) -> None:
    board(*["Harbour Pilot"] * 5)
    page = search(words, page=10**9, page_size=2)
    assert (page.page, page.pages, page.total, len(page.ids)) == (3, 3, 5, 1)
    assert search("nothing", page=7).page == search("nothing").pages == 1


def test_deep_pages_end_where_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    board(*["Harbour Pilot"] * 9)
    assert not search(page_size=3).bounded
    monkeypatch.setattr(hits, "MOST_HITS", 6)
    page = search(page=3, page_size=3)
    assert (page.page, page.pages, page.total, page.bounded) == (2, 2, 9, True)
    assert len(page.ids) == 3


# Time


def test_midnight_takes_what_has_run_out_and_moves_the_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_day(monkeypatch, DAY)
    kept = {"valid_through": None, "job_location_type": "TELECOMMUTE", "salary_max_value": 90_000}
    kept |= {"countries": ["NO"], "salary_yearly_max": 90_000, "seniority": "lead"}
    kept["applicant_location_requirements"] = {"kind": "stated", "countries": ["NO"]}
    last = kept | {"valid_through": DAY, "hiring_organization": "Last Day Ltd"}
    ends = make_posting(("Go",), title="Pilot", date_posted=DAY, place_text="Bergen", **last)
    undated = make_posting(("Go",), title="Pilot", date_posted=None, place_text="Oslo", **kept)
    before = make_posting(title="Pilot", date_posted=DAY - timedelta(days=1), **kept)
    today = make_posting(title="Pilot", date_posted=DAY, **kept)
    bring_up()
    state = present()
    for words in ("", "pilot"):
        assert set(search(words).ids) == {ends.pk, undated.pk, before.pk, today.pk}
        assert set(search(words, posted=1).ids) == {ends.pk, before.pk, today.pk}
        assert search(words, posted=1).undated == 1
    assert counts("skill")["go"] == 2 and counts("organization")["lastday"] == 1
    assert counts("posted")["1"] == 3
    assert new_counts() == {4}

    set_day(monkeypatch, DAY + timedelta(days=1))
    for words in ("", "pilot"):
        page = search(words)
        assert set(page.ids) == {undated.pk, before.pk, today.pk} and page.total == 3
        assert search(words, posted=1).ids == (today.pk,)
        assert search(words, organizations=("lastday",)).total == 0
        assert search(words, exclude_organizations=("lastday",)).total == 3
    assert counts("skill")["go"] == 1 and "lastday" not in counts("organization")
    assert counts("posted")["1"] == 1
    assert new_counts() == {3}
    assert present() == state


def new_counts() -> set[int | None]:
    """Of what all postings have."""
    page = search(live_in="NO", salary_min=60_000, currency="EUR")
    assert page.total == page.comparable
    return {
        page.total,
        counts("work_mode")["remote"],
        counts("has_salary")["on"],
        counts("country")["NO"],
        counts("seniority")["lead"],
        counts("eligible", live_in="NO")["yes"],
    }


def counts(name: str, **asked: str) -> dict[str, int | None]:
    facets = {facet.name: facet for facet in search(**asked).facets}
    return {value.key: value.count for value in facets[name].values}


def test_a_filter_whose_values_have_all_run_out_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_day(monkeypatch, DAY)
    make_posting(("Go",), hiring_organization="Last Day Ltd", valid_through=DAY)
    for _ in range(4):
        make_posting(hiring_organization=None, place_text="", job_location_type="TELECOMMUTE")
    bring_up()
    set_day(monkeypatch, DAY + timedelta(days=1))
    left = {"work_mode", "posted", "country", "region"}
    for query in ({}, {"work_modes": ("remote",)}, {"exclude_organizations": ("x",)}):
        assert {facet.name for facet in search(**query).facets} == left


# Nothing found


def test_each_filter_that_stands_in_the_way_alone_says_what_it_holds_back() -> None:
    for n in range(7):
        make_posting(
            ("Go",) if n < 5 else ("Rust",),
            title="Harbour Pilot" if n < 4 else "Ferry Pilot",
            hiring_organization="ACME" if n < 3 else "Tidewater",
            description_text="",
        )
    bring_up()
    asked = {"skills": ("go",), "organizations": ("acme",), "exclude_organizations": ("acme",)}
    page = search("harbour", **asked)
    assert page.total == 0
    assert page.dropped == {("organization", "acme"): 1, ("exclude_organization", "acme"): 3}
    dropped = search("harbour", skills=("rust", "c")).dropped
    assert dropped == {("q", "harbour"): 2, ("skill", ""): 4}
    assert search("ferry", work_modes=("remote",), posted=1).dropped == {}
    assert search("harbour").dropped == {}


def test_nothing_on_the_board_is_an_answer_too() -> None:
    bring_up()
    for words in ("", "pilot", "-pilot", '"harbour pilot"', "pilod "):
        page = search(words, skills=("go",), posted=7, has_salary=True)
        assert (page.ids, page.total, page.page, page.pages) == ((), 0, 1, 1)
        assert page.dropped == {} and page.suggested == ""
        assert page.indexed == Indexed(present().board_id, present().revision)


def test_a_name_that_holds_the_indexes_separator_stays_whole_and_gives_nobody_a_slug() -> None:
    posting = make_posting(hiring_organization="Tidewater Ferries")
    employer = posting.hiring_organization
    assert employer is not None
    employer.name = "Tidewater Ferries\x1f../../admin"
    employer.save()
    bring_up()
    (facet,) = [one for one in search().facets if one.name == "organization"]
    assert [(one.name, one.slug) for one in facet.values] == [(employer.name, employer.slug)]
