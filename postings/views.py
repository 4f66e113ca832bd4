"""The public pages: a list, a posting, an organization, a skill, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from postings import finding, lifecycle
from postings.filters import PostingFilter, page_number
from postings.models import JobPosting, Organization, Skill
from postings.records import SearchQuery
from postings.text import name_key
from postings.vocabulary import Status

# A name's slug has fewer; reading a longer one would cost more than the answer is worth.
LONGEST_SLUG = 250


def _answers(query: SearchQuery, featured: Sequence[int] = ()) -> dict[str, Any]:
    """What every page with a list of cards shows."""
    page = finding.find(query)
    cards, chosen = finding.hydrate(page.ids, featured)
    return {"page": page, "postings": cards, "featured": chosen, "parameters": QueryDict()}


@require_safe
def posting_list(request: HttpRequest) -> HttpResponse:
    filters = PostingFilter(request.GET)
    query = filters.search_query(page_number(request.GET.get("page")), settings.POSTINGS_PER_PAGE)
    front = query == SearchQuery(page_size=settings.POSTINGS_PER_PAGE)
    suggestions = finding.suggestions()
    context = _answers(query, suggestions["featured"] if front else ())
    context |= {"filters": filters, "parameters": filters.parameters(), "query": query}
    context |= {"suggestions": suggestions}
    return render(request, "postings/list.html", context)


@require_safe
def posting_detail(request: HttpRequest, name: str) -> HttpResponse:
    """200 live, 410 closed, 404 hidden; staff see a hidden one as a preview."""
    posting = get_object_or_404(
        JobPosting.objects.select_related("hiring_organization").prefetch_related("skills"),
        public_id=name[-12:],
    )
    closure = lifecycle.closure(posting)
    hidden = posting.status in (Status.PENDING, Status.REJECTED)
    if hidden and not (request.user.is_staff and request.user.has_perm("postings.view_jobposting")):
        raise Http404
    if request.path != posting.get_absolute_url():
        return redirect(posting, permanent=True)
    context = {
        "posting": posting,
        "closure": closure,
        "preview": hidden,
        "similar": finding.similar(posting),
    }
    template = "postings/closed.html" if closure else "postings/detail.html"
    return render(request, template, context, status=410 if closure else 200)


@require_safe
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Organization, key=_key(slug))
    return _name_page(request, found, {"organizations": (found.key,)})


@require_safe
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Skill, key=_key(slug))
    return _name_page(request, found, {"skills": (found.key,)})


def _key(slug: str) -> str:
    if len(slug) > LONGEST_SLUG:
        raise Http404
    return name_key(slug.replace("-", ""))


def _name_page(
    request: HttpRequest, found: Organization | Skill, asked: dict[str, tuple[str, ...]]
) -> HttpResponse:
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    page = page_number(request.GET.get("page"))
    query = SearchQuery(page=page, page_size=settings.POSTINGS_PER_PAGE, **asked)  # type: ignore[arg-type]
    context = _answers(query) | {"found": found}
    return render(request, f"postings/{found._meta.model_name}.html", context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    response = render(request, "404.html", status=404)
    # A hidden posting's page looks at the visitor's session; an unknown one's must look the same.
    patch_vary_headers(response, ["Cookie"])
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    # Without the request: what its context would ask for may be what has failed.
    return HttpResponse(render_to_string("500.html"), status=500)
