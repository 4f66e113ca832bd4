"""`normalize_postings`: what records mean by today's rules, without their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from postings import normalizers
from postings.importing.merging import Statement, raw_of
from postings.importing.naming import Spellings
from postings.importing.reading import VERSIONS, stated_in
from postings.importing.refreshing import refresh
from postings.importing.settling import Settled
from postings.models import BoardRevision, ImportProblem, SourceRecord
from postings.normalizers.meaning import mean
from postings.parallel import Lost, Workers
from postings.querysets import today
from postings.records import (
    Meaning,
    NormalizedPosting,
    RawPosting,
    Rendered,
    Stated,
    UnreadableFile,
)
from postings.rendering import render

CHUNK, BATCH = 16, 256
SECONDS_A_RECORD = 20.0
# Changes that a report holds; more are counted.
MOST_TOLD = 10_000
RECORD_FIELDS = ["own_date", "own_date_precision", "spelled", "reader_version"]


@dataclass(frozen=True, slots=True)
class Source:
    """A record as its reader gave it; digest tells whether it is still the same afterwards."""

    record: int
    posting: int
    digest: str
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


@dataclass
class NormalizeReport:
    """records: read anew; changed: postings; fields: how many postings changed in each."""

    records: int = 0
    changed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def outdated(everything: bool = False) -> QuerySet[Any]:
    """Records of postings whose meaning other rules gave, or all of them."""
    records = SourceRecord.objects.order_by("posting_id", "pk")
    if everything:
        return records
    return records.exclude(posting__meaning_version=normalizers.VERSION)


def normalize_all(
    workers: int,
    everything: bool = False,
    dry_run: bool = False,
    watch: Callable[[int], None] = lambda number: None,
) -> NormalizeReport:
    """Reads records anew in worker processes and settles their postings in batches.

    Locked fields stay, decisions hold. A dry run leaves no trace but the report.
    """
    report = NormalizeReport()
    with Workers(mean_sources, workers, SECONDS_A_RECORD) as pool:
        results = pool.map(_chunks(everything))
        while batch := list(islice(results, BATCH)):
            _settle(batch, report, dry_run)
            watch(len(batch))
    return report


def mean_sources(sources: Sequence[Source]) -> list[Redone]:
    """In a worker process: no database."""
    return [_mean(source) for source in sources]


def _mean(source: Source) -> Redone:
    try:
        normalized = normalizers.normalize(source.raw, source.latest)
        rendered = render(normalized.description)
    except UnreadableFile as error:
        return Redone(source, reason=error.reason)
    stated = stated_in(normalized, rendered)
    return Redone(source, normalized, rendered, (stated, mean(stated)))


def _chunks(everything: bool) -> Iterator[list[Source]]:
    """By a cursor that no write of ours moves."""
    latest = today() + timedelta(days=2)
    ids = list(outdated(everything).values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        records = SourceRecord.objects.in_bulk(ids[start : start + CHUNK])
        yield [
            Source(one.pk, one.posting_id, one.digest, raw_of(one), latest)
            for one in records.values()
        ]


def _settle(batch: Sequence[Redone | Lost[Source]], report: NormalizeReport, dry_run: bool) -> None:
    done: dict[int, Redone] = {}
    for one in batch:
        if isinstance(one, Lost):
            report.failed.append(f"record {one.item.record}: {one.reason}")
        elif one.normalized is None:
            report.failed.append(f"record {one.source.record}: {one.reason}")
        else:
            done[one.source.record] = one
    with transaction.atomic():
        BoardRevision.objects.hold()
        statements = _records(done)
        settled = refresh({one.record.posting_id for one in statements.values()}, statements)
        if dry_run:
            transaction.set_rollback(True)
    report.records += len(statements)
    for result in settled:
        _tell(result, report)


def _records(done: dict[int, Redone]) -> dict[int, Statement]:
    """Writes on the records what depends on the rules; those that a newer import wrote stay."""
    spellings, statements = Spellings(), {}
    for record in SourceRecord.objects.filter(pk__in=list(done)):
        redone = done[record.pk]
        if record.digest != redone.source.digest or redone.normalized is None:
            continue
        spellings.take(record.spelled)
        record.own_date = redone.normalized.date_posted
        record.own_date_precision = redone.normalized.date_posted_precision
        record.spelled = spellings.add(redone.normalized)
        current = VERSIONS.get(record.format, 0)
        if current // 1000 == record.reader_version // 1000:
            record.reader_version = current  # else its file must be read again all the same
        statements[record.pk] = Statement(record, redone.normalized, redone.rendered, redone.meant)
    spellings.settle()
    SourceRecord.objects.bulk_update([one.record for one in statements.values()], RECORD_FIELDS, 50)
    _write_problems(statements, done)
    return statements


def _write_problems(statements: dict[int, Statement], done: dict[int, Redone]) -> None:
    ImportProblem.objects.filter(record__in=list(statements)).delete()
    ImportProblem.objects.bulk_create(
        ImportProblem(
            record_id=pk,
            kind=problem.kind,
            field=problem.field[:60],
            line=problem.line,
            message=problem.message,
        )
        for pk, one in statements.items()
        for problem in (
            *done[pk].source.raw.problems,
            *one.normalized.problems,
            *(one.rendered.problems if one.rendered else ()),
        )
    )


def _tell(settled: Settled, report: NormalizeReport) -> None:
    if not settled.changed:
        return
    report.changed += 1
    report.fields.update(settled.changes)
    if len(report.told) < MOST_TOLD:
        posting = settled.posting
        said = "; ".join(f"{name}: {old!r} → {new!r}" for name, (old, new) in _plain(settled))
        report.told.append(f"{posting.public_id} {posting.title[:60]}: {said}")


def _plain(settled: Settled) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, (old, new) in settled.changes.items():
        short = [text if len(text) <= 80 else text[:79] + "…" for text in (str(old), str(new))]
        yield name, (short[0], short[1])
