"""How many cards there are by value of a filter: the counting behind `facets`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tantivy import Query

from postings.search import documents, filters, schema
from postings.search.reader import Snapshot

# Windows of `posted`, in days, shortest first.
WINDOWS = (1, 7, 30, 90, 365)
# As many as a list shows behind "more".
MOST_VALUES = 40
# A segment hands on that many of its most frequent values. One that is among the first of all
# cards is among these of some segment; its exact number is then asked for by name.
MOST_OF_SEGMENT = 1_000
NAMED = ("skill", "organization", "place", "employment_type", "language")
FLAGS = {"remote": documents.REMOTE, "has_salary": documents.SALARY}
# So many values of all cards are kept, to take those of the cards that do not match from.
MOST_KEPT = 200
# Fewer cards are counted faster than anything is saved by counting the others.
WORTH_TAKING = 5_000


class Question(Protocol):
    """A search whose filters can be left aside, as `answers.Asked` is."""

    @property
    def snapshot(self) -> Snapshot: ...

    @property
    def day(self) -> date: ...

    @property
    def names(self) -> tuple[str, ...]:
        """Of its filters, "q" for words."""

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
    not among `named` exceeds. windows: cards since the first day of each of WINDOWS.
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
    number = total(asked.snapshot, query)
    if number > asked.snapshot.cards // 2 and number > WORTH_TAKING:
        taken = _taken(asked, name, query, most)
        if taken is not None:
            return taken
    return _aggregated(asked, query, name, most)


def everything(asked: Question) -> Numbers:
    """Counted once for a commit and a day."""
    key = ("numbers", asked.day)
    if key not in asked.snapshot.kept:
        query = filters.live(asked.snapshot.schema, schema.day_number(asked.day), [])
        asked.snapshot.kept[key] = _aggregated(asked, query, "", MOST_KEPT)
    return asked.snapshot.kept[key]


def _taken(asked: Question, name: str, query: Query, most: int) -> Numbers | None:
    """What is left of all cards without those that do not match; None where that is not sure."""
    every = everything(asked)
    only = {kind: list(numbers) for kind, numbers in every.named.items()}
    other = _aggregated(asked, asked.outside(name), name, MOST_KEPT, only)
    named = {
        kind: {key: every.named[kind][key] - numbers.get(key, 0) for key in every.named[kind]}
        for kind, numbers in other.named.items()
    }
    for kind, numbers in named.items():
        shown = sorted(numbers.values(), reverse=True)[:most]
        # One that is not kept and as frequent could come before it.
        if every.floor[kind] and shown[-1] <= every.floor[kind]:
            return None
    return Numbers(
        query,
        every.total - other.total,
        named,
        every.floor,
        {flag: count - other.flags.get(flag, 0) for flag, count in every.flags.items()},
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
    firsts = [filters.first_day(asked.day, window) for window in WINDOWS]
    wanted: dict[str, Any] = {"posted": {"range": {"field": "posted", "ranges": _ranges(firsts)}}}
    for name in NAMED:
        if only in ("", name) and _is_used(asked.snapshot, name):
            keys = None if include is None else include[name]
            wanted[name] = _terms(name, most, MOST_OF_SEGMENT, keys)
    if only in ("", *FLAGS):
        wanted["flag"] = _terms("flag", len(FLAGS), MOST_OF_SEGMENT)
    found = asked.snapshot.searcher.aggregate(query, wanted)
    return _read(asked, query, found, firsts, most, exact=include is not None)


def _read(
    asked: Question,
    query: Query,
    found: dict[str, Any],
    firsts: Sequence[int],
    most: int,
    *,
    exact: bool,
) -> Numbers:
    days = found.pop("posted")["buckets"]
    flags = {one["key"]: one["doc_count"] for one in found.pop("flag", {"buckets": []})["buckets"]}
    named = {}
    for name, terms in found.items():
        named[name] = {one["key"]: one["doc_count"] for one in terms["buckets"]}
        if terms["doc_count_error_upper_bound"] and not exact:
            named[name] = exactly(asked.snapshot, query, name, list(named[name]))
    return Numbers(
        query,
        sum(one["doc_count"] for one in days),
        named,
        {
            name: min(numbers.values()) if len(numbers) >= most else 0
            for name, numbers in named.items()
        },
        flags,
        tuple(
            sum(one["doc_count"] for one in days if one.get("from", -1) >= first)
            for first in firsts
        ),
    )


def _ranges(firsts: Sequence[int]) -> list[dict[str, int]]:
    """Buckets side by side: before the longest window, then from window to window."""
    edges = [0, *reversed(firsts)]
    closed = [{"from": low, "to": high} for low, high in zip(edges, edges[1:], strict=False)]
    return [*closed, {"from": edges[-1]}]


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
