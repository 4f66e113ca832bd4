"""The tables beside this module, read once when the first text is: 54,000 cities, 250 countries."""

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postings.normalizers.places.folding import key

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Named:
    """What a name that is no city's can mean.

    divisions: (country, code) of states and provinces; region: one of our region words.
    """

    countries: tuple[str, ...] = ()
    divisions: tuple[tuple[str, str], ...] = ()
    region: str = ""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The names by their keys, see `folding.key`.

    crossing: keys of names that hold a comma or brackets; whole: keys that are a name only where
    they stand apart; first_words: the first word of a name of
    several -> most words of such a name. alpha2 and alpha3: country codes. division_codes: code ->
    (country, code). display: country -> English name.
    """

    names: dict[str, Named]
    crossing: frozenset[str]
    whole: frozenset[str]
    first_words: dict[str, int]
    alpha3: dict[str, str]
    division_codes: dict[str, tuple[tuple[str, str], ...]]
    division_names: dict[tuple[str, str], str]
    display: dict[str, str]


def _rows(name: str) -> Iterator[list[str]]:
    with (_FOLDER / name).open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


@functools.cache
def rules() -> dict[str, Any]:
    """The rules written by hand: names.json, each with its source."""
    loaded: dict[str, Any] = json.loads((_FOLDER / "names.json").read_text(encoding="utf-8"))
    return loaded


@functools.cache
def words(rule: str) -> frozenset[str]:
    """The words of one list of names.json."""
    found = rules()[rule]
    return frozenset((found if isinstance(found, str) else found["words"]).split())


@functools.cache
def cities() -> dict[str, str]:
    """Key of a city -> where cities of that name are, "US.NY:8804 GB:12": the largest first.

    The number is the population in thousands; states are told for the US, CA and AU.
    """
    known = {row[0]: row[1] for row in _rows("cities.tsv")}
    for name, others in rules()["cities"].items():
        if name != "source":
            known |= {key(other): known[key(name)] for other in others}
    return known


@functools.cache
def city_names() -> dict[str, str]:
    """Key of a city's abbreviation or longer name -> the name it is shown by."""
    found = rules()["cities"].items()
    return {key(other): name for name, others in found if name != "source" for other in others}


@functools.cache
def other_divisions() -> dict[str, tuple[str, ...]]:
    """Keys of provinces of all other countries -> the countries that have one of that name."""
    return {row[0]: tuple(row[1].split()) for row in _rows("other_divisions.tsv")}


@functools.cache
def other_codes() -> dict[str, frozenset[str]]:
    """Country -> the codes of its divisions, for all other countries: IN -> KA, MH, TN, ..."""
    return {row[0]: frozenset(row[1].split()) for row in _rows("division_codes.tsv")}


@functools.cache
def regions() -> dict[str, frozenset[str]]:
    """Our region words -> the countries that each includes."""
    groups = {row[0]: frozenset(row[1].split()) for row in _rows("groups.tsv")}
    stated = {region["word"]: region["of"] for region in rules()["regions"]}

    def countries(part: str) -> frozenset[str]:
        if part in stated and stated[part] != [part]:
            return frozenset().union(*map(countries, stated[part]))
        return groups.get(part, frozenset((part,)))

    return {word: countries(word) for word in stated}


@functools.cache
def _one_letter_less(with_cities: bool) -> dict[str, str]:
    """Long names of countries, and of large cities, without one of their letters -> the name."""
    names = [name for name, named in gazetteer().names.items() if named.countries]
    if with_cities:
        names += [name for name, where in cities().items() if len(where.split(":")[1]) >= _LARGE]
    long = [name for name in names if len(name) >= _LONG]
    return {less: name for name in long for less in _less(name)}


# A slip of the pen is told from another name only in long names that many people write: from a
# million inhabitants on.
_LONG, _LARGE = 8, 4


def _less(name: str) -> Iterator[str]:
    # The first letter is hardly ever the wrong one.
    return (name[:at] + name[at + 1 :] for at in range(1, len(name)))


def misspelt(name: str, *, with_cities: bool = True) -> str:
    """The key that is meant by a key with one letter too few, too many or wrong; "" for none.

    Without cities their table is not read, which a process that only serves pages never needs.
    """
    if len(name) < _LONG:
        return ""
    less, known = _one_letter_less(with_cities), gazetteer().names
    if name in less:
        return less[name]
    shorter = list(_less(name))
    meant = next((each for each in shorter if each in known and len(each) >= _LONG), "")
    return meant or next((less[each] for each in shorter if each in less), "")


@functools.cache
def gazetteer() -> Gazetteer:
    """Every name but those of cities."""
    rows = list(_rows("countries.tsv"))
    divisions = [tuple(row) for row in _rows("divisions.tsv")]
    codes: dict[str, tuple[tuple[str, str], ...]] = {}
    for country, code, _ in sorted(divisions, key=lambda row: ("US", "CA", "AU").index(row[0])):
        codes[code] = (*codes.get(code, ()), (country, code))
    names: dict[str, Named] = {}
    crossing = set()
    for name, named in _named(rows, divisions):
        names[key(name)] = _both(names.get(key(name), Named()), named)
        if "," in name or "(" in name:
            crossing.add(key(name))
    whole = set(_of_one_country(names))
    names |= {name: Named(divisions=((other_divisions()[name][0], ""),)) for name in whole}
    longest: dict[str, int] = {}
    for first, count in ((name.split()[0], name.count(" ") + 1) for name in names):
        longest[first] = max(count, longest.get(first, 0))
    return Gazetteer(
        names,
        frozenset(crossing),
        frozenset(whole),
        longest,
        {row[1]: row[0] for row in rows},
        codes,
        {(country, code): name for country, code, name in divisions},
        {row[0]: row[2] for row in rows},
    )


# Shorter names of provinces are words of many languages.
_SHORTEST_DIVISION = 5


def _of_one_country(names: dict[str, Named]) -> Iterator[str]:
    """Provinces of one other country alone that are no city's, country's or state's name."""
    common = words("fillers") | words("not_names") | words("admin_words") | words("directions")
    for name, countries, city in _rows("other_divisions.tsv"):
        parts = name.split()
        plain = name not in names and not city and len(name) >= _SHORTEST_DIVISION
        # A named metropolitan area is its city: "Metro Manila".
        plain = plain and words("metro_words").isdisjoint(parts)
        if plain and " " not in countries and not common.issuperset(parts):
            yield name


def _both(one: Named, other: Named) -> Named:
    return Named(
        one.countries or other.countries,
        one.divisions or other.divisions,
        one.region or other.region,
    )


def _named(rows: list[list[str]], divisions: list[tuple[str, ...]]) -> Iterator[tuple[str, Named]]:
    by_hand = rules()
    for code, *_, names in rows:
        for name in (*names.split("|"), *by_hand["countries"].get(code, ())):
            for spelled in _abbreviated(name):
                yield spelled, Named(countries=(code,))
    for name, codes in by_hand["several_countries"].items():
        if name != "source":
            yield name, Named(countries=tuple(codes))
    for name in by_hand["us_areas"]["names"]:
        yield name, Named(countries=("US",))
    for region in by_hand["regions"]:
        for name in (region["word"], *region["names"]):
            yield name, Named(region=region["word"])
    for country, code, name in divisions:
        yield name, Named(divisions=((country, code),))
        for other in by_hand["divisions"].get(f"{country}.{code}", ()):
            yield other, Named(divisions=((country, code),))


_SHORT = (("Saint ", "St "), ("South ", "S "), ("North ", "N "), ("St. ", "Saint "))


def _abbreviated(name: str) -> Iterator[str]:
    """The name, and how it is spelled with its first word cut: "S. Korea"."""
    yield name
    for long, short in _SHORT:
        if name.startswith(long):
            yield short + name.removeprefix(long)
