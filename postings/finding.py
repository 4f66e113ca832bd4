"""`find(SearchQuery) -> SearchPage`: which live postings answer a search, from the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, Q

from postings.models import BoardRevision, JobPosting, Organization, Skill
from postings.querysets import CARD_FIELDS, JobPostingQuerySet, live_condition, today
from postings.records import SearchPage, SearchQuery

# As many as a list of suggestions can offer without becoming the page.
MOST_SUGGESTIONS = 100
# Enough to find near titles in; the search engine will look at all.
MOST_CANDIDATES = 100


def find(query: SearchQuery) -> SearchPage:
    """The ids of one page, newest first, and how many there are in all.

    A page past the last is the last. With a `posted` window, postings without a date are left out
    and counted as `undated`.
    """
    matching = _matching(query)
    dated = matching
    undated = 0
    if query.posted is not None:
        dated = matching.filter(date_posted__gte=today() - timedelta(days=query.posted))
        undated = matching.filter(date_posted__isnull=True).count()
    total = dated.count()
    pages = max(1, -(-total // query.page_size))
    page = min(query.page, pages)
    start = (page - 1) * query.page_size
    ids = dated.newest().values_list("pk", flat=True)[start : start + query.page_size]
    return SearchPage(tuple(ids), total, page, pages, undated)


def _matching(query: SearchQuery) -> JobPostingQuerySet:
    postings = JobPosting.objects.live()
    for word in query.words.split():
        # SQLite folds the case of ASCII letters alone.
        spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.title()}
        postings = postings.filter(reduce(or_, map(_word, sorted(spellings))))
    if query.skills:
        postings = postings.filter(
            _has_skill(skill__key__in=query.skills) | _has_skill(skill__shown_key__in=query.skills)
        )
    if query.organizations:
        by_key = Q(hiring_organization__key__in=query.organizations)
        by_name = Q(hiring_organization__shown_key__in=query.organizations)
        postings = postings.filter(by_key | by_name)
    if query.remote:
        postings = postings.exclude(job_location_type="")
    return postings


def _word(word: str) -> Q:
    return (
        Q(title__icontains=word)
        | Q(hiring_organization__name__icontains=word)
        | Q(description_text__icontains=word)
        | _has_skill(skill__name__icontains=word)
    )


def _has_skill(**condition: object) -> Q:
    through = JobPosting.skills.through
    return Q(pk__in=through.objects.filter(**condition).values("jobposting"))


def hydrate(*lists: Sequence[int]) -> list[list[JobPosting]]:
    """The cards of each list of ids in its order, all in two queries; what is no longer live is
    left out."""
    found = JobPosting.objects.live().for_cards().in_bulk([pk for ids in lists for pk in ids])
    return [[found[pk] for pk in ids if pk in found] for ids in lists]


def similar(posting: JobPosting, most: int = 5) -> list[JobPosting]:
    """Live postings whose titles share most words with a posting's, among the newest that share a
    skill with it or its organization; without their skills."""
    related = _has_skill(skill__in=[skill.pk for skill in posting.skills.all()])
    if posting.hiring_organization_id:
        related |= Q(hiring_organization=posting.hiring_organization_id)
    newest = JobPosting.objects.live().exclude(pk=posting.pk).filter(related).newest()
    candidates = newest.values_list("pk", "title")[:MOST_CANDIDATES]
    words = _words(posting.title)
    nearest = sorted(candidates, key=lambda row: -_overlap(words, _words(row[1])))[:most]
    found = (
        JobPosting.objects.select_related("hiring_organization")
        .only(*CARD_FIELDS)
        .in_bulk([pk for pk, _ in nearest])
    )
    return [found[pk] for pk, _ in nearest if pk in found]


def _featured(most: int = 3) -> tuple[int, ...]:
    """Ids of what editors put first on the front page, newest first."""
    chosen = JobPosting.objects.live().filter(featured=True).newest()
    return tuple(chosen.values_list("pk", flat=True)[:most])


def _words(title: str) -> set[str]:
    return {word for word in title.lower().replace("/", " ").split() if len(word) > 1}


def _overlap(first: set[str], second: set[str]) -> float:
    return len(first & second) / (len(first | second) or 1)


class Suggestion(NamedTuple):
    """A name with a page and how many live postings it has."""

    name: str
    slug: str
    postings: int


def suggestions() -> dict[str, Any]:
    """The commonest `skills` and `organizations` among live postings, ids of `featured` ones, and
    their `version`.

    Kept for as long as the board's version and day last.
    """
    version = f"{BoardRevision.objects.current()}.{today()}"
    kept = cache.get(f"suggestions.{version}")
    if kept is None:
        kept = {
            "version": version,
            "skills": _commonest(Skill),
            "organizations": _commonest(Organization),
            "featured": _featured(),
        }
        cache.set(f"suggestions.{version}", kept, 86_400)
    return kept


def _commonest(model: type[Skill] | type[Organization]) -> list[Suggestion]:
    counted = (
        model.objects.filter(live_condition("postings__"))
        .values_list("name", "slug")
        .annotate(postings_count=Count("postings"))
        .order_by("-postings_count", "name")[:MOST_SUGGESTIONS]
    )
    return [Suggestion(*row) for row in counted]
