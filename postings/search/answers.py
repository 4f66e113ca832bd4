"""`answer(snapshot, SearchQuery) -> SearchPage`: one page of hits with its counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date

from tantivy import Occur

from postings.records import Facet, SearchPage, SearchQuery
from postings.search import documents, facets, filters, hits, numbers, passes, queries, spelling
from postings.search.asked import Asked, asked_of
from postings.search.reader import Snapshot
from postings.search.threads import COUNTS, beside
from postings.search.ways_out import dropped
from postings.search.words import parse
from postings.search.writer import engine_errors
from postings.vocabulary import NOT_STATED

# Fewer exact hits than this, and words spelled alike are looked for too.
LITTLE = 3

# Of the cards, and of those among them whose salaries can be compared.
Counts = tuple[int, int, tuple[Facet, ...]]


def pages_of(query: SearchQuery, total: int) -> tuple[int, int, bool]:
    """The page that is served, how many can be asked for, and whether there would be more."""
    reachable = min(total, hits.MOST_HITS)
    pages = max(1, -(-reachable // query.page_size))
    return min(query.page, pages), pages, total > hits.MOST_HITS


def answer(
    snapshot: Snapshot,
    query: SearchQuery,
    day: date,
    *,
    with_facets: bool = True,
    meanwhile: Callable[[SearchPage], None] = lambda page: None,
) -> SearchPage:
    """The page, with counts of every filter if asked; raises Unusable where the index is broken.

    meanwhile: work for the time in which other threads count; it is given the page as far as it
    is known then, its ids and what was made of its words.
    """
    with engine_errors():
        typed = queries.as_typed(snapshot, parse(query.words))
        suggested = _suggested(snapshot, typed)
        found = _settled(snapshot, query, typed, day, with_facets)
        begun = SearchPage(found.ids, len(found.ids), query.page, 1, suggested=suggested)
        begun = replace(begun, corrected=found.corrected, indexed=snapshot.indexed)
    meanwhile(begun)
    with engine_errors():
        asked = found.asked
        undated = _undated(asked, query)
        without_salary = _without_salary(asked, query)
        without_country = _without_country(asked, query)
        total, comparable, counts = found.counts.result()
        page, pages, bounded = pages_of(query, total)
        return replace(
            begun,
            total=total,
            page=page,
            pages=pages,
            undated=undated,
            without_salary=without_salary,
            without_country=without_country,
            comparable=comparable,
            facets=counts,
            dropped={} if total or not with_facets else dropped(asked, query),
            bounded=bounded,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of the page that is served, and the counts that are still being made."""

    asked: Asked
    ids: tuple[int, ...]
    counts: Future[Counts]
    corrected: bool = False


def _settled(
    snapshot: Snapshot, query: SearchQuery, typed: queries.Meant, day: date, with_facets: bool
) -> Found:
    """The search as typed or, where its words find little, as spelled alike.

    What the words find without the filters decides: else a number shown beside a filter, counted
    as typed, would be less than what is found through its link.
    """
    exact = _found(asked_of(snapshot, query, typed, day), query, with_facets)
    if _at_least(LITTLE, exact, query) or not typed.wanted.sought:
        return exact
    unfiltered = replace(exact.asked, restrictions={})
    if exact.asked.restrictions and passes.total(snapshot, unfiltered.without()) >= LITTLE:
        return exact
    alike = queries.as_spelled_alike(snapshot, typed)
    if alike == typed:
        return exact
    wider = _found(asked_of(snapshot, query, alike, day), query, with_facets)
    return replace(wider, corrected=bool(wider.ids) and not _at_least(1, exact, query))


def _found(asked: Asked, query: SearchQuery, with_facets: bool) -> Found:
    """Counting begins first: it takes longest, and nothing waits for it."""
    counts = beside(COUNTS, _counted, asked, query, with_facets)
    ids = hits.ids(asked, query)
    if not ids and query.page > 1:
        ids = hits.ids(asked, replace(query, page=pages_of(query, _total(asked))[0]))
    return Found(asked, ids, counts)


def _total(asked: Asked) -> int:
    if not asked.names:
        return numbers.everything(asked).total
    return passes.total(asked.snapshot, asked.without())


def _at_least(number: int, found: Found, query: SearchQuery) -> bool:
    """Whether there are so many hits; a first page that is not full says so by itself."""
    shown = len(found.ids)
    if shown >= number or (query.page == 1 and shown < query.page_size):
        return shown >= number
    return found.counts.result()[0] >= number


def _counted(asked: Asked, query: SearchQuery, wanted: bool) -> Counts:
    return facets.counted(asked, query) if wanted else (_total(asked), 0, ())


def _undated(asked: Asked, query: SearchQuery) -> int:
    if query.posted is None:
        return 0
    undated = (Occur.Must, filters.undated(asked.snapshot.schema))
    return passes.total(asked.snapshot, asked.also(undated, leaving=("posted",)))


def _without_salary(asked: Asked, query: SearchQuery) -> int:
    if not query.has_salary and query.salary_yearly_min is None:
        return 0
    known = documents.SALARY if query.salary_yearly_min is None else documents.COMPARABLE
    stated = (Occur.MustNot, filters.flag(asked.snapshot.schema, *known))
    return passes.total(asked.snapshot, asked.also(stated, leaving=("has_salary", "salary_min")))


def _without_country(asked: Asked, query: SearchQuery) -> int:
    picked = [values for values in (query.countries, query.regions) if values]
    if not picked or all(NOT_STATED in values for values in picked):
        return 0
    unstated = (Occur.Must, filters.placeless(asked.snapshot.schema))
    return passes.total(asked.snapshot, asked.also(unstated, leaving=("country", "region")))


def _suggested(snapshot: Snapshot, typed: queries.Meant) -> str:
    frequency = queries.frequencies(snapshot)
    better = {
        word: nearest[0]
        for word in queries.unknown(snapshot, typed)
        if (nearest := spelling.nearest(word, frequency, 1))
    }
    return typed.wanted.spelled(better) if better else ""
