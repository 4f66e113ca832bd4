"""What the columns of a posting tell about whether it repeats another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from postings.models import JobPosting, Merge, Skill, Split
from postings.normalizers.repeats import (
    NOTHING,
    Candidate,
    Pay,
    Signature,
    from_bytes,
    place_facts,
)
from postings.vocabulary import Status

# SQLite once took no more than 999 parameters.
AT_ONCE = 500
# As the last day of what has none.
ENDLESS = date.max


class Row(NamedTuple):
    """A posting's columns that tell, by the names by which they are asked for."""

    pk: int
    public_id: str
    revision: int
    status: str
    valid_through: date | None
    canonical_id: int | None
    card_id: int | None
    card_size: int
    title: str
    hiring_organization__key: str | None
    place_text: str
    work_mode: str
    countries: list[str]
    regions: list[str]
    localities: list[list[str]]
    url: str
    apply_url: str
    salary_text: str
    salary_currency: str
    salary_inferred: list[str]
    salary_yearly_min: int | None
    salary_yearly_max: int | None
    employment_types: list[str]
    seniority: str
    language: str
    skills_unsupported: list[str]
    date_posted: date | None

    @property
    def until(self) -> date:
        return self.valid_through or ENDLESS

    @property
    def is_hidden(self) -> bool:
        return self.status not in (Status.PUBLISHED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Terms:
    """What postings of one card have in common: their last day, so that none of them outlives
    the card unseen, and every value but place that a list can be narrowed by."""

    until: date
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """Editors' decisions about some postings, by public id."""

    apart: dict[str, frozenset[str]]
    joined: dict[str, str]


def rows(ids: Iterable[int]) -> Iterator[tuple[Row, Signature]]:
    """The postings with what was kept of their texts; NOTHING where it was not, or otherwise."""
    for part in parts(ids):
        found = JobPosting.objects.filter(pk__in=part).order_by("pk")
        for *values, stored in found.values_list(*Row._fields, "likeness__signature"):
            yield Row._make(values), from_bytes(bytes(stored or b"")) or NOTHING


def parts(ids: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(ids)
    yield from (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))


def skills(ids: Iterable[int]) -> dict[int, list[str]]:
    """The keys of postings' skills."""
    held: dict[int, list[str]] = defaultdict(list)
    names: dict[int, str] = {}
    for part in parts(ids):
        through = JobPosting.skills.through.objects.filter(jobposting__in=part)
        pairs = list(through.values_list("jobposting_id", "skill_id"))
        missing = {skill for _, skill in pairs} - set(names)
        names.update(Skill.objects.filter(pk__in=missing).values_list("pk", "key"))
        for posting, skill in pairs:
            held[posting].append(names[skill])
    return held


def decided(public_ids: Iterable[str]) -> Decided:
    apart: dict[str, set[str]] = defaultdict(set)
    joined: dict[str, str] = {}
    for part in parts(public_ids):
        splits = Split.objects.filter(Q(one__in=part) | Q(other__in=part))
        for one, other in splits.values_list("one", "other"):
            apart[one].add(other)
            apart[other].add(one)
        merges = Merge.objects.filter(public_id__in=part)
        joined.update(merges.values_list("public_id", "label"))
    return Decided({name: frozenset(others) for name, others in apart.items()}, joined)


def candidate(row: Row, text: Signature, tags: Iterable[str], decisions: Decided) -> Candidate:
    """tags: the keys of its skills."""
    return Candidate(
        id=row.public_id,
        title=row.title,
        organization_key=row.hiring_organization__key or "",
        text=text,
        place=place_facts(
            row.place_text, row.work_mode, row.countries, row.regions, row.localities
        ),
        url=row.url or row.apply_url,
        pay=_pay(row),
        stated=(" and ".join(sorted(row.employment_types)), row.seniority, row.language),
        agreed=Terms(row.until, _filterable(row, tags)),
        apart=decisions.apart.get(row.public_id, frozenset()),
        joined=decisions.joined.get(row.public_id, ""),
    )


def _pay(row: Row) -> Pay | None:
    """A year in one currency of comparison; a currency that was concluded contradicts nothing."""
    if not row.salary_currency or "currency" in row.salary_inferred:
        return None
    return Pay(row.salary_currency, row.salary_yearly_min, row.salary_yearly_max)


def _filterable(row: Row, tags: Iterable[str]) -> tuple[Any, ...]:
    return (
        tuple(sorted(set(tags) - set(row.skills_unsupported))),
        tuple(sorted(row.employment_types)),
        row.seniority,
        row.language,
        # A part of place that a card has one of.
        row.work_mode,
        bool(row.salary_text),
        row.salary_currency,
        row.salary_yearly_min,
        row.salary_yearly_max,
        row.date_posted,
    )
