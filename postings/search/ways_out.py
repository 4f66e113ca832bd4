"""Where nothing is found: which single filter to drop, and how many cards there would be then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from postings.records import SearchQuery
from postings.search import filters, passes
from postings.search.asked import Asked
from postings.vocabulary import REPEATED_FILTERS

# Filters offered to be dropped; each costs a count.
MOST_DROPPED = 8


def dropped(asked: Asked, query: SearchQuery) -> dict[tuple[str, str], int]:
    """Each single filter, and how many cards there would be without it; those that help alone.

    asked: with the words as they were settled, which does not depend on filters.
    """
    found: dict[tuple[str, str], int] = {}
    for name, value, fewer in list(_fewer(query))[:MOST_DROPPED]:
        restrictions = filters.restrictions(asked.snapshot.schema, fewer, asked.day)
        words = asked.words if fewer.words else []
        left = replace(asked, restrictions=restrictions, words=words)
        number = passes.total(asked.snapshot, left.without())
        if number:
            found[name, value] = number
    return found


def _fewer(query: SearchQuery) -> list[tuple[str, str, SearchQuery]]:
    """The query without each one of its filters; a value among several is a filter of its own."""
    found: list[tuple[str, str, SearchQuery]] = []
    if query.words.strip():
        found.append(("q", query.words, replace(query, words="", sort="")))
    for name, field in REPEATED_FILTERS.items():
        values = getattr(query, field)
        if name == "exclude_organization":
            for value in values:
                left = tuple(one for one in values if one != value)
                found.append((name, value, _with(query, field, left)))
        elif values:
            # Fewer of several values find fewer cards: only all of them can be in the way.
            named = values[0] if len(values) == 1 else ""
            found.append((name, named, _with(query, field, ())))
    if query.has_salary:
        found.append(("has_salary", "on", replace(query, has_salary=False)))
    if query.live_in:
        found.append(("live_in", query.live_in, replace(query, live_in="", eligible=())))
    if query.posted is not None:
        found.append(("posted", str(query.posted), replace(query, posted=None)))
    if query.salary_min is not None:
        fewer = replace(query, salary_min=None, currency="", salary_yearly_min=None)
        found.append(("salary_min", str(query.salary_min), fewer))
    return found


def _with(query: SearchQuery, field: str, value: Any) -> SearchQuery:
    changed: dict[str, Any] = {field: value}
    return replace(query, **changed)
