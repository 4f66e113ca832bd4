"""How much is known on the board: what files state in their fields, and what is made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from postings.models import ImportProblem, JobPosting, PostingProblem, SourceRecord
from postings.vocabulary import EligibilityKind

COLUMNS = (
    "hiring_organization_id", "date_posted", "place_text", "countries", "regions",
    "applicant_location_requirements", "work_mode", "salary_text", "salary_found_text",
    "salary_min_value", "salary_max_value", "salary_currency", "salary_inferred",
    "salary_unit_text", "salary_yearly_min", "employment_types", "seniority", "language",
    "skills_unsupported", "skills_from_text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """Postings of which a thing is known: stated in a field of a file, and after reading it.

    before: None where no field states it.
    """

    name: str
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is counted, of how many postings; problems by kind."""

    postings: int
    known: tuple[Fact, ...]
    problems: tuple[tuple[str, int], ...]


def facts(live: bool = False) -> Facts:
    """Counts the board in one pass; live: only what visitors may see."""
    postings = JobPosting.objects.live() if live else JobPosting.objects.all()
    after: Counter[str] = Counter()
    number = 0
    counted = postings.order_by().annotate(skills_number=Count("skills"))
    for row in counted.values(*COLUMNS, "skills_number").iterator(chunk_size=2000):
        number += 1
        after.update(dict(_known(row)))
    before = _stated(postings)
    rows = tuple(Fact(name, before[field] if field else None, after[name]) for name, field in _ROWS)
    return Facts(number, rows, tuple(_problems(postings)))


# A fact, and the field of a file that states it; "" for none.
_ROWS = (
    ("organization", "hiring_organization"),
    ("date", "date_posted"),
    ("place", "place"),
    ("country", ""),
    ("region alone", ""),
    ("who may apply: worldwide", ""),
    ("who may apply: countries or regions", ""),
    ("… and perhaps others", ""),
    ("who may apply: not stated", ""),
    ("work mode: remote", ""),
    ("work mode: remote allowed", ""),
    ("work mode: hybrid", ""),
    ("work mode: on site", ""),
    ("work mode: not stated", ""),
    ("salary, words in its field", "salary"),
    ("salary, an amount", ""),
    ("… from its field", ""),
    ("… from the body", ""),
    ("… with a currency", ""),
    ("… currency concluded", ""),
    ("… with a period", ""),
    ("… period concluded", ""),
    ("… comparable by the year", ""),
    ("employment type", "employment_type"),
    ("seniority", ""),
    ("language", ""),
    ("skills", "skills"),
    ("skills, links to postings", "tags"),
    ("… named by title or text", ""),
    ("… named by neither", ""),
    ("… found in the text alone", ""),
)


def _known(row: dict[str, Any]) -> Iterator[tuple[str, int]]:
    who = row["applicant_location_requirements"] or {}
    yield "organization", row["hiring_organization_id"] is not None
    yield "date", row["date_posted"] is not None
    yield "place", bool(row["place_text"])
    yield "country", bool(row["countries"])
    yield "region alone", bool(row["regions"] and not row["countries"])
    kind = who.get("kind") or EligibilityKind.NOT_STATED.value
    said = "countries or regions" if kind == EligibilityKind.STATED else kind.replace("_", " ")
    yield f"who may apply: {said}", 1
    yield "… and perhaps others", bool(who.get("open"))
    yield f"work mode: {(row['work_mode'] or 'not stated').replace('_', ' ')}", 1
    yield "employment type", bool(row["employment_types"])
    yield "seniority", bool(row["seniority"])
    yield "language", bool(row["language"])
    yield from _pay(row)
    unsupported, found = len(row["skills_unsupported"]), len(row["skills_from_text"])
    yield "skills", row["skills_number"] > 0
    yield "skills, links to postings", row["skills_number"]
    yield "… named by title or text", row["skills_number"] - unsupported
    yield "… named by neither", unsupported
    yield "… found in the text alone", found


def _pay(row: dict[str, Any]) -> Iterator[tuple[str, int]]:
    yield "salary, words in its field", bool(row["salary_text"])
    if row["salary_min_value"] is None and row["salary_max_value"] is None:
        return
    inferred = row["salary_inferred"]
    yield "salary, an amount", 1
    yield "… from the body" if row["salary_found_text"] else "… from its field", 1
    yield "… with a currency", bool(row["salary_currency"])
    yield "… currency concluded", bool(row["salary_currency"]) and "currency" in inferred
    yield "… with a period", bool(row["salary_unit_text"])
    yield "… period concluded", "unit_text" in inferred
    yield "… comparable by the year", row["salary_yearly_min"] is not None


def _stated(postings: QuerySet[JobPosting]) -> Counter[str]:
    """By field, of how many postings a file states something in it, whatever it is worth."""
    stated: dict[str, set[int]] = {}
    records = SourceRecord.objects.filter(posting__in=postings.order_by().values("pk"))
    rows = records.order_by().values_list("posting_id", "values", "skills")
    by_posting: dict[int, set[str]] = {}
    for posting, values, skills in rows.iterator(chunk_size=2000):
        for name in (*values, *(["skills"] if skills else [])):
            stated.setdefault(name, set()).add(posting)
        by_posting.setdefault(posting, set()).update(skills)
    tags = sum(map(len, by_posting.values()))
    return Counter({name: len(ids) for name, ids in stated.items()} | {"tags": tags})


def _problems(postings: QuerySet[JobPosting]) -> Iterator[tuple[str, int]]:
    """Each kind that is open, with the number of postings; the commonest first."""
    ids = postings.order_by().values("pk")
    counts: Counter[str] = Counter()
    for problems, path in (
        (PostingProblem.objects.filter(posting__in=ids), "posting"),
        (ImportProblem.objects.left_open().filter(record__posting__in=ids), "record__posting"),
    ):
        counts.update(dict(problems.values_list("kind").annotate(Count(path, distinct=True))))
    yield from counts.most_common()
