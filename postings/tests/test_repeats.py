"""Repeats, told one by one: what folds, what is another place, what is another job."""

import dataclasses
import time
from typing import Any

import pytest

from postings.normalizers import repeats
from postings.normalizers.repeats import Candidate, Pay, PlaceFacts, fold, same_job
from postings.tests.pace import within
from postings.vocabulary import Repeat

WORDS = [f"word{number}" for number in range(400)]
TEXT = " ".join(WORDS)
EDITED = TEXT.replace("word50 ", "altered ")
LONGER = TEXT + " the pay by law is stated here for these towns and for those".replace(" t", " tt")
OTHER = " ".join(reversed(WORDS))
SIGNATURES = {text: repeats.signature(text) for text in (TEXT, EDITED, LONGER, OTHER)}
SPAIN = PlaceFacts(countries=frozenset(("ES",)), words=frozenset(("spain",)))
FRANCE = PlaceFacts(countries=frozenset(("FR",)), words=frozenset(("france",)))
REMOTE = PlaceFacts(remote=True)


def candidate(name: str = "a", text: str = TEXT, **values: Any) -> Candidate:
    given = {"title": "Gardener", "organization_key": "fernhill", "place": SPAIN} | values
    return Candidate(id=name, text=repeats.signature(text), **given)


def verdict(one: dict[str, Any], other: dict[str, Any]) -> Repeat:
    return same_job(candidate("a", **one), candidate("b", **other)).kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({}, {"title": "GARDENER "}),
        ({"title": "Full Stack Gardener"}, {"title": "Full-stack gardener"}),
        ({}, {"text": EDITED}),
        ({}, {"text": LONGER}),
        ({}, {"place": REMOTE}),
        ({}, {"place": PlaceFacts(words=frozenset(("spain", "madrid")))}),
        ({"pay": Pay("EUR", None, 277)}, {"pay": Pay("EUR", 176, 277)}),
        ({"pay": Pay("EUR", 10, 20)}, {"pay": None}),
        ({"stated": ("FULL_TIME", "en")}, {"stated": ("", "en")}),
        ({"agreed": (1,)}, {"agreed": (2,)}),
        ({"organization_key": ""}, {}),
        ({"organization_key": ""}, {"organization_key": ""}),
        ({"url": "https://a.example/1"}, {"url": "http://www.a.example/1/", "text": OTHER}),
        ({"url": "https://a.example/1"}, {"url": "https://a.example/1", "title": "Head Gardener"}),
    ],
)
def test_one_posting_with_several_sources_is_recognised(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert verdict(one, other) is Repeat.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"title": "Senior Gardener"}),
        ({"title": "C# Developer"}, {"title": "C++ Developer"}),
        ({"title": "Gardener I"}, {"title": "Gardener II"}),
        ({}, {"organization_key": "oakdale"}),
        ({}, {"text": OTHER}),
        ({"stated": ("FULL_TIME",)}, {"stated": ("CONTRACTOR",)}),
        ({"pay": Pay("EUR", 10, 20)}, {"pay": Pay("EUR", 21, 30)}),
        ({"pay": Pay("EUR", 10, 20)}, {"pay": Pay("USD", 10, 20)}),
        ({"organization_key": ""}, {"text": EDITED}),
        ({"organization_key": ""}, {"place": REMOTE}),
        ({"organization_key": ""}, {"place": FRANCE}),
        ({"agreed": (1,)}, {"agreed": (2,), "place": FRANCE}),
        ({"text": "Job description"}, {"text": "Job description"}),
        ({"text": ""}, {"text": ""}),
        ({"url": "https://a.example/1"}, {"url": "https://a.example/1", "organization_key": "x"}),
        (
            {"url": "mailto:jobs@a.example", "text": OTHER},
            {"url": "mailto:jobs@a.example"},
        ),
    ],
)
def test_another_job_is_never_taken_for_a_repeat(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert verdict(one, other) is Repeat.DIFFERENT


def test_the_same_job_in_another_country_is_elsewhere() -> None:
    assert verdict({}, {"place": FRANCE}) is Repeat.ELSEWHERE


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Remote, US", "United States", True),
        ("USA - Remote", "U.S.", True),
        ("Remote (UK)", "United Kingdom", True),
        ("Remote", "Lisbon, Portugal", True),
        ("Lisbon", "remote, Lisbon, Portugal", True),
        ("", "Lisbon", True),
        ("Austin, US", "Boston, US", False),
        ("Anywhere", "Portugal", False),
        ("United Kingdom", "United States", False),
    ],
)
def test_a_place_fits_the_same_place_told_more_closely(
    one: str, other: str, expected: bool
) -> None:
    told = [{"place": PlaceFacts(words=repeats.place_words(text))} for text in (one, other)]
    assert (verdict(*told) is Repeat.SAME) is expected


def test_remote_and_on_site_are_two_postings() -> None:
    on_site = dataclasses.replace(SPAIN, remote=False)
    assert verdict({"place": REMOTE}, {"place": on_site}) is Repeat.ELSEWHERE


def test_countries_that_differ_keep_apart_what_words_would_join() -> None:
    country = PlaceFacts(countries=frozenset(("GE",)), words=frozenset(("georgia",)))
    state = PlaceFacts(countries=frozenset(("US",)), words=frozenset(("georgia", "us")))
    assert verdict({"place": country}, {"place": state}) is Repeat.ELSEWHERE


def test_facts_join_what_is_told_in_other_words() -> None:
    town = PlaceFacts(
        countries=frozenset(("US",)), localities=frozenset(("Utica",)), words=frozenset(("utica",))
    )
    country = PlaceFacts(countries=frozenset(("US",)), words=frozenset(("us",)))
    assert verdict({"place": town}, {"place": country}) is Repeat.SAME


def test_a_region_fits_the_list_of_its_countries_but_not_one_of_them() -> None:
    reach = frozenset(("DE", "AT", "CH", "LI"))
    region = PlaceFacts(regions=frozenset(("DACH",)), reach=reach, words=frozenset(("dach",)))
    listed = PlaceFacts(countries=reach - {"LI"}, words=frozenset(("germany", "austria")))
    single = PlaceFacts(countries=frozenset(("DE",)), words=frozenset(("germany",)))
    assert verdict({"place": region}, {"place": listed}) is Repeat.SAME
    assert verdict({"place": region}, {"place": single}) is Repeat.ELSEWHERE


def test_remote_joins_one_country_and_never_two_to_each_other() -> None:
    members = [
        candidate("a", place=REMOTE),
        candidate("b", place=SPAIN),
        candidate("c", place=FRANCE),
        candidate("d", place=FRANCE),
    ]
    (card,) = fold(members)
    assert card.postings == (("a", "b"), ("c", "d"))
    assert card.canonical == "a"
    assert card.members == ("a", "b", "c", "d")


def test_what_a_split_parted_is_on_no_card_together() -> None:
    one, other = candidate("a"), candidate("b", apart=frozenset("a"))
    assert fold([one, other]) == fold([other, one])
    assert [card.members for card in fold([one, other])] == [("a",), ("b",)]


def test_a_merge_joins_what_differs_and_what_repeats_either_of_them() -> None:
    one = candidate("a", joined="m")
    other = candidate("b", title="Head Gardener", joined="m")
    assert [card.postings for card in fold([one, candidate("c"), other])] == [(("a", "b", "c"),)]


def test_a_split_holds_against_a_merge() -> None:
    one = candidate("a", joined="m", apart=frozenset("b"))
    other = candidate("b", title="Head Gardener", joined="m")
    third = candidate("c", title="Head Gardener", joined="m", text=OTHER)
    assert [card.postings for card in fold([one, other, third])] == [(("a", "c"),), (("b",),)]


def test_postings_of_one_card_agree_on_what_their_sources_state_together() -> None:
    unpaid, paid = candidate("a", agreed=("",)), candidate("b", agreed=("EUR",))
    elsewhere = candidate("c", place=FRANCE, agreed=("EUR",))

    def stated(twins: Any) -> tuple[str, ...]:
        return (max(twin.agreed[0] for twin in twins),)

    members = [unpaid, paid, elsewhere]
    assert len(fold(members)) == 2
    assert [card.postings for card in fold(members, stated)] == [(("a", "b"), ("c",))]


def test_a_source_without_organization_keeps_its_posting_on_the_card() -> None:
    members = [
        candidate("a", organization_key=""),
        candidate("b"),
        candidate("c", place=FRANCE),
        candidate("d", place=FRANCE, organization_key="oakdale"),
    ]
    assert [card.postings for card in fold(members)] == [(("a", "b"), ("c",)), (("d",),)]


def test_a_signature_is_small_and_the_same_in_every_process() -> None:
    stored = repeats.signature("Plant trees, water them and write about it. " * 3).to_bytes()
    assert stored.hex() == "010018c572f081d268d81084138d859982860f1da38ab7a3f1acd47c30e520b9eeb006"
    assert len(repeats.signature(TEXT * 50).to_bytes()) <= 500
    assert repeats.from_bytes(stored) == repeats.signature(
        "plant TREES water them and\nwrite about it " * 3
    )


def test_bytes_of_another_version_are_not_taken_for_a_signature() -> None:
    stored = SIGNATURES[TEXT].to_bytes()
    assert repeats.from_bytes(stored) == SIGNATURES[TEXT]
    assert repeats.from_bytes(repeats.NOTHING.to_bytes()) == repeats.NOTHING
    for damaged in (b"", b"\x00" + stored[1:], stored[:-1]):
        assert repeats.from_bytes(damaged) is None


def test_texts_written_without_spaces_are_told_apart() -> None:
    one = "我们正在寻找一位有经验的园丁来照顾我们的花园并教导学徒" * 2
    edited = one.replace("一位", "两位", 1)
    assert repeats.signature(one).telling
    assert 0.5 < repeats.similarity(*map(repeats.signature, (one, edited))) < 1


def test_five_thousand_places_of_one_job_are_one_card_within_a_second() -> None:
    members = [
        candidate(f"{number:05}", place=PlaceFacts(words=frozenset(("us", f"town{number}"))))
        for number in range(5000)
    ]
    with within(2):
        (card,) = fold(members)
    assert len(card.postings) == 5000


@pytest.mark.slow
def test_no_block_takes_time_by_the_square_of_its_size() -> None:
    members = [
        candidate(f"{number:05}", pay=Pay("EUR", number, number), place=REMOTE)
        for number in range(4000)
    ]
    started = time.thread_time()
    half = len(fold(members[:2000]))
    middle = time.thread_time()
    assert (half, len(fold(members))) == (2000, 4000)
    assert time.thread_time() - middle < 4 * (middle - started) + 1


def test_a_body_of_five_thousand_characters_is_signed_in_a_millisecond() -> None:
    text = " ".join(f"wörd{number}" for number in range(700))
    with within(50 * 0.001):
        for _ in range(50):
            repeats.signature(text)
