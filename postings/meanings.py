"""A posting's texts into what they mean, onto its columns, except where an editor decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from postings import normalizers
from postings.models import JobPosting, PostingProblem
from postings.normalizers import pay
from postings.records import Eligibility, Meaning, Salary, Stated
from postings.vocabulary import EligibilityKind, WorkMode

# What salaries are compared in; the central bank whose rates we keep states them against it.
COMPARED_IN = "EUR"
# Columns that are set together: one decision of an editor settles them all.
SALARY = ("salary_currency", "salary_min_value", "salary_max_value", "salary_unit_text")
PLACES = ("countries", "regions")
# All columns that `put` writes.
FIELDS = (
    *SALARY,
    "salary_inferred",
    "salary_found_text",
    "salary_yearly_min",
    "salary_yearly_max",
    "work_mode",
    *PLACES,
    "localities",
    "time_zones",
    "applicant_location_requirements",
    "employment_types",
    "seniority",
    "language",
    "skills_unsupported",
    "skills_from_text",
    "meaning_version",
)
# What changes without anything to see.
UNSEEN = ("meaning_version",)


def stated_of(posting: JobPosting, organization: str, tags: Sequence[str]) -> Stated:
    """The texts of a posting as it stands. organization: its name, "" for none."""
    return Stated(
        title=posting.title,
        organization=organization,
        place_text=posting.place_text,
        salary_text=posting.salary_text,
        employment_type_text=posting.employment_type_text,
        apply_url=posting.apply_url,
        description=posting.description,
        text=posting.description_text,
        tags=tuple(tags),
    )


def put(posting: JobPosting, meaning: Meaning) -> dict[str, tuple[Any, Any]]:
    """Writes a meaning on a posting, but for locked fields; what changed. Saves nothing."""
    changes = {}
    for name, value in _columns(posting, meaning).items():
        old = getattr(posting, name)
        if old != value:
            setattr(posting, name, value)
            if name not in UNSEEN:
                changes[name] = (old, value)
    return changes


@cache
def rates() -> pay.Rates:
    """The exchange rates that are kept with the project."""
    return pay.load()


def _columns(posting: JobPosting, meaning: Meaning) -> dict[str, Any]:
    locked = set(posting.locked_fields)
    columns = {
        **(_corrected_salary(posting) if locked & set(SALARY) else _salary(meaning.salary)),
        **(_corrected_places(posting) if locked & set(PLACES) else _places(meaning)),
        "time_zones": list(meaning.places.time_zones),
        "work_mode": _work_mode(posting, meaning),
        "employment_types": list(meaning.employment_types),
        "seniority": meaning.seniority,
        "language": meaning.language,
        "skills_unsupported": [one.key for one in meaning.skills if not one.supported],
        "skills_from_text": [one.key for one in meaning.skills if one.from_text],
        "meaning_version": normalizers.VERSION,
    }
    return {name: value for name, value in columns.items() if name not in locked}


def _salary(salary: Salary | None) -> dict[str, Any]:
    found = salary or Salary("")
    year = pay.yearly(found, rates(), COMPARED_IN) if salary else None
    return {
        "salary_currency": found.currency,
        "salary_min_value": found.min_value,
        "salary_max_value": found.max_value,
        "salary_unit_text": found.unit_text,
        "salary_inferred": sorted(found.inferred),
        "salary_found_text": found.text if found.from_body else "",
        "salary_yearly_min": year[0] if year else None,
        "salary_yearly_max": year[1] if year else None,
    }


def _corrected_salary(posting: JobPosting) -> dict[str, Any]:
    """What derives from a salary that an editor set: nothing of it is inferred."""
    salary = Salary(
        posting.salary_text,
        posting.salary_currency,
        posting.salary_min_value,
        posting.salary_max_value,
        posting.salary_unit_text,
    )
    year = pay.yearly(salary, rates(), COMPARED_IN)
    return {
        "salary_inferred": [],
        "salary_found_text": "",
        "salary_yearly_min": year[0] if year else None,
        "salary_yearly_max": year[1] if year else None,
    }


def _places(meaning: Meaning) -> dict[str, Any]:
    where = meaning.places
    return {
        "countries": list(where.countries),
        "regions": list(where.regions),
        "localities": [[one.name, one.region, one.country] for one in where.localities],
        "applicant_location_requirements": _requirements(meaning.eligibility),
    }


def _corrected_places(posting: JobPosting) -> dict[str, Any]:
    """Who may apply is what an editor set."""
    countries, regions = tuple(posting.countries), tuple(posting.regions)
    kind = EligibilityKind.STATED if countries or regions else EligibilityKind.NOT_STATED
    return {
        "applicant_location_requirements": _requirements(
            Eligibility(kind.value, countries, regions)
        )
    }


def _requirements(who: Eligibility) -> dict[str, Any]:
    return {
        "kind": str(who.kind),
        "countries": list(who.countries),
        "regions": list(who.regions),
        "open": who.open,
    }


def _work_mode(posting: JobPosting, meaning: Meaning) -> str:
    """An editor's word on whether it is fully remote counts for both columns that say it."""
    if not posting.is_locked("job_location_type"):
        return meaning.work_mode
    if posting.job_location_type:
        return WorkMode.REMOTE.value
    return "" if meaning.work_mode == WorkMode.REMOTE else meaning.work_mode


def write_problems(found: Iterable[tuple[JobPosting, Meaning]]) -> None:
    """Replaces the problems of saved postings by those of their meaning."""
    pairs = list(found)
    PostingProblem.objects.filter(posting__in=[posting.pk for posting, _ in pairs]).delete()
    PostingProblem.objects.bulk_create(
        PostingProblem(posting=posting, kind=one.kind, field=one.field[:60], message=one.message)
        for posting, meaning in pairs
        for one in meaning.problems
    )
