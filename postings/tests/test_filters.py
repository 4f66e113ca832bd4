"""The query string's grammar: what it means, and the one way to write it."""

from __future__ import annotations

import random
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from postings.filters import Address, Asked, read, read_page
from postings.filters.fields import MOST_VALUES
from postings.records import SearchQuery


def asked(written: str) -> Asked:
    return read(QueryDict(written), written)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("", ""),
        ("q=&skill=&posted=&remote=&live_in=&salary_min=&currency=EUR", ""),
        ("skill=PYTHON", "skill=python"),
        ("skill=C%23&skill=c-sharp&skill=.NET", "skill=csharp&skill=dotnet"),
        ("skill=go&q=pilot", "q=pilot&skill=go"),
        ("skill=python&skill=go&skill=Python", "skill=go&skill=python"),
        ("skill=golang&skill=Go", "skill=go"),
        ("organization=Rye+%26+Co", "organization=rye"),
        ("exclude_organization=Rye+%26+Co", "exclude_organization=rye"),
        ("place=S%C3%A3o+Paulo", "place=saopaulo"),
        ("q=++pilot%09mate++", "q=pilot+mate"),
        ("q=pilot%20mate", "q=pilot+mate"),
        ("q=a&q=b", "q=b"),
        ('q="c%2B%2B"+-java', "q=%22c%2B%2B%22+-java"),
        ("remote=1&has_salary=true", "has_salary=on&work_mode=remote"),
        ("remote=on&work_mode=hybrid", "work_mode=hybrid&work_mode=remote"),
        ("remote=on&work_mode=remote", "work_mode=remote"),
        ("remote=0&has_salary=off", ""),
        (
            "work_mode=On-Site&work_mode=remote+allowed",
            "work_mode=on_site&work_mode=remote_allowed",
        ),
        ("seniority=Vice+President", "seniority=vice_president"),
        ("country=croatia&country=us&country=USA", "country=HR&country=US"),
        ("country=not+stated&region=NOT_STATED", "country=not_stated&region=not_stated"),
        ("region=Southeast+Asia&region=EU", "region=eu&region=southeastasia"),
        ("live_in=croatia", "live_in=HR"),
        ("live_in=HR&eligible=region&eligible=yes", "live_in=HR"),
        ("live_in=HR&eligible=YES", "eligible=yes&live_in=HR"),
        ("eligible=not-stated&live_in=HR", "eligible=not_stated&live_in=HR"),
        ("eligible=yes", ""),
        ("posted=7", "posted=7"),
        ("page=1", ""),
        ("page=02&skill=go", "page=2&skill=go"),
        ("employment_type=full-time&language=EN", "employment_type=FULL_TIME&language=en"),
        ("salary_min=80,000&currency=eur", "currency=EUR&salary_min=80000"),
        ("salary_min=80K&currency=EUR", "currency=EUR&salary_min=80000"),
        ("salary_min=900'000'000'000&currency=IDR", "currency=IDR&salary_min=900000000000"),
        ("currency=EUR", ""),
        ("sort=newest", ""),
        ("sort=relevance", ""),
        ("sort=salary", "sort=salary"),
        ("q=pilot&sort=relevance", "q=pilot"),
        ("q=pilot&sort=newest", "q=pilot&sort=newest"),
        ("utm_source=x&gclid=1&fbclid=2&msclkid=3&mc_cid=4&mc_eid=5&ref=z&q=a", "q=a"),
    ],
)
def test_a_search_has_one_address(written: str, canonical: str) -> None:
    address = asked(written).address
    assert address == Address(canonical, exact=written == canonical)
    again = asked(canonical)
    assert again.address == Address(canonical, exact=True), "it must not move twice"
    assert again.query == asked(written).query


@pytest.mark.parametrize(
    ("written", "broken", "canonical"),
    [
        ("colour=blue&skill=Go", ("colour",), "skill=go"),
        ("posted=banana&q=a", ("posted",), "q=a"),
        ("posted=8", ("posted",), ""),
        ("remote=maybe", ("remote",), ""),
        ("page=-1", ("page",), ""),
        ("page=%D9%A3", ("page",), ""),
        ("page=10000000000", ("page",), ""),
        ("sort=cheapest", ("sort",), ""),
        ("country=Atlantis&country=HR", ("country",), "country=HR"),
        ("live_in=EU", ("live_in",), ""),
        ("live_in=ZZ&eligible=not_stated", ("live_in",), ""),
        ("eligible=no&live_in=HR", ("eligible",), "live_in=HR"),
        ("work_mode=beach", ("work_mode",), ""),
        ("employment_type=hobby", ("employment_type",), ""),
        ("salary_min=80000&currency=XTS", ("currency",), ""),
        ("salary_min=80000", ("currency",), ""),
        ("salary_min=lots&currency=EUR", ("salary_min",), ""),
        ("salary_min=0k&currency=EUR", ("salary_min",), ""),
        ("page=2k", ("page",), ""),
        ("salary_min=80000&currency=euros", ("currency",), ""),
        ("language=!!", ("language",), ""),
        ("q=" + "x" * 401, ("q",), ""),
        ("skill=go&skill=" + "x" * 201, ("skill",), "skill=go"),
    ],
)
def test_what_has_no_meaning_is_named_and_left_out(
    written: str, broken: tuple[str, ...], canonical: str
) -> None:
    said = asked(written)
    assert said.address == Address(canonical, exact=False, broken=broken)
    assert said.errors


def test_every_parameter_reaches_the_search() -> None:
    written = (
        "country=HR&currency=USD&eligible=not_stated&employment_type=FULL_TIME"
        "&exclude_organization=rye&has_salary=on&language=en&live_in=NO&organization=oak&page=3"
        "&place=oslo&posted=30&q=%22a+b%22+-c&region=eu&salary_min=9&seniority=lead"
        "&skill=go&sort=salary&work_mode=remote"
    )
    said = asked(written)
    assert said.address == Address(written, exact=True)
    assert said.query == SearchQuery(
        words='"a b" -c',
        skills=("go",),
        organizations=("oak",),
        exclude_organizations=("rye",),
        places=("oslo",),
        countries=("HR",),
        regions=("eu",),
        work_modes=("remote",),
        employment_types=("FULL_TIME",),
        seniorities=("lead",),
        live_in="NO",
        eligible=("not_stated",),
        languages=("en",),
        salary_min=9,
        currency="USD",
        has_salary=True,
        posted=30,
        sort="salary",
        page=3,
    )


def test_more_values_than_fit_are_left_out_and_said() -> None:
    said = asked(urlencode([("skill", f"s{n}") for n in range(250)]))
    assert len(said.query.skills) == MOST_VALUES
    assert said.address.broken == ("skill",)
    assert "the other 150" in said.errors["skill"]


def test_the_same_name_in_many_spellings_is_one_value() -> None:
    said = asked("&".join(["skill=go", "skill=Go", "skill=GO"] * 80))
    assert said.query.skills == ("go",)
    assert not said.address.broken


def test_endless_unknown_names_are_not_repeated() -> None:
    said = asked("&".join(f"{'x' * 500}{n}=1" for n in range(900)))
    assert len(said.errors[""]) < 400


def test_any_text_comes_to_rest_at_once() -> None:
    """Whatever is typed, its canonical address leads to itself."""
    chance = random.Random(3)
    letters = "aB1 \t\n\"'-+&=%#.,;ßéÅ漢🔥\u202e\u200b\x1c\x7f\ufffdİǅ"
    names = ["q", "skill", "place", "language", "employment_type", "currency", "salary_min", "page"]
    names += ["country", "region", "live_in", "eligible", "work_mode", "remote"]
    for _ in range(1_500):
        pairs = [
            (chance.choice(names), "".join(chance.choices(letters, k=chance.randint(0, 9))))
            for _ in range(chance.randint(0, 4))
        ]
        canonical = asked(urlencode(pairs)).address.canonical
        assert asked(canonical).address == Address(canonical, exact=True), pairs


@pytest.mark.parametrize(
    ("written", "page", "address"),
    [
        ("", 1, Address("", exact=True)),
        ("page=2", 2, Address("page=2", exact=True)),
        ("page=1&utm_source=x", 1, Address("", exact=False)),
        ("page=x", 1, Address("", exact=False, broken=("page",))),
        ("page=2&skill=go", 2, Address("page=2", exact=False, broken=("skill",))),
    ],
)
def test_a_page_of_a_name_knows_its_number_alone(written: str, page: int, address: Address) -> None:
    assert read_page(QueryDict(written), written) == (page, address)
