"""What a search asks for, and searches that ask for more or less."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from postings.finding import find
from postings.records import SearchQuery

WINDOWS = (1, 7, 30, 90, 365)
# Filters with values of their own, and the field of `SearchQuery` that asks for them.
REPEATED = {
    "skill": "skills",
    "organization": "organizations",
    "place": "places",
    "country": "countries",
    "region": "regions",
    "language": "languages",
    "work_mode": "work_modes",
    "employment_type": "employment_types",
    "seniority": "seniorities",
    "exclude_organization": "exclude_organizations",
}
# Filters of one value each.
SINGLE = ("has_salary", "live_in", "salary_min", "posted")
FACETS = (*[name for name in REPEATED if name != "exclude_organization"], "has_salary", "posted")
GROUPS = ("yes", "region", "not_stated")
USUAL = ("yes", "region")


def chosen(query: SearchQuery, name: str) -> tuple[str, ...]:
    """What a search asks of a filter, as the query string writes it."""
    if name in REPEATED:
        return getattr(query, REPEATED[name])
    if name == "eligible":
        return (query.eligible or USUAL) if query.live_in else ()
    asked = {
        "has_salary": "on" if query.has_salary else None,
        "live_in": query.live_in or None,
    }
    value = asked[name] if name in asked else getattr(query, name)
    return () if value is None else (str(value),)


def asks(query: SearchQuery, name: str) -> bool:
    return bool(chosen(query, name))


def every_id(query: SearchQuery, page_size: int = 100) -> list[int]:
    """The hits of every page, in order."""
    query = replace(query, page_size=page_size)
    first = find(query, facets=False)
    rest = [find(replace(query, page=n), facets=False) for n in range(2, first.pages + 1)]
    return [pk for page in (first, *rest) for pk in page.ids]


def added(query: SearchQuery, name: str, key: str) -> SearchQuery:
    """The search that a facet's number is of: with that value as all it asks of that filter."""
    if name in REPEATED or name == "eligible":
        return replace(query, page=1, **{REPEATED.get(name, name): (key,)})
    value: Any = {"posted": int(key)} if name == "posted" else {name: True}
    return replace(query, page=1, **value)


def dropped(query: SearchQuery, name: str, key: str) -> SearchQuery:
    """The search without a value of a filter, "" for all that it has."""
    if name in REPEATED:
        left = tuple(one for one in chosen(query, name) if key and one != key)
        return replace(query, **{REPEATED[name]: left})
    nothing: dict[str, dict[str, Any]] = {
        "q": {"words": ""},
        "live_in": {"live_in": "", "eligible": ()},
        "salary_min": {"salary_min": None, "currency": ""},
        "has_salary": {"has_salary": False},
        "posted": {"posted": None},
    }
    return replace(query, **nothing[name])
