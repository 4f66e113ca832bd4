"""What several records of one posting say together; the order of import plays no part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from postings.models import SourceRecord
from postings.normalizers import normalize
from postings.normalizers.skills import MAX_COUNT
from postings.records import Meaning, NormalizedPosting, RawPosting, Rendered, Stated
from postings.vocabulary import DatePrecision

# What the first record that states it gives; place and its type, and the rest of its kin, follow.
TEXT_FIELDS = (
    "title",
    "salary_text",
    "employment_type_text",
    "benefits_text",
    "summary",
    "url",
    "apply_url",
    "hiring_organization",
    "description",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A record with what it states; rendered, and its meaning read, only where that was done for
    it just now: `meant` holds the texts and what they mean."""

    record: SourceRecord
    normalized: NormalizedPosting
    rendered: Rendered | None = None
    meant: tuple[Stated, Meaning] | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The statements of one posting, best first, and the value of each field they agree on."""

    ranked: tuple[Statement, ...]
    values: dict[str, object]
    skills: tuple[str, ...]
    rendered: Rendered | None

    @property
    def records(self) -> list[SourceRecord]:
        return [statement.record for statement in self.ranked]


def raw_of(record: SourceRecord) -> RawPosting:
    """The record as its reader gave it."""
    return RawPosting(
        format=record.format,
        values=record.values,
        body=record.body,
        skills=tuple(record.skills),
        extra=record.extra,
    )


def stated_by(record: SourceRecord) -> Statement:
    """The record with its meaning; its date as it was judged when the file was read."""
    meaning = replace(
        normalize(raw_of(record)),
        date_posted=record.own_date,
        date_posted_precision=record.own_date_precision,
    )
    return Statement(record, meaning)


def _rank(statement: Statement) -> tuple[object, ...]:
    # Later own date, undated last; then archived before open; then source name and path.
    record = statement.record
    day = record.own_date
    return (
        day is None,
        -day.toordinal() if day else 0,
        not record.archived,
        record.source,
        record.path,
    )


def merge(statements: Iterable[Statement]) -> Merged:
    """At least one statement. Records whose file is gone speak only where no other is left, but
    for the date: that a file vanished makes no posting look newer."""
    ranked = tuple(sorted(statements, key=_rank))
    speaking = [one for one in ranked if one.record.missing_since is None] or list(ranked)
    meanings = [statement.normalized for statement in speaking]
    values: dict[str, object] = {name: _first(meanings, name) for name in TEXT_FIELDS}
    placed = next((meaning for meaning in meanings if meaning.place_text), meanings[0])
    values["place_text"] = placed.place_text
    values["job_location_type"] = placed.job_location_type
    values["valid_through"] = _first(meanings, "valid_through") or None
    values["date_posted"], values["date_posted_precision"] = _earliest(
        [statement.normalized for statement in ranked]
    )
    described = next((item for item in speaking if item.normalized.description), speaking[0])
    return Merged(ranked, values, _union(meanings), described.rendered)


def _first(meanings: Sequence[NormalizedPosting], name: str) -> object:
    return next((value for value in (getattr(one, name) for one in meanings) if value), "")


def _earliest(meanings: Sequence[NormalizedPosting]) -> tuple[date | None, str]:
    dated = [one for one in meanings if one.date_posted]
    if not dated:
        return None, ""
    first = min(
        dated, key=lambda one: (one.date_posted, one.date_posted_precision != DatePrecision.DAY)
    )
    return first.date_posted, first.date_posted_precision


def _union(meanings: Sequence[NormalizedPosting]) -> tuple[str, ...]:
    union = dict.fromkeys(skill for one in meanings for skill in one.skills)
    return tuple(union)[:MAX_COUNT]
