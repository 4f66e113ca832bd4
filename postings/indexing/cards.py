"""Postings as the engine's cards, many at a time and without model instances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from postings.indexing.whereabouts import PLACE_COLUMNS, Told, told_on
from postings.models import JobPosting, Skill
from postings.normalizers.places import country_name
from postings.records import SearchDocument
from postings.text import name_key

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
    *PLACE_COLUMNS,
    "card_size",
    "work_mode",
    "employment_types",
    "seniority",
    "language",
    "salary_min_value",
    "salary_max_value",
    "salary_yearly_max",
    "skills_unsupported",
    "date_posted",
    "valid_through",
)
Name = tuple[str, str, str]


def cards(postings: QuerySet[Any]) -> Iterator[SearchDocument]:
    """The cards that stand for themselves among the live postings, by primary key, at one query a
    thousand, one for their skills and two for what else is on them."""
    names: dict[int, Name] = {}
    for rows in _rows(postings):
        held = _skills([row.pk for row in rows], names)
        told = told_on(rows)
        yield from (_card(row, held[row.pk], told[row.pk]) for row in rows)


def _rows(postings: QuerySet[Any]) -> Iterator[list[Any]]:
    ordered = postings.live().heads().order_by("pk")
    last = 0
    while True:
        later = ordered.filter(pk__gt=last)
        rows = list(later.values_list(*COLUMNS, named=True)[:AT_ONCE])
        if not rows:
            return
        yield rows
        last = rows[-1].pk


def _skills(ids: Sequence[int], names: dict[int, Name]) -> dict[int, list[Name]]:
    through = JobPosting.skills.through.objects.filter(jobposting__in=ids)
    pairs = list(through.order_by().values_list("jobposting_id", "skill_id"))
    missing = {skill for _, skill in pairs} - set(names)
    known = Skill.objects.filter(pk__in=missing).values_list("pk", "key", "name", "slug")
    names.update({row[0]: (row[1], row[2], row[3]) for row in known})
    held: dict[int, list[Name]] = defaultdict(list)
    for posting, skill in pairs:
        if skill in names:  # else it was deleted in this moment, and its postings were stamped
            held[posting].append(names[skill])
    return held


def _card(row: Any, skills: Iterable[Name], told: Told) -> SearchDocument:
    unsupported = set(row.skills_unsupported)
    return SearchDocument(
        id=row.pk,
        public_id=row.public_id,
        title=row.title,
        body=row.description_text,
        organization=_organization(row),
        skills=tuple(sorted(skill for skill in skills if skill[0] not in unsupported)),
        unsupported=tuple(sorted(skill for skill in skills if skill[0] in unsupported)),
        place_text=told.text,
        places=places(told.localities, told.countries),
        countries=told.countries,
        regions=told.regions,
        who=told.who,
        work_mode=row.work_mode,
        employment_types=tuple(row.employment_types),
        seniority=row.seniority,
        language=row.language,
        has_salary=has_salary(row),
        salary=row.salary_yearly_max,
        date_posted=row.date_posted,
        valid_through=row.valid_through,
    )


def _organization(row: Any) -> Name | None:
    if row.hiring_organization__key is None:
        return None
    return (
        row.hiring_organization__key,
        row.hiring_organization__name,
        row.hiring_organization__slug,
    )


def has_salary(row: Any) -> bool:
    """Whether an amount is stated, by a field, the body or an editor; "Competitive" is none."""
    return (row.salary_min_value, row.salary_max_value) != (None, None)


def places(localities: Iterable[Sequence[str]], countries: Iterable[str]) -> tuple[Name, ...]:
    """Cities, their states and all countries by name, with their keys; the same key once.

    localities: name, state or province, and country (alpha-2) of each.
    """
    found: dict[str, str] = {}
    for name, state, _ in localities:
        for one in filter(None, (name, state)):
            found.setdefault(name_key(one), one)
    for code in countries:
        found.setdefault(name_key(country_name(code)), country_name(code))
    return tuple((key, name, "") for key, name in found.items() if key)
