"""All that an index holds, for those who check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import tantivy
from pyroaring import BitMap
from tantivy import Occur

from postings.search import filters, passes, schema
from postings.search.reader import Snapshot
from postings.search.writer import engine_errors

# Cards asked for at once; a row is two numbers.
AT_ONCE = 50_000


def digests(snapshot: Snapshot, day: date) -> list[tuple[int, int]]:
    """Id and digest of every card that is live on that day, by id. Raises Unusable."""
    found: list[tuple[int, int]] = []
    searcher = snapshot.searcher
    query = filters.live(snapshot.schema, schema.day_number(day), [])
    with engine_errors():
        while True:
            hits = searcher.search(
                query,
                AT_ONCE,
                count=False,
                order_by_field="id",
                offset=len(found),
                order=tantivy.Order.Asc,
            ).hits
            values = searcher.fast_field_values("digest", [place for _, place in hits])
            found += zip((number for number, _ in hits), values, strict=True)
            if len(hits) < AT_ONCE:
                return found


def wrong_sets(snapshot: Snapshot) -> Iterator[str]:
    """Sets that hold more or fewer cards than the index, a line each. Raises Unusable."""
    sets, fields = snapshot.sets, snapshot.schema
    if sets is None:
        return
    since = tantivy.Query.term_query(fields, "beside", snapshot.mark.sets, "basic")
    for field, value in sets.terms():
        held = sets.of(field, value) or BitMap()
        having = tantivy.Query.term_query(fields, field, value, "basic")
        both = tantivy.Query.boolean_query([(Occur.Must, having), (Occur.Must, since)])
        with engine_errors():
            wanted = passes.total(snapshot, having) - passes.total(snapshot, both)
        number = len(held - snapshot.mark.gone)
        if number != wanted:
            yield f"the set of {field} {value} has {number:,} cards instead of {wanted:,}"


def ids(snapshot: Snapshot, public_ids: Iterable[str]) -> set[int]:
    """Those of the cards that the index holds under these public ids. Raises Unusable."""
    found: set[int] = set()
    with engine_errors():
        for public_id in public_ids:
            key = schema.id_number(public_id)
            query = tantivy.Query.term_query(snapshot.schema, "key", key)
            hits = snapshot.searcher.search(query, AT_ONCE, count=False).hits
            found |= set(snapshot.searcher.fast_field_values("id", [place for _, place in hits]))
    return found
