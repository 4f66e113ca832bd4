"""Counts by value: how many cards there would be with each value of a filter.

A filter's own counts leave the filter itself aside, so that a second value can be added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tantivy import Query

from postings.records import Facet, FacetValue, SearchQuery
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
Without = Callable[[str], Query]


def counted(
    snapshot: Snapshot, query: SearchQuery, day: date, without: Without
) -> tuple[int, tuple[Facet, ...]]:
    """The number of cards, and every filter with its counts.

    without: gives the query that leaves the named filter aside; "" leaves none.
    """
    chosen = _chosen(query)
    whole = Counts(snapshot, without(""), day, chosen)
    facets = []
    for name in (*NAMED, *FLAGS, "posted"):
        counts = whole
        if chosen.get(name):
            counts = Counts(snapshot, without(name), day, chosen, only=name)
        facet = counts.facet(name)
        if facet.values:
            facets.append(facet)
    return whole.total, tuple(facets)


def total(snapshot: Snapshot, query: Query) -> int:
    """How many cards match."""
    return int(snapshot.searcher.search(query, 1, count=True).count)


def _chosen(query: SearchQuery) -> dict[str, tuple[str, ...]]:
    return {
        "skill": query.skills,
        "organization": query.organizations,
        "place": query.places,
        "employment_type": query.employment_types,
        "language": query.languages,
        "remote": ("on",) if query.remote else (),
        "has_salary": ("on",) if query.has_salary else (),
        "posted": () if query.posted is None else (str(query.posted),),
    }


class Counts:
    """The buckets of one pass over the cards that match a query."""

    def __init__(
        self,
        snapshot: Snapshot,
        query: Query,
        day: date,
        chosen: dict[str, tuple[str, ...]],
        only: str = "",
    ) -> None:
        self.snapshot, self.query, self.chosen = snapshot, query, chosen
        self.firsts = [filters.first_day(day, window) for window in WINDOWS]
        asked: dict[str, Any] = {}
        for name in NAMED:
            if only in ("", name):
                asked[name] = _terms(name, MOST_VALUES + 1, MOST_OF_SEGMENT)
        if only in ("", *FLAGS):
            asked["flag"] = _terms("flag", len(FLAGS), MOST_OF_SEGMENT)
        asked["posted"] = {"range": {"field": "posted", "ranges": self._ranges()}}
        self.found = snapshot.searcher.aggregate(query, asked)

    def _ranges(self) -> list[dict[str, int]]:
        """Buckets side by side: before the longest window, then from window to window."""
        edges = [0, *reversed(self.firsts)]
        closed = [{"from": low, "to": high} for low, high in zip(edges, edges[1:], strict=False)]
        return [*closed, {"from": edges[-1]}]

    def _since(self, first: int) -> int:
        buckets = self.found["posted"]["buckets"]
        return sum(one["doc_count"] for one in buckets if one.get("from", -1) >= first)

    @property
    def total(self) -> int:
        return sum(one["doc_count"] for one in self.found["posted"]["buckets"])

    def facet(self, name: str) -> Facet:
        if name == "posted":
            return Facet(name, tuple(self._windows()))
        if name in FLAGS:
            return Facet(name, tuple(self._flags(name)))
        return self._named(name)

    def _windows(self) -> list[FacetValue]:
        values = []
        for window, first in zip(WINDOWS, self.firsts, strict=True):
            key = str(window)
            values.append(FacetValue(key, key, self._since(first), key in self.chosen["posted"]))
        return values

    def _flags(self, name: str) -> list[FacetValue]:
        buckets = self.found["flag"]["buckets"]
        count = sum(one["doc_count"] for one in buckets if one["key"] == FLAGS[name])
        chosen = bool(self.chosen[name])
        return [FacetValue("on", name, count, chosen)] if count or chosen else []

    def _named(self, name: str) -> Facet:
        found = self.found[name]
        numbers = {one["key"]: one["doc_count"] for one in found["buckets"]}
        chosen = self.chosen[name]
        unsure = list(numbers) if found["doc_count_error_upper_bound"] else []
        again = [*unsure, *(key for key in chosen if key not in numbers)]
        if again:
            numbers |= self._exactly(name, again)
        picked = [self._value(name, key, numbers.get(key, 0), True) for key in chosen]
        rest = sorted(
            ((count, key) for key, count in numbers.items() if key not in chosen),
            key=lambda pair: (-pair[0], pair[1]),
        )
        others = [self._value(name, key, count, False) for count, key in rest[:MOST_VALUES]]
        picked.sort(key=lambda value: (-(value.count or 0), value.key))
        return Facet(name, (*picked, *others), int(len(rest) > MOST_VALUES))

    def _exactly(self, name: str, keys: Sequence[str]) -> dict[str, int]:
        asked = {name: _terms(name, len(keys), len(keys), list(keys))}
        buckets = self.snapshot.searcher.aggregate(self.query, asked)[name]["buckets"]
        return {one["key"]: one["doc_count"] for one in buckets}

    def _value(self, kind: str, key: str, count: int, chosen: bool) -> FacetValue:
        name, slug = label(self.snapshot, kind, key)
        return FacetValue(key, name, count, chosen, slug)


def _terms(field: str, size: int, segment: int, only: list[str] | None = None) -> dict[str, Any]:
    terms: dict[str, Any] = {"field": field, "size": size, "segment_size": max(size, segment)}
    if only is not None:
        terms["include"] = only
    return {"terms": terms}


def label(snapshot: Snapshot, kind: str, key: str) -> tuple[str, str]:
    """How most cards spell a name, and its page's slug; the key where no card has it."""
    kept = snapshot.kept.get((kind, key))
    if kept is not None:
        return kept
    prefix = schema.SEPARATOR.join((kind, key, ""))
    spelled = snapshot.searcher.terms_with_prefix("label", prefix, limit=50)
    if not spelled:
        return key, ""
    text, _ = max(spelled, key=lambda pair: (pair[1], pair[0]))
    name, slug = text.removeprefix(prefix).split(schema.SEPARATOR)[:2]
    snapshot.kept[kind, key] = name, slug
    return name, slug
