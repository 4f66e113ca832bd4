"""Takes back what a run created, except what an editor has worked on since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet

from postings import lifecycle
from postings.importing.lock import import_lock
from postings.importing.naming import Spellings
from postings.importing.refreshing import refresh
from postings.models import BoardRevision, ImportRun, JobPosting, SourceRecord
from postings.vocabulary import RunState

BATCH = 200
# Any trace of an editor's work on a posting.
CURATED = ~Q(locked_fields=[]) | ~Q(decision="") | Q(featured=True)


class NoSuchRun(Exception):
    """There is no run of this number, or nothing of it is left to take back."""


@dataclass
class Undone:
    """What was taken back; `kept` names the curated postings that stay."""

    run: int
    deleted: int = 0
    changed: int = 0
    kept: list[JobPosting] = field(default_factory=list)

    def as_text(self) -> str:
        lines = [
            f"Run {self.run} taken back: {self.deleted:,} postings deleted,"
            f" {self.changed:,} changed back, {len(self.kept):,} kept"
        ]
        lines += [
            f"  kept, an editor worked on it: {posting.title} ({posting.public_id})"
            for posting in self.kept
        ]
        return "\n".join(lines)


def undo_run(number: int) -> Undone:
    """Deletes the records a run created and what they alone stated; raises NoSuchRun.

    A posting that other records state too is settled on those; a curated one keeps its records.
    """
    with import_lock():
        run = ImportRun.objects.filter(pk=number).first()
        if run is None:
            raise NoSuchRun(f"There is no run {number}.")
        if run.state == RunState.UNDONE:
            raise NoSuchRun(f"Run {number} has been taken back already.")
        undone = Undone(number)
        touched = JobPosting.objects.filter(
            Q(records__created_by_run=run) | Q(created_by_run=run)
        ).distinct()
        undone.kept = list(touched.filter(CURATED).order_by("public_id"))
        kept = {posting.pk for posting in undone.kept}
        ids = [pk for pk in touched.order_by("pk").values_list("pk", flat=True) if pk not in kept]
        for start in range(0, len(ids), BATCH):
            _take_back(ids[start : start + BATCH], run, undone)
        run.state = RunState.UNDONE
        run.save(update_fields=["state"])
        return undone


@transaction.atomic
def _take_back(ids: list[int], run: ImportRun, undone: Undone) -> None:
    BoardRevision.objects.hold()
    _forget(SourceRecord.objects.filter(posting__in=ids, created_by_run=run))
    bare = JobPosting.objects.filter(pk__in=ids, records__isnull=True)
    left = set(ids) - set(bare.values_list("pk", flat=True))
    undone.deleted += lifecycle.delete(bare)
    settled = refresh(left)
    undone.changed += sum(one.changed for one in settled)


def _forget(records: QuerySet[SourceRecord]) -> None:
    spellings = Spellings()
    for spelled in records.values_list("spelled", flat=True):
        spellings.take(spelled)
    records.delete()
    spellings.settle()


@transaction.atomic
def delete_postings(postings: Iterable[JobPosting]) -> int:
    """Deletes postings for good, with their records and what these count for; how many."""
    BoardRevision.objects.hold()
    doomed = list(postings)
    _forget(SourceRecord.objects.filter(posting__in=[posting.pk for posting in doomed]))
    return lifecycle.delete(doomed)
