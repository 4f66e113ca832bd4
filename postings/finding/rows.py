"""Ids into the cards that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, Subquery, TextField
from django.db.models.functions import Cast

from postings.finding.named import Named
from postings.finding.prepared import Prepared, read_json
from postings.finding.skills import skills_of_cards
from postings.models import JobPosting, Organization, PostingProblem, SourceRecord
from postings.models.paths import path
from postings.querysets import CARD_FACTS, CARD_FIELDS, EMPLOYER, live_values
from postings.vocabulary import CAVEATS

# Lists and objects are fetched as the text of their JSON and read where a card is made: most cards
# of a list are kept as HTML, and reading those of twenty takes as long as finding them.
READ = {
    name
    for name in CARD_FACTS
    if JobPosting._meta.get_field(name).get_internal_type() == "JSONField"
}
FETCHED = [Cast(name, TextField()) if name in READ else name for name in CARD_FIELDS]
LIVE = ("status", "valid_through")
_CARDS = Prepared[int](
    lambda ids: JobPosting.objects.filter(pk__in=ids).values_list("pk", *FETCHED, *LIVE)
)
# Of a page: all columns but the markdown, and those of the organization.
_OWN = [one.attname for one in JobPosting._meta.concrete_fields if one.name != "description"]
_EMPLOYERS = [one.attname for one in Organization._meta.concrete_fields]
_SEEN = SourceRecord.objects.filter(posting=OuterRef("pk")).order_by("-last_seen")
_OF_IT = {
    "seen": Subquery(_SEEN.values("last_seen")[:1]),
    "warned": Exists(PostingProblem.objects.filter(posting=OuterRef("pk"), kind__in=CAVEATS)),
    "doubled": Exists(JobPosting.objects.filter(canonical=OuterRef("pk"))),
    "spread": Exists(JobPosting.objects.filter(card=OuterRef("pk"))),
}
_PAGES = Prepared[str](
    lambda names: (
        JobPosting.objects.filter(public_id__in=names)
        .annotate(**_OF_IT)
        .values_list(*_OWN, *(f"hiring_organization__{name}" for name in _EMPLOYERS), *_OF_IT)
    )
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A posting that another one's page leads to, by the posting's own names: where it is and who
    may apply, see `wording.where`."""

    address: str
    place_text: str
    job_location_type: str
    work_mode: str
    localities: Sequence[Sequence[str]]
    applicant_location_requirements: Mapping[str, Any]

    def get_absolute_url(self) -> str:
        return self.address


@dataclass(frozen=True, slots=True)
class Brief(Elsewhere):
    """The same with what the posting is, for pages of other jobs."""

    title: str
    hiring_organization: Named | None
    date_posted: date | None
    date_posted_precision: str


PLACED = tuple(one.name for one in fields(Elsewhere) if one.name != "address")
_BRIEF = ("public_id", "slug", *PLACED, "title", *EMPLOYER, "date_posted", "date_posted_precision")
_BRIEFS = Prepared[int](
    lambda ids: JobPosting.objects.filter(pk__in=ids).values_list("pk", *_BRIEF, *LIVE)
)


class Row(NamedTuple):
    """What a card shows of a posting, by the posting's own names.

    Plain values: making models of twenty postings takes longer than finding them.
    """

    pk: int
    revision: int
    public_id: str
    address: str
    title: str
    hiring_organization: Named | None
    place_text: str
    job_location_type: str
    work_mode: str
    localities: Sequence[Sequence[str]]
    applicant_location_requirements: Mapping[str, Any]
    salary_text: str
    salary_found_text: str
    salary_currency: str
    salary_min_value: Decimal | None
    salary_max_value: Decimal | None
    salary_unit_text: str
    salary_inferred: Sequence[str]
    employment_types: Sequence[str]
    language: str
    skills_unsupported: Sequence[str]
    skills_from_text: Sequence[str]
    date_posted: date | None
    date_posted_precision: str
    featured: bool
    card_size: int
    skills: tuple[Named, ...] = ()

    def get_absolute_url(self) -> str:
        return self.address


def briefs(ids: Sequence[int]) -> list[Brief]:
    """The live ones of some postings in the order of their ids; one query."""
    found = {}
    for pk, public_id, slug, *rest, status, until in _BRIEFS.rows(ids):
        if live_values(status, until):
            *placed, title, key, name, page, day, precision = rest
            address = path("posting", JobPosting.page_name(slug, public_id))
            employer = None if key is None else Named(key, name, "organization", page)
            where = dict(zip(PLACED, placed, strict=True))
            found[pk] = Brief(
                address,
                **where,
                title=title,
                hiring_organization=employer,
                date_posted=day,
                date_posted_precision=precision,
            )
    return [found[pk] for pk in ids if pk in found]


def _values(ids: Sequence[int]) -> dict[int, Sequence[Any]]:
    found = _CARDS.rows(ids)
    return {values[0]: values for *values, status, until in found if live_values(status, until)}


def _row(values: Sequence[Any], skills: Iterable[Named]) -> Row:
    """From the id and the values of `FETCHED`."""
    pk, revision, public_id, title, slug, *facts, key, name, page = values
    address = path("posting", JobPosting.page_name(slug, public_id))
    employer = None if key is None else Named(key, name, "organization", page)
    read = [one(value) if one else value for one, value in zip(_READERS, facts, strict=True)]
    row = (pk, revision, public_id, address, title, employer, *read, tuple(skills))
    return Row._make(row)


# In the order of CARD_FACTS, which is that of the fields of a row.
_READERS = tuple(read_json if name in READ else None for name in CARD_FACTS)


def for_page(public_id: str) -> JobPosting | None:
    """A posting with all that a page says of it but its names and problems, in one query.

    last_seen: when a source last had it, None for one of no source. warned: whether a problem of
    it concerns job seekers. repeated: whether anything shares its page or its card.
    """
    found = _PAGES.rows([public_id])
    if not found:
        return None
    *columns, last_seen, warned, doubled, spread = found[0]
    own, employer = columns[: len(_OWN)], columns[len(_OWN) :]
    posting = JobPosting.from_db(DEFAULT_DB_ALIAS, _OWN, own)
    if posting.hiring_organization_id is not None:
        organization = Organization.from_db(DEFAULT_DB_ALIAS, _EMPLOYERS, employer)
        posting.hiring_organization = organization
    posting.last_seen, posting.warned = last_seen, warned
    posting.repeated = doubled or spread or posting.card_id is not None
    return posting


class _Skills:
    """Skills of several postings, fetched together when the first of them is asked for."""

    def __init__(self, board_id: str, revisions: Mapping[int, int]) -> None:
        """revisions: by posting."""
        self.board_id, self.revisions = board_id, revisions
        self.found: dict[int, list[Named]] | None = None

    def of(self, pk: int) -> Sequence[Named]:
        if self.found is None:
            latest = max(self.revisions.values())
            self.found = skills_of_cards(list(self.revisions), self.board_id, latest)
        return self.found.get(pk, ())


@dataclass(frozen=True, slots=True)
class Card:
    """One row of a list: enough to know whether its HTML is kept, and what it shows if not."""

    pk: int
    revision: int
    values: Sequence[Any]
    skills: _Skills

    @property
    def board_id(self) -> str:
        return self.skills.board_id

    @property
    def posting(self) -> Row:
        return _row(self.values, self.skills.of(self.pk))


def cards(*lists: Sequence[int], board_id: str) -> list[list[Card]]:
    """The cards of each list of ids in its order, in one query; where a posting is asked for, one
    more for the skills of all, and one for names not known yet. What is not live is left out."""
    ids = [pk for each in lists for pk in each]
    if not ids:
        return [[] for _ in lists]
    found = _values(ids)
    skills = _Skills(board_id, {pk: values[1] for pk, values in found.items()})
    made = {pk: Card(pk, values[1], values, skills) for pk, values in found.items()}
    return [[made[pk] for pk in each if pk in made] for each in lists]
