"""The ids of one page, in the order asked for."""

from __future__ import annotations

from collections.abc import Iterator

from tantivy import Occur, Query

from postings.records import SearchQuery
from postings.search import filters, passes, schema
from postings.search.asked import Asked
from postings.vocabulary import Sort

# Beyond, a visitor is better served by a filter: each page costs all the pages before it.
MOST_HITS = 10_000
# Where more cards may match, words order them by title and date alone: scores take longest then.
MOST_SCORED = 50_000
# Where more may match, the newest are looked for among the newest cards first; of those, as many as
# should hold so many times what is wanted, in steps of so many times as many.
WORTH_LOOKING, AMPLE, STEP = 20_000, 4, 4
# Not among more than this share of all.
MOST_SHARE = 0.125


def ids(asked: Asked, query: SearchQuery) -> tuple[int, ...]:
    """Those of a page; none where it lies past the last, or past what can be reached."""
    how = _order(query)
    start = (query.page - 1) * query.page_size
    if start >= MOST_HITS:
        return ()
    if how is Sort.RELEVANCE and asked.first:
        return _ranked(asked, start, query.page_size)
    kept, key = asked.snapshot.kept, ("page", asked.day, how, start, query.page_size)
    if asked.names:
        return _sorted(asked, how, start, query.page_size)
    if key not in kept:
        kept[key] = _sorted(asked, how, start, query.page_size)
    return tuple(kept[key])


def _order(query: SearchQuery) -> Sort:
    """The order asked for; without words there is nothing to be relevant to."""
    worded = bool(query.words.strip())
    if query.sort and (worded or query.sort != Sort.RELEVANCE):
        return Sort(query.sort)
    return Sort.RELEVANCE if worded else Sort.NEWEST


def _sorted(asked: Asked, how: Sort, start: int, size: int) -> tuple[int, ...]:
    if how is Sort.SALARY:
        return _ordered(asked, asked.without(), "pay", start, size)
    return _newest(asked, [], start, size)


def _ordered(asked: Asked, query: Query, field: str, start: int, size: int) -> tuple[int, ...]:
    searcher = asked.snapshot.searcher
    hits = searcher.search(query, size, count=False, order_by_field=field, offset=start).hits
    return tuple(searcher.fast_field_values("id", [place for _, place in hits]))


def _newest(
    asked: Asked, conditions: list[filters.Clause], start: int, size: int
) -> tuple[int, ...]:
    """Of cards that match and meet conditions; all of them are looked at only where it must be."""
    for recent in _recent(asked, start + size):
        found = _ordered(asked, asked.also(*conditions, recent), "newest", start, size)
        if len(found) == size:
            return found
    return _ordered(asked, asked.also(*conditions), "newest", start, size)


def _recent(asked: Asked, wanted: int) -> Iterator[filters.Clause]:
    """The newest cards, if so few of them are likely to hold as many as wanted."""
    cards, most = asked.snapshot.cards, asked.most()
    if most < WORTH_LOOKING or asked.phrases:  # hardly any card holds a phrase of common words
        return
    likely, number = AMPLE * wanted * cards / most, 1
    while number < likely:
        number *= STEP
    if number > cards * MOST_SHARE:
        return
    day = _day_of(asked, number)
    if day > schema.UNDATED:
        since = filters.since(asked.snapshot.schema, day, indexed=True)
        yield Occur.Must, Query.const_score_query(since, 0.0)


def _day_of(asked: Asked, number: int) -> int:
    """The day of the card before which so many are newer; looked up once for a commit."""
    kept, key = asked.snapshot.kept, ("day of", number)
    if key not in kept:
        searcher, every = asked.snapshot.searcher, Query.all_query()
        hits = searcher.search(every, 1, count=False, order_by_field="posted", offset=number).hits
        kept[key] = searcher.fast_field_values("posted", [hits[0][1]])[0] or 0 if hits else 0
    return int(kept[key])


def _ranked(asked: Asked, start: int, size: int) -> tuple[int, ...]:
    """Those that come first, then the others: scoring few is faster than scoring all.

    Each of these by score; where very many may match, or all hold what is quoted, they differ by
    nothing that a score can weigh: newest first.
    """
    exactly, titled = asked.first
    many = asked.quoted or asked.most() > MOST_SCORED
    either = Query.boolean_query([(Occur.Should, exactly), (Occur.Should, titled)])
    tiers = [_only(either), [(Occur.MustNot, either)]]
    if many:
        tiers = [_only(exactly), [*_only(titled), (Occur.MustNot, exactly)], tiers[1]]
    found: tuple[int, ...] = ()
    for tier in tiers:
        left = size - len(found)
        if many:
            found += _newest(asked, tier, start, left)
        else:
            found += _scored(asked, asked.ranked(*tier), start, left)
        if len(found) == size:
            break
        if start:
            start = max(start - passes.total(asked.snapshot, asked.also(*tier)), 0)
    return found


def _only(query: Query) -> list[filters.Clause]:
    return [(Occur.Must, Query.const_score_query(query, 0.0))]


def _scored(asked: Asked, query: Query, start: int, size: int) -> tuple[int, ...]:
    searcher = asked.snapshot.searcher
    hits = searcher.search(query, size, count=False, offset=start, weight_by_field="freshness").hits
    places = [place for _, place in hits]
    found = searcher.fast_field_values("id", places)
    newest = searcher.fast_field_values("newest", places)
    scored = zip((score for score, _ in hits), newest, found, strict=True)
    return tuple(one[2] for one in sorted(scored, key=lambda one: (-one[0], -one[1])))
