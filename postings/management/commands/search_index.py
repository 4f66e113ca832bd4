"""`manage.py search_index`: what the search index holds, and bringing it up to date."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from postings.indexing import inspecting, lock, updating
from postings.management.command import BoardCommand
from postings.management.progress import progress
from postings.models import BoardRevision, JobPosting
from postings.search.folder import Unusable

# Seconds that a command waits for another process that writes.
PATIENCE = 600.0


ACTIONS = ["status", "update", "rebuild", "verify", "restored"]


class Command(BoardCommand):
    help = (
        "status: what the index holds. update: catch up with the database, anew where it is"
        " unusable. rebuild: make it anew beside the old one. verify: compare it with the database."
        " restored: the database came from a backup; nothing made of it before counts any more."
        " Exit status: 0 all well, 1 it is behind, unusable or different, 2 nothing done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=ACTIONS)
        parser.add_argument("--no-progress", action="store_true")
        parser.add_argument(
            "--in-background",
            action="store_true",
            help="ends at once where another process is at it; says only what goes wrong",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            status = getattr(self, options["action"])(options)
        except lock.Busy:
            if not options["in_background"]:
                self.stderr.write("Another process is writing the index. Nothing done.")
            status = 2
        except (Unusable, OSError) as error:
            self.stderr.write(f"{error}")
            status = 1 if options["action"] == "verify" else 2
        if status:
            sys.exit(status)

    def status(self, options: dict[str, Any]) -> int:
        found = inspecting.status()
        self.stdout.write(found.as_text())
        return 1 if found.trouble or found.behind else 0

    def update(self, options: dict[str, Any]) -> int:
        try:
            total = updating.gap(updating.held(updating.present()), 10**9)
        except Unusable as error:
            if not options["in_background"]:
                self.stderr.write(f"The index is made anew: {error}")
            total = JobPosting.objects.live().count()
        with self._progress(total, options) as watch:
            number = updating.bring_up(_patience(options), watch)
        if not options["in_background"]:
            revision = updating.held(updating.present()).revision
            self.stdout.write(f"{number:,} postings brought in; revision {revision:,}.")
        return 0

    def rebuild(self, options: dict[str, Any]) -> int:
        with self._progress(JobPosting.objects.live().count(), options) as watch:
            number = updating.rebuild(_patience(options), watch)
        if not options["in_background"]:
            self.stdout.write(f"{number:,} live postings indexed.")
        return 0

    def restored(self, options: dict[str, Any]) -> int:
        self.stdout.write(f"The board is {BoardRevision.objects.redraw()} from now on.")
        return self.rebuild(options)

    def verify(self, options: dict[str, Any]) -> int:
        with self._progress(JobPosting.objects.live().count(), options) as watch:
            found = inspecting.verify(watch)
        self.stdout.write(found.as_text())
        return 1 if found.number else 0

    def _progress(self, total: int, options: dict[str, Any]) -> Any:
        wanted = not (options["no_progress"] or options["in_background"])
        return progress(total, wanted, "postings")


def _patience(options: dict[str, Any]) -> float:
    return 0.0 if options["in_background"] else PATIENCE
