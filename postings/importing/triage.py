"""Which of the files found must be read, and which say by their bytes that nothing has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from postings.importing import quarantine
from postings.importing.dating import Days
from postings.importing.reading import VERSIONS, Task, digest_of, read_bytes
from postings.importing.walking import Found, shown
from postings.models import SourceRecord
from postings.querysets import today
from postings.records import UnreadableFile


@dataclass(slots=True)
class Triage:
    """tasks: to be read; seen: records with the same bytes as before; dismissed: paths of files
    that an editor wants to hear no more of."""

    tasks: list[Task] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    dismissed: list[str] = field(default_factory=list)


def triage(found: list[Found], source: str, days: Days | None = None) -> Triage:
    """Sorts a window of files; a file in quarantine and one of an older reader are read again, and
    one of which `days` tells an earlier day than was known."""
    paths = [shown(step.path) for step in found]
    known = _known(paths)
    waiting, dismissed = quarantine.waiting_among(paths), quarantine.dismissed_among(paths)
    result = Triage()
    # It may be tomorrow already where the file was written.
    latest = today() + timedelta(days=2)
    for step, path in zip(found, paths, strict=True):
        record = known.get(path)
        added = _earlier(days.of(step.path) if days else None, record)
        if record or path in dismissed:
            digest = _digest(step.path)
            if digest == dismissed.get(path) and not step.named:
                result.dismissed.append(path)
                continue
            if record and path not in waiting and record.is_current(digest, source, added):
                result.seen.append(record.pk)
                continue
        named = step.named or record is not None  # what was a posting is never a mere companion
        origin = source or (record.own_source if record else "")
        task = Task(step.path, named, origin, settings.IMPORT_MAX_BYTES, latest, added)
        result.tasks.append(task)
    return result


class _Known(NamedTuple):
    """What is known of a file that was a posting before."""

    pk: int
    source: str
    digest: str
    format: str
    reader_version: int
    missing_since: datetime | None
    values__date_added: str | None

    def is_current(self, digest: str, source: str, added: date | None) -> bool:
        """Whether reading the file would tell nothing new."""
        same = digest == self.digest and VERSIONS.get(self.format) == self.reader_version
        same = same and added == self.added
        return same and not self.missing_since and source in ("", self.source)

    @property
    def added(self) -> date | None:
        return date.fromisoformat(self.values__date_added) if self.values__date_added else None

    @property
    def own_source(self) -> str:
        """The source an operator named; a format's name follows the format."""
        return "" if self.source in VERSIONS else self.source


def _earlier(day: date | None, record: _Known | None) -> date | None:
    """The first day known of a file: no later run, with git or without, makes it look newer."""
    return min((one for one in (day, record and record.added) if one), default=None)


def _known(paths: list[str]) -> dict[str, _Known]:
    rows = SourceRecord.objects.filter(path__in=paths)
    return {path: _Known(*row) for path, *row in rows.values_list("path", *_Known._fields)}


def _digest(path: str) -> str:
    """As `reading` takes it; empty for a file that cannot be read now."""
    try:
        return digest_of(read_bytes(path, settings.IMPORT_MAX_BYTES))
    except UnreadableFile:
        return ""
