"""`manage.py normalize_postings`: what postings mean, read anew by today's rules."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from postings import folding
from postings.importing.renormalizing import NormalizeReport, normalize_all, outdated
from postings.management.command import BoardCommand, add_workers
from postings.management.progress import progress

# Changes that a dry run prints; --all-changes prints the others too.
SHOWN = 50


class Command(BoardCommand):
    help = (
        "Reads pay, places, skills and the rest anew from what the records state, after a change"
        " of the rules. Corrections of editors stay. Exit status 1: some failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every posting, outdated or not")
        parser.add_argument("--dry-run", action="store_true", help="show what would change")
        parser.add_argument("--all-changes", action="store_true", help="print each of them")
        add_workers(parser, "read")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        total = outdated(options["all"]).count()
        with progress(total, not options["no_progress"], "records") as watch:
            report = normalize_all(options["workers"], options["all"], options["dry_run"], watch)
        if not options["dry_run"]:
            folding.catch_up()
        self._print(report, options)
        if report.failed:
            sys.exit(1)

    def _print(self, report: NormalizeReport, options: dict[str, Any]) -> None:
        would = "would change" if options["dry_run"] else "changed"
        self.stdout.write(f"{report.records:,} records read; {report.changed:,} postings {would}.")
        for name, number in report.fields.most_common():
            self.stdout.write(f"  {name}: {number:,}")
        shown = report.told if options["all_changes"] else report.told[:SHOWN]
        for line in shown if options["dry_run"] or options["all_changes"] else ():
            self.stdout.write(line)
        for line in report.failed:
            self.stderr.write(line)
