"""Questions to the search engine and its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from postings.records.meaning import Eligibility


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a visitor asks of the list; empty means "any". Values of one filter are OR, filters AND.

    words: as typed, see `search.words` for its grammar. skills, organizations,
    exclude_organizations and places: name keys (`text.name_key`). countries: alpha-2 codes or
    `vocabulary.NOT_STATED`; regions: keys of our region words, WORLDWIDE or NOT_STATED. work_modes,
    employment_types, seniorities: values of `vocabulary`; languages: BCP 47 in lower case.
    live_in: the visitor's country (alpha-2); eligible: which groups of `vocabulary.ELIGIBLE` are
    shown then, () for the usual ones. posted: calendar days. salary_min: a year, in `currency`
    (ISO 4217); salary_yearly_min: the same in what salaries are compared in, which `finding` sets.
    sort: a `vocabulary.Sort` value; "" is relevance where there are words, else newest.
    """

    words: str = ""
    skills: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    exclude_organizations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    work_modes: tuple[str, ...] = ()
    employment_types: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    live_in: str = ""
    eligible: tuple[str, ...] = ()
    salary_min: int | None = None
    currency: str = ""
    salary_yearly_min: int | None = None
    has_salary: bool = False
    posted: int | None = None
    sort: str = ""
    page: int = 1
    page_size: int = 20


class FacetValue(NamedTuple):
    """One value of a filter and how many cards there would be with it among the other filters.

    key: what the query string takes; name: as the board spells it; slug: of its page, if it has
    one; count None: not counted, because the list came from the database.
    """

    key: str
    name: str
    count: int | None  # type: ignore[assignment]  # not the method of tuples
    chosen: bool = False
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one filter: the chosen first, then by count. `left`: others are not listed.

    name: the query string's parameter.
    """

    name: str
    values: tuple[FacetValue, ...]
    left: bool = False


class Piece(NamedTuple):
    """A piece of a snippet; `marked` where it is a word that was searched for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Indexed:
    """Which state of which board an index holds."""

    board_id: str
    revision: int

    def __str__(self) -> str:
        return f"{self.board_id}.{self.revision}.indexed"


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of answers: ids in order, how many there are, and the page that was served.

    total: cards that match; pages: those that can be asked for, which a deep list ends before
    `total` does (`bounded` then). undated: left out by `posted` for want of a date;
    without_salary: left out by `has_salary` for want of a stated one, or by `salary_min` for want
    of one that can be compared; without_country: left out by `country` or `region` because their
    place says neither. comparable: of the total, cards whose salaries can be compared.
    suggested: the words spelled as the board spells them, where some occur nowhere; corrected: the
    hits are those of words spelled alike, because the exact ones find little.
    dropped: where nothing is found, parameter and value of a filter -> cards without it; the value
    is "" where all of several are meant.
    indexed: the state that the ids came from; None where the database answered instead of the
    engine, newest first and without counts by value.
    """

    ids: tuple[int, ...]
    total: int
    page: int
    pages: int
    undated: int = 0
    without_salary: int = 0
    without_country: int = 0
    comparable: int = 0
    facets: tuple[Facet, ...] = ()
    suggested: str = ""
    corrected: bool = False
    dropped: Mapping[tuple[str, str], int] = field(default_factory=dict)
    bounded: bool = False
    indexed: Indexed | None = None


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A card as the engine takes it. Names are (key, name, slug); days are None where not stated.

    skills: those that its text supports; unsupported: the others, which only words find.
    countries: alpha-2; regions: our words; who: who may apply for each of its postings, see
    `Eligibility`. has_salary: any pay is stated; salary: the best of a year, in what salaries are
    compared in.
    """

    id: int
    public_id: str
    title: str
    body: str = ""
    organization: tuple[str, str, str] | None = None
    skills: tuple[tuple[str, str, str], ...] = ()
    unsupported: tuple[tuple[str, str, str], ...] = ()
    place_text: str = ""
    places: tuple[tuple[str, str, str], ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    who: tuple[Eligibility, ...] = ()
    work_mode: str = ""
    employment_types: tuple[str, ...] = ()
    seniority: str = ""
    language: str = ""
    has_salary: bool = False
    salary: int | None = None
    date_posted: date | None = None
    valid_through: date | None = None
