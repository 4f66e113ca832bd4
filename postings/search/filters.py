"""Filters as the engine's queries: which cards may be seen, and which of them are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from postings.records import SearchQuery
from postings.search import documents, schema

Clause = tuple[Occur, Query]


def live(fields: Schema, day: int, clauses: Iterable[Clause]) -> Query:
    """The clauses, of cards that are live on a day; what has run out is not, nor is the mark.

    Each commit takes out those that have run out, so that leaving the others out costs little.
    """
    over = between(fields, 0, day)
    asked = list(clauses)
    if not any(occur is Occur.Must for occur, _ in asked):
        asked.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
    return Query.boolean_query([*asked, (Occur.MustNot, over)])


def between(fields: Schema, first: int, day: int) -> Query:
    """Cards whose last day is from `first` to the day before `day`; the mark's is 0."""
    return Query.range_query(
        fields,
        "until",
        FieldType.Unsigned,
        first,
        day,
        include_upper=False,
        use_inverted_index=True,
    )


def restrictions(fields: Schema, query: SearchQuery, day: date) -> dict[str, list[Clause]]:
    """Clauses by the parameter that asks for them; they have no part in a score."""
    asked: dict[str, list[Clause]] = {}
    for name, field, keys in (
        ("skill", "skill", query.skills),
        ("organization", "organization", query.organizations),
        ("place", "place", query.places),
        ("employment_type", "employment_type", query.employment_types),
        ("language", "language", query.languages),
    ):
        if keys:
            asked[name] = [_must(_any(fields, field, keys))]
    if query.exclude_organizations:
        others = _any(fields, "organization", query.exclude_organizations)
        asked["exclude_organization"] = [(Occur.MustNot, others)]
    if query.remote:
        asked["remote"] = [_must(flag(fields, documents.REMOTE))]
    if query.has_salary:
        asked["has_salary"] = [_must(flag(fields, documents.SALARY))]
    if query.salary_min is not None:
        least = Query.range_query(fields, "salary", FieldType.Unsigned, query.salary_min, None)
        asked["salary_min"] = [_must(least), _must(_any(fields, "currency", (query.currency,)))]
    if query.posted is not None:
        asked["posted"] = [_must(since(fields, first_day(day, query.posted)))]
    return asked


def most(searcher: Any, query: SearchQuery) -> dict[str, int]:
    """By parameter, what the number of cards that it lets through cannot exceed, where known."""
    asked = (
        ("skill", "skill", query.skills),
        ("organization", "organization", query.organizations),
        ("place", "place", query.places),
        ("remote", "flag", (documents.REMOTE,) if query.remote else ()),
        ("has_salary", "flag", (documents.SALARY,) if query.has_salary else ()),
    )
    return {
        name: sum(int(searcher.doc_freq(field, key)) for key in keys)
        for name, field, keys in asked
        if keys
    }


def first_day(day: date, posted: int) -> int:
    """The first day of a window that ends today, as a number; undated cards come before all."""
    return max(schema.day_number(day) - posted, schema.UNDATED + 1)


def since(fields: Schema, day: int) -> Query:
    return Query.range_query(fields, "posted", FieldType.Unsigned, day, None)


def flag(fields: Schema, word: str) -> Query:
    return Query.term_query(fields, "flag", word)


def undated(fields: Schema) -> Query:
    return Query.term_query(fields, "posted", schema.UNDATED)


def _must(query: Query) -> Clause:
    return (Occur.Must, Query.const_score_query(query, 0.0))


def _any(fields: Schema, field: str, keys: tuple[str, ...]) -> Query:
    if len(keys) == 1:
        return Query.term_query(fields, field, keys[0])
    return Query.term_set_query(fields, field, keys)
