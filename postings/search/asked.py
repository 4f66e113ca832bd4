"""A search in the engine's terms: its words and filters, of which any may be left aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain

from tantivy import Occur, Query

from postings.records import SearchQuery
from postings.search import filters, parts, queries, schema
from postings.search.parts import Part
from postings.search.reader import Snapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """A search in the engine's terms, whose filters can be left aside one by one.

    first: by words, cards that come before all others, and those that come after them; empty where
    there are no words. limits: by filter, "q" for the words, what the number of cards it lets
    through hardly exceeds. terms: the same in terms, as far as terms tell. phrases: whether words
    are sought in one order, which takes longest. quoted: whether nothing else is sought.
    """

    snapshot: Snapshot
    day: date
    restrictions: dict[str, list[filters.Clause]]
    words: list[filters.Clause]
    first: tuple[Query, ...]
    limits: dict[str, int]
    terms: dict[str, tuple[Part, ...] | None]
    phrases: bool = False
    quoted: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.restrictions, "q") if self.words else tuple(self.restrictions)

    def most(self, name: str = "") -> int:
        """What the number of cards that `without` matches hardly exceeds."""
        limits = [limit for one, limit in self.limits.items() if one != name]
        return min(limits, default=self.snapshot.cards)

    def parts(self, name: str = "") -> tuple[Part, ...] | None:
        """The same as `without` in terms; None where terms do not tell."""
        found = [parts for one, parts in self.terms.items() if one != name]
        known = [parts for parts in found if parts is not None]
        return tuple(chain.from_iterable(known)) if len(known) == len(found) else None

    def nothing(self) -> Asked:
        """What asks for nothing, and so finds everything."""
        return Asked(self.snapshot, self.day, {}, [], (), {}, {})

    def without(self, name: str = "") -> Query:
        """All that match, of one weight, leaving a filter aside."""
        return self._live(self._needed(name))

    def also(self, *conditions: filters.Clause, leaving: tuple[str, ...] = ()) -> Query:
        """All that match and meet conditions, leaving filters aside."""
        return self._live([*self._needed(*leaving), *conditions])

    def ranked(self, *conditions: filters.Clause) -> Query:
        return self._live([*self.words, *self._filters(), *conditions])

    def _filters(self, *names: str) -> list[filters.Clause]:
        kept = [clauses for name, clauses in self.restrictions.items() if name not in names]
        return [clause for clauses in kept for clause in clauses]

    def _needed(self, *names: str) -> list[filters.Clause]:
        words = () if "q" in names else self.words
        needed = [clause for clause in words if clause[0] is not Occur.Should]
        return [*needed, *self._filters(*names)]

    def _live(self, clauses: list[filters.Clause]) -> Query:
        day = schema.day_number(self.day)
        return filters.live(self.snapshot.schema, day, clauses, _some_over(self.snapshot, day))


def _some_over(snapshot: Snapshot, day: int) -> bool:
    """Whether any card has run out before a day; looked up once for a commit."""
    key = ("some over", day)
    if key not in snapshot.kept:
        over = filters.between(snapshot.schema, 1, day)
        snapshot.kept[key] = bool(snapshot.searcher.search(over, 1, count=False).hits)
    return bool(snapshot.kept[key])


def asked_of(snapshot: Snapshot, query: SearchQuery, meant: queries.Meant, day: date) -> Asked:
    """The search with its words as they are meant, on a day."""
    limits = filters.most(snapshot.searcher, query)
    terms: dict[str, tuple[Part, ...] | None] = {**parts.of_filters(query, day)}
    if meant.wanted.clauses:
        limits["q"] = queries.most(snapshot, meant)
        terms["q"] = parts.of_words(meant)
    sought = bool(meant.wanted.sought)
    return Asked(
        snapshot,
        day,
        filters.restrictions(snapshot.schema, query, day),
        queries.conditions(snapshot, meant),
        queries.first(snapshot, meant) if sought else (),
        limits,
        terms,
        any(len(clause.tokens) > 1 for clause in meant.wanted.sought),
        sought and all(clause.phrase for clause in meant.wanted.sought),
    )
