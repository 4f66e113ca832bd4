"""A search in the engine's terms: its words and filters, of which any may be left aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tantivy import Occur, Query

from postings.records import SearchQuery
from postings.search import filters, queries, schema
from postings.search.reader import Snapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """A search in the engine's terms, whose filters can be left aside one by one.

    first: by words, cards that come before all others, and those that come after them; empty where
    there are no words. limits: by filter, "q" for the words, what the number of cards it lets
    through hardly exceeds. phrases: whether words are sought in one order, which takes longest.
    quoted: whether nothing else is sought.
    """

    snapshot: Snapshot
    day: date
    restrictions: dict[str, list[filters.Clause]]
    words: list[filters.Clause]
    first: tuple[Query, ...]
    limits: dict[str, int]
    phrases: bool = False
    quoted: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.restrictions, "q") if self.words else tuple(self.restrictions)

    def most(self, name: str = "") -> int:
        """What the number of cards that `without` matches hardly exceeds."""
        limits = [limit for one, limit in self.limits.items() if one != name]
        return min(limits, default=self.snapshot.cards)

    def without(self, name: str = "") -> Query:
        """All that match, of one weight, leaving a filter aside."""
        return self._live(self._needed(name))

    def outside(self, name: str = "") -> Query:
        """The live cards that `without` does not match."""
        return self._live([(Occur.MustNot, _all_of(self._needed(name)))])

    def also(self, *conditions: filters.Clause, leaving: tuple[str, ...] = ()) -> Query:
        """All that match and meet conditions, leaving filters aside."""
        return self._live([*self._needed(*leaving), *conditions])

    def ranked(self, *conditions: filters.Clause) -> Query:
        return self._live([*self.words, *self._filters(), *conditions])

    def _filters(self, *names: str) -> list[filters.Clause]:
        kept = [clauses for name, clauses in self.restrictions.items() if name not in names]
        return [clause for clauses in kept for clause in clauses]

    def _needed(self, *names: str) -> list[filters.Clause]:
        needed = [clause for clause in self.words if clause[0] is not Occur.Should]
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


def _all_of(clauses: list[filters.Clause]) -> Query:
    if not any(occur is Occur.Must for occur, _ in clauses):
        clauses = [*clauses, (Occur.Must, Query.all_query())]
    return Query.boolean_query(clauses)


def asked_of(snapshot: Snapshot, query: SearchQuery, meant: queries.Meant, day: date) -> Asked:
    """The search with its words as they are meant, on a day."""
    limits = filters.most(snapshot.searcher, query)
    sought = bool(meant.wanted.sought)
    return Asked(
        snapshot,
        day,
        filters.restrictions(snapshot.schema, query, day),
        queries.conditions(snapshot, meant),
        queries.first(snapshot, meant) if sought else (),
        limits | {"q": queries.most(snapshot, meant)} if meant.wanted.clauses else limits,
        any(len(clause.tokens) > 1 for clause in meant.wanted.sought),
        sought and all(clause.phrase for clause in meant.wanted.sought),
    )
