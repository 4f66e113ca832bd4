"""The answers of the database, while there is no engine: newest first, without counts by value.

All filters hold, but more roughly: a skill counts where a tag names it, whether or not the text
supports it; a place where the place as stated has its name.
"""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from postings.finding import listed
from postings.models import JobPosting
from postings.querysets import JobPostingQuerySet, today
from postings.records import SearchPage, SearchQuery
from postings.search.answers import pages_of
from postings.search.words import parse

# Each costs a look at every text.
MOST_WORDS = 8
# As `indexing.cards.has_salary` has it.
HAS_SALARY = Q(salary_min_value__isnull=False) | Q(salary_max_value__isnull=False)


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
    postings = JobPosting.objects.live().heads()
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
    columns = {"work_mode": query.work_modes, "seniority": query.seniorities}
    for name, values in (columns | {"language": query.languages}).items():
        postings = postings.filter(**{f"{name}__in": values}) if values else postings
    if query.has_salary:
        postings = postings.filter(HAS_SALARY)
    if query.salary_yearly_min is not None:
        postings = postings.filter(salary_yearly_max__gte=query.salary_yearly_min)
    return listed.matching(postings, query)


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
