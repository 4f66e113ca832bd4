"""A posting's texts into what they mean, onto its columns, except where an editor decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from postings import normalizers
from postings.models import JobPosting, PostingProblem
from postings.normalizers import pay
from postings.records import Eligibility, Meaning, Problem, Salary, Stated
from postings.vocabulary import EligibilityKind, JobLocationType, ProblemKind, WorkMode

# What salaries are compared in; the central bank whose rates we keep states them against it.
COMPARED_IN = "EUR"
TELECOMMUTE = JobLocationType.TELECOMMUTE.value
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
    "job_location_type",
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
_CENT = Decimal("0.01")
# What changes without anything to see.
UNSEEN = ("meaning_version",)
# Problems that an editor has settled by deciding on one of these fields.
SETTLED_BY = {
    ProblemKind.NO_COUNTRY: {*PLACES},
    ProblemKind.WORLDWIDE_CONTRADICTED: {*PLACES},
    ProblemKind.REMOTE_CONTRADICTED: {"work_mode", "job_location_type"},
    ProblemKind.UNSUPPORTED_SKILLS: {"skills"},
}


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
    mode = posting.work_mode if "work_mode" in locked else _work_mode(posting, meaning)
    # Skills that an editor chose need nobody's support.
    skills = () if "skills" in locked else meaning.skills
    columns = {
        **(_corrected_salary(posting) if locked & set(SALARY) else _salary(meaning.salary)),
        **(_corrected_places(posting) if locked & set(PLACES) else _places(meaning)),
        "time_zones": list(meaning.places.time_zones),
        "work_mode": mode,
        "job_location_type": TELECOMMUTE if mode == WorkMode.REMOTE else "",
        "employment_types": list(meaning.employment_types),
        "seniority": meaning.seniority,
        "language": meaning.language,
        "skills_unsupported": [one.key for one in skills if not one.supported],
        "skills_from_text": [one.key for one in skills if one.from_text],
        "meaning_version": normalizers.VERSION,
    }
    return {name: value for name, value in columns.items() if name not in locked}


def _salary(salary: Salary | None) -> dict[str, Any]:
    found = salary or Salary("")
    year = pay.yearly(found, rates(), COMPARED_IN) if salary else None
    return {
        "salary_currency": found.currency,
        "salary_min_value": _to_cents(found.min_value),
        "salary_max_value": _to_cents(found.max_value),
        "salary_unit_text": found.unit_text,
        "salary_inferred": sorted(found.inferred),
        "salary_found_text": found.text if found.from_body else "",
        "salary_yearly_min": year[0] if year else None,
        "salary_yearly_max": year[1] if year else None,
    }


def _to_cents(amount: Decimal | None) -> Decimal | None:
    """As the column holds it; else each import would find it changed."""
    return None if amount is None else amount.quantize(_CENT)


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


def problems(posting: JobPosting, meaning: Meaning) -> list[Problem]:
    """What is left to an editor: without what one has settled already."""
    locked = set(posting.locked_fields)
    return [
        problem
        for problem in meaning.problems
        if not locked & SETTLED_BY.get(ProblemKind(problem.kind), set())
    ]


def problems_change(posting: JobPosting, meaning: Meaning) -> dict[str, tuple[Any, Any]]:
    """How the problems of a saved posting would change, as `put` tells a column."""
    had, has = (
        sorted(f"{one.kind} ({one.field}): {one.message}" for one in side)
        for side in (posting.problems.all(), problems(posting, meaning))
    )
    return {"problems": (had, has)} if had != has else {}


def write_problems(found: Iterable[tuple[JobPosting, Meaning]]) -> None:
    """Replaces the problems of saved postings by those of their meaning."""
    pairs = list(found)
    PostingProblem.objects.filter(posting__in=[posting.pk for posting, _ in pairs]).delete()
    PostingProblem.objects.bulk_create(
        PostingProblem(posting=posting, kind=one.kind, field=one.field, message=one.message)
        for posting, meaning in pairs
        for one in problems(posting, meaning)
    )
