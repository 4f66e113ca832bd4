"""A search in terms: what each of its conditions lets through, for `sets` instead of the engine."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from postings.records import SearchQuery
from postings.search import documents, eligible, filters, schema
from postings.search.queries import Meant
from postings.search.words import Clause

# A field and a value of it, or a word.
Term = tuple[str, str]


class Way(NamedTuple):
    """Cards with any of some terms, and with none of others; or with a number that is at least
    the least of an ordered field; or with words one after another."""

    terms: tuple[Term, ...] = ()
    but: tuple[Term, ...] = ()
    least: tuple[str, int] | None = None
    phrase: tuple[str, ...] = ()


class Part(NamedTuple):
    """One condition: cards that any of its ways lets through; excluded: no others."""

    ways: tuple[Way, ...]
    excluded: bool = False


def of_filters(query: SearchQuery, day: date) -> dict[str, tuple[Part, ...]]:
    """By parameter, as `filters.restrictions`."""
    picked = filters.chosen(query)
    found = {name: _any(name, picked[name]) for name in schema.NAMED if picked[name]}
    for name in documents.CLOSED:
        if picked[name]:
            found[name] = _any("flag", [documents.word(name, value) for value in picked[name]])
    if query.exclude_organizations:
        (others,) = _any("organization", query.exclude_organizations)
        found["exclude_organization"] = (others._replace(excluded=True),)
    if query.live_in:
        found["live_in"] = (Part(tuple(_groups(query))),)
    if query.salary_yearly_min is not None:
        found["salary_min"] = (Part((Way(least=("salary", query.salary_yearly_min)),)),)
    if query.posted is not None:
        first = filters.first_day(day, query.posted)
        found["posted"] = (Part((Way(least=("posted", first)),)),)
    return found


def of_words(meant: Meant) -> tuple[Part, ...] | None:
    """As `queries.conditions`; None where words are sought in an order, of which no set knows: the
    engine finds them and counts in one pass."""
    found = []
    for clause in (*meant.wanted.sought, *meant.wanted.excluded):
        ordered = len(clause.tokens) > 1 and (clause.phrase or not clause.ambiguous)
        if ordered and not clause.excluded:
            return None
        terms = _terms(clause, () if clause.excluded else meant.stems_of(clause))
        ways = (
            *((Way(terms),) if terms else ()),
            *((Way(phrase=clause.tokens),) if ordered else ()),
        )
        found.append(Part(ways, clause.excluded))
    return tuple(found)


def _terms(clause: Clause, also: tuple[str, ...]) -> tuple[Term, ...]:
    """The ways to find a clause, as `queries` finds it, but for words in their order."""
    if clause.phrase:
        return (("words", clause.tokens[0]),) if len(clause.tokens) == 1 else ()
    found = [("tech", clause.technology)] if clause.technology else []
    found += [(name, key) for name in ("skill", "unsupported") for key in clause.skills]
    if not clause.ambiguous:
        own = clause.stems if len(clause.tokens) == 1 else ()
        found += [("stems", stem) for stem in (*own, *clause.others)]
        found += [("words", clause.joined)] if clause.joined else []
    return (*found, *(("stems", one) for one in also))


def _any(field: str, values: tuple[str, ...] | list[str]) -> tuple[Part, ...]:
    return (Part((Way(tuple((field, value) for value in values)),)),)


def _groups(query: SearchQuery) -> list[Way]:
    """As `eligible.of`."""
    return [
        Way(tuple(("eligible", one) for one in some), tuple(("eligible", one) for one in others))
        for some, others in eligible.ways(query.live_in, eligible.groups(query))
    ]
