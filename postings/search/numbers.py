"""How many cards there are by value of a filter: the counting behind `facets`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Any, NamedTuple, Protocol

from tantivy import Occur, Query

from postings.search import documents, filters, schema
from postings.search.reader import Snapshot
from postings.search.threads import PARTS, beside
from postings.vocabulary import POSTED_WINDOWS

# As many as a list shows behind "more".
MOST_VALUES = 40
# A segment hands on that many of its most frequent values. Where it has more, those that are listed
# are counted again, so that their numbers are exact; of values that are equally frequent within
# a few cards, which ones are listed is then not sure. Where few cards match, all are handed on.
# Organizations are so many and so evenly large that handing on more of them takes longer than
# counting those listed once more.
MOST_OF_SEGMENT = {"organization": 100}
MOST_OF_OTHERS, MOST_OF_FEW = 1_000, 10_000
# Work mode, level and kinds of employment that occur together: the real files have some hundred
# such numbers, and no board will have as many as this. It is the most that the engine counts.
MOST_BITS = 65_000
# Filters of which a card has one value at most.
SINGLE = frozenset(("organization", "language"))
# So many values of all cards are kept, to take those of the cards that do not match from.
MOST_KEPT = 1_000
# Where more than this share of the cards may match, and not few, the others are counted.
MOST_SHARE, WORTH_TAKING = 0.5, 5_000
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

    @property
    def phrases(self) -> bool:
        """Whether finding what matches takes longer than counting it."""

    def most(self, name: str = "") -> int:
        """What the number of cards that `without` matches cannot exceed."""

    def without(self, name: str = "") -> Query:
        """The query that leaves a filter aside; "" leaves none."""

    def also(self, *conditions: filters.Clause, leaving: tuple[str, ...] = ()) -> Query:
        """All that match and meet conditions, leaving filters aside."""

    def outside(self, name: str = "") -> Query:
        """The live cards that `without` does not match."""


def total(snapshot: Snapshot, query: Query) -> int:
    """How many cards match."""
    return int(snapshot.searcher.search(query, 1, count=True).count)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Cards by value, of each filter's most frequent values.

    query: what the cards match. named: by filter and key; flags: of `documents.BITS`. windows:
    cards since the first day of each of POSTED_WINDOWS.
    """

    query: Query
    total: int
    named: dict[str, dict[str, int]]
    flags: dict[tuple[str, str], int]
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
    return _counted(asked, query, name, most)


def everything(asked: Question) -> Numbers:
    """Counted once for a commit and a day, by one thread while the others wait for it."""
    kept, key = asked.snapshot.kept, ("numbers", asked.day)
    if key not in kept:
        with asked.snapshot.counting:
            if key not in kept:
                query = filters.live(asked.snapshot.schema, schema.day_number(asked.day), [])
                kept[key] = _counted(asked, query, "", MOST_KEPT)
    return kept[key]


def _counted(asked: Question, query: Query, only: str, most: int) -> Numbers:
    """One pass over the cards, and another look at what it is not sure of.

    only: the filter that is asked for, "" for all.
    """
    found = _pass(asked, query, only, most)
    for name in found.unsure:
        found.numbers.named[name] = exactly(asked.snapshot, query, name, found.numbers.named[name])
    return found.numbers


def _taken(asked: Question, only: str, query: Query, most: int) -> Numbers:
    """What is left of all cards without those that do not match."""
    every = everything(asked)
    other = _pass(asked, asked.outside(only), only, MOST_KEPT)
    named = {}
    for name, values in other.numbers.named.items():
        kept = every.named[name]
        left = {key: count - values.get(key, 0) for key, count in kept.items()}
        shown = nlargest(most, left, key=left.__getitem__)
        least = min(kept.values(), default=0) if len(kept) >= MOST_KEPT else 0
        if least and left[shown[-1]] <= least:
            # One that is not kept and as frequent could come before it.
            named[name] = _counted(asked, query, name, most).named[name]
        elif name in other.unsure:
            named[name] = exactly(asked.snapshot, query, name, shown)
        elif name in other.cut:
            named[name] = _first(asked.snapshot, query, name, left, set(values), most)
        else:
            named[name] = left
    return Numbers(
        query,
        every.total - other.numbers.total,
        named,
        {flag: count - other.numbers.flags[flag] for flag, count in every.flags.items()},
        tuple(a - b for a, b in zip(every.windows, other.numbers.windows, strict=True)),
    )


def _first(
    snapshot: Snapshot, query: Query, name: str, left: dict[str, int], known: set[str], most: int
) -> dict[str, int]:
    """The most frequent values, of numbers that are too large where they are not known."""
    while unknown := set(nlargest(most, left, key=left.__getitem__)) - known:
        exact = exactly(snapshot, query, name, unknown)
        left |= {key: exact.get(key, 0) for key in unknown}
        known |= unknown
    return {key: left[key] for key in nlargest(most, left, key=left.__getitem__)}


class _Passed(NamedTuple):
    """Numbers, the filters for which segments held more values than they handed on, and those of
    which there are more values than were asked for."""

    numbers: Numbers
    unsure: list[str]
    cut: list[str]


def _pass(asked: Question, query: Query, only: str, most: int) -> _Passed:
    firsts = [filters.first_day(asked.day, window) for window in POSTED_WINDOWS]
    wanted = {"posted": _ranges("posted", [schema.UNDATED, *reversed(firsts)])}
    for name in schema.NAMED:
        if only in ("", name) and _is_used(asked.snapshot, name):
            wanted[name] = _terms(name, most, asked.most() < WORTH_SPLITTING)
    if only in ("", *documents.CLOSED):
        most_bits = {"size": MOST_BITS, "segment_size": MOST_BITS}
        wanted["bits"] = {"terms": {"field": "bits"} | most_bits}
    found = _aggregated(asked, query, wanted)
    days = {one.get("from", 0.0): one["doc_count"] for one in found.pop("posted")["buckets"]}
    flags = found.pop("bits", {"buckets": []})["buckets"]
    numbers = Numbers(
        query,
        sum(days.values()),
        {name: _named(terms) for name, terms in found.items()},
        _flags({int(one["key"]): one["doc_count"] for one in flags}),
        tuple(sum(count for day, count in days.items() if day >= first) for first in firsts),
    )
    unsure = [name for name, terms in found.items() if terms["doc_count_error_upper_bound"]]
    cut = [name for name, terms in found.items() if terms["sum_other_doc_count"]]
    return _Passed(numbers, unsure, cut)


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


def _aggregated(asked: Question, query: Query, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the engine counts; where that takes long, in two threads, half of the columns each."""
    aggregate = asked.snapshot.searcher.aggregate
    mine = {name: what for name, what in wanted.items() if name not in _OTHERS}
    if asked.most() < WORTH_SPLITTING or asked.phrases or len(mine) == len(wanted):
        return dict(aggregate(query, wanted))
    others = {name: what for name, what in wanted.items() if name in _OTHERS}
    beyond = beside(PARTS, aggregate, query, others)
    return aggregate(query, mine) | beyond.result()


def _ranges(field: str, edges: Sequence[int]) -> dict[str, Any]:
    """Buckets side by side, each from an edge to the next, the last without an end."""
    closed = [{"from": low, "to": high} for low, high in zip(edges, edges[1:], strict=False)]
    return {"range": {"field": field, "ranges": [*closed, {"from": edges[-1]}]}}


def exactly(snapshot: Snapshot, query: Query, name: str, keys: Iterable[str]) -> dict[str, int]:
    """How many of the cards that match have each of these values of a filter.

    Each value is looked up by itself, but where a card has one alone: then all of them at once.
    (The engine's own `include` takes 6 ms a million cards, however few match.)
    """
    terms = {key: Query.term_query(snapshot.schema, name, key, "basic") for key in keys}
    if name not in SINGLE:
        matching = (Occur.Must, query)
        return {
            key: total(snapshot, Query.boolean_query([matching, (Occur.Must, held)]))
            for key, held in terms.items()
        }
    held = Query.boolean_query([(Occur.Should, one) for one in terms.values()])
    among = Query.boolean_query([(Occur.Must, query), (Occur.Must, held)])
    most = {name: {"terms": {"field": name, "size": len(terms), "segment_size": len(terms)}}}
    return _named(snapshot.searcher.aggregate(among, most)[name]) if terms else {}


def _named(terms: dict[str, Any]) -> dict[str, int]:
    return {one["key"]: one["doc_count"] for one in terms["buckets"]}


def _is_used(snapshot: Snapshot, name: str) -> bool:
    """Whether any card has a value for it."""
    key = ("used", name)
    if key not in snapshot.kept:
        snapshot.kept[key] = bool(snapshot.searcher.terms_with_prefix(name, "", limit=1))
    return bool(snapshot.kept[key])


def _terms(field: str, size: int, few: bool) -> dict[str, Any]:
    segment = MOST_OF_FEW if few else MOST_OF_SEGMENT.get(field, MOST_OF_OTHERS)
    return {"terms": {"field": field, "size": size, "segment_size": max(size, segment)}}
