"""The cards that a search finds, as a set, where its conditions are terms that have sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from pyroaring import BitMap
from tantivy import Occur, Query

from postings.search import queries, schema
from postings.search.analysis import exact, stem
from postings.search.parts import Part, Term, Way
from postings.search.reader import Snapshot
from postings.search.sets import Sets

# Cards that the engine is asked to name for a condition, 0.5 µs each: at most so many, and this
# share of those that are found, which it counts in as long.
MOST_NAMED, NAMED_SHARE = 20_000, 1 / 2


def cards(snapshot: Snapshot, parts: Iterable[Part], day: date, about: int) -> BitMap | None:
    """Those of the sets that are live on a day and that every part lets through; not to be changed.

    None where there are no sets, or where they do not tell. about: how many may be found.
    """
    if snapshot.sets is None:
        return None
    told = _Told(snapshot, snapshot.sets, min(MOST_NAMED, int(about * NAMED_SHARE)))
    needed: list[BitMap] = []
    without = [told.past(day)]
    for part in parts:
        ways = [told.way(way) for way in part.ways]
        known = [one for one in ways if one is not None]
        if len(known) < len(ways):
            return None
        (without if part.excluded else needed).append(_all_of(known))
    needed.sort(key=len)
    found = reduce(BitMap.intersection, needed) if needed else snapshot.sets.all()
    return reduce(BitMap.difference, filter(None, without), found)


def _all_of(some: Sequence[BitMap]) -> BitMap:
    return some[0] if len(some) == 1 else reduce(or_, some, BitMap())


@dataclass(frozen=True, slots=True)
class _Told:
    """What the sets of a commit tell, with the engine's help."""

    snapshot: Snapshot
    sets: Sets
    most_named: int

    def past(self, day: date) -> BitMap:
        """Cards of the sets that are gone since, or whose last day is over."""
        kept, key = self.snapshot.kept, ("past", day)
        if key not in kept:
            over = self.sets.between("until", 0, schema.day_number(day))
            kept[key] = self.snapshot.mark.gone | over
        return kept[key]

    def way(self, way: Way) -> BitMap | None:
        if way.least is not None:
            return self.sets.between(*way.least)
        if way.phrase:
            return self._cards(queries.phrase(self.snapshot, way.phrase), self.most_named)
        found, others = self._any(way.terms), self._any(way.but)
        if found is None or others is None:
            return None
        return found - others if others else found

    def _any(self, terms: Sequence[Term]) -> BitMap | None:
        found: list[BitMap] = []
        left = self.most_named
        for field, value in dict.fromkeys(terms):
            held = self._held(field, value)
            if held is None:
                held, named = self._named(field, value, left)
                left -= named
            if held is None:
                return None
            found.append(held)
        return _all_of(found)

    def _held(self, field: str, value: str) -> BitMap | None:
        """The set of a term; None where it has none, though a card may have the term."""
        found = self.sets.of(field, value)
        if found is None and field == "words":
            # No set, but its stem may have one, and occur in no other form.
            root, others = self._stem(value)
            return self.sets.of("stems", root) if root and not others else None
        return found if found is not None or self.sets.lacks(field) else BitMap()

    def _stem(self, word: str) -> tuple[str, int]:
        """A word's stem, and how many documents have that, but not the word; "" where the word
        would be another one if it were read again (⒈ is 1., which is 1)."""
        root = next(iter(stem(word)), "") if exact(word) == [word] else ""
        frequency = self.snapshot.searcher.doc_freq
        return root, int(frequency("stems", root)) - int(frequency("words", word))

    def _named(self, field: str, value: str, most: int) -> tuple[BitMap | None, int]:
        """The cards with a term, as the engine names them, and how many it names; None for more
        than so many."""
        fields, number = self.snapshot.schema, int(self.snapshot.searcher.doc_freq(field, value))
        having = Query.term_query(fields, field, value, "basic")
        if number <= most:
            return self._cards(having, number), number
        root, others = self._stem(value) if field == "words" else ("", number)
        stems = self.sets.of("stems", root)
        if stems is None or not 0 <= others <= most:
            return None, 0
        # Nearly all cards with its stem have the word: the others are named.
        rooted = Query.term_query(fields, "stems", root, "basic")
        query = Query.boolean_query([(Occur.Must, rooted), (Occur.MustNot, having)])
        without = self._cards(query, others)
        return None if without is None else stems - without, others

    def _cards(self, query: Query, most: int) -> BitMap | None:
        """Cards of the sets that a query finds; None for more than so many."""
        searcher = self.snapshot.searcher
        hits = searcher.search(query, most + 1, count=False, order_by_field="ordinal").hits
        if len(hits) > most:
            return None
        return BitMap([ordinal for ordinal, _ in hits]) & self.sets.all()
