"""All that an index holds, for those who check it."""

from __future__ import annotations

from datetime import date

import tantivy

from postings.search import filters, schema
from postings.search.reader import Snapshot
from postings.search.writer import engine_errors

# Cards asked for at once; a row is two numbers.
AT_ONCE = 50_000


def digests(snapshot: Snapshot, day: date) -> dict[int, int]:
    """Digest by id of every card that is live on that day. Raises Unusable."""
    found: dict[int, int] = {}
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
            found.update(zip((number for number, _ in hits), values, strict=True))
            if len(hits) < AT_ONCE:
                return found
