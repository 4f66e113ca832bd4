"""`manage.py fold_repeats`: one posting of several sources, one card of several places."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from postings.folding.run import refold
from postings.management.command import BoardCommand
from postings.management.progress import progress


class Command(BoardCommand):
    help = (
        "Folds repeats among the postings that changed since it was last done; imports and the"
        " admin do so by themselves. Splits and merges of editors hold."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every posting, changed or not")
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with progress(None, not options["no_progress"], "postings") as watch:
            done, report = refold(options["all"], options["dry_run"], watch)
        would = "would move" if options["dry_run"] else "moved"
        self.stdout.write(f"{done.folded:,} postings compared, {done.moved:,} {would}.")
        self.stdout.write(report.as_text())
