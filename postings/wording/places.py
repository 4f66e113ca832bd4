"""Where the work is and who may apply, in words that fit a card or tell all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from postings.normalizers.places import country_name
from postings.vocabulary import EligibilityKind, JobLocationType, WorkMode

MODES: dict[str, str] = {
    WorkMode.REMOTE: "Remote",
    WorkMode.REMOTE_ALLOWED: "Remote possible",
    WorkMode.HYBRID: "Hybrid",
    WorkMode.ON_SITE: "On site",
}
# Where somebody elsewhere may work, so that the countries are those of applicants.
FROM_AFAR = (MODES[WorkMode.REMOTE], MODES[WorkMode.REMOTE_ALLOWED])
# Region words that are abbreviations which few outside of sales know.
REGIONS = {"LATAM": "Latin America", "APAC": "Asia-Pacific", "MENA": "Middle East & North Africa"}
# More names than these are counted.
MOST = 3
UNSTATED = "Countries not stated"
# Words of a place that its badge says.
_OF_MODE = re.compile(
    r"\b(?:remote(?:ly)?|hybrid|on-?site|work from home|wfh|ok|only|fully|100|or|and"
    r"|jobs?|positions?|roles?|work(?:ing)?)\b|\W"
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a posting is; "" where there is nothing to say.

    mode: how one works. full: its places. who: who may apply, in short, unless that goes without
    saying; place: what of `full` is left to say beside `who`. told: who may apply, said in any
    case; whole: all of a list that is shortened there. stated: whether `who` is known.
    """

    mode: str
    full: str
    place: str
    who: str
    told: str
    whole: str = ""
    stated: bool = True


def mode(posting: Any) -> str:
    """How one works, as a badge says it; "" where it is not stated."""
    if not posting.work_mode and posting.job_location_type == JobLocationType.TELECOMMUTE:
        return MODES[WorkMode.REMOTE]  # not read yet by the normalizers
    return MODES[WorkMode(posting.work_mode)] if posting.work_mode else ""


def country(code: str) -> str:
    """The English name of a country (alpha-2)."""
    return country_name(code)


def region(word: str) -> str:
    """A region word as people say it."""
    return REGIONS.get(word, word)


def where(posting: Any) -> Where:
    """Where a posting or a card's row is, and who may apply."""
    stated = posting.applicant_location_requirements
    kind = stated.get("kind", EligibilityKind.NOT_STATED)
    badge, afar = mode(posting), mode(posting) in FROM_AFAR
    cities = _cities(posting)
    if kind == EligibilityKind.WORLDWIDE:
        return Where(badge, cities, cities, "Worldwide", "Worldwide")
    if kind == EligibilityKind.NOT_STATED:
        rest = _rest(posting, badge)
        return Where(badge, rest, rest, UNSTATED if afar else "", UNSTATED, stated=False)
    regions, countries = stated["regions"], stated["countries"]
    listed, names = _listed(regions, countries), [*map(region, regions), *map(country, countries)]
    whole = ", ".join(names) if len(names) > MOST else ""
    if not afar:
        full = _everywhere(posting, regions, countries)
        return Where(badge, full, full, "", f"{listed} – where the work is", whole)
    if stated.get("open"):
        who, full = "elsewhere not stated", cities or listed
        return Where(badge, full, full, who, f"{listed}; {who}", whole)
    who, named = f"Applicants in: {listed}", () if whole else countries
    return Where(badge, cities, _cities(posting, named), who, listed, whole)


def _listed(regions: Sequence[str], countries: Sequence[str]) -> str:
    """Like "EU, Norway", or "EU, 12 countries" where they are many."""
    most = MOST if len(regions) + len(countries) <= MOST else 1
    named = [*map(region, regions)] if len(regions) <= MOST else [f"{len(regions)} regions"]
    if len(countries) <= most:
        return ", ".join([*named, *map(country, countries)])
    return ", ".join([*named, f"{len(countries)} countries"])


def _everywhere(posting: Any, regions: Sequence[str], countries: Sequence[str]) -> str:
    """The cities, and what is stated beside their countries."""
    of_cities = {code for _, _, code in posting.localities}
    others = _listed(regions, [code for code in countries if code not in of_cities])
    return "; ".join(filter(None, (_cities(posting), others)))


def _cities(posting: Any, named: Sequence[str] = ()) -> str:
    """The cities of a posting, the first few with their states and countries.

    named: a country that is said beside them, if it is the only one.
    """
    localities = posting.localities
    few = localities if len(localities) <= MOST else localities[: MOST - 1]
    said = [
        ", ".join([*(name for name, *_ in cities), *_of(*of, named)])
        for of, cities in groupby(few, key=lambda city: (city[1], city[2]))
    ]
    left = len(localities) - len(few)
    return "; ".join(said) + (f" and {left} more" if left else "")


def _of(state: str, code: str, named: Sequence[str]) -> Iterator[str]:
    if state:
        yield state
    if code and list(named) != [code]:
        yield country(code)


def _rest(posting: Any, badge: str) -> str:
    """The words of a place of which no country is known, unless the badge says them all."""
    words = " ".join(posting.place_text.split())
    return words if not badge or _OF_MODE.sub("", words.lower()) else ""
