"""Postings as the engine's cards, many at a time and without model instances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from postings.models import JobPosting, Skill
from postings.normalizers import place
from postings.records import SearchDocument
from postings.text import name_slug

# A thousand bodies are some 5 MB.
AT_ONCE = 1_000
COLUMNS = (
    "pk",
    "public_id",
    "title",
    "description_text",
    "hiring_organization__key",
    "hiring_organization__name",
    "hiring_organization__slug",
    "place_text",
    "job_location_type",
    "salary_text",
    "date_posted",
    "valid_through",
)
Name = tuple[str, str, str]


def cards(postings: QuerySet[Any]) -> Iterator[SearchDocument]:
    """The live ones among the postings, by primary key, at one query a thousand and one for their
    skills."""
    names: dict[int, Name] = {}
    for rows in _rows(postings):
        held = _skills([row[0] for row in rows], names)
        yield from (_card(row, held[row[0]]) for row in rows)


def _rows(postings: QuerySet[Any]) -> Iterator[list[Any]]:
    ordered = postings.live().order_by("pk")
    last = 0
    while True:
        rows = list(ordered.filter(pk__gt=last).values_list(*COLUMNS)[:AT_ONCE])
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _skills(ids: Sequence[int], names: dict[int, Name]) -> dict[int, list[Name]]:
    through = JobPosting.skills.through.objects.filter(jobposting__in=ids)
    pairs = list(through.order_by("pk").values_list("jobposting_id", "skill_id"))
    missing = {skill for _, skill in pairs} - set(names)
    known = Skill.objects.filter(pk__in=missing).values_list("pk", "key", "name", "slug")
    names.update({row[0]: (row[1], row[2], row[3]) for row in known})
    held: dict[int, list[Name]] = defaultdict(list)
    for posting, skill in pairs:
        if skill in names:  # else it was deleted in this moment, and its postings were stamped
            held[posting].append(names[skill])
    return held


def _card(row: Sequence[Any], skills: Iterable[Name]) -> SearchDocument:
    return SearchDocument(
        id=row[0],
        public_id=row[1],
        title=row[2],
        body=row[3],
        organization=(row[4], row[5], row[6]) if row[4] else None,
        skills=tuple(sorted(skills)),
        place_text=row[7],
        places=places(row[7]),
        remote=bool(row[8]),
        salary_text=row[9],
        date_posted=row[10],
        valid_through=row[11],
    )


def places(text: str) -> tuple[Name, ...]:
    """The places that a text names, with their keys; the same key once."""
    found: dict[str, str] = {}
    for name in place.named(text):
        found.setdefault(name_slug(name).replace("-", ""), name)
    return tuple((key, name, "") for key, name in found.items())
