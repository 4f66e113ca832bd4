"""Places: what a text says of where and how one works, and who may apply."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.normalizers import places
from postings.normalizers.places import tables
from postings.records import Eligibility, Places
from postings.vocabulary import EligibilityKind, MayApply, ProblemKind, WorkMode

CASES = json.loads((Path(__file__).parent / "cases/places.json").read_text(encoding="utf-8"))
TABLES = Path(tables.__file__).parent
REMOTE, WORLDWIDE = places.read("Remote"), places.read("Worldwide")


@pytest.mark.parametrize(("text", "mode", "countries", "regions", "cities"), CASES["read"])
def test_place_says_how_and_where_one_works(
    text: str, mode: str, countries: str, regions: str, cities: str
) -> None:
    found = places.read(text)
    said = (
        places.work_mode(found),
        " ".join(found.countries),
        "|".join(found.regions),
        "|".join(locality.name for locality in found.localities),
    )
    assert said == (mode, countries, regions, cities)


@pytest.mark.parametrize("text", CASES["worldwide"])
def test_anywhere_without_a_limit_is_worldwide(text: str) -> None:
    assert places.read(text).worldwide


@pytest.mark.parametrize("text", CASES["limited"])
def test_a_place_limits_anywhere(text: str) -> None:
    assert not places.read(text).worldwide


@pytest.mark.parametrize(("text", "zones"), CASES["time_zones"])
def test_time_zone_is_kept_as_stated_and_is_no_place(text: str, zones: list[str]) -> None:
    found = places.read(text)
    assert list(found.time_zones) == zones
    assert found.regions == ()


def test_remote_offered_stays_apart_from_remote_only() -> None:
    optional = places.read("Bergen, NO - Remote OK")
    assert (optional.remote, optional.remote_optional) == (True, True)
    assert (REMOTE.remote, REMOTE.remote_optional) == (True, False)
    assert places.read("Oslo").remote is None
    assert places.read("Hybrid").remote is False


def test_locality_tells_its_state_and_country() -> None:
    (locality,) = places.read("Portland, Maine").localities
    assert (locality.name, locality.region, locality.country) == ("Portland", "Maine", "US")


def test_a_place_stated_twice_is_listed_once() -> None:
    found = places.read("Bogotá, Bogota, Colombia,Remote,Colombia")
    assert found.countries == ("CO",)
    assert len(found.localities) == 1


@pytest.mark.parametrize(("text", "country", "answer"), CASES["may_apply"])
def test_who_may_apply_from_a_country(text: str, country: str, answer: str) -> None:
    assert places.may_apply(places.eligibility(places.read(text)), country) == answer


def test_every_posting_answers_who_may_apply_in_one_of_three_ways() -> None:
    assert places.eligibility(WORLDWIDE) == Eligibility("worldwide")
    assert places.eligibility(REMOTE) == Eligibility("not_stated")
    assert places.eligibility(places.read("Remote, Norway or EU")) == Eligibility(
        "stated", ("NO",), ("EU",)
    )


@pytest.mark.parametrize(("text", "code"), CASES["country_of"])
def test_visitor_may_type_a_country_as_they_spell_it(text: str, code: str | None) -> None:
    assert places.country_of(text) == code


def test_countries_are_offered_once_each_by_name() -> None:
    offered = places.countries()
    assert len(offered) == len(dict(offered)) == 250
    assert offered[0] == ("AF", "Afghanistan")
    assert [code for code, _ in offered].index("AX") < 5  # "Åland Islands" beside "Albania"
    assert all(places.country_of(code) == code for code, _ in offered)
    assert all(places.country_of(name) == code for code, name in offered)
    assert places.country_name("TR") == "Türkiye"
    assert places.country_name("??") == "??"


def test_every_region_is_defined_by_known_countries_and_a_source() -> None:
    known = {code for code, _ in places.countries()}
    for region in tables.rules()["regions"]:
        included = tables.regions()[region["word"]]
        assert included and included <= known, region["word"]
        assert region["source"]
    assert len(tables.regions()["EU"]) == 27
    assert set(places.regions_of("HR")) >= {"EU", "Europe", "EMEA", "Southern Europe"}


def test_every_table_names_its_source_and_licence() -> None:
    heads = {path.name: path.read_text(encoding="utf-8") for path in TABLES.glob("*.tsv")}
    assert len(heads) == 6
    assert all(text.startswith("# ") for text in heads.values())
    assert "CC BY 4.0" in heads["cities.tsv"].splitlines()[0]


@pytest.mark.parametrize("body", CASES["contradicted"])
def test_body_that_takes_remote_back_is_a_problem_with_its_sentence(body: str) -> None:
    around = f"Feed the fish. {body} We like cake."
    (problem,) = places.contradictions(REMOTE, around)
    assert problem.kind == ProblemKind.REMOTE_CONTRADICTED
    assert body.removeprefix("Please note: ") in problem.message
    assert "cake" not in problem.message


@pytest.mark.parametrize("body", CASES["not_contradicted"])
def test_choice_exception_or_other_meaning_is_no_contradiction(body: str) -> None:
    assert places.contradictions(REMOTE, body) == ()


@pytest.mark.parametrize("place", ["Oslo", "Hybrid", "Bergen or Remote", ""])
def test_only_a_fully_remote_place_can_be_contradicted(place: str) -> None:
    assert places.contradictions(places.read(place), CASES["contradicted"][0]) == ()


@pytest.mark.parametrize("body", CASES["limited_bodies"])
def test_body_that_limits_worldwide_is_a_problem(body: str) -> None:
    kinds = [problem.kind for problem in places.contradictions(WORLDWIDE, body)]
    assert kinds == [ProblemKind.WORLDWIDE_CONTRADICTED]
    assert places.contradictions(REMOTE, body) == ()


@pytest.mark.parametrize("body", CASES["unlimited_bodies"])
def test_wish_is_no_limit(body: str) -> None:
    assert places.contradictions(WORLDWIDE, body) == ()


def test_evidence_is_cut_at_200_characters() -> None:
    body = "This is not a remote position, " + "because the fish are thirsty, " * 20
    (problem,) = places.contradictions(REMOTE, body)
    evidence = problem.message.partition("“")[2].rstrip("”")
    assert 100 < len(evidence) <= 200


PIECES = st.sampled_from(
    [case[0] for case in CASES["read"]]
    + [", ", "/", "-", " or ", "(", ")", "Georgia", "CA", "OR", "EST", "North &", "🇳🇴", "ﬁ", "İ"]
)
TEXTS = st.text(max_size=200) | st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS)
def test_no_place_text_breaks_or_yields_what_is_no_place(text: str) -> None:
    found = places.read(text)
    known = dict(places.countries())
    assert set(found.countries) <= set(known)
    assert set(found.own_countries) <= set(found.countries)
    assert len(set(found.countries)) == len(found.countries)
    assert set(found.regions) <= set(tables.regions())
    for locality in found.localities:
        assert locality.name and locality.country in {"", *found.countries}
    named = found.countries or found.regions or found.localities
    assert not (found.worldwide and named)
    assert places.work_mode(found) in {"", *WorkMode}
    stated = places.eligibility(found)
    assert stated.kind in set(EligibilityKind)
    assert all(places.may_apply(stated, code) in set(MayApply) for code in list(known)[:20])


@given(TEXTS)
def test_spaces_around_a_place_text_change_nothing(text: str) -> None:
    assert places.read(f"  {text} ") == places.read(text)


BODIES = st.lists(
    st.sampled_from(CASES["contradicted"] + CASES["limited_bodies"]) | st.text(max_size=80)
).map(" ".join)


@given(BODIES, st.booleans())
def test_no_body_breaks_or_yields_long_evidence(body: str, worldwide: bool) -> None:
    found: Places = WORLDWIDE if worldwide else REMOTE
    problems = places.contradictions(found, body)
    assert len({problem.kind for problem in problems}) == len(problems) <= 2
    assert all(len(problem.message) < 300 for problem in problems)


@given(st.text(max_size=40))
def test_whatever_a_visitor_types_names_a_known_country_or_none(text: str) -> None:
    assert places.country_of(text) in {None, *dict(places.countries())}
