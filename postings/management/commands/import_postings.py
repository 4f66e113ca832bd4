"""`manage.py import_postings`: folders of posting files into the board."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from postings import folding
from postings.importing.closing import Refused
from postings.importing.lock import ImportUnderWay
from postings.importing.pipeline import Options
from postings.importing.run import UsageError, import_postings
from postings.importing.undo import NoSuchRun, undo_run
from postings.importing.walking import walk
from postings.indexing import bring_up
from postings.indexing.lock import Busy
from postings.management.command import (
    NOTHING_DONE,
    BoardCommand,
    add_workers,
    percent,
    positive,
)
from postings.management.progress import progress
from postings.search.folder import Unusable
from postings.vocabulary import Status

# Seconds to wait for a web process that is bringing in the last of it.
INDEX_PATIENCE = 60.0
REFUSALS = (UsageError, Refused, ImportUnderWay, NoSuchRun)


class Command(BoardCommand):
    help = (
        "Imports posting files: markdown with YAML front matter, or with a heading block. "
        "Exit status: 0 all well, 1 something was rejected, 2 nothing done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("paths", nargs="*", metavar="PATH", help="folders, walked to the bottom, and files")
        add("--source", default="", help="name of where they come from (default: their format)")
        add("--dry-run", action="store_true", help="show what would change; write nothing")
        add(
            "--close-missing",
            action="store_true",
            help="the paths are all of --source: close what is no longer there",
        )
        add(
            "--max-close",
            type=percent,
            default=20,
            metavar="PERCENT",
            help="refuse to close more than this share of the source (default 20)",
        )
        add(
            "--status",
            choices=[Status.PENDING.value, Status.PUBLISHED.value],
            default=Status.PUBLISHED.value,
            help="state of new postings (default published)",
        )
        add_workers(parser, "read and render")
        add(
            "--dates-from-git",
            action="store_true",
            help="the day a file was added to its git checkout, where it states no day itself",
        )
        add("--limit", type=positive, metavar="N", help="stop after N files")
        add("--report", metavar="FILE.json", help="also write the report as JSON")
        add("--no-progress", action="store_true", help="no progress bar or lines")
        add("--undo", type=positive, metavar="RUN", help="take back what this run created")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            status = self._undo(options) if options["undo"] else self._import(options)
        except REFUSALS as error:
            self.stderr.write(str(error))
            status = NOTHING_DONE
        if status:
            sys.exit(status)

    def _import(self, options: dict[str, Any]) -> int:
        report_file = _writable(options["report"])
        wanted = not options["no_progress"]
        total = sum(1 for _ in walk(options["paths"])) if wanted and sys.stderr.isatty() else None
        with progress(total, wanted) as watch:
            report = import_postings(options["paths"], _options(options), watch)
        if report_file:
            text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
            report_file.write_text(text, encoding="utf-8")
        self.stdout.write(_sayable(report.as_text()))
        if not options["dry_run"]:
            self._follow()
        return report.exit_code

    def _undo(self, options: dict[str, Any]) -> int:
        if options["paths"]:
            raise UsageError("--undo takes the number of a run and no paths.")
        self.stdout.write(_sayable(undo_run(options["undo"]).as_text()))
        self._follow()
        return 0

    def _follow(self) -> None:
        """What was imported is imported, whatever becomes of the index."""
        folding.catch_up()
        try:
            bring_up(INDEX_PATIENCE)
        except (Busy, Unusable, OSError) as error:
            self.stderr.write(
                f"The search index does not hold this yet: {str(error) or 'it is being written'}."
                " The board catches up by itself; `manage.py search_index status` tells."
            )


def _options(options: dict[str, Any]) -> Options:
    return Options(
        source=options["source"].strip(),
        dry_run=options["dry_run"],
        close_missing=options["close_missing"],
        max_close=options["max_close"],
        pending=options["status"] == Status.PENDING,
        workers=options["workers"],
        limit=options["limit"],
        dates_from_git=options["dates_from_git"],
    )


def _writable(path: str | None) -> Path | None:
    """The report's file, tried before the work so that the work is not lost for it."""
    if not path:
        return None
    try:
        Path(path).open("a").close()
    except OSError as error:
        raise UsageError(f"--report {path} cannot be written: {error.strerror}") from error
    return Path(path)


def _sayable(text: str) -> str:
    """The text as the console can show it, whatever its encoding."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt
