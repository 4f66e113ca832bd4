"""The problems of a record: as its file gave them, and as other rules give them without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from postings.models import ImportProblem, SourceRecord
from postings.readers.aliases import FIELDS, known
from postings.records import Problem
from postings.vocabulary import ProblemKind


def write(found: Iterable[tuple[SourceRecord, Iterable[Problem]]]) -> None:
    """Replaces the problems of saved records."""
    pairs = list(found)
    ImportProblem.objects.filter(record__in=[record.pk for record, _ in pairs]).delete()
    ImportProblem.objects.bulk_create(
        ImportProblem(
            record=record,
            kind=problem.kind,
            field=problem.field[:60],
            line=problem.line,
            message=problem.message,
        )
        for record, problems in pairs
        for problem in problems
    )


def renewed(
    record: SourceRecord, stored: Iterable[ImportProblem], problems: Iterable[Problem]
) -> Iterator[Problem]:
    """What a record's problems are by other rules, its reader being the same.

    Names and lines of the file are in no record; a problem that stays in a field keeps its own.
    """
    had = list(stored)
    for one in had:
        if _is_the_readers(record, one):
            yield Problem(one.kind, one.message, one.field, one.line)
    places = {_our_name(one.field): (one.field, one.line) for one in had}
    for problem in problems:
        name, line = places.get(problem.field, (problem.field, problem.line))
        yield replace(problem, field=name, line=line)


def _is_the_readers(record: SourceRecord, problem: ImportProblem) -> bool:
    """A value that no text can be read from; its field then stands beside the known ones."""
    return problem.kind == ProblemKind.UNREADABLE_VALUE and problem.field in record.extra


def _our_name(name: str) -> str:
    return FIELDS.get(known(name), (name, 0))[0]
