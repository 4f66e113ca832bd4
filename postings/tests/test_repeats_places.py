"""What a place as stated and as it was read tells, and which closed posting has a live one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.normalizers import places
from postings.normalizers.repeats import Candidate, PlaceFacts, homes, place_facts, signature
from postings.normalizers.repeats.whereabouts import compatible

TEXT = signature(" ".join(f"We prune hedge {number}." for number in range(40)))


def told(text: str) -> PlaceFacts:
    read = places.read(text)
    localities = [(one.name, one.region, one.country) for one in read.localities]
    mode = str(places.work_mode(read))
    return place_facts(text, mode, read.countries, read.regions, localities)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Remote - Nova Scotia, Canada", "Remote - Manitoba, Canada", False),
        ("Ohio - Remote", "Remote, Nebraska", False),
        ("Remote (US: OH, NE)", "Remote (US: TX)", False),
        ("Toledo, OH", "Ohio, United States", True),
        ("Toledo, OH", "Toledo, Ohio, USA", True),
        ("Toledo, OH", "Remote, Nebraska", False),
        ("Remote US, Gulf Coast", "Remote US, Atlantic Coast", False),
        ("Remote, Nebraska", "United States", True),
        ("Deutschland", "Germany", True),
        ("Porto", "Portugal (Remote)", True),
        ("Remote, Nordics", "Remote, Baltics", False),
        ("Hybrid, Porto", "Fully remote, Portugal", False),
    ],
)
def test_places_as_read_fit_or_not(one: str, other: str, expected: bool) -> None:
    assert compatible(told(one), told(other)) is expected
    assert compatible(told(other), told(one)) is expected


@given(st.text(max_size=300), st.lists(st.sampled_from(["US", "CA", "DE", "GE"]), max_size=3))
def test_any_text_tells_a_place_that_fits_itself(text: str, countries: list[str]) -> None:
    one = place_facts(text, "", countries, [], [])
    assert compatible(one, one)
    assert one.rest <= one.words


def candidate(name: str, place: str = "Porto", **values: object) -> Candidate:
    stated = {"title": "Gardener", "organization_key": "fernhill", "text": TEXT} | values
    return Candidate(id=name, place=told(place), **stated)  # type: ignore[arg-type]


def test_a_stray_goes_to_the_first_posting_that_it_repeats_in_every_source() -> None:
    porto, remote, oslo = candidate("b"), candidate("c", "Remote"), candidate("d", "Oslo")
    stray, other = candidate("a"), candidate("e", "Lima")
    found = homes([stray, other], [[oslo], [porto, remote]])
    assert found == {"a": [porto, remote]}


def test_a_stray_follows_editors() -> None:
    porto = candidate("b")
    assert not homes([candidate("a", apart=frozenset("b"))], [[porto]])
    merged = candidate("b", joined="m")
    stray = candidate("a", title="Head Gardener", joined="m")
    assert homes([stray], [[merged]]) == {"a": [merged]}


def test_a_stray_finds_its_posting_among_very_many() -> None:
    many = [[candidate(f"p{number:03}", title=f"Gardener {number}")] for number in range(300)]
    towns = [[candidate(f"t{number:03}", text=signature(f"{number} hills. " * 30))]
             for number in range(300)]  # fmt: skip
    found = homes([candidate("z", title="Gardener 77")], [*many, *towns, [candidate("zz")]])
    assert [one.id for one in found["z"]] == ["p077"]
