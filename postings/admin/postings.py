"""Postings in the admin: what sources say, what editors decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join

from postings import lifecycle
from postings.admin import posting_filters as by
from postings.admin.indexed import KeepsIndex
from postings.admin.posting_form import DECISIONS, PostingForm
from postings.admin.records import RecordInline
from postings.admin.repeats import RepeatsAdmin, merge_postings, split_postings
from postings.importing.merging import merge, stated_by
from postings.importing.refreshing import refresh
from postings.importing.settling import begin
from postings.importing.undo import delete_postings
from postings.models import (
    CURATED_FIELDS,
    BoardRevision,
    ImportProblem,
    JobPosting,
    SourceRecord,
)

# More ticked rows than this are asked about once more.
CONFIRM_ABOVE = 50
ROW = "<tr><th scope=row>{} {}</th><td>{}</td><td>{}</td></tr>"


def _deciding(key: str) -> Callable[..., HttpResponse | None]:
    label, decision, reason = DECISIONS[key]

    @admin.action(description=f"{label} the selected postings", permissions=["change"])
    def action(
        model_admin: PostingAdmin, request: HttpRequest, queryset: QuerySet[JobPosting]
    ) -> HttpResponse | None:
        def carry_out() -> int:
            return lifecycle.decide(queryset, decision, request.user, reason)

        return model_admin.confirmed(request, queryset, label, carry_out)

    action.__name__ = key
    return action


def _featuring(key: str, label: str, featured: bool) -> Callable[..., HttpResponse | None]:
    @admin.action(description=f"{label} the selected postings", permissions=["change"])
    def action(
        model_admin: PostingAdmin, request: HttpRequest, queryset: QuerySet[JobPosting]
    ) -> HttpResponse | None:
        def carry_out() -> int:
            return lifecycle.feature(queryset, featured)

        return model_admin.confirmed(request, queryset, label, carry_out)

    action.__name__ = key
    return action


@admin.register(JobPosting)
class PostingAdmin(RepeatsAdmin, KeepsIndex):
    form = PostingForm
    list_display = ["title", "organization", "state", "posted", "sources", "locks", "featured"]
    list_filter = [
        "status", "closed_reason", "featured", by.CuratedFilter, by.ProblemFilter, by.SourceFilter,
        by.RunFilter, by.OrganizationFilter, by.SkillFilter,
    ]  # fmt: skip
    search_fields = ["title", "hiring_organization__name", "public_id", "apply_url"]
    search_help_text = "Title, organization, public id or apply link"
    autocomplete_fields = ["hiring_organization", "skills"]
    readonly_fields = ["state", "comparison", "troubles", "repeats", "identity", "public_id",
                       "first_seen", "changed_at", "created_by_run"]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["state", "decide", "featured", "seen_revision"]}),
        ("Posting", {"fields": [*CURATED_FIELDS]}),
        ("Source beside curated", {"fields": ["comparison", "unlock", "troubles"]}),
        ("Repeats", {"fields": ["repeats"]}),
        ("Where it comes from", {"fields": ["public_id", "identity", "first_seen", "changed_at",
                                            "created_by_run"]}),
    ]  # fmt: skip
    inlines = [RecordInline]
    actions = [
        *map(_deciding, DECISIONS),
        _featuring("feature", "Feature", True),
        _featuring("unfeature", "Stop featuring", False),
        merge_postings,
        split_postings,
    ]
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[JobPosting]:
        postings = super().get_queryset(request).select_related("hiring_organization")
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            postings = postings.prefetch_related("records").defer(
                "description", "description_html", "description_text"
            )
        return postings.order_by("-pk")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JobPosting | None:
        if request.method == "POST":  # inside the transaction that saves
            BoardRevision.objects.hold()
        return super().get_object(request, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What imports recorded of a posting goes with it; it is only read-only by itself."""
        listed, counted, perms, protected = super().get_deleted_objects(objs, request)
        recorded = {ImportProblem._meta.verbose_name, SourceRecord._meta.verbose_name}
        return listed, counted, set(perms) - recorded, protected

    @admin.display(description="organization", ordering="hiring_organization__name")
    def organization(self, posting: JobPosting) -> str:
        return str(posting.hiring_organization or "not stated")

    @admin.display(description="state", ordering="status")
    def state(self, posting: JobPosting) -> str:
        """As visitors meet it, with who decided it."""
        ended = lifecycle.closure(posting)
        words = posting.get_status_display()
        if ended:
            words = f"{words}: {ended.closed_reason.replace('_', ' ')}"
        return f"{words} (an editor's decision)" if posting.decision else words

    @admin.display(description="posted", ordering="date_posted")
    def posted(self, posting: JobPosting) -> str:
        if posting.date_posted is None:
            return "not stated"
        return posting.date_posted.isoformat()[
            : 7 if posting.date_posted_precision == "month" else 10
        ]

    @admin.display(description="sources")
    def sources(self, posting: JobPosting) -> str:
        return ", ".join(sorted({record.source for record in posting.records.all()}))

    @admin.display(description="locked")
    def locks(self, posting: JobPosting) -> str:
        return ", ".join(posting.locked_fields)

    @admin.display(description="source and curated values")
    def comparison(self, posting: JobPosting) -> str:
        """What the sources say beside what visitors see."""
        statements = [stated_by(record) for record in posting.records.all()]
        if not statements:
            return "No file states this posting any more."
        merged = merge(statements)
        source = JobPosting(public_id=posting.public_id)
        meaning = begin(source, merged).meaning
        said = {name: getattr(source, name) for name in CURATED_FIELDS if name != "skills"}
        said["hiring_organization"] = merged.values["hiring_organization"]
        named = sorted((skill.name for skill in meaning.skills), key=str.lower) if meaning else []
        said["skills"] = ", ".join(named)
        shown = {name: getattr(posting, name) for name in CURATED_FIELDS if name != "skills"}
        shown["skills"] = ", ".join(skill.name for skill in posting.skills.all())
        rows = (
            (
                JobPosting._meta.get_field(name).verbose_name,
                "(locked)" if posting.is_locked(name) else "",
                _cut(said[name]),
                _cut(shown[name]),
            )
            for name in CURATED_FIELDS
        )
        return format_html(
            "<table><tr><th>Field</th><th>Source</th><th>Shown</th></tr>{}</table>",
            format_html_join("", ROW, rows),
        )

    @admin.display(description="problems")
    def troubles(self, posting: JobPosting) -> str:
        problems = ImportProblem.objects.filter(record__posting=posting)
        rows = ((problem.get_kind_display(), problem.message) for problem in problems)
        listed = format_html_join("", "<li>{}: {}</li>", rows)
        return format_html("<ul>{}</ul>", listed) if listed else "None."

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        lifecycle.curate(obj, form.changed_data)
        lifecycle.stamp([obj])
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        posting = form.instance
        if form.cleaned_data["decide"]:
            _, decision, reason = DECISIONS[form.cleaned_data["decide"]]
            lifecycle.decide([posting], decision, request.user, reason)
        if form.cleaned_data["unlock"]:
            lifecycle.unlock(posting, form.cleaned_data["unlock"])
            posting.save(update_fields=["locked_fields"])
        if form.cleaned_data["unlock"] or form.changed_data:
            # What derives from a corrected text follows it.
            refresh([posting.pk])

    def delete_model(self, request: HttpRequest, obj: JobPosting) -> None:
        delete_postings([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[JobPosting]) -> None:
        delete_postings(queryset)

    def confirmed(
        self,
        request: HttpRequest,
        queryset: QuerySet[JobPosting],
        label: str,
        carry_out: Callable[[], int],
    ) -> HttpResponse | None:
        """Carries an action out, after one more question where it touches very many postings."""
        number = queryset.count()
        if number > CONFIRM_ABOVE and "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": f"{label}: are you sure?",
                "label": label,
                "number": number,
                "opts": self.model._meta,
                "fields": [
                    (name, value)
                    for name in request.POST
                    if name != "csrfmiddlewaretoken"
                    for value in request.POST.getlist(name)
                ],
            }
            return TemplateResponse(request, "admin/postings/confirm_action.html", context)
        messages.success(request, f"{label}: {carry_out()} of {number} postings changed.")
        return None


def _cut(value: object, most: int = 160) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= most else text[: most - 1] + "…"
