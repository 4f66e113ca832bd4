"""Which of the files found must be read, and which say by their bytes that nothing has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings

from postings.importing import quarantine
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


def triage(found: list[Found], source: str) -> Triage:
    """Sorts a window of files; a file in quarantine and one of an older reader are read again."""
    paths = [shown(step.path) for step in found]
    known = _known(paths, source)
    waiting, dismissed = quarantine.waiting_among(paths), quarantine.dismissed_among(paths)
    result = Triage()
    # It may be tomorrow already where the file was written.
    latest = today() + timedelta(days=2)
    for step, path in zip(found, paths, strict=True):
        record = None if path in waiting else known.get(path)
        if record or path in dismissed:
            digest = _digest(step.path)
            if digest == dismissed.get(path) and not step.named:
                result.dismissed.append(path)
                continue
            if record and digest == record[1]:
                result.seen.append(record[0])
                continue
        task = Task(step.path, step.named, source, settings.IMPORT_MAX_BYTES, latest)
        result.tasks.append(task)
    return result


def _known(paths: list[str], source: str) -> dict[str, tuple[int, str]]:
    """Id and digest of the records that need no reading if their bytes are the same."""
    rows = SourceRecord.objects.present().filter(
        path__in=paths, source__in=[source] if source else list(VERSIONS)
    )
    return {
        path: (pk, digest)
        for path, pk, digest, kind, version in rows.values_list(
            "path", "pk", "digest", "format", "reader_version"
        )
        if VERSIONS.get(kind) == version
    }


def _digest(path: str) -> str:
    """As `reading` takes it; empty for a file that cannot be read now."""
    try:
        return digest_of(read_bytes(path, settings.IMPORT_MAX_BYTES))
    except UnreadableFile:
        return ""
