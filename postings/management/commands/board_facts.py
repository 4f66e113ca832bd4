"""`manage.py board_facts`: how much is known of the postings, before and after reading them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from postings.importing.facts import Facts, facts
from postings.management.command import BoardCommand
from postings.vocabulary import ProblemKind


class Command(BoardCommand):
    help = (
        "Counts of how many postings organization, country, pay and the rest are known: in the"
        " fields of their files, and after reading their texts; and problems of each kind."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--live", action="store_true", help="only what visitors see")

    def handle(self, *args: Any, **options: Any) -> None:
        found = facts(options["live"])
        self.stdout.write(f"{found.postings:,} postings")
        self.stdout.write(f"{'':36}{'in a field':>16}{'known':>16}")
        for fact in found.known:
            before = "" if fact.before is None else _share(fact.before, found)
            self.stdout.write(f"{fact.name:36}{before:>16}{_share(fact.after, found):>16}")
        self.stdout.write("\nPostings with problems")
        for kind, number in found.problems:
            self.stdout.write(f"{ProblemKind(kind).label:52}{_share(number, found):>16}")


def _share(number: int, found: Facts) -> str:
    """With its share of all postings, unless more than one may be counted of each."""
    if not found.postings or number > found.postings:
        return f"{number:,}{'':7}"
    return f"{number:,} {number / found.postings:6.1%}"
