"""One import: what an operator may ask for, and the lock and the guard around it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import connection, transaction

from postings.importing.closing import Guard
from postings.importing.gitlog import NoGit, git
from postings.importing.lock import import_lock
from postings.importing.pipeline import Options, Pipeline, Watch
from postings.importing.report import RunReport
from postings.importing.walking import shown

LONGEST_SOURCE = 60


class UsageError(Exception):
    """The call makes no sense; nothing was done."""


class _Rollback(Exception):
    """Ends a dry run without a trace."""


def import_postings(
    paths: Sequence[str], options: Options, watch: Watch = lambda number: None
) -> RunReport:
    """Imports posting files and tells what became of each.

    watch: called with the number of files dealt with since its last call. Raises UsageError,
    Refused and lock.ImportUnderWay before anything is done.
    """
    guard = _checked(paths, options)
    with import_lock():
        if guard:
            guard.check_before(list(paths))
        pipeline = Pipeline(paths, options, watch)
        if not options.dry_run:
            report = pipeline.carry_out(guard)
            if report.changed_anything:
                _gather_statistics()
            return report
        try:
            with transaction.atomic():
                pipeline.carry_out(guard)
                raise _Rollback
        except _Rollback:
            pipeline.report.run = None
            return pipeline.report


def _gather_statistics() -> None:
    # Without them SQLite answers `id IN (…)` by status, reading every live row.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _checked(paths: Sequence[str], options: Options) -> Guard | None:
    if not paths:
        raise UsageError("Name at least one folder or file to import.")
    for path in paths:
        try:
            Path(path).lstat()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise UsageError(f"{shown(path)}: {why}. Nothing done.") from error
    if len(options.source) > LONGEST_SOURCE or not options.source.isprintable():
        raise UsageError(f"--source takes a name of at most {LONGEST_SOURCE} printable characters.")
    if options.dates_from_git:
        try:
            git()
        except NoGit as error:
            raise UsageError(str(error)) from error
    if not options.close_missing:
        return None
    if not options.source:
        raise UsageError("--close-missing needs --source: it closes what that source lost.")
    if options.limit is not None:
        raise UsageError("--close-missing cannot go with --limit: the rest would seem missing.")
    single = [path for path in paths if not Path(path).is_dir()]
    if single:
        raise UsageError(
            f"--close-missing takes folders that are all of a source, not single files:"
            f" {shown(single[0])}"
        )
    return Guard(options.source, options.max_close)
