"""By what editors narrow the list of postings."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from postings import wording
from postings.admin import troubled
from postings.models import ImportRun, JobPosting, Organization, Skill, SourceRecord
from postings.vocabulary import EligibilityKind, EmploymentType, Seniority, Word, WorkMode

# A filter's column lists the commonest; any other is reached from its own admin page.
MOST_LISTED = 30
NONE = "none"


class _Lookup(admin.SimpleListFilter):
    """A filter whose value is any id, listed or not."""

    def value(self) -> str | None:
        value = super().value()
        return value if value else None

    def _id(self) -> int | None:
        value = self.value()
        return int(value) if value and value.isdigit() and len(value) < 18 else None


class SourceFilter(_Lookup):
    title, parameter_name = "source", "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = SourceRecord.objects.order_by("source").values_list("source", flat=True)
        return [(name, name) for name in names.distinct()[:MOST_LISTED]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        stating = SourceRecord.objects.filter(source=value).values("posting")
        return queryset.filter(pk__in=stating)


class RunFilter(_Lookup):
    title, parameter_name = "created by run", "run"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        runs = ImportRun.objects.only("pk", "started_at")[:MOST_LISTED]
        return [(str(run.pk), f"{run} ({run.started_at:%d %b %Y})") for run in runs]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        number = self._id()
        return queryset if number is None else queryset.filter(created_by_run=number)


class ProblemFilter(_Lookup):
    title, parameter_name = "problem", "problem"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = [(kind.value, f"{kind.label} ({n:,})") for kind, _, n in troubled.tally() if n]
        return [*found, (NONE, "No problem")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value == NONE:
            return troubled.without_problem(queryset)
        return troubled.with_problem(queryset, value)


class _KindFilter(_Lookup):
    KINDS: dict[str, str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.KINDS.items())


class _WordFilter(_Lookup):
    """Values of a closed set, and "not stated"."""

    words: type[Word]
    field: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*self.words.choices(), (NONE, "Not stated")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(**{self.field: "" if value == NONE else value})


class WorkModeFilter(_WordFilter):
    title, parameter_name, field = "work mode", "work_mode", "work_mode"
    words = WorkMode


class SeniorityFilter(_WordFilter):
    title, parameter_name, field = "seniority", "seniority", "seniority"
    words = Seniority


class LanguageFilter(_WordFilter):
    title, parameter_name, field = "language", "language", "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        commonest = JobPosting.objects.exclude(language="").values_list("language")
        counted = commonest.annotate(n=Count("pk")).order_by("-n", "language")[:MOST_LISTED]
        listed = [(code, f"{wording.language(code)} ({n:,})") for code, n in counted]
        return [*listed, (NONE, "Not known")]


class EmploymentFilter(_Lookup):
    title, parameter_name = "employment type", "employment_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*EmploymentType.choices(), (NONE, "Not stated")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == NONE:
            return queryset.filter(employment_types=[])
        # A list of words as text: no word is a part of another with its quotes.
        return queryset.filter(employment_types__icontains=f'"{value}"') if value else queryset


class CountryFilter(_KindFilter):
    title, parameter_name = "countries", "country"
    KINDS = {
        "known": "Known",
        "region": "Only a region known",
        "worldwide": "Worldwide",
        NONE: "Not known",
    }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        worldwide = Q(applicant_location_requirements__kind=EligibilityKind.WORLDWIDE.value)
        unnamed = Q(countries=[])
        match self.value():
            case "known":
                return queryset.exclude(unnamed)
            case "region":
                return queryset.filter(unnamed).exclude(regions=[])
            case "worldwide":
                return queryset.filter(worldwide)
            case "none":
                return queryset.filter(unnamed, regions=[]).exclude(worldwide)
        return queryset


class SalaryFilter(_KindFilter):
    title, parameter_name = "salary", "salary"
    KINDS = {
        "known": "Known",
        "body": "Known, from the body",
        "open": "Known, but not its currency",
        "unread": "Stated, no amount read",
        NONE: "Not stated",
    }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        unknown = Q(salary_min_value__isnull=True, salary_max_value__isnull=True)
        match self.value():
            case "known":
                return queryset.exclude(unknown)
            case "body":
                return queryset.exclude(unknown).exclude(salary_found_text="")
            case "open":
                return queryset.exclude(unknown).filter(salary_currency="")
            case "unread":
                return queryset.filter(unknown).exclude(salary_text="")
            case "none":
                return queryset.filter(unknown, salary_text="")
        return queryset


class _NameFilter(_Lookup):
    model: type[Organization] | type[Skill]
    relation: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        commonest = self.model.objects.annotate(n=Count("postings")).order_by("-n", "name")
        listed = [(str(one.pk), f"{one} ({one.n})") for one in commonest[:MOST_LISTED]]
        return [*listed, (NONE, "Not stated")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == NONE:
            return queryset.filter(**{f"{self.relation}__isnull": True})
        number = self._id()
        return queryset if number is None else queryset.filter(**{self.relation: number})


class OrganizationFilter(_NameFilter):
    title, parameter_name = "organization", "organization"
    model, relation = Organization, "hiring_organization"


class SkillFilter(_NameFilter):
    title, parameter_name = "skill", "skill"
    model, relation = Skill, "skills"


class CuratedFilter(admin.SimpleListFilter):
    title, parameter_name = "an editor's work", "curated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("locked", "Has locked fields"), ("decided", "State decided"), ("no", "Untouched")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[JobPosting]
    ) -> QuerySet[JobPosting]:
        untouched = Q(locked_fields=[])
        match self.value():
            case "locked":
                return queryset.exclude(untouched)
            case "decided":
                return queryset.exclude(decision="")
            case "no":
                return queryset.filter(untouched, decision="", featured=False)
        return queryset
