"""What the list makes of an answer with counts: links, sentences, and ways on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client

from postings import finding, indexing, versions
from postings.models import BoardRevision, JobPosting
from postings.records import Facet, FacetValue, Indexed, SearchPage, SearchQuery
from postings.tests.factories import make_organization, make_posting, make_skill
from postings.tests.pages import html_of, links_of, listed, words_of

pytestmark = pytest.mark.django_db
FACETS = (
    Facet(
        "skill",
        (
            FacetValue("go", "Go", 1, chosen=True),
            *(FacetValue(f"s{n}", f"Skill {n}", 1_240 - n) for n in range(12)),
        ),
        left=True,
    ),
    Facet("work_mode", (FacetValue("remote", "remote", 7),)),
    Facet("has_salary", (FacetValue("on", "on", 0),)),
    Facet("posted", (FacetValue("1", "1", 0), FacetValue("7", "7", 3))),
    Facet("place", (FacetValue("oslo", "<Oslo>", 2),)),
)
Answer = Callable[..., None]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Makes every search answer so."""

    def answer(ids: tuple[int, ...] = (), total: int | None = None, **values: Any) -> None:
        stated = {"page": 1, "pages": 1, "indexed": Indexed("board", 10**6)} | values
        page = SearchPage(ids, len(ids) if total is None else total, **stated)

        def find(query: SearchQuery, *, meanwhile: Callable[..., None], **options: Any) -> Any:
            meanwhile(page)
            return page

        monkeypatch.setattr(finding, "find", find)

    return answer


def test_each_value_says_its_count_and_what_following_it_does(
    client: Client, answers: Answer
) -> None:
    answers(total=9, facets=FACETS)
    links = links_of(html_of(client, "/?q=a+b&skill=go"))
    assert links["Go 1 posting, remove filter"] == "?q=a+b#results"
    assert links["Skill 0 1,240 postings, add filter"] == "?q=a+b&skill=go&skill=s0#results"
    assert links["Remote 7 postings, add filter"] == "?q=a+b&skill=go&work_mode=remote#results"
    assert links["Last 7 days 3 postings, add filter"] == "?posted=7&q=a+b&skill=go#results"
    assert links["<Oslo> 2 postings, add filter"] == "?place=oslo&q=a+b&skill=go#results"


def test_every_link_to_a_filter_is_canonical(client: Client, answers: Answer) -> None:
    answers(total=9, facets=FACETS, suggested="c d", without_salary=3, undated=2)
    html = html_of(client, "/?has_salary=on&posted=7&q=a%2B+b&skill=go&sort=newest")
    hrefs = [unescape(one) for one in re.findall(r'href="([^"]*)#results"', html)]
    assert len(hrefs) > 20
    for href in {one for one in hrefs if one}:
        path = href if href.startswith("/") else f"/{href}"
        assert client.get(path).status_code == 200, path


def test_a_window_replaces_another_and_values_without_postings_are_not_offered(
    client: Client, answers: Answer
) -> None:
    answers(total=9, facets=FACETS)
    html = html_of(client, "/?posted=30")
    assert links_of(html)["Last 7 days 3 postings, add filter"] == "?posted=7#results"
    assert "Since yesterday" not in html
    assert "Salary stated" not in html


def test_long_lists_are_folded_and_say_that_there_are_more(client: Client, answers: Answer) -> None:
    answers(total=9, facets=FACETS)
    words = words_of(html_of(client, "/"))
    assert "5 more Skill 7" in words
    assert "There are more: type a name." in words


def test_chosen_values_are_marked_and_can_be_taken_away(client: Client, answers: Answer) -> None:
    answers(total=1, facets=FACETS)
    html = html_of(client, "/?exclude_organization=rye&skill=go")
    assert html.count('aria-current="true"') == 1
    links = links_of(html)
    assert links["Remove skill Go ×"] == "?exclude_organization=rye#results"
    assert links["Remove exclude organization rye ×"] == "?skill=go#results"
    assert links["Clear all"] == "/#results"


def test_a_value_chosen_by_its_other_name_can_be_taken_away(
    client: Client, answers: Answer
) -> None:
    answers(total=1, facets=FACETS)
    links = links_of(html_of(client, "/?skill=gopher&skill=s1"))
    assert links["Go 1 posting, remove filter"] == "?skill=s1#results"


def test_names_are_shown_as_the_board_spells_them(client: Client, answers: Answer) -> None:
    make_organization("Rye & Co")
    make_skill("C#")
    answers(total=2)
    words = words_of(html_of(client, "/?exclude_organization=rye&skill=csharp"))
    assert "2 postings · without Rye & Co · C#" in words


def test_the_count_comes_first_in_the_title_and_is_announced(
    client: Client, answers: Answer
) -> None:
    answers(total=12_345)
    html = html_of(client, "/?q=pilot")
    assert "<title>12,345 postings for “pilot” |" in html
    heading = '<div role="status"><h1 id="results" tabindex="-1">12,345 postings for “pilot”</h1>'
    assert heading in html


def test_orders_are_offered_where_there_is_a_choice(client: Client, answers: Answer) -> None:
    answers(total=9)
    assert "Best match" not in html_of(client, "/")
    links = links_of(html_of(client, "/?q=pilot"))
    assert links["Newest"] == "?q=pilot&sort=newest#results"
    assert links["Best match"] == "?q=pilot#results"
    assert "Salary" not in links
    answers(total=9, comparable=4)
    assert links_of(html_of(client, "/"))["Salary"] == "?sort=salary#results"


def test_postings_without_a_salary_can_be_shown_again(client: Client, answers: Answer) -> None:
    answers(total=9, without_salary=1_234)
    html = html_of(client, "/?currency=EUR&q=a&salary_min=80000")
    assert "at least EUR 80,000 a year" in html
    assert "1,234 more without a salary that can be compared –" in words_of(html)
    assert links_of(html)["show"] == "?q=a#results"


GROUPS = Facet(
    "eligible",
    (
        FacetValue("yes", "yes", 30, chosen=True),
        FacetValue("region", "region", 4, chosen=True),
        FacetValue("not_stated", "not_stated", 1_234),
    ),
)


def test_who_lives_somewhere_sees_three_groups_and_what_is_not_stated(
    client: Client, answers: Answer
) -> None:
    answers(total=34, facets=(GROUPS,))
    html = html_of(client, "/?live_in=HR&q=a")
    assert '<option value="HR" selected>Croatia</option>' in html
    assert "34 postings for “a” · for people in Croatia" in words_of(html)
    links = links_of(html)
    yes, region, nothing = (
        "Yes, stated 30 postings, remove filter",
        "Yes, by region 4 postings, remove filter",
        "Not stated 1,234 postings, add filter",
    )
    assert links[yes] == "?eligible=region&live_in=HR&q=a#results"
    assert links[region] == "?eligible=yes&live_in=HR&q=a#results"
    every = "?eligible=not_stated&eligible=region&eligible=yes&live_in=HR&q=a#results"
    assert links[nothing] == links["show"] == every
    assert "1,234 more where it is not stated who may apply –" in words_of(html)
    assert links["Remove filter for people in Croatia ×"] == "?q=a#results"


def test_the_last_group_taken_away_shows_all_and_the_usual_ones_need_no_words(
    client: Client, answers: Answer
) -> None:
    yes, region, nothing = GROUPS.values
    answers(total=30, facets=(Facet("eligible", (yes, replace(region, chosen=False), nothing)),))
    html = html_of(client, "/?eligible=yes&live_in=HR")
    assert "30 postings · for people in Croatia (country stated)" in words_of(html)
    links = links_of(html)
    assert links["Yes, stated 30 postings, remove filter"] == "/#results"
    assert links["Yes, by region 4 postings, add filter"] == "?live_in=HR#results"


def test_postings_without_a_country_can_be_added(client: Client, answers: Answer) -> None:
    answers(total=9, without_country=1)
    html = html_of(client, "/?country=HR&region=eu")
    assert "1 more without a stated country or region – show" in words_of(html)
    way = "?country=HR&country=not_stated&region=eu&region=not_stated#results"
    assert links_of(html)["show"] == way
    assert "Croatia" in words_of(html)


def test_postings_without_a_country_or_region_are_counted_once(
    client: Client, answers: Answer
) -> None:
    unknown = (FacetValue("not_stated", "not_stated", 5),)
    answers(total=9, facets=(Facet("country", unknown), Facet("region", unknown)))
    words = words_of(html_of(client, "/"))
    assert "Country not stated 5" in words
    assert "Region not stated" not in words


def test_a_language_is_said_of_the_postings(client: Client, answers: Answer) -> None:
    answers(total=2)
    html = html_of(client, "/?language=fr")
    assert "2 postings · in French" in words_of(html)
    assert "Remove language in French ×" in links_of(html)


def test_values_are_said_in_peoples_words(client: Client, answers: Answer) -> None:
    values = {
        "country": ("HR", "not_stated"),
        "work_mode": ("on_site",),
        "employment_type": ("FULL_TIME",),
        "language": ("de", "fil", "xx"),
        "region": ("latam", "worldwide"),
        "seniority": ("vice_president",),
    }
    spelled = {"latam": "LATAM"}
    answers(
        total=9,
        facets=tuple(
            Facet(name, tuple(FacetValue(key, spelled.get(key, key), 2) for key in keys))
            for name, keys in values.items()
        ),
    )
    links = links_of(html_of(client, "/"))
    for label, href in {
        "Croatia": "country=HR",
        "Country not stated": "country=not_stated",
        "On site": "work_mode=on_site",
        "Full-time": "employment_type=FULL_TIME",
        "German": "language=de",
        "Filipino": "language=fil",
        "Latin America": "region=latam",
        "Worldwide": "region=worldwide",
        "xx": "language=xx",
        "Vice president": "seniority=vice_president",
    }.items():
        assert links[f"{label} 2 postings, add filter"] == f"?{href}#results"


def test_a_country_is_no_city(client: Client, answers: Answer) -> None:
    places = (FacetValue("norway", "Norway", 9), FacetValue("oslo", "Oslo", 2))
    answers(total=9, facets=(Facet("place", places),))
    links = links_of(html_of(client, "/"))
    assert "Oslo 2 postings, add filter" in links
    assert "Norway 9 postings, add filter" not in links


def test_the_pay_asked_for_stays_in_its_fields(client: Client, answers: Answer) -> None:
    answers(total=9)
    html = html_of(client, "/?currency=SEK&salary_min=400000")
    assert '<option value="SEK" selected>SEK</option>' in html
    assert 'name="salary_min" form="search" value="400000"' in html
    assert html.count('name="salary_min"') == html.count('name="currency"') == 1


def test_nothing_found_says_what_each_filter_costs(client: Client, answers: Answer) -> None:
    dropped = {("skill", "go"): 3, ("q", "zebra"): 1_200, ("salary_min", "9"): 1}
    answers(dropped=dropped)
    html = html_of(client, "/?currency=EUR&q=zebra&salary_min=9&skill=go")
    assert "without the words “zebra” : 1,200 postings without the skill go : 3" in words_of(html)
    links = links_of(html)
    assert links["without the words “zebra”"] == "?currency=EUR&salary_min=9&skill=go#results"
    assert links["without the salary at least EUR 9 a year"] == "?q=zebra&skill=go#results"


def test_all_values_of_a_filter_are_dropped_together(client: Client, answers: Answer) -> None:
    answers(dropped={("organization", ""): 7, ("skill", "held"): 3})
    html = html_of(client, "/?organization=acme&organization=bole&q=zebra&skill=shown")
    assert "without the organization filter : 7 postings" in words_of(html)
    links = links_of(html)
    assert links["without the organization filter"] == "?q=zebra&skill=shown#results"
    way = "?organization=acme&organization=bole&q=zebra#results"
    assert links["without the skill held"] == way


def test_words_are_corrected_by_name(client: Client, answers: Answer) -> None:
    answers(total=2, suggested="<engineer>", corrected=True)
    html = html_of(client, "/?has_salary=on&q=engeneer")
    assert "Did you mean <engineer> ?" in words_of(html)
    assert links_of(html)["<engineer>"] == "?has_salary=on&q=%3Cengineer%3E#results"
    assert "No posting has exactly these words; these are spelled alike." in html


def test_the_last_page_that_can_be_reached_says_so(client: Client, answers: Answer) -> None:
    answers((make_posting().pk,), total=123_456, page=500, pages=500, bounded=True)
    said = "The first 10,000 of 123,456 can be paged through; add a filter to see the others."
    assert said in html_of(client, "/?page=500")
    skill = make_skill("Go")
    said = "The first 10,000 of 123,456 can be paged through; narrow them down to see the others."
    html = html_of(client, f"{skill.get_absolute_url()}?page=500")
    assert said in words_of(html)
    assert links_of(html)["narrow them down"] == "/?skill=go"
    answers((make_posting().pk,), total=123_456, page=499, pages=500, bounded=True)
    assert "can be paged through" not in html_of(client, "/?page=499")


def test_without_an_index_the_list_says_so_and_offers_filters_uncounted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_posting(job_location_type="TELECOMMUTE")
    monkeypatch.setattr(indexing, "ready", lambda: None)
    html = html_of(client, "/?posted=7")
    assert "showing postings straight from the database, newest first, without counts" in html
    links = links_of(html)
    assert links["Remote add filter"] == "?posted=7&work_mode=remote#results"
    assert links["Last 7 days remove filter"] == "/#results"
    assert links["Last 30 days add filter"] == "?posted=30#results"
    assert not hasattr(listed("/?posted=7"), "cacheable")


def test_only_the_exact_address_of_one_state_is_kept(answers: Answer) -> None:
    posting = make_posting(revision=5)
    answers((posting.pk,), indexed=Indexed("board", 5))
    kept = listed("/?q=pilot")
    assert kept.cacheable
    assert kept.board_revision == 5
    assert not listed("/?colour=blue&q=pilot").cacheable
    assert not listed("/?page=9&q=pilot").cacheable, "it shows another page"
    answers((posting.pk, 10**9), indexed=Indexed("board", 5))
    assert not listed("/?q=pilot").cacheable, "a card is no longer live"
    answers((posting.pk,), indexed=Indexed("board", 4))
    assert not listed("/?q=pilot").cacheable, "a card is newer than the index"


def test_searches_of_many_long_names_make_no_page_of_megabytes(
    client: Client, answers: Answer
) -> None:
    answers(total=9, facets=FACETS, page=4, pages=400)
    names = ("skill", "place", "organization", "exclude_organization")
    pairs = "&".join(f"{name}={'x' * 70}{n}" for name in sorted(names) for n in range(100, 180))
    assert len(html_of(client, f"/?{pairs}&z=1").encode()) < 400_000


def test_the_search_is_one_form(client: Client, answers: Answer) -> None:
    """Fields beside the results belong to it, and it keeps what is chosen."""
    answers(total=9, facets=FACETS)
    html = html_of(client, "/?q=a&skill=go&sort=newest&work_mode=remote")
    assert html.count("<form") == 1
    assert html.count('form="search"') >= 4
    for name, value in (("work_mode", "remote"), ("skill", "go"), ("sort", "newest")):
        assert html.count(f'<input type="hidden" name="{name}" value="{value}">') == 1


def test_words_are_marked_in_each_card_and_the_card_itself_is_kept(client: Client) -> None:
    posting = make_posting(description_text="Ships wait for nobody but a <pilot>.")
    for words in ("ships", "pilot"):
        html = html_of(client, f"/?q={words}")
        assert html.count('<p class="snippet">') == 1
        assert f"<mark>{words}</mark>" in html.lower()
        assert posting.get_absolute_url() in html
    assert "<pilot>" not in html


def test_a_card_is_kept_for_its_board_alone(client: Client) -> None:
    make_posting(title="Night Pilot")
    assert "Night Pilot" in html_of(client, "/")
    JobPosting.objects.update(title="Day Pilot")
    BoardRevision.objects.update(board_id="restored")
    versions.forget()
    assert "Day Pilot" in html_of(client, "/")
