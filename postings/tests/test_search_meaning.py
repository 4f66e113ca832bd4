"""What a search finds by what postings mean: who may apply, where, and for how much."""

from __future__ import annotations

import pytest

from postings.finding import find
from postings.indexing import bring_up
from postings.records import SearchQuery
from postings.tests.factories import make_meant
from postings.tests.titles import search
from postings.vocabulary import Sort

pytestmark = pytest.mark.django_db


def counts(name: str, words: str = "", **asked: object) -> dict[str, int | None]:
    facets = {facet.name: facet for facet in search(words, **asked).facets}
    return {value.key: value.count for value in facets[name].values} if name in facets else {}


def titles(words: str = "", **asked: object) -> list[str]:
    from postings.models import JobPosting

    named = dict(JobPosting.objects.values_list("pk", "title"))
    return [named[pk] for pk in search(words, **asked).ids]


@pytest.fixture
def somewhere() -> None:
    """Postings that are called as their places are."""
    for text in (
        "Zagreb, Croatia",
        "Remote, Worldwide",
        "Remote, EU",
        "Remote, Norway",
        "Remote, LATAM",
        "Oslo or Remote",
        "Remote",
    ):
        make_meant(title=text, place_text=text, description_text="")
    bring_up()


# Who may apply


def test_who_lives_in_a_country_is_shown_what_says_yes_and_its_regions(somewhere: None) -> None:
    assert set(titles(live_in="HR")) == {"Zagreb, Croatia", "Remote, Worldwide", "Remote, EU"}
    assert set(titles(live_in="BR")) == {"Remote, Worldwide", "Remote, LATAM"}


@pytest.mark.parametrize(
    ("group", "shown"),
    [
        ("yes", {"Zagreb, Croatia", "Remote, Worldwide"}),
        ("region", {"Remote, EU"}),
        ("not_stated", {"Oslo or Remote", "Remote"}),
    ],
)
def test_each_group_is_counted_and_shown_by_itself(
    somewhere: None, group: str, shown: set[str]
) -> None:
    assert counts("eligible", live_in="HR")[group] == len(shown)
    assert set(titles(live_in="HR", eligible=(group,))) == shown


def test_no_posting_is_in_two_groups(somewhere: None) -> None:
    """An office in Norway says yes to Norwegians, and says nothing to others."""
    assert counts("eligible", live_in="NO") == {"yes": 3, "region": 0, "not_stated": 1}
    page = search(live_in="NO", eligible=("yes", "region", "not_stated"))
    assert page.total == 4


def test_the_groups_are_those_among_the_other_filters(somewhere: None) -> None:
    assert counts("eligible", live_in="HR", work_modes=("remote",)) == {
        "yes": 1,
        "region": 1,
        "not_stated": 1,
    }
    assert counts("eligible", "norway", live_in="HR")["yes"] == 0


def test_nothing_found_says_what_living_elsewhere_costs(somewhere: None) -> None:
    page = search("latam", live_in="HR")
    assert (page.total, page.dropped) == (0, {("live_in", "HR"): 1, ("q", "latam"): 3})


# Where


def test_what_names_no_country_is_counted_beside_a_country_and_can_be_added(
    somewhere: None,
) -> None:
    page = search(countries=("HR",))
    assert (page.total, page.without_country) == (1, 1)
    assert titles(countries=("not_stated",)) == ["Remote"]
    both = search(countries=("HR", "not_stated"))
    assert (both.total, both.without_country) == (2, 0)


def test_a_place_filter_knows_the_country_of_a_city_and_what_says_worldwide(
    somewhere: None,
) -> None:
    assert set(titles(places=("norway",))) == {"Remote, Norway", "Oslo or Remote"}
    assert titles(places=("oslo",)) == ["Oslo or Remote"]
    assert titles(regions=("worldwide",)) == ["Remote, Worldwide"]
    assert counts("region") == {"eu": 1, "latam": 1, "worldwide": 1, "not_stated": 1}


# For how much


@pytest.fixture
def paid() -> None:
    """Postings that are called as their pay is; the rates of 2026 make 1 EUR some 1.1 USD."""
    for text in (
        "EUR 50,000 a year",
        "USD 20,000 a month",
        "EUR 30,000 - 80,000 a year",
        "Competitive",
        "",
    ):
        make_meant(title=text or "Nothing", salary_text=text, description_text="")
    bring_up()


def test_the_best_paid_come_first_whatever_their_currency_and_period(paid: None) -> None:
    assert titles(sort=Sort.SALARY)[:3] == [
        "USD 20,000 a month",
        "EUR 30,000 - 80,000 a year",
        "EUR 50,000 a year",
    ]


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_what_may_pay_as_much_is_found_in_any_currency(paid: None, currency: str) -> None:
    found = titles(salary_min=70_000, currency=currency)
    assert set(found) == {"EUR 30,000 - 80,000 a year", "USD 20,000 a month"}


def test_exactly_as_much_is_enough_whatever_is_lost_by_rounding() -> None:
    for amount in range(61_111, 61_131):
        make_meant(salary_text=f"USD {amount} a year", description_text="")
    bring_up()
    for amount in range(61_111, 61_131):
        assert search(salary_min=amount, currency="USD").total >= 61_131 - amount


def test_pay_that_cannot_be_compared_is_counted_beside_the_list(paid: None) -> None:
    page = search(salary_min=70_000, currency="EUR")
    assert (page.total, page.without_salary, page.comparable) == (2, 2, 2)
    stated = search(has_salary=True)
    assert (stated.total, stated.without_salary) == (3, 2)
    assert search().comparable == 3


def test_pay_that_the_text_states_counts_as_stated() -> None:
    make_meant(description_text="The salary range for this role is $90,000 - $110,000 per year.")
    bring_up()
    assert counts("has_salary") == {"on": 1}


# Which skills


def test_a_skill_that_only_a_tag_names_is_found_by_words_but_counted_nowhere() -> None:
    make_meant(("Kotlin", "Rust"), title="Engineer", description_text="You write Kotlin.")
    make_meant(("Rust",), title="Rust Engineer", description_text="")
    bring_up()
    assert counts("skill") == {"kotlin": 1, "rust": 1}
    assert titles(skills=("rust",)) == ["Rust Engineer"]
    assert titles("rust") == ["Rust Engineer", "Engineer"]


def test_a_tag_of_a_letter_is_found_by_it_though_nothing_bears_it_out() -> None:
    make_meant(("Go",), title="Engineer", description_text="You write software.")
    bring_up()
    assert search("go").total == 1
    assert search(skills=("go",)).total == 0


# Level, employment and language


def test_level_employment_and_language_are_filters_with_counts() -> None:
    text = "We bring ships in and out of the harbour, at night and in any weather that there is."
    for title, employment in (("Senior Pilot", "Full-time"), ("Pilot", "Full-time, Contract")):
        make_meant(title=title, employment_type_text=employment, description_text=text)
    bring_up()
    assert counts("seniority") == {"senior": 1}
    assert counts("employment_type") == {"FULL_TIME": 2, "CONTRACTOR": 1}
    assert counts("language") == {"en": 2}
    assert titles(employment_types=("CONTRACTOR",)) == ["Pilot"]
    assert titles(seniorities=("senior",)) == ["Senior Pilot"]
    assert search(languages=("de",)).total == 0


def test_a_value_that_nothing_has_is_counted_as_none() -> None:
    make_meant()
    bring_up()
    assert counts("work_mode", work_modes=("hybrid",)) == {"hybrid": 0}
    assert counts("language", languages=("de",)) == {"de": 0}


# The database, while there is no index


@pytest.mark.parametrize(
    "asked",
    [
        {"live_in": "HR"},
        {"live_in": "NO", "eligible": ("not_stated",)},
        {"live_in": "AQ", "eligible": ("region",)},
        {"countries": ("NO", "not_stated")},
        {"regions": ("eu", "worldwide")},
        {"regions": ("not_stated",), "work_modes": ("remote",)},
        {"seniorities": ("senior",)},
    ],
)
def test_the_database_finds_the_same(somewhere: None, asked: dict[str, object]) -> None:
    assert set(find(SearchQuery(**asked), engine=False).ids) == set(search(**asked).ids)
