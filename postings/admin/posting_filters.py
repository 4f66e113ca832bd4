"""By what editors narrow the list of postings."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from postings.models import ImportRun, JobPosting, Organization, Skill, SourceRecord
from postings.vocabulary import ProblemKind

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
        return [*ProblemKind.choices(), (NONE, "No problem")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value == NONE:
            troubled = SourceRecord.objects.filter(problems__isnull=False)
            return queryset.exclude(pk__in=troubled.values("posting"))
        troubled = SourceRecord.objects.filter(problems__kind=value)
        return queryset.filter(pk__in=troubled.values("posting"))


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
