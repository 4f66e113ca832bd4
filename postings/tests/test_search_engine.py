"""What a search finds, in which order, on which day, on boards of a few postings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from postings.finding import find
from postings.indexing import bring_up, present
from postings.records import Indexed, SearchPage, SearchQuery
from postings.search import answers, numbers
from postings.tests.factories import make_posting, public_id
from postings.tests.reference import added, set_day
from postings.vocabulary import Sort

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 20)


def search(words: str = "", **asked: Any) -> SearchPage:
    page = find(SearchQuery(words=words, **asked))
    assert page.indexed == present()
    return page


def board(*titles: str, **values: Any) -> dict[int, str]:
    """Postings of these titles, and what each is called, by id."""
    stated: dict[str, Any] = {"description_text": "", "hiring_organization": None} | values
    made = {make_posting(title=title, **stated).pk: title for title in titles}
    bring_up()
    return made


def found(words: str, titles: dict[int, str], **asked: Any) -> list[str]:
    return [titles[pk] for pk in search(words, **asked).ids]


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


@pytest.mark.parametrize("words", ["", "pilot"])
def test_a_page_past_the_last_is_the_last(words: str) -> None:
    board(*["Harbour Pilot"] * 5)
    page = search(words, page=10**9, page_size=2)
    assert (page.page, page.pages, page.total, len(page.ids)) == (3, 3, 5, 1)
    assert search("nothing", page=7).page == search("nothing").pages == 1


def test_deep_pages_end_where_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    board(*["Harbour Pilot"] * 9)
    assert not search(page_size=3).bounded
    monkeypatch.setattr(answers, "MOST_HITS", 6)
    page = search(page=3, page_size=3)
    assert (page.page, page.pages, page.total, page.bounded) == (2, 2, 9, True)
    assert len(page.ids) == 3


# Time


def test_midnight_takes_what_has_run_out_and_moves_the_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_day(monkeypatch, DAY)
    kept = {"valid_through": None, "job_location_type": "TELECOMMUTE", "salary_text": "90,000"}
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
    assert counts("skill")["go"] == 2 and counts("organization")["lastdayltd"] == 1
    assert counts("posted")["1"] == 3 and counts("remote")["on"] == counts("has_salary")["on"] == 4

    set_day(monkeypatch, DAY + timedelta(days=1))
    for words in ("", "pilot"):
        page = search(words)
        assert set(page.ids) == {undated.pk, before.pk, today.pk} and page.total == 3
        assert search(words, posted=1).ids == (today.pk,)
        assert search(words, organizations=("lastdayltd",)).total == 0
        assert search(words, exclude_organizations=("lastdayltd",)).total == 3
    assert counts("skill")["go"] == 1 and "lastdayltd" not in counts("organization")
    assert counts("posted")["1"] == 1 and counts("remote")["on"] == counts("has_salary")["on"] == 3
    assert present() == state


def counts(name: str) -> dict[str, int | None]:
    facets = {facet.name: facet for facet in search().facets}
    return {value.key: value.count for value in facets[name].values}


def test_a_filter_whose_values_have_all_run_out_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_day(monkeypatch, DAY)
    monkeypatch.setattr(numbers, "WORTH_TAKING", 0)
    make_posting(("Go",), hiring_organization="Last Day Ltd", valid_through=DAY)
    for _ in range(4):
        make_posting(hiring_organization=None, place_text="", job_location_type="TELECOMMUTE")
    bring_up()
    set_day(monkeypatch, DAY + timedelta(days=1))
    for query in ({}, {"remote": True}, {"exclude_organizations": ("x",)}):
        assert {facet.name for facet in search(**query).facets} == {"remote", "posted"}


# Words


def test_every_word_must_be_found_in_any_of_its_forms() -> None:
    titles = board("Ferry Engineer", "Harbour Engineering Lead", "Ferry Pilot", "Lamp Mechanic")
    assert set(found("engineers ", titles)) == {"Ferry Engineer", "Harbour Engineering Lead"}
    assert found("ferries engineer", titles) == ["Ferry Engineer"]
    assert found("ferry harbour", titles) == []


def test_what_stands_so_comes_before_what_has_the_same_stem() -> None:
    titles = board("Engineering Pilot", "Engineer Pilot", "Engineered Pilot")
    assert found("engineer pilot", titles)[0] == "Engineer Pilot"
    assert found("engineering pilot", titles)[0] == "Engineering Pilot"
    assert len(found("engineered pilot", titles)) == 3


def test_a_phrase_stands_as_it_is_quoted() -> None:
    titles = board("Machine Learning Lead", "Learning Machine Lead", "Machines Learning Lead")
    assert found('"machine learning"', titles) == ["Machine Learning Lead"]
    assert found("“machine learning” lead", titles) == ["Machine Learning Lead"]
    assert found('"learning lead" -"machine learning"', titles) == ["Machines Learning Lead"]
    assert found('"machine machine"', titles) == found('"lead machine"', titles) == []


def test_what_is_excluded_is_not_found_even_where_nothing_is_sought() -> None:
    titles = board("Ferry Pilot", "Ferry Engineer", "Harbour Engineering")
    assert found("ferry -engineer", titles) == ["Ferry Pilot"]
    assert found("-engineers", titles) == ["Ferry Pilot"]
    assert set(found('-"ferry engineer"', titles)) == {"Ferry Pilot", "Harbour Engineering"}
    assert found("-ferry -harbour", titles) == []
    assert search("-ferry").total == 1 and search("-ferry", organizations=("x",)).total == 0


def test_the_last_word_is_found_while_it_is_typed() -> None:
    titles = board("Harbour Pilot", "Ferry Pilot")
    assert found("pilot har", titles) == ["Harbour Pilot"]
    assert search("pilot har ").corrected is False and found("har pilot", titles) == []
    assert search("har").suggested == ""


def test_words_spelled_alike_are_found_where_the_typed_ones_find_little() -> None:
    titles = board("Harbour Pilot", "Harbour Master", "Ferry Pilot", "Ferry Pilot", "Ferry Pilot")
    for wrong in ("harbuor ", "harbor ", "harbourr ", "hrabour "):
        page = search(wrong)
        assert page.total == 2 and page.corrected and page.suggested.strip() == "harbour", wrong
    assert found("pilot harbor ", titles) == ["Harbour Pilot"]
    # What is quoted or excluded is meant as it stands.
    assert search('"harbor"').total == 0 and search("-harbor").total == 5
    assert search("pilot").total == 4 and not search("pilot").corrected


def test_only_words_that_no_posting_has_are_spelled_anew() -> None:
    board("Harbour Pilot", "Harbor Pilot", "Ferry Pilot", "Ferry Pilot", "Ferry Pilot")
    assert search("harbor ").suggested == "" and search("harbor ").total == 2
    assert search("ferry pilod ").suggested == "ferry pilot"
    assert search("ferries pilots ").suggested == ""
    assert search("qwertyuiop ").suggested == "" and search("-pilod").suggested == ""


def test_filters_do_not_change_which_words_count_as_found() -> None:
    """Else a number beside a filter would not be what the filter finds."""
    for organization, title in [("A", "Pilot"), ("A", "Pilot"), ("A", "Pilot"), ("B", "Pilots x")]:
        make_posting(title=title, hiring_organization=organization, description_text="")
    make_posting(title="Pilom", hiring_organization="B", description_text="")
    bring_up()
    page = search("pilot ")
    for facet in page.facets:
        for value in facet.values:
            led_to = added(SearchQuery(words="pilot "), facet.name, value.key)
            assert find(led_to).total == value.count, value


@pytest.mark.parametrize("words", ["zurich", "ZÜRICH", "Zu\u0308rich", '"café zurich"', "CAFE"])
def test_accents_and_case_make_no_difference(words: str) -> None:
    titles = board("Café Zürich", "Cafe Zurich", "Harbour Pilot")
    assert set(found(words, titles)) == {"Café Zürich", "Cafe Zurich"}


TECHNOLOGIES = (
    "C++ Developer",
    "C# Developer",
    "C Developer",
    ".NET Developer",
    "Network Engineer, example.net",
    "Node.js Developer",
    "NodeJS Lead",
    "R Developer",
    "R&D Manager",
    "Go Developer",
    "Golang Lead",
    "Go to Market Manager",
)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("C++", {"C++ Developer"}),
        ("c#", {"C# Developer"}),
        (".net", {".NET Developer"}),
        ("node.js", {"Node.js Developer", "NodeJS Lead"}),
        ("nodejs", {"Node.js Developer", "NodeJS Lead"}),
        ("R", {"R Developer"}),
        ("go", {"Go Developer", "Golang Lead"}),
        ("golang", {"Go Developer", "Golang Lead"}),
        ("developer -c++ -c# -.net -node.js -go -r", {"C Developer"}),
        ("go to market", {"Go to Market Manager"}),
        ("R&D", {"R&D Manager"}),
    ],
)
def test_technologies_are_found_as_themselves(words: str, titles: set[str]) -> None:
    made = board(*TECHNOLOGIES)
    assert set(found(words, made)) == titles


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
    assert search("ferry", remote=True, posted=1).dropped == {}
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
