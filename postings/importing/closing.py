"""Postings whose files are gone from their source: closed, but never by a half-copied folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from postings.importing.refreshing import Setting, refresh
from postings.importing.settling import Settled
from postings.importing.walking import Passed, walk
from postings.models import ImportRun, SourceRecord

BATCH = 500


class Refused(Exception):
    """The guard's word: nothing is closed."""


@dataclass(frozen=True, slots=True)
class Guard:
    """`--close-missing` for one source; at most that share of its files may be missing."""

    source: str
    max_percent: int

    def check_before(self, paths: list[str]) -> None:
        """Raises Refused where the folders cannot be all of the source; reads no file."""
        present = SourceRecord.objects.present().filter(source=self.source).count()
        if not present:
            raise Refused(
                f"Source “{self.source}” has no files yet, so none can be missing."
                " Import it once without --close-missing."
            )
        found = 0
        for step in walk(paths):
            if isinstance(step, Passed) and step.folder:
                raise Refused(f"{step.path}: {step.reason}; what it holds would seem missing.")
            found += 1
        self._allow(present - found, present, "nothing was imported either")

    def check_after(self, run: ImportRun) -> int:
        """Raises Refused where too many files are missing; else how many are."""
        missing = self.missing(run).count()
        present = SourceRecord.objects.present().filter(source=self.source).count()
        self._allow(missing, present, "what was there was imported")
        return missing

    def missing(self, run: ImportRun):  # type: ignore[no-untyped-def]
        return SourceRecord.objects.present().filter(source=self.source).exclude(last_run=run)

    def _allow(self, missing: int, present: int, rest: str) -> None:
        share = 100 * missing / present if present else 0
        if missing > 0 and share > self.max_percent:
            raise Refused(
                f"{missing:,} of {present:,} files of source “{self.source}” are missing"
                f" ({share:.0f} %), more than {self.max_percent} %: closed nothing, {rest}."
                f" If they are really gone, say --max-close {min(100, int(share) + 1)}."
            )


def close_missing(guard: Guard, setting: Setting) -> Iterator[list[Settled]]:
    """Marks what this run did not see and settles its postings; what changed, batch by batch."""
    while True:
        batch = list(guard.missing(setting.run).values_list("pk", "posting")[:BATCH])
        if not batch:
            return
        with transaction.atomic():
            SourceRecord.objects.filter(pk__in=[pk for pk, _ in batch]).update(
                missing_since=setting.now
            )
            settled = refresh({posting for _, posting in batch})
        yield [one for one in settled if one.changed]
