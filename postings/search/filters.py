"""Filters as the engine's queries: which cards may be seen, and which of them are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from postings.records import SearchQuery
from postings.search import documents, eligible, schema
from postings.vocabulary import NOT_STATED, REPEATED_FILTERS

Clause = tuple[Occur, Query]


def live(fields: Schema, day: int, clauses: Iterable[Clause], some_over: bool = True) -> Query:
    """The clauses, of cards that are live on a day; what has run out is not, nor is the mark.

    some_over: whether any card may have run out. Each commit takes out those that have, and looking
    for none of them takes as long as finding the others.
    """
    asked = list(clauses)
    if not any(occur is Occur.Must for occur, _ in asked):
        asked.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
    elif not some_over:
        # The mark has no value that a clause could want.
        return Query.boolean_query(asked)
    return Query.boolean_query([*asked, (Occur.MustNot, between(fields, 0, day))])


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
    picked = chosen(query)
    for name in schema.NAMED:
        if picked[name]:
            asked[name] = [_must(_any(fields, name, picked[name]))]
    for name in documents.CLOSED:
        if picked[name]:
            words = tuple(documents.word(name, value) for value in picked[name])
            asked[name] = [_must(_any(fields, "flag", words))]
    if query.exclude_organizations:
        others = _any(fields, "organization", query.exclude_organizations)
        asked["exclude_organization"] = [(Occur.MustNot, others)]
    if query.live_in:
        asked["live_in"] = [_must(eligible.of(fields, query.live_in, eligible.groups(query)))]
    if query.salary_yearly_min is not None:
        least = query.salary_yearly_min
        asked["salary_min"] = [
            _must(Query.range_query(fields, "salary", FieldType.Unsigned, least, None))
        ]
    if query.posted is not None:
        asked["posted"] = [_must(since(fields, first_day(day, query.posted)))]
    return asked


def chosen(query: SearchQuery) -> dict[str, tuple[str, ...]]:
    """The values asked for, by parameter, as the query string writes them."""
    repeated = {name: getattr(query, field) for name, field in REPEATED_FILTERS.items()}
    salary = ("on",) if query.has_salary else ()
    window = () if query.posted is None else (str(query.posted),)
    return {**repeated, "has_salary": salary, "posted": window}


def most(searcher: Any, query: SearchQuery) -> dict[str, int]:
    """By parameter, what the number of cards that it lets through hardly exceeds, where known."""
    picked = chosen(query)
    held = {name: [(name, key) for key in picked[name]] for name in schema.NAMED}
    for name in documents.CLOSED:
        held[name] = [("flag", documents.word(name, value)) for value in picked[name]]
    if query.live_in:
        sought = eligible.sought(query.live_in)
        shown = eligible.groups(query)
        held["live_in"] = [("eligible", term) for group in shown for term in sought[group]]
    if query.salary_yearly_min is not None:
        held["salary_min"] = [("flag", documents.word(*documents.COMPARABLE))]
    return {
        name: sum(int(searcher.doc_freq(*one)) for one in terms)
        for name, terms in held.items()
        if terms
    }


def first_day(day: date, posted: int) -> int:
    """The first day of a window that ends today, as a number; undated cards come before all."""
    return max(schema.day_number(day) - posted, schema.UNDATED + 1)


def since(fields: Schema, day: int, *, indexed: bool = False) -> Query:
    """indexed: read day by day, which is faster where few cards are so new."""
    fast = {"use_inverted_index": indexed}
    return Query.range_query(fields, "posted", FieldType.Unsigned, day, None, **fast)


def flag(fields: Schema, name: str, value: str) -> Query:
    """Cards with a value of one of the filters of `documents.CLOSED`."""
    return Query.term_query(fields, "flag", documents.word(name, value))


def placeless(fields: Schema) -> Query:
    """Cards whose place says neither country nor region."""
    return Query.term_query(fields, "country", NOT_STATED)


def undated(fields: Schema) -> Query:
    return Query.term_query(fields, "posted", schema.UNDATED)


def _must(query: Query) -> Clause:
    return (Occur.Must, Query.const_score_query(query, 0.0))


def _any(fields: Schema, field: str, keys: tuple[str, ...]) -> Query:
    if len(keys) == 1:
        return Query.term_query(fields, field, keys[0])
    return Query.term_set_query(fields, field, keys)
