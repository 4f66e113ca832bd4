"""Files that could not be taken: they wait here with their reason, and nothing vanishes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from postings.importing.reading import Unread
from postings.models import ImportRun, RejectedFile, SourceRecord
from postings.vocabulary import QuarantineState


def waiting_among(paths: Sequence[str]) -> set[str]:
    return set(RejectedFile.objects.waiting().filter(path__in=paths).values_list("path", flat=True))


def dismissed_among(paths: Sequence[str]) -> dict[str, str]:
    """Path and digest of files that an editor dismissed."""
    dismissed = RejectedFile.objects.filter(path__in=paths, state=QuarantineState.DISMISSED)
    return dict(dismissed.values_list("path", "digest"))


def undismissed(files: list[Unread]) -> list[Unread]:
    """Rejected files less those an editor dismissed in this very state; these count as seen."""
    dismissed = dismissed_among([file.path for file in files]) if files else {}
    return [file for file in files if dismissed.get(file.path) != file.digest]


def put(files: Iterable[Unread], run: ImportRun, now: datetime) -> None:
    """Rejected files wait from now on; a record that one had is kept and counts as seen."""
    by_path = {file.path: file for file in files}
    if not by_path:
        return
    RejectedFile.objects.bulk_create(
        [
            RejectedFile(
                path=file.path,
                digest=file.digest,
                kind=file.kind,
                field=file.field[:60],
                line=file.line,
                reason=file.reason,
                state=QuarantineState.WAITING,
                first_seen=now,
                last_seen=now,
                run=run,
            )
            for file in by_path.values()
        ],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["digest", "kind", "field", "line", "reason", "state", "last_seen", "run"],
    )
    SourceRecord.objects.filter(path__in=list(by_path)).update(last_run=run, last_seen=now)


def release(paths: Iterable[str]) -> None:
    """Files that were read after all."""
    RejectedFile.objects.filter(path__in=list(paths)).exclude(state=QuarantineState.READ).update(
        state=QuarantineState.READ
    )


def dismiss(files: Iterable[RejectedFile]) -> int:
    """An editor needs no further word about these until their bytes change."""
    return RejectedFile.objects.filter(pk__in=[file.pk for file in files]).update(
        state=QuarantineState.DISMISSED
    )
