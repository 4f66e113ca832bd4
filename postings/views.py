"""The public pages: a list, a posting, an organization, a skill, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from postings import finding, indexing, lifecycle, versions, wording
from postings.filters import Address, Asked, read, read_page, written_with
from postings.links import is_tracking
from postings.models import Organization, Skill, paths
from postings.normalizers import organizations, skills
from postings.records import Facet, Indexed, SearchPage, SearchQuery
from postings.templating.cards import listed
from postings.text import name_key
from postings.vocabulary import REPEATED_FILTERS, Status

# A name's slug has fewer; reading a longer one would cost more than the answer is worth.
LONGEST_SLUG = 250


def _moved(address: Address, path: str) -> HttpResponse | None:
    """The way to the one address of what is asked, from any other way to write it."""
    if address.exact or address.broken:
        return None
    return redirect(f"{path}?{address.canonical}" if address.canonical else path, permanent=True)


def _answers(
    query: SearchQuery, held: Indexed | None, featured: Sequence[int] = (), *, facets: bool
) -> dict[str, Any]:
    """What every page with a list of cards shows; held: as `indexing.ready` says."""
    answers: dict[str, Any] = {"asked_page": query.page}
    board_id = versions.current().board_id

    def show(page: SearchPage) -> None:
        cards, chosen = finding.cards(page.ids, featured, board_id=board_id)
        words = page.suggested if page.corrected and page.suggested else query.words
        snippets = finding.snippets(words, cards) if words else {}
        answers.update({"cards": cards, "listed": listed(cards, snippets)})
        answers.update({"featured": chosen, "featured_listed": listed(chosen, {})})

    page = finding.find(query, facets=facets, engine=held is not None, meanwhile=show)
    return answers | {"page": page, "reachable": page.pages * query.page_size}


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], address: Address
) -> HttpResponse:
    """A page with cards, to be kept if it shows one state of the board and has one address."""
    page, cards = context["page"], [*context["cards"], *context["featured"]]
    # A page past the last shows the last.
    canonical = written_with(context["values"], page.page)
    context["canonical"] = context["path"] + (f"?{canonical}" if canonical else "")
    response = render(request, template, context)
    if page.indexed is not None:
        whole = len(context["cards"]) == len(page.ids) and page.page == context["asked_page"]
        newest = max((card.revision for card in cards), default=0)
        response.cacheable = address.exact and whole and newest <= page.indexed.revision
        response.board_revision = page.indexed.revision
    return response


@require_safe
def posting_list(request: HttpRequest) -> HttpResponse:
    path, written = paths.path("list"), request.META.get("QUERY_STRING", "")
    asked = read(request.GET, written, settings.POSTINGS_PER_PAGE)
    if moved := _moved(asked.address, path):
        return moved
    held = indexing.ready()
    if moved := _by_todays_names(asked, held, path):
        return moved
    suggestions = finding.suggestions(held)
    front = not asked.values and asked.query.page == 1
    featured = suggestions["featured"] if front else ()
    context = _answers(asked.query, held, featured, facets=True)
    context |= {"asked": asked, "values": asked.values, "suggestions": suggestions, "path": path}
    followed = written_with(value for value in asked.values if value[0] != "sort")
    context["feed"] = paths.path("feed") + (f"?{followed}" if followed else "")
    context["names"] = _spelled(asked, context["page"].facets, suggestions)
    return _page(request, "postings/list.html", context, asked.address)


def _by_todays_names(asked: Asked, held: Indexed | None, path: str) -> HttpResponse | None:
    """The way to the same search by the names that its organizations have today."""
    kinds = ("organization", "exclude_organization")
    old = {value for value in asked.values if value[0] in kinds}
    if not old or asked.address.broken:
        return None
    query = finding.by_key(asked.query, engine=held is not None)
    new = {(kind, key) for kind in kinds for key in getattr(query, REPEATED_FILTERS[kind])}
    if new == old:
        return None
    values = (new | set(asked.values)) - (old - new)
    return redirect(f"{path}?{written_with(values, asked.query.page)}", permanent=True)


def _spelled(
    asked: Asked, facets: Sequence[Facet], suggestions: dict[str, Any]
) -> dict[tuple[str, str], str]:
    """The board's spelling of the names asked for, by parameter and key."""
    names = {(facet.name, one.key): one.name for facet in facets for one in facet.values}
    kinds = {"skill": ("skills", Skill), "organization": ("organizations", Organization)}
    keys = {(name.removeprefix("exclude_"), value) for name, value in asked.values}
    for kind, (plural, model) in kinds.items():
        if missing := {value for name, value in keys if name == kind} - {
            value for name, value in names if name == kind
        }:
            known = {one.slug.replace("-", ""): one.name for one in suggestions[plural]}
            if unknown := missing - set(known):
                known |= model.objects.filter(key__in=unknown).values_list("key", "name")
            names |= {(kind, key): known[key] for key in missing if key in known}
    return names


@require_safe
def posting_detail(request: HttpRequest, name: str) -> HttpResponse:
    """200 live, 410 closed, 404 hidden; staff see a hidden one as a preview.

    What repeats a live posting leads there.
    """
    posting = finding.for_page(name[-12:])
    if posting is None:
        raise Http404
    closure = lifecycle.closure(posting)
    hidden = posting.status in (Status.PENDING, Status.REJECTED)
    if hidden and not (request.user.is_staff and request.user.has_perm("postings.view_jobposting")):
        raise Http404
    canonical = None if hidden else finding.canonical_of(posting)
    if canonical:
        return redirect(canonical, permanent=True)
    tracked = bool(request.GET) and all(map(is_tracking, request.GET))
    if tracked or request.path != posting.get_absolute_url():
        return redirect(posting, permanent=True)
    held = indexing.ready()
    skills = finding.skills_of(posting)
    similar = finding.similar(posting, skills, engine=held is not None)
    context = {"posting": posting, "skills": skills, "closure": closure, "similar": similar}
    context["preview"] = hidden
    if not closure:
        # Most have none of either, and a question takes longer than to know that.
        problems = finding.problems_of(posting) if posting.warned else ()
        context["caveats"] = wording.caveats(problems)
        context["repeats"] = finding.repeats_of(posting) if posting.repeated else finding.Repeats()
    template = "postings/closed.html" if closure else "postings/detail.html"
    response = render(request, template, context, status=410 if closure else 200)
    # A query string has no meaning here, and there is no end of them.
    if held and similar is not None and not hidden and not request.META.get("QUERY_STRING"):
        response.cacheable, response.board_revision = True, held.revision
    return response


@require_safe
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """By any spelling and legal form of the name, and by those of what was merged into it."""
    keys = (_key(slug), organizations.key(slug.lower()))
    known = Organization.objects.known_as(keys)
    found = known.get(keys[0]) or known.get(keys[1])
    if found is None:
        raise Http404
    return _name_page(request, found, {"organizations": (found.key,)})


@require_safe
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    """By any name that the vocabulary has for it."""
    key = _key(slug)
    names = {one.key: one for one in Skill.objects.filter(key__in=(key, skills.canonical(key)[0]))}
    found = names.get(skills.canonical(key)[0]) or names.get(key)
    if found is None:
        raise Http404
    return _name_page(request, found, {"skills": (found.key,)})


def _key(slug: str) -> str:
    if len(slug) > LONGEST_SLUG:
        raise Http404
    return name_key(slug.replace("-", ""))


def _name_page(
    request: HttpRequest, found: Organization | Skill, asked: dict[str, tuple[str, ...]]
) -> HttpResponse:
    path = found.get_absolute_url()
    number, address = read_page(request.GET, request.META.get("QUERY_STRING", ""))
    if request.path != path:
        address = replace(address, exact=False, broken=())
    if moved := _moved(address, path):
        return moved
    query = SearchQuery(page=number, page_size=settings.POSTINGS_PER_PAGE, **asked)  # type: ignore[arg-type]
    context = _answers(query, indexing.ready(), facets=False)
    context |= {"found": found, "values": (), "path": path}
    response = _page(request, f"postings/{found._meta.model_name}.html", context, address)
    if not context["page"].total and not found.postings.exists():
        response.status_code = 410  # nothing open, and nothing that was
    return response


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
