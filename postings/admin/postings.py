"""Postings in the admin: what sources say, what editors decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import Truncator

from postings import lifecycle, wording
from postings.admin import comparing
from postings.admin import posting_filters as by
from postings.admin.indexed import KeepsIndex
from postings.admin.posting_form import DECISIONS, PostingForm
from postings.admin.readonly import counted
from postings.admin.records import RecordInline
from postings.admin.repeats import RepeatsAdmin, merge_postings, split_postings
from postings.importing.refreshing import refresh
from postings.importing.undo import delete_postings
from postings.models import (
    CURATED_FIELDS,
    BoardRevision,
    ImportProblem,
    JobPosting,
    PostingProblem,
    SourceRecord,
)
from postings.vocabulary import EligibilityKind

# More ticked rows than this are asked about once more.
CONFIRM_ABOVE = 50
# What cells of the list hold.
LONGEST_CELL, MOST_CODES = 80, 4
# The fields that are read from the texts, those that are locked together on one line.
MEANT = (
    ("salary_currency", "salary_min_value", "salary_max_value", "salary_unit_text"),
    ("job_location_type", "work_mode"), "countries", "regions", "employment_types",
    ("seniority", "language"),
)  # fmt: skip
_MEANT = {name for line in MEANT for name in ([line] if isinstance(line, str) else line)}


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
    list_display = ["title", "organization", "where", "pay", "state", "posted", "sources", "locks"]
    list_filter = [
        "status", by.ProblemFilter, by.CountryFilter, by.SalaryFilter, by.WorkModeFilter,
        by.EmploymentFilter, by.SeniorityFilter, by.LanguageFilter, "closed_reason", "featured",
        by.CuratedFilter, by.SourceFilter, by.RunFilter, by.OrganizationFilter, by.SkillFilter,
    ]  # fmt: skip
    search_fields = ["title", "hiring_organization__name", "public_id", "apply_url"]
    search_help_text = "Title, organization, public id or apply link"
    autocomplete_fields = ["hiring_organization", "skills"]
    readonly_fields = ["state", "locks", "comparison", "troubles", "repeats", "identity",
                       "public_id", "first_seen", "changed_at", "created_by_run"]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["state", "locks", "decide", "featured", "seen_revision"]}),
        ("Problems", {"fields": ["troubles"]}),
        ("Texts", {"fields": [n for n in CURATED_FIELDS if n not in _MEANT],
                   "description": "What they mean follows a corrected text by itself."}),
        ("What the texts mean", {"fields": list(MEANT),
                                 "description": "Correct these where the text is read wrongly."}),
        ("Source beside curated", {"fields": ["comparison", "unlock"]}),
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
        recorded = {
            model._meta.verbose_name for model in (ImportProblem, PostingProblem, SourceRecord)
        }
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
        """What an editor decided; only names that are fields still."""
        names = [name for name in CURATED_FIELDS if name in posting.locked_fields]
        return ", ".join(str(JobPosting._meta.get_field(name).verbose_name) for name in names)

    @admin.display(description="countries")
    def where(self, posting: JobPosting) -> str:
        """By their codes, the first few; regions first."""
        known = [*posting.regions, *posting.countries]
        if posting.applicant_location_requirements.get("kind") == EligibilityKind.WORLDWIDE:
            known = ["worldwide", *known]
        left = len(known) - MOST_CODES
        return ", ".join(known[:MOST_CODES]) + (f" +{left}" if left > 0 else "")

    @admin.display(description="pay", ordering="salary_yearly_max")
    def pay(self, posting: JobPosting) -> str:
        return Truncator(wording.paid(posting).line).chars(LONGEST_CELL)

    @admin.display(description="source and curated values")
    def comparison(self, posting: JobPosting) -> str:
        return comparing.comparison(posting)

    @admin.display(description="problems")
    def troubles(self, posting: JobPosting) -> str:
        return comparing.troubles(posting)

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
        messages.success(
            request, f"{label}: {carry_out():,} of {counted(number, 'posting')} changed."
        )
        return None
