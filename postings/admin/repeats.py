"""Repeats in the admin: what is folded with a posting and why, and an editor's word against it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods

from postings.admin.indexed import followed
from postings.admin.readonly import counted
from postings.folding import deciding, telling
from postings.models import JobPosting

ROW = '<tr><td>{}</td><td><a href="{}">{}</a> {}</td><td>{}</td><td>{}</td></tr>'
# More would be a slip of the mouse: one job has not been seen at so many sources.
MOST_MERGED = 100


@admin.action(description="Merge the selected postings: one job, several sources",
              permissions=["change"])  # fmt: skip
def merge_postings(model_admin: Any, request: HttpRequest, queryset: QuerySet[JobPosting]) -> None:
    names = list(queryset.values_list("public_id", flat=True)[: MOST_MERGED + 1])
    if not 2 <= len(names) <= MOST_MERGED:
        messages.error(request, f"Select from 2 to {MOST_MERGED} postings to merge.")
        return
    number = deciding.merge(names, request.user)
    messages.success(request, f"{number} postings are one now, under the smallest of their ids.")


@admin.action(description="Split the selected postings from all they are folded with",
              permissions=["change"])  # fmt: skip
def split_postings(model_admin: Any, request: HttpRequest, queryset: QuerySet[JobPosting]) -> None:
    pairs = 0
    for posting in queryset:
        folded = JobPosting.objects.folded_with([posting]).values_list("public_id", flat=True)
        pairs += deciding.split(posting.public_id, folded, request.user)
    messages.success(request, f"{counted(pairs, 'pair')} split; imports keep them so.")


class RepeatsAdmin(admin.ModelAdmin):
    """A posting's repeats on its page, and a page of their own on which they are decided."""

    @admin.display(description="repeats")
    def repeats(self, posting: JobPosting) -> str:
        told = telling.repeats_of(posting)
        rows = (
            (
                one.relation,
                reverse("admin:postings_jobposting_change", args=[one.pk]),
                one.title,
                "" if one.live else "(not live)",
                one.place_text,
                one.reason,
            )
            for one in told
        )
        listed = format_html_join("", ROW, rows)
        table = format_html("<table>{}</table>", listed) if told else "None."
        decide = reverse("admin:postings_jobposting_repeats", args=[posting.pk])
        return format_html('{} <p><a href="{}">Split, or fold again…</a></p>', table, decide)

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/repeats/",
            self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.repeats_view)),
            name="postings_jobposting_repeats",
        )
        return [own, *super().get_urls()]

    def repeats_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        posting = self.get_queryset(request).filter(pk=pk).first()
        if posting is None or not self.has_change_permission(request, posting):
            raise Http404
        if request.method == "POST":
            done = _decide(request, posting)
            if done:
                messages.success(request, done)
            else:
                messages.error(request, "Nothing is decided: tick at least one posting first.")
            # Decided in a transaction of its own: what follows it may be seen at once.
            return followed(request, HttpResponseRedirect(request.path))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Repeats of {posting.title}",
            "posting": posting,
            "told": telling.repeats_of(posting),
            "apart": telling.APART,
            "merged": telling.is_merged(posting),
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/postings/repeats.html", context)


def _decide(request: HttpRequest, posting: JobPosting) -> str:
    """What was done, in words; "" where nothing was, for want of a ticked posting."""
    ticked = request.POST.getlist("posting")
    decide = request.POST.get("decide")
    if decide == "unmerge":
        others = counted(deciding.unmerge(posting.public_id), "other")
        return f"Taken out of its merge with {others}."
    if not ticked:
        return ""
    match decide:
        case "split":
            number = deciding.split(posting.public_id, ticked, request.user)
            return f"Split from {counted(number, 'posting')}; imports keep it so."
        case "rejoin":
            return f"{counted(deciding.rejoin(posting.public_id, ticked), 'split')} taken back."
        case "merge":
            number = deciding.merge([posting.public_id, *ticked], request.user)
            return f"{number} postings are one now."
    return ""
