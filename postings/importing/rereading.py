"""A stored record to what it means, in a worker process: no database, no settings, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from postings.importing.reading import meant_by
from postings.records import (
    Meaning,
    NormalizedPosting,
    RawPosting,
    Rendered,
    Stated,
    UnreadableFile,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A record as its reader gave it; digest and reader tell whether it still is afterwards."""

    record: int
    posting: int
    digest: str
    reader_version: int
    raw: RawPosting
    latest: date


@dataclass(frozen=True, slots=True)
class Redone:
    """What a record means by today's rules, or why it cannot be said."""

    source: Source
    normalized: NormalizedPosting | None = None
    rendered: Rendered | None = None
    meant: tuple[Stated, Meaning] | None = None
    reason: str = ""


def mean_sources(sources: Sequence[Source]) -> list[Redone]:
    return [_mean(source) for source in sources]


def _mean(source: Source) -> Redone:
    try:
        return Redone(source, *meant_by(source.raw, source.latest))
    except UnreadableFile as error:
        return Redone(source, reason=error.reason)
