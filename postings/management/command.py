"""What all commands of the board do alike: refuse in one line, say what was interrupted."""

from __future__ import annotations

import functools
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, ProgrammingError

from postings.parallel import collect_less_often

NOTHING_DONE, INTERRUPTED = 2, 130
NO_TABLES = "The database has no tables yet: run `manage.py migrate` first."
STOPPED = "Interrupted; what was written stays, the next run goes on."


class BoardCommand(BaseCommand):
    """Exit status 2 where nothing was done, 130 where it was interrupted; the reason in a line."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if self._called_from_command_line:  # else Django raises CommandError
            parser.error = functools.partial(_refuse, parser)  # type: ignore[method-assign]
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        collect_less_often()
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            if "no such table" not in str(error) and "does not exist" not in str(error):
                raise
            self.stderr.write(NO_TABLES)
            sys.exit(NOTHING_DONE)
        except KeyboardInterrupt:
            self.stderr.write(STOPPED)
            sys.exit(INTERRUPTED)


def _refuse(parser: ArgumentParser, message: str) -> NoReturn:
    """Without the ten lines of usage in which the reason would drown."""
    parser.exit(NOTHING_DONE, f"{parser.prog}: {message} (--help lists the options)\n")


def positive(text: str) -> int:
    """An option's whole number above 0."""
    return _whole(text, 1, 10**9)


def percent(text: str) -> int:
    """An option's whole number from 0 to 100."""
    return _whole(text, 0, 100)


def _whole(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
        raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most:,}")
    return int(text)


def add_workers(parser: CommandParser, what: str) -> None:
    """`--workers`: processes that do `what`, one a core unless told."""
    parser.add_argument(
        "--workers",
        type=positive,
        default=os.cpu_count() or 1,
        help=f"processes that {what} (default: one a core)",
    )
