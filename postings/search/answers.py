"""`answer(snapshot, SearchQuery) -> SearchPage`: one page of hits with its counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tantivy import Occur, Query

from postings.records import Facet, SearchPage, SearchQuery
from postings.search import documents, facets, filters, numbers, queries, spelling
from postings.search.asked import Asked, asked_of
from postings.search.reader import Snapshot
from postings.search.words import parse
from postings.search.writer import engine_errors
from postings.vocabulary import REPEATED_FILTERS, Sort

# Beyond, a visitor is better served by a filter: each page costs all the pages before it.
MOST_HITS = 10_000
# Fewer exact hits than this, and words spelled alike are looked for too.
LITTLE = 3
# Filters offered to be dropped where nothing is found; each costs a count.
MOST_DROPPED = 8
SORT_FIELDS = {Sort.NEWEST: "newest", Sort.SALARY: "pay"}


def pages_of(query: SearchQuery, total: int) -> tuple[int, int, bool]:
    """The page that is served, how many can be asked for, and whether there would be more."""
    reachable = min(total, MOST_HITS)
    pages = max(1, -(-reachable // query.page_size))
    return min(query.page, pages), pages, total > MOST_HITS


def _order(query: SearchQuery) -> Sort:
    """The order asked for; without words there is nothing to be relevant to."""
    worded = bool(query.words.strip())
    if query.sort and (worded or query.sort != Sort.RELEVANCE):
        return Sort(query.sort)
    return Sort.RELEVANCE if worded else Sort.NEWEST


def answer(
    snapshot: Snapshot, query: SearchQuery, day: date, *, with_facets: bool = True
) -> SearchPage:
    """The page, with counts of every filter if asked; raises Unusable where the index is broken."""
    with engine_errors():
        typed = queries.as_typed(snapshot, parse(query.words))
        asked, total, counts, corrected = _settled(snapshot, query, typed, day, with_facets)
        page, pages, bounded = pages_of(query, total)
        return SearchPage(
            ids=_ids(asked, replace(query, page=page)) if total else (),
            total=total,
            page=page,
            pages=pages,
            undated=_undated(asked, query),
            without_salary=_without_salary(asked, query),
            facets=counts,
            suggested=_suggested(snapshot, typed),
            corrected=corrected,
            dropped={} if total or not with_facets else _dropped(asked, query),
            bounded=bounded,
            indexed=snapshot.indexed,
        )


def _settled(
    snapshot: Snapshot, query: SearchQuery, typed: queries.Meant, day: date, with_facets: bool
) -> tuple[Asked, int, tuple[Facet, ...], bool]:
    """The search as typed or, where its words find little, as spelled alike; with its counts.

    What the words find without the filters decides: else a number shown beside a filter, counted
    as typed, would be less than what is found through its link.
    """
    asked = asked_of(snapshot, query, typed, day)
    total, counts = _counted(asked, query, with_facets)
    if total >= LITTLE or not typed.wanted.sought:
        return asked, total, counts, False
    unfiltered = replace(asked, restrictions={})
    if asked.restrictions and numbers.total(snapshot, unfiltered.without()) >= LITTLE:
        return asked, total, counts, False
    alike = queries.as_spelled_alike(snapshot, typed)
    if alike == typed:
        return asked, total, counts, False
    wider = asked_of(snapshot, query, alike, day)
    more, more_counts = _counted(wider, query, with_facets)
    return wider, more, more_counts, more > 0 and not total


def _counted(asked: Asked, query: SearchQuery, wanted: bool) -> tuple[int, tuple[Facet, ...]]:
    if wanted:
        return facets.counted(asked, query)
    if not asked.names:
        return numbers.everything(asked).total, ()
    return numbers.total(asked.snapshot, asked.without()), ()


def _ids(asked: Asked, query: SearchQuery) -> tuple[int, ...]:
    how = _order(query)
    start = (query.page - 1) * query.page_size
    if how is Sort.RELEVANCE and asked.first is not None:
        return _ranked(asked, asked.first, start, query.page_size)
    field = SORT_FIELDS.get(how, "newest")
    searcher = asked.snapshot.searcher
    hits = searcher.search(
        asked.without(), query.page_size, count=False, order_by_field=field, offset=start
    ).hits
    return tuple(searcher.fast_field_values("id", [place for _, place in hits]))


def _ranked(asked: Asked, first: Query, start: int, size: int) -> tuple[int, ...]:
    """Those that come first, then the others, each by score: scoring few is faster than all."""
    inside = (Occur.Must, Query.const_score_query(first, 0.0))
    ids = _scored(asked, asked.ranked(inside), start, size)
    if len(ids) == size:
        return ids
    number = numbers.total(asked.snapshot, asked.also(inside))
    others = asked.ranked((Occur.MustNot, first))
    return ids + _scored(asked, others, max(start - number, 0), size - len(ids))


def _scored(asked: Asked, query: Query, start: int, size: int) -> tuple[int, ...]:
    searcher = asked.snapshot.searcher
    hits = searcher.search(query, size, count=False, offset=start, weight_by_field="freshness").hits
    places = [place for _, place in hits]
    ids = searcher.fast_field_values("id", places)
    newest = searcher.fast_field_values("newest", places)
    scored = zip((score for score, _ in hits), newest, ids, strict=True)
    return tuple(one[2] for one in sorted(scored, key=lambda one: (-one[0], -one[1])))


def _undated(asked: Asked, query: SearchQuery) -> int:
    if query.posted is None:
        return 0
    undated = (Occur.Must, filters.undated(asked.snapshot.schema))
    return numbers.total(asked.snapshot, asked.also(undated, "posted"))


def _without_salary(asked: Asked, query: SearchQuery) -> int:
    if not query.has_salary and query.salary_min is None:
        return 0
    stated = (Occur.MustNot, filters.flag(asked.snapshot.schema, documents.SALARY))
    return numbers.total(asked.snapshot, asked.also(stated, "has_salary", "salary_min"))


def _suggested(snapshot: Snapshot, typed: queries.Meant) -> str:
    frequency = queries.frequencies(snapshot)
    better = {
        word: nearest[0]
        for word in queries.unknown(snapshot, typed)
        if (nearest := spelling.nearest(word, frequency, 1))
    }
    return typed.wanted.spelled(better) if better else ""


def _dropped(asked: Asked, query: SearchQuery) -> dict[tuple[str, str], int]:
    """Each single filter, and how many cards there would be without it; those that help alone.

    asked: with the words as they were settled, which does not depend on filters.
    """
    found: dict[tuple[str, str], int] = {}
    for name, value, fewer in list(_fewer(query))[:MOST_DROPPED]:
        restrictions = filters.restrictions(asked.snapshot.schema, fewer, asked.day)
        words = asked.words if fewer.words else []
        left = replace(asked, restrictions=restrictions, words=words)
        number = numbers.total(asked.snapshot, left.without())
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
    for name in documents.BITS:
        if getattr(query, name):
            found.append((name, "on", _with(query, name, False)))
    if query.posted is not None:
        found.append(("posted", str(query.posted), replace(query, posted=None)))
    if query.salary_min is not None:
        found.append(
            ("salary_min", str(query.salary_min), replace(query, salary_min=None, currency=""))
        )
    return found


def _with(query: SearchQuery, field: str, value: Any) -> SearchQuery:
    changed: dict[str, Any] = {field: value}
    return replace(query, **changed)
