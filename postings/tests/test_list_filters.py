"""A list's filters: their values with counts, what following one does, and how each is said."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from postings.records import Facet, FacetValue
from postings.tests.answering import FACETS, Answer, answering
from postings.tests.factories import make_organization, make_skill
from postings.tests.pages import html_of, links_of, words_of

pytestmark = pytest.mark.django_db
answers = pytest.fixture(answering)


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
    answers(total=30, facets=(Facet("eligible", (yes, region._replace(chosen=False), nothing)),))
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
