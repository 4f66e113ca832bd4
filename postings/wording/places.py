"""Where the work is and who may apply, in words that fit a card or tell all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from postings.normalizers.places import country_name
from postings.vocabulary import EligibilityKind, JobLocationType, WorkMode

MODES = {
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
    r"\b(?:remote(?:ly)?|hybrid|on-?site|work from home|wfh|ok|only|fully|100)\b|\W"
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a posting is.

    mode: how one works, "" where that is not stated. place: in short, "" where `who` says it all.
    who: who may apply, in short; "" where it goes without saying. told: who may apply, in full but
    for `whole`, all of a long list. stated: whether `who` is known.
    """

    mode: str
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
    if kind == EligibilityKind.WORLDWIDE:
        return Where(badge, _offices(posting), "Worldwide", "Worldwide")
    if kind == EligibilityKind.NOT_STATED:
        return Where(badge, _rest(posting, badge), UNSTATED if afar else "", UNSTATED, stated=False)
    regions, countries = stated["regions"], stated["countries"]
    listed, names = _listed(regions, countries), [*map(region, regions), *map(country, countries)]
    whole = ", ".join(names) if len(names) > MOST else ""
    if not afar:
        told = f"{listed} – where the work is"
        return Where(badge, _everywhere(posting, regions, countries), "", told, whole)
    if stated.get("open"):
        who = "elsewhere: not stated"
        return Where(badge, _offices(posting) or listed, who, f"{listed}; also {who}", whole)
    who = f"Applicants in: {listed}"
    return Where(badge, _offices(posting), who, who, whole)


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
    return "; ".join(filter(None, (_offices(posting), others)))


def _offices(posting: Any) -> str:
    """The cities of a posting, the first few with their states and countries."""
    localities = posting.localities
    few = localities if len(localities) <= MOST else localities[: MOST - 1]
    said = [
        ", ".join([*(name for name, *_ in cities), *_of(*of)])
        for of, cities in groupby(few, key=lambda city: (city[1], city[2]))
    ]
    left = len(localities) - len(few)
    return "; ".join(said) + (f" and {left} more" if left else "")


def _of(state: str, code: str) -> Iterator[str]:
    yield from filter(None, (state, country(code) if code else ""))


def _rest(posting: Any, badge: str) -> str:
    """The words of a place of which no country is known, unless the badge says them all."""
    words = " ".join(posting.place_text.split())
    return words if not badge or _OF_MODE.sub("", words.lower()) else ""
