"""Whether two postings of one job can stand for one place, judged pair by pair."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TypeVar

_T = TypeVar("_T")
_NONE: frozenset[str] = frozenset()

# CLDR's short names (alt="short") of the two countries that job boards abbreviate, and the
# ISO 3166 codes beside them.
_COUNTRY = (
    (re.compile(r"\b(?:united states(?: of america)?|u\.? ?s\.? ?a|u\.? ?s)\b"), " us "),
    (re.compile(r"\b(?:united kingdom|great britain|gbr|u\.? ?k)\b"), " gb "),
)
_WORD = re.compile(r"[^\W_]+")
# How one works, or grammar: no place. "Hybrid", "anywhere" and "worldwide" do say something.
_NO_PLACE = frozenset(
    ("remote", "remotely", "fully", "100", "telecommute", "telecommuting", "telework", "wfh")
    + ("work", "working", "home", "distributed", "based", "first", "only", "ok", "okay")
    + ("friendly", "eligible", "location", "locations", "office")
    + ("and", "or", "in", "within", "from", "of", "the", "a", "at", "to")
)
# An explicit list says the same as a region where it names most of it and little besides.
_SPELLED_OUT = 0.6


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known of a posting's place; empty is "not stated".

    remote: None where the posting does not say. countries (ISO 3166 alpha-2), regions, localities:
    as the places normalizer gives them. divisions: states and provinces. reach: the countries that
    the regions include. words: `place_words` of the stated text; rest: those that none of these
    facts explains.
    """

    remote: bool | None = None
    countries: frozenset[str] = _NONE
    regions: frozenset[str] = _NONE
    localities: frozenset[str] = _NONE
    divisions: frozenset[str] = _NONE
    reach: frozenset[str] = _NONE
    words: frozenset[str] = _NONE
    rest: frozenset[str] = _NONE
    facts: frozenset[tuple[str, str]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        told = (
            ("country", self.countries),
            ("region", self.regions),
            ("state", self.divisions),
            ("town", self.localities),
        )
        facts = frozenset((kind, name) for kind, names in told for name in names)
        object.__setattr__(self, "facts", facts)

    @property
    def told(self) -> bool:
        """Whether any place is stated, be it only in words that nobody understands."""
        return bool(self.words or self.facts)


NOWHERE = PlaceFacts()


def place_words(text: str) -> frozenset[str]:
    """The words of a stated place without those that name none; US, USA and United States agree."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(sign for sign in folded if not unicodedata.combining(sign))
    for pattern, name in _COUNTRY:
        folded = pattern.sub(name, folded)
    return frozenset(_WORD.findall(folded)) - _NO_PLACE


def compatible(one: PlaceFacts, other: PlaceFacts) -> bool:
    """Whether one place can be the other told more closely, or not told at all.

    "Remote" fits Spain and fits France, which do not fit each other; "US" fits "Austin, US", and
    a region fits the list of its countries. Equal words ("Europe", "Asia" beside "remote") that
    contain each other found 76 of the 80 labelled pairs and joined none wrongly (data.md §2).
    Of what facts join, states part: "Illinois" is not "Massachusetts".
    """
    if one.remote is not None and other.remote is not None and one.remote != other.remote:
        return False
    if one.countries and other.countries and one.countries.isdisjoint(other.countries):
        return False
    if not (one.told and other.told):
        return True
    if _contained(one.words, other.words):
        return True
    if _contained(one.facts, other.facts):
        return not _told_apart(one, other)
    return _spelled_out(one, other) or _spelled_out(other, one)


def _contained(one: frozenset[_T], other: frozenset[_T]) -> bool:
    return bool(one and other) and (one <= other or other <= one)


def _told_apart(one: PlaceFacts, other: PlaceFacts) -> bool:
    """Whether words that nobody understands may name two places within the known one.

    "US East Coast" and "US West Coast" are both in the US; one town is one place.
    """
    if not (one.rest and other.rest) or one.localities & other.localities:
        return False
    return not _contained(one.rest, other.rest)


def equal(one: PlaceFacts, other: PlaceFacts) -> bool:
    """Whether both state the same place; both may state none."""
    if one.facts != other.facts or not compatible(one, other):
        return False
    return bool(one.facts) or one.words == other.words


def _spelled_out(region: PlaceFacts, listed: PlaceFacts) -> bool:
    """Whether a list of countries is what the other place calls by the name of a region."""
    if not region.reach or region.countries or region.localities or listed.localities:
        return False
    shared = len(region.reach & listed.countries)
    return shared >= _SPELLED_OUT * len(region.reach | listed.countries)
