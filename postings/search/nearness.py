"""Cards that are like a card: those that share its rarest words of title and skills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tantivy import Occur, Query

from postings.search import schema
from postings.search.analysis import exact, stem
from postings.search.reader import Snapshot
from postings.search.writer import engine_errors

# Few and rare ones, so that a million cards are not read for five.
MOST_WORDS = 6
# More than are shown, for some of them have run out.
CANDIDATES = 12
SKILL_WEIGHT = 0.6


def similar(
    snapshot: Snapshot, own: int, title: str, skills: Sequence[str], day: date
) -> list[int]:
    """Ids of cards like the one with that id, nearest first; raises Unusable.

    A union of plain terms, and nothing else: the engine then skips cards that cannot be among the
    first.
    """
    terms = [("title_stems", word, 1.0) for word in dict.fromkeys(stem(title))]
    terms += [("skill_words", word, SKILL_WEIGHT) for skill in skills for word in exact(skill)]
    with engine_errors():
        searcher = snapshot.searcher
        rare = sorted((searcher.doc_freq(name, word), name, word, w) for name, word, w in terms)
        ways = [
            (
                Occur.Should,
                Query.boost_query(Query.term_query(snapshot.schema, name, word, "freq"), weight),
            )
            for number, name, word, weight in rare[:MOST_WORDS]
            if number
        ]
        if not ways:
            return []
        hits = searcher.search(Query.boolean_query(ways), CANDIDATES, count=False).hits
        places = [place for _, place in hits]
        ids = searcher.fast_field_values("id", places)
        until = searcher.fast_field_values("until", places)
    today = schema.day_number(day)
    return [one for one, last in zip(ids, until, strict=True) if one != own and last >= today]
