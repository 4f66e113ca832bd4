"""`normalize_postings`: what records mean by today's rules, without their files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from postings import normalizers
from postings.importing import problems
from postings.importing.merging import Statement, raw_of
from postings.importing.naming import Spellings
from postings.importing.reading import VERSIONS
from postings.importing.refreshing import refresh
from postings.importing.rereading import Redone, Source, mean_sources
from postings.importing.settling import Settled
from postings.models import BoardRevision, ImportProblem, JobPosting, SourceRecord
from postings.parallel import Lost, Workers
from postings.querysets import today
from postings.records import Problem

CHUNK, BATCH = 16, 256
SECONDS_A_RECORD = 20.0
# Changes that a report holds; more are counted.
MOST_TOLD = 10_000
# Characters of a value in them.
LONGEST_TOLD = 80
RECORD_FIELDS = ["own_date", "own_date_precision", "spelled", "reader_version"]


Result = Redone | Lost[Source]


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
        for batch in _batches(pool.map(_chunks(everything))):
            _settle(batch, report, dry_run)
            watch(len(batch))
    _settle_fileless(report, dry_run, everything)
    return report


def _batches(results: Iterator[Result]) -> Iterator[list[Result]]:
    """Batches that part no posting: one is done with all its records, or not at all."""
    batch: list[Result] = []
    for _, records in groupby(results, lambda one: _source(one).posting):
        batch += records
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _source(result: Result) -> Source:
    return result.item if isinstance(result, Lost) else result.source


def _chunks(everything: bool) -> Iterator[list[Source]]:
    """By a cursor that no write of ours moves."""
    latest = today() + timedelta(days=2)
    ids = list(outdated(everything).values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        records = SourceRecord.objects.in_bulk(ids[start : start + CHUNK])
        yield [
            Source(one.pk, one.posting_id, one.digest, one.reader_version, raw_of(one), latest)
            for one in records.values()
        ]


def _settle_fileless(report: NormalizeReport, dry_run: bool, everything: bool) -> None:
    """Postings that no file states any more: few, read here from the texts they show."""
    postings = JobPosting.objects.filter(records__isnull=True)
    if not everything:
        postings = postings.exclude(meaning_version=normalizers.VERSION)
    ids = list(postings.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            settled = refresh(ids[start : start + BATCH])
            if dry_run:
                transaction.set_rollback(True)
        for result in settled:
            _tell(result, report)


def _settle(batch: Sequence[Result], report: NormalizeReport, dry_run: bool) -> None:
    done: dict[int, Redone] = {}
    unread = set()
    for one in batch:
        if isinstance(one, Redone) and one.normalized is not None:
            done[one.source.record] = one
        else:
            unread.add(_source(one).posting)
            report.failed.append(f"record {_source(one).record}: {one.reason}")
    # Half of a posting's records would make another posting of it.
    done = {pk: one for pk, one in done.items() if one.source.posting not in unread}
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
        if not _is_still(record, redone.source) or redone.normalized is None:
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


def _is_still(record: SourceRecord, source: Source) -> bool:
    """Whether no import has written the record since it was read."""
    same = (record.digest, record.reader_version) == (source.digest, source.reader_version)
    return same and record.posting_id == source.posting


def _write_problems(statements: dict[int, Statement], done: dict[int, Redone]) -> None:
    stored: dict[int, list[ImportProblem]] = defaultdict(list)
    for problem in ImportProblem.objects.filter(record__in=list(statements)).order_by("pk"):
        stored[problem.record_id].append(problem)
    problems.write(
        (one.record, problems.renewed(one.record, stored[pk], _found(done[pk])))
        for pk, one in statements.items()
    )


def _found(redone: Redone) -> Iterator[Problem]:
    for step in (redone.normalized, redone.rendered):
        yield from step.problems if step else ()


def _tell(settled: Settled, report: NormalizeReport) -> None:
    if not settled.changed:
        return
    report.changed += 1
    report.fields.update(settled.changes.keys())
    if len(report.told) < MOST_TOLD:
        posting = settled.posting
        said = "; ".join(
            f"{name}: {_short(old)} → {_short(new)}" for name, (old, new) in settled.changes.items()
        )
        report.told.append(f"{posting.public_id} {posting.title[:60]}: {said}")


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_TOLD else text[: LONGEST_TOLD - 1] + "…"
