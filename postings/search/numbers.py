"""How many cards there are by value of a filter: the counting behind `facets`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tantivy import Query

from postings.search import documents, filters, schema
from postings.search.reader import Snapshot
from postings.search.threads import PARTS, beside
from postings.vocabulary import POSTED_WINDOWS

# As many as a list shows behind "more".
MOST_VALUES = 40
# A segment hands on that many of its most frequent values. Where it has more, those that are listed
# are counted again, so that their numbers are exact; of values that are equally frequent within
# a few cards, which ones are listed is then not sure.
MOST_OF_SEGMENT = 1_000
# So many values of all cards are kept, to take those of the cards that do not match from.
MOST_KEPT = 1_000
# Where more than this share of the cards may match, and not few, the others are counted.
MOST_SHARE, WORTH_TAKING = 0.7, 5_000
# Where so many cards may match, two threads count; these columns take about half of the time.
WORTH_SPLITTING = 20_000
_OTHERS = frozenset(("organization", "skill"))


class Question(Protocol):
    """A search whose filters can be left aside, as `answers.Asked` is."""

    @property
    def snapshot(self) -> Snapshot: ...

    @property
    def day(self) -> date: ...

    @property
    def names(self) -> tuple[str, ...]:
        """Of its filters, "q" for words."""

    def most(self, name: str = "") -> int:
        """What the number of cards that `without` matches cannot exceed."""

    def without(self, name: str = "") -> Query:
        """The query that leaves a filter aside; "" leaves none."""

    def outside(self, name: str = "") -> Query:
        """The live cards that `without` does not match."""


def total(snapshot: Snapshot, query: Query) -> int:
    """How many cards match."""
    return int(snapshot.searcher.search(query, 1, count=True).count)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Cards by value, of each filter's most frequent values.

    query: what the cards match. named: by filter and key. floor: by filter, what no value that is
    not among `named` exceeds. windows: cards since the first day of each of POSTED_WINDOWS.
    """

    query: Query
    total: int
    named: dict[str, dict[str, int]]
    floor: dict[str, int]
    flags: dict[str, int]
    windows: tuple[int, ...]


def numbers(asked: Question, name: str, chosen: int = 0) -> Numbers:
    """Those of the cards that a search finds without the named filter.

    chosen: how many values are asked of that filter, which are listed beside the most frequent.
    """
    left = [one for one in asked.names if one != name]
    if not left:
        return everything(asked)
    query, most = asked.without(name), MOST_VALUES + 1 + chosen
    cards = asked.snapshot.cards
    if cards > WORTH_TAKING and asked.most(name) > cards * MOST_SHARE:
        return _taken(asked, name, query, most)
    return _aggregated(asked, query, name, most)


def everything(asked: Question) -> Numbers:
    """Counted once for a commit and a day."""
    key = ("numbers", asked.day)
    if key not in asked.snapshot.kept:
        query = filters.live(asked.snapshot.schema, schema.day_number(asked.day), [])
        asked.snapshot.kept[key] = _aggregated(asked, query, "", MOST_KEPT)
    return asked.snapshot.kept[key]


def _taken(asked: Question, name: str, query: Query, most: int) -> Numbers:
    """What is left of all cards without those that do not match."""
    every = everything(asked)
    only = {kind: list(values) for kind, values in every.named.items()}
    other = _aggregated(asked, asked.outside(name), name, MOST_KEPT, only)
    named, floor = {}, dict(every.floor)
    for kind, values in other.named.items():
        left = {key: count - values.get(key, 0) for key, count in every.named[kind].items()}
        shown = sorted(left.values(), reverse=True)[:most]
        # One that is not kept and as frequent could come before it.
        if floor[kind] and shown[-1] <= floor[kind]:
            direct = _aggregated(asked, query, kind, most)
            left, floor[kind] = direct.named[kind], direct.floor[kind]
        named[kind] = left
    return Numbers(
        query,
        every.total - other.total,
        named,
        floor,
        {flag: count - other.flags[flag] for flag, count in every.flags.items()},
        tuple(a - b for a, b in zip(every.windows, other.windows, strict=True)),
    )


def _aggregated(
    asked: Question,
    query: Query,
    only: str,
    most: int,
    include: dict[str, list[str]] | None = None,
) -> Numbers:
    """One pass over the cards.

    only: the filter that is asked for, "" for all; include: the keys of each that are counted.
    """
    firsts = [filters.first_day(asked.day, window) for window in POSTED_WINDOWS]
    wanted = {"posted": _ranges("posted", [schema.UNDATED, *reversed(firsts)])}
    for name in schema.NAMED:
        if only in ("", name) and _is_used(asked.snapshot, name):
            keys = None if include is None else include[name]
            wanted[name] = _terms(name, most, MOST_OF_SEGMENT, keys)
    if only in ("", *documents.BITS):
        wanted["bits"] = _ranges("bits", range(2 ** len(documents.BITS)))
    found = _passed(asked, query, wanted)
    days, bits = _counts(found.pop("posted")), _counts(found.pop("bits", {"buckets": []}))
    named = {}
    for name, terms in found.items():
        named[name] = {one["key"]: one["doc_count"] for one in terms["buckets"]}
        if terms["doc_count_error_upper_bound"] and include is None:
            named[name] = exactly(asked.snapshot, query, name, list(named[name]))
    full = {name: len(values) >= most for name, values in named.items()}
    return Numbers(
        query,
        sum(days.values()),
        named,
        {name: min(values.values()) if full[name] else 0 for name, values in named.items()},
        {
            flag: sum(count for value, count in bits.items() if int(value) & bit)
            for flag, bit in documents.BITS.items()
        },
        tuple(sum(count for day, count in days.items() if day >= first) for first in firsts),
    )


def _passed(asked: Question, query: Query, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the engine counts; where that takes long, in two threads, half of the columns each."""
    aggregate = asked.snapshot.searcher.aggregate
    mine = {name: what for name, what in wanted.items() if name not in _OTHERS}
    if asked.most() < WORTH_SPLITTING or len(mine) == len(wanted):
        return dict(aggregate(query, wanted))
    others = {name: what for name, what in wanted.items() if name in _OTHERS}
    beyond = beside(PARTS, aggregate, query, others)
    return aggregate(query, mine) | beyond.result()


def _ranges(field: str, edges: Sequence[int]) -> dict[str, Any]:
    """Buckets side by side, each from an edge to the next, the last without an end."""
    closed = [{"from": low, "to": high} for low, high in zip(edges, edges[1:], strict=False)]
    return {"range": {"field": field, "ranges": [*closed, {"from": edges[-1]}]}}


def _counts(ranges: dict[str, Any]) -> dict[float, int]:
    """Cards by where a bucket begins; the first begins nowhere."""
    return {one.get("from", 0.0): one["doc_count"] for one in ranges["buckets"]}


def exactly(snapshot: Snapshot, query: Query, name: str, keys: Sequence[str]) -> dict[str, int]:
    """How many of the cards that match have each of these values of a filter."""
    asked = {name: _terms(name, len(keys), len(keys), list(keys))}
    buckets = snapshot.searcher.aggregate(query, asked)[name]["buckets"]
    return {one["key"]: one["doc_count"] for one in buckets}


def _is_used(snapshot: Snapshot, name: str) -> bool:
    """Whether any card has a value for it."""
    key = ("used", name)
    if key not in snapshot.kept:
        snapshot.kept[key] = bool(snapshot.searcher.terms_with_prefix(name, "", limit=1))
    return bool(snapshot.kept[key])


def _terms(field: str, size: int, segment: int, only: list[str] | None = None) -> dict[str, Any]:
    terms: dict[str, Any] = {"field": field, "size": size, "segment_size": max(size, segment)}
    if only is not None:
        terms["include"] = only
    return {"terms": terms}
