"""Names as the board spells them: those of a search, and the commonest as suggestions."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count

from postings.finding.asking import find
from postings.models import BoardRevision, JobPosting, Organization, Skill
from postings.querysets import live_condition, today
from postings.records import Indexed, SearchPage, SearchQuery

# As many as a list of suggestions can offer without becoming the page.
MOST_SUGGESTIONS = 100
MOST_FEATURED = 3


class Suggestion(NamedTuple):
    """A name with a page and how many live postings it has."""

    name: str
    slug: str
    postings: int


def suggestions(indexed: Indexed | None) -> dict[str, Any]:
    """The commonest `skills` and `organizations` among live postings, ids of `featured` ones, and
    the `version` that says when they are others.

    indexed: the state in which the engine may answer, None where the database must.
    """
    told = f"{indexed or BoardRevision.objects.current()}.{today()}"
    key = f"suggestions.{told}"
    kept = cache.get(key)
    if kept is None:
        everything = find(SearchQuery(page_size=1), engine=indexed is not None)
        kept = {
            "version": told,
            "skills": _commonest(everything, "skill", Skill),
            "organizations": _commonest(everything, "organization", Organization),
            "featured": _featured(),
        }
        cache.set(key, kept, 86_400)
    return kept


def _commonest(
    everything: SearchPage, name: str, model: type[Skill] | type[Organization]
) -> list[Suggestion]:
    if everything.indexed is None:
        return _commonest_in_database(model)
    values = [value for facet in everything.facets if facet.name == name for value in facet.values]
    return [Suggestion(value.name, value.slug, value.count or 0) for value in values]


def _commonest_in_database(model: type[Skill] | type[Organization]) -> list[Suggestion]:
    counted = (
        model.objects.filter(live_condition("postings__"))
        .values_list("name", "slug")
        .annotate(postings_count=Count("postings"))
        .order_by("-postings_count", "name")[:MOST_SUGGESTIONS]
    )
    return [Suggestion(*row) for row in counted]


def _featured() -> tuple[int, ...]:
    """Ids of what editors put first on the front page, newest first."""
    chosen = JobPosting.objects.live().filter(featured=True, canonical__isnull=True).newest()
    return tuple(chosen.values_list("pk", flat=True)[:MOST_FEATURED])
