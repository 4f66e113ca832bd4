"""One pass of the engine over the cards that match, and the numbers that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Protocol

from tantivy import Occur, Query

from postings.search import columns, documents, filters, schema
from postings.search.parts import Part
from postings.search.reader import Snapshot
from postings.vocabulary import POSTED_WINDOWS

POSTED = "posted"
EVERY = (*schema.NAMED, *documents.CLOSED, POSTED)
# Work mode, level and kinds of employment that occur together: the real files have some hundred
# such numbers, and no board will have as many as this. It is the most that the engine counts.
MOST_BITS = 65_000
# Labels and keys that are kept for a commit.
MOST_LABELS = 20_000
# A board of so many cards has `sets`, and of its words those have one that so many cards have.
MANY = 20_000
# Where so many may match, counting takes longer than handing a part of it to another thread.
WORTH_A_THREAD = 2_000


class Question(Protocol):
    """A search whose filters can be left aside, as `answers.Asked` is."""

    @property
    def snapshot(self) -> Snapshot: ...

    @property
    def day(self) -> date: ...

    @property
    def names(self) -> tuple[str, ...]:
        """Of its filters, "q" for words."""

    @property
    def phrases(self) -> bool:
        """Whether finding what matches takes longer than counting it."""

    def nothing(self) -> Question:
        """What asks for nothing, and so finds everything."""

    def parts(self, name: str = "") -> tuple[Part, ...] | None:
        """The same as `without` in terms; None where terms do not tell."""

    def most(self, name: str = "") -> int:
        """What the number of cards that `without` matches hardly exceeds."""

    def without(self, name: str = "") -> Query:
        """The query that leaves a filter aside; "" leaves none."""

    def also(self, *conditions: filters.Clause, leaving: tuple[str, ...] = ()) -> Query:
        """All that match and meet conditions, leaving filters aside."""


def total(snapshot: Snapshot, query: Query) -> int:
    """How many cards match."""
    return int(snapshot.searcher.search(query, 1, count=True).count)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Cards by value, of each filter's most frequent values; of filters that were counted.

    query: what the cards match. named: by filter and key; flags: of `documents.BITS`. total and
    windows, cards since the first day of each of POSTED_WINDOWS, come with the filter "posted".
    """

    query: Query
    total: int = 0
    named: dict[str, dict[str, int]] = field(default_factory=dict)
    flags: dict[tuple[str, str], int] = field(default_factory=dict)
    windows: tuple[int, ...] = (0,) * len(POSTED_WINDOWS)


def counted(asked: Question, query: Query, wanted: Sequence[str], most: int, about: int) -> Numbers:
    """Numbers of the wanted filters, at most so many values of each; what one pass is not sure of
    is looked at again.

    about: how many cards may match.
    """
    names = [name for name in schema.NAMED if name in wanted and _is_used(asked.snapshot, name)]
    # Hardly any card holds a phrase of common words, and it would be looked for once more.
    few = about < MANY or asked.phrases
    aggregations = _others(asked.day, wanted)
    for name in names:
        aggregations |= columns.wanted(name, most, few, asked.snapshot.cards)
    if not aggregations:
        return Numbers(query)
    found = asked.snapshot.searcher.aggregate(query, aggregations)
    named = partial(_key_of, asked.snapshot)
    values = {}
    for name in names:
        values[name], unsure = columns.read(found, name, most, named)
        if unsure:
            values[name] = exactly(asked.snapshot, query, name, values[name])
    return _numbers(asked, query, found, values)


def every(asked: Question, query: Query, wanted: Sequence[str]) -> tuple[Numbers, set[str]]:
    """Numbers of every value of the wanted filters, for few cards; and the filters that have more
    values than could be counted."""
    names = [name for name in schema.NAMED if name in wanted and _is_used(asked.snapshot, name)]
    aggregations = _others(asked.day, wanted)
    for name in names:
        aggregations |= columns.every(name)
    if not aggregations:
        return Numbers(query), set()
    found = asked.snapshot.searcher.aggregate(query, aggregations)
    values = {name: columns.read_every(found, name) for name in names}
    named = {name: one.numbers for name, one in values.items()}
    return _numbers(asked, query, found, named), {name for name in names if values[name].unsure}


def _others(day: date, wanted: Sequence[str]) -> dict[str, Any]:
    """The aggregations of filters that are no names."""
    found: dict[str, Any] = {}
    if POSTED in wanted:
        firsts = [filters.first_day(day, window) for window in POSTED_WINDOWS]
        found[POSTED] = _ranges(POSTED, [schema.UNDATED, *reversed(firsts)])
    if not documents.CLOSED.keys().isdisjoint(wanted):
        most = {"size": MOST_BITS, "segment_size": MOST_BITS}
        found["bits"] = {"terms": {"field": "bits"} | most}
    return found


def _numbers(
    asked: Question, query: Query, found: Mapping[str, Any], named: dict[str, dict[str, int]]
) -> Numbers:
    posted = found[POSTED]["buckets"] if POSTED in found else []
    days = {one.get("from", 0.0): one["doc_count"] for one in posted}
    bits = found["bits"]["buckets"] if "bits" in found else []
    firsts = [filters.first_day(asked.day, window) for window in POSTED_WINDOWS]
    return Numbers(
        query,
        sum(days.values()),
        named,
        _flags({int(one["key"]): one["doc_count"] for one in bits}),
        tuple(sum(count for day, count in days.items() if day >= first) for first in firsts),
    )


def _flags(numbers: dict[int, int]) -> dict[tuple[str, str], int]:
    """Cards by flag, from cards by the number that a card's flags make."""
    found = dict.fromkeys(documents.BITS, 0)
    flags = list(found)
    for number, count in numbers.items():
        left = number
        while left:
            found[flags[left.bit_length() - 1]] += count
            left &= (1 << (left.bit_length() - 1)) - 1
    return found


def _ranges(field: str, edges: Sequence[int]) -> dict[str, Any]:
    """Buckets side by side, each from an edge to the next, the last without an end."""
    closed = [{"from": low, "to": high} for low, high in zip(edges, edges[1:], strict=False)]
    return {"range": {"field": field, "ranges": [*closed, {"from": edges[-1]}]}}


def exactly(snapshot: Snapshot, query: Query, name: str, keys: Iterable[str]) -> dict[str, int]:
    """How many of the cards that match have each of these values of a filter.

    Each value is looked up by itself, but organizations, of which a card has one, all at once.
    (The engine's own `include` takes 6 ms a million cards, however few match.)
    """
    terms = {key: Query.term_query(snapshot.schema, name, key, "basic") for key in keys}
    if name != columns.NUMBERED:
        matching = (Occur.Must, query)
        return {
            key: total(snapshot, Query.boolean_query([matching, (Occur.Must, held)]))
            for key, held in terms.items()
        }
    held = Query.boolean_query([(Occur.Should, one) for one in terms.values()])
    among = Query.boolean_query([(Occur.Must, query), (Occur.Must, held)])
    each = {"terms": {"field": schema.NAME, "size": len(terms), "segment_size": len(terms)}}
    found = snapshot.searcher.aggregate(among, {name: each})[name] if terms else {"buckets": ()}
    return {one["key"]: one["doc_count"] for one in found["buckets"]}


def _key_of(snapshot: Snapshot, number: int) -> str:
    """The key of the organization that a number stands for."""
    kept = snapshot.kept.get((schema.NUMBER, number))
    if kept is None:
        prefix = schema.SEPARATOR.join((schema.NUMBER, str(number), ""))
        term, _ = snapshot.searcher.terms_with_prefix("label", prefix, limit=1)[0]
        kept = term.removeprefix(prefix)
        if len(snapshot.kept) < MOST_LABELS:
            snapshot.kept[schema.NUMBER, number] = kept
    return str(kept)


def _is_used(snapshot: Snapshot, name: str) -> bool:
    """Whether any card has a value for it."""
    key = ("used", name)
    if key not in snapshot.kept:
        snapshot.kept[key] = bool(snapshot.searcher.terms_with_prefix(name, "", limit=1))
    return bool(snapshot.kept[key])
