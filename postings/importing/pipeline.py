"""The work of one import, from its paths to its report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from postings.importing import quarantine
from postings.importing.batching import store_batch
from postings.importing.closing import Guard, Refused, close_missing
from postings.importing.dating import Days
from postings.importing.lock import process_name
from postings.importing.reading import Parsed, Task, Unread, digest_of, read_bytes, read_files
from postings.importing.refreshing import Setting
from postings.importing.report import COUNTS, RunReport, peak_mib
from postings.importing.settling import Settled
from postings.importing.triage import triage
from postings.importing.walking import Found, Passed, shown, walk
from postings.models import ImportRun, SourceRecord
from postings.parallel import Lost, Workers
from postings.records import UnreadableFile
from postings.vocabulary import RejectedKind, RunState

# Files looked up at once, files that one worker reads at once, postings in one transaction.
WINDOW, CHUNK, BATCH = 512, 16, 256
# Characters of text in one transaction; 256 real files have 3 million.
MOST_TEXT = 8_000_000
# A run keeps as many rejections in its own row; the quarantine has all.
MOST_KEPT = 1000
Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator asked for; see the command's help."""

    source: str = ""
    dry_run: bool = False
    close_missing: bool = False
    max_close: int = 20
    pending: bool = False
    workers: int = 2
    limit: int | None = None
    dates_from_git: bool = False


class Pipeline:
    """Looks up, reads, stores and counts, window by window."""

    def __init__(self, paths: Sequence[str], options: Options, watch: Watch) -> None:
        self.paths, self.options, self.watch = list(paths), options, watch
        self.report = RunReport(changes=[] if options.dry_run else None)
        self.started = time.perf_counter()
        self.days = Days(self.paths) if options.dates_from_git else None

    def carry_out(self, guard: Guard | None) -> RunReport:
        ImportRun.objects.filter(state=RunState.RUNNING).update(
            state=RunState.INTERRUPTED, finished_at=timezone.now()
        )
        self.run = ImportRun.objects.create(
            started_at=timezone.now(),
            paths=[shown(path) for path in self.paths],
            source=self.options.source,
            options=asdict(self.options),
            process=process_name(),
        )
        self.report.run = self.run.pk
        self.setting = Setting(self.run, self.run.started_at, self.options.pending)
        try:
            self._read_all()
            self._close(guard)
            self.report.notes = self.days.notes() if self.days else []
        except BaseException as error:
            self._end(error)
            raise
        self._end(None)
        return self.report

    def _close(self, guard: Guard | None) -> None:
        if guard is None:
            return
        try:
            guard.check_after(self.run)
        except Refused as refusal:
            self.report.refused = str(refusal)
            return
        for batch in close_missing(guard, self.setting):
            self._aside(batch)

    def _aside(self, settled: Iterable[Settled]) -> None:
        """Counts postings that changed although no file of theirs was read."""
        for one in settled:
            self.report.counts[one.outcome] += 1
            self._note(one.posting.url or one.posting.identity, one)

    def _end(self, error: BaseException | None) -> None:
        run, report = self.run, self.report
        report.seconds = time.perf_counter() - self.started
        report.peak_mib = peak_mib(self.options.workers)
        run.state = RunState.FINISHED
        if error is not None:
            stopped = isinstance(error, KeyboardInterrupt | SystemExit)
            run.state = RunState.INTERRUPTED if stopped else RunState.FAILED
            run.message = "" if stopped else f"{type(error).__name__}: {error}"
        run.message = run.message or "\n".join(filter(None, (report.refused, *report.notes)))
        run.finished_at, run.seconds, run.peak_mib = timezone.now(), report.seconds, report.peak_mib
        if error is None:
            self._save_counts()
            run.save()
        elif not transaction.get_connection().needs_rollback:
            # What stopped the run (a full disk, a lost server) may stop this as well.
            with suppress(DatabaseError):
                run.save()

    def _save_counts(self) -> None:
        run, report = self.run, self.report
        run.counts = {name: report.counts[name] for name in COUNTS}
        # No kind is both of files and of texts.
        run.problems = {**report.problems, **+report.posting_problems}
        run.unknown_fields = dict(report.unknown_fields)
        run.rejected = report.as_json()["rejected"][:MOST_KEPT]

    def _read_all(self) -> None:
        batch: list[Parsed | Unread] = []
        size = 0
        seconds = float(settings.IMPORT_FILE_SECONDS)
        with Workers(read_files, self.options.workers, seconds) as workers:
            for result in workers.map(self._chunks()):
                batch.append(_lost(result) if isinstance(result, Lost) else result)
                size += _size(batch[-1])
                if len(batch) >= BATCH or size >= MOST_TEXT:
                    self._write(batch)
                    batch, size = [], 0
        self._write(batch)

    def _chunks(self) -> Iterator[list[Task]]:
        """Files that must be read, in chunks for the workers; the others are dealt with here."""
        steps = islice(walk(self.paths), self.options.limit)
        tasks: list[Task] = []
        while window := list(islice(steps, WINDOW)):
            passed = [step for step in window if isinstance(step, Passed)]
            self._write([Unread(shown(step.path), step.reason, step.kind) for step in passed])
            tasks += self._changed([step for step in window if isinstance(step, Found)])
            while len(tasks) >= CHUNK:
                yield tasks[:CHUNK]
                tasks = tasks[CHUNK:]
        if tasks:
            yield tasks

    def _changed(self, found: list[Found]) -> list[Task]:
        """Tasks for what is new or differs; the rest is counted and marked as seen."""
        sorted_out = triage(found, self.options.source, self.days)
        if sorted_out.dismissed:
            # What such a file stated when it could be read is still there.
            SourceRecord.objects.filter(path__in=sorted_out.dismissed).update(
                last_seen=self.setting.now, last_run=self.run
            )
            self._count("skipped", len(sorted_out.dismissed))
        self._touch(sorted_out.seen)
        return sorted_out.tasks

    def _touch(self, records: list[int]) -> None:
        if records:
            SourceRecord.objects.filter(pk__in=records).update(
                last_seen=self.setting.now, last_run=self.run
            )
            self._count("unchanged", len(records))

    def _count(self, outcome: str, number: int = 1) -> None:
        self.report.counts["files"] += number
        self.report.counts[outcome] += number
        self.watch(number)

    def _write(self, batch: Sequence[Parsed | Unread]) -> None:
        if not batch:
            return
        parsed = [item for item in batch if isinstance(item, Parsed)]
        unread = [item for item in batch if isinstance(item, Unread)]
        with transaction.atomic():
            stored = store_batch(parsed, self.setting)
            unread += stored.failed
            rejected = quarantine.undismissed([item for item in unread if item.kind])
            quarantine.put(rejected, self.run, self.setting.now)
            quarantine.release(item.path for item, _ in stored.files)
            self._tell(stored.files, rejected, len(unread) - len(rejected))
            self._aside(stored.left)
            self._save_counts()
            self.run.save(update_fields=["counts", "problems", "unknown_fields", "rejected"])

    def _tell(
        self, stored: list[tuple[Parsed, Settled]], rejected: list[Unread], skipped: int
    ) -> None:
        report = self.report
        for item, settled in stored:
            self._count(settled.outcome)
            report.found(item, settled)
            self._note(item.path, settled)
        if rejected:
            report.rejected += rejected
            self._count("rejected", len(rejected))
        if skipped:
            self._count("skipped", skipped)

    def _note(self, path: str, settled: Settled) -> None:
        if self.report.changes is None or not settled.changed:
            return
        self.report.changes.append(
            {
                "action": settled.outcome,
                "path": path,
                "title": settled.posting.title,
                "public_id": settled.posting.public_id,
                "fields": {}
                if settled.outcome == "created"
                else {
                    name: [_plain(old), _plain(new)] for name, (old, new) in settled.changes.items()
                },
            }
        )


def _plain(value: object) -> object:
    return value if isinstance(value, str | list) or value is None else str(value)


def _size(item: Parsed | Unread) -> int:
    if isinstance(item, Unread):
        return 0
    return len(item.raw.body) + len(item.rendered.html) + len(item.rendered.text)


def _lost(lost: Lost[Task]) -> Unread:
    kind = RejectedKind.TIMED_OUT if lost.timed_out else RejectedKind.WORKER_DIED
    try:
        digest = digest_of(read_bytes(lost.item.path, lost.item.max_bytes))
    except UnreadableFile:
        digest = ""
    return Unread(shown(lost.item.path), f"reading this file {lost.reason}", kind, digest)
