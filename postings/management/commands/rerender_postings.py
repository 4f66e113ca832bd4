"""`manage.py rerender_postings`: bodies that an older renderer wrote, written anew."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from postings.management.command import BoardCommand, add_workers
from postings.management.progress import progress
from postings.rerendering.run import outdated, rerender


class Command(BoardCommand):
    help = "Renders anew what an older version of the renderer wrote. Exit status 1: some failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every posting, outdated or not")
        add_workers(parser, "render")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        total = outdated(options["all"]).count()
        with progress(total, not options["no_progress"]) as watch:
            report = rerender(options["workers"], options["all"], watch)
        self.stdout.write(f"{report.rendered:,} rendered, {report.changed:,} came out different.")
        for line in report.failed:
            self.stderr.write(line)
        if report.failed:
            sys.exit(1)
