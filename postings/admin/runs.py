"""Import runs, what they could not take, and what they could not settle."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from postings.admin.indexed import KeepsIndex
from postings.admin.readonly import ReadOnly, as_lines
from postings.admin.troubled import tally
from postings.importing import lock, quarantine
from postings.models import ImportProblem, ImportRun, PostingProblem, RejectedFile
from postings.vocabulary import QuarantineState, RunState, Status

# The others are on the run's own page.
SHOWN = ("files", "created", "updated", "closed", "reopened", "rejected")


def _count_column(name: str) -> Any:
    @admin.display(description=name)
    def column(run: ImportRun) -> int:
        return int(run.counts.get(name, 0))

    column.__name__ = f"count_{name}"
    return column


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, KeepsIndex):
    list_display = ["__str__", "started_at", "standing", "source", *map(_count_column, SHOWN)]
    list_filter = ["state", "source"]
    date_hierarchy = "started_at"
    fields = [
        "standing", "started_at", "finished_at", "given_paths", "source", "chosen_options",
        "tally", "problem_tally", "unknown", "rejections", "created", "seconds", "peak_mib",
        "process", "message",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="state", ordering="state")
    def standing(self, run: ImportRun) -> str:
        """A run whose process was killed could not say so itself."""
        if run.state == RunState.RUNNING and not lock.is_held():
            return RunState.INTERRUPTED.label
        return run.get_state_display()

    @admin.display(description="paths")
    def given_paths(self, run: ImportRun) -> str:
        return as_lines(run.paths)

    @admin.display(description="options")
    def chosen_options(self, run: ImportRun) -> str:
        return as_lines(run.options)

    @admin.display(description="counts")
    def tally(self, run: ImportRun) -> str:
        return as_lines(run.counts)

    @admin.display(description="problems")
    def problem_tally(self, run: ImportRun) -> str:
        return as_lines(run.problems)

    @admin.display(description="fields no alias is known for")
    def unknown(self, run: ImportRun) -> str:
        return as_lines(run.unknown_fields)

    @admin.display(description="rejected files")
    def rejections(self, run: ImportRun) -> str:
        rows = (
            (file["path"], file["line"] or "", file["field"], file["reason"])
            for file in run.rejected
        )
        if not run.rejected:
            return "None."
        return format_html(
            "<table><tr><th>File</th><th>Line</th><th>Field</th><th>Reason</th></tr>{}</table>",
            format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", rows),
        )

    @admin.display(description="created")
    def created(self, run: ImportRun) -> str:
        link = reverse("admin:postings_jobposting_changelist")
        return format_html('<a href="{}?run={}">postings this run created</a>', link, run.pk)


@admin.register(RejectedFile)
class RejectedFileAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["path", "kind", "field", "line", "reason", "state", "last_seen", "run"]
    list_filter = ["state", "kind"]
    list_select_related = ["run"]
    search_fields = ["path", "reason"]
    actions = ["dismiss", "put_back"]

    def has_dismiss_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("postings.change_rejectedfile"))

    @admin.action(description="Dismiss until the file changes", permissions=["dismiss"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[RejectedFile]) -> None:
        number = quarantine.dismiss(queryset)
        messages.success(request, f"{number} dismissed until their bytes change.")

    @admin.action(description="Put back to waiting", permissions=["dismiss"])
    def put_back(self, request: HttpRequest, queryset: QuerySet[RejectedFile]) -> None:
        number = queryset.filter(state=QuarantineState.DISMISSED).update(
            state=QuarantineState.WAITING
        )
        messages.success(request, f"{number} wait again.")


@admin.register(ImportProblem)
class ImportProblemAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["message", "kind", "field", "line", "posting"]
    list_filter = ["kind"]
    list_select_related = ["record__posting"]
    search_fields = ["message", "record__posting__title", "record__path"]

    @admin.display(description="posting")
    def posting(self, problem: ImportProblem) -> str:
        posting = problem.record.posting
        link = reverse("admin:postings_jobposting_change", args=[posting.pk])
        return format_html('<a href="{}">{}</a>', link, posting)


@admin.register(PostingProblem)
class PostingProblemAdmin(ReadOnly, admin.ModelAdmin):
    """Above the list: every kind, those of readers too, with the postings that have it."""

    list_display = ["message", "kind", "field", "posting_link"]
    list_filter = ["kind"]
    list_select_related = ["posting"]
    search_fields = ["message", "posting__title"]
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("postings.view_jobposting"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        postings = reverse("admin:postings_jobposting_changelist")
        published = f"status__exact={Status.PUBLISHED}"
        kinds = [
            (kind.label, live, number, f"{postings}?problem={kind}", f"&{published}")
            for kind, live, number in tally()
        ]
        context = {"kinds": kinds, **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description="posting")
    def posting_link(self, problem: PostingProblem) -> str:
        link = reverse("admin:postings_jobposting_change", args=[problem.posting_id])
        return format_html('<a href="{}">{}</a>', link, problem.posting)
