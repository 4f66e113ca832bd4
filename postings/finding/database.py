"""The answers of the database, while there is no engine: newest first, without counts by value."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from postings.models import JobPosting
from postings.querysets import JobPostingQuerySet, today
from postings.records import SearchPage, SearchQuery
from postings.search.answers import pages_of
from postings.search.words import parse

# Each costs a look at every text.
MOST_WORDS = 8


def find(query: SearchQuery) -> SearchPage:
    """The ids of one page, and how many there are in all; a page past the last is the last."""
    matching = _matching(query)
    dated = matching
    undated = 0
    if query.posted is not None:
        dated = matching.filter(date_posted__gte=today() - timedelta(days=query.posted))
        undated = matching.filter(date_posted__isnull=True).count()
    total = dated.count()
    page, pages, bounded = pages_of(query, total)
    start = (page - 1) * query.page_size
    ids = dated.newest().values_list("pk", flat=True)[start : start + query.page_size]
    return SearchPage(tuple(ids), total, page, pages, undated, bounded=bounded)


def _matching(query: SearchQuery) -> JobPostingQuerySet:
    postings = JobPosting.objects.live()
    wanted = parse(query.words)
    for clause in wanted.sought[:MOST_WORDS]:
        postings = postings.filter(_text(clause.text))
    for clause in wanted.excluded[:MOST_WORDS]:
        postings = postings.exclude(_text(clause.text))
    if query.skills:
        postings = postings.filter(_has_skill(skill__key__in=query.skills))
    if query.organizations:
        postings = postings.filter(hiring_organization__key__in=query.organizations)
    if query.exclude_organizations:
        others = Q(hiring_organization__key__in=query.exclude_organizations)
        postings = postings.exclude(others)
    if query.places:
        postings = postings.filter(reduce(or_, map(_place, query.places)))
    if query.remote:
        postings = postings.exclude(job_location_type="")
    if query.has_salary:
        postings = postings.exclude(salary_text="")
    if query.employment_types or query.languages or query.salary_min is not None:
        return postings.none()  # what no posting states yet
    return postings


def _text(text: str) -> Q:
    # SQLite folds the case of ASCII letters alone.
    spellings = {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}
    return reduce(or_, map(_word, sorted(spellings)))


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


def _place(key: str) -> Q:
    """A key is letters and digits alone; whatever stands between them in the text is let through.

    Keys of accented names find nothing here: the engine knows them.
    """
    letters = r"[^a-z0-9]*".join(key[:80]) if key.isalnum() and key.isascii() else r"^\b$"
    return Q(place_text__iregex=rf"(^|[^a-z0-9]){letters}($|[^a-z0-9])")
