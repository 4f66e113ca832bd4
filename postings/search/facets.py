"""Counts by value as a page shows them: how many cards there would be with each value of a filter.

A filter's own counts leave the filter itself aside, so that a second value can be added.
"""

from __future__ import annotations

from dataclasses import dataclass

from tantivy import Occur

from postings.records import Facet, FacetValue, SearchQuery
from postings.search import documents, eligible, filters, passes, schema
from postings.search.numbers import MOST_VALUES, numbers
from postings.search.passes import EVERY, MOST_LABELS, Numbers, Question, exactly, total
from postings.search.reader import Snapshot
from postings.search.threads import PARTS, beside
from postings.search.writer import engine_errors
from postings.vocabulary import ELIGIBLE, POSTED_WINDOWS

# Spellings of one name that are looked at.
MOST_SPELLINGS = 50


def counted(asked: Question, query: SearchQuery) -> tuple[int, int, tuple[Facet, ...]]:
    """The number of cards, of those whose salaries can be compared, and every filter's counts."""
    chosen = filters.chosen(query)
    apart = {
        name: beside(PARTS, numbers, asked, name, len(chosen[name]))
        for name in EVERY
        if chosen[name] and asked.most(name) >= passes.WORTH_A_THREAD
    }
    whole = numbers(asked)
    facets = [_groups(asked, query)] if query.live_in else []
    for name in EVERY:
        found = whole
        if chosen[name]:
            other = apart.get(name)
            found = other.result() if other else numbers(asked, name, len(chosen[name]))
        facet = Counts(asked, found, chosen).facet(name)
        if facet.values:
            facets.append(facet)
    return whole.total, whole.flags[documents.COMPARABLE], tuple(facets)


def _groups(asked: Question, query: SearchQuery) -> Facet:
    """How many cards each group has for who lives in the query's country, none counted twice."""
    fields, shown = asked.snapshot.schema, eligible.groups(query)
    values = []
    for group in ELIGIBLE:
        of_group = (Occur.Must, eligible.of(fields, query.live_in, [group]))
        count = total(asked.snapshot, asked.also(of_group, leaving=("live_in",)))
        values.append(FacetValue(group.value, group.value, count, group in shown))
    return Facet("eligible", tuple(values))


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers as a page shows them."""

    asked: Question
    numbers: Numbers
    chosen: dict[str, tuple[str, ...]]

    def facet(self, name: str) -> Facet:
        if name == "posted":
            return Facet(name, tuple(self._windows()))
        if name in documents.CLOSED:
            return Facet(name, tuple(self._flags(name)))
        return self._named(name)

    def _windows(self) -> list[FacetValue]:
        picked = self.chosen["posted"]
        shown = zip(map(str, POSTED_WINDOWS), self.numbers.windows, strict=True)
        return [FacetValue(key, key, count, key in picked) for key, count in shown]

    def _flags(self, name: str) -> list[FacetValue]:
        picked = self.chosen[name]
        counts = {value: self.numbers.flags[name, value] for value in documents.CLOSED[name]}
        ranked = sorted(counts, key=lambda value: (value not in picked, -counts[value], value))
        return [
            FacetValue(value, value, counts[value], value in picked)
            for value in ranked
            if counts[value] or value in picked
        ]

    def _named(self, name: str) -> Facet:
        chosen = self.chosen[name]
        numbers = dict(self.numbers.named.get(name, {}))
        missing = [key for key in chosen if key not in numbers]
        if missing:
            numbers |= exactly(self.asked.snapshot, self.numbers.query, name, missing)
        picked = [self._value(name, key, numbers.get(key, 0), True) for key in chosen]
        picked.sort(key=lambda value: (-(value.count or 0), value.key))
        # Of so few, sorting all takes a third of finding the first.
        ranked = sorted((-one, key) for key, one in numbers.items() if one and key not in chosen)
        rest = ranked[: MOST_VALUES + 1]
        others = [self._value(name, key, -count, False) for count, key in rest[:MOST_VALUES]]
        return Facet(name, (*picked, *others), len(rest) > MOST_VALUES)

    def _value(self, kind: str, key: str, count: int, chosen: bool) -> FacetValue:
        name, slug = label(self.asked.snapshot, kind, key)
        return FacetValue(key, name, count, chosen, slug)


def label(snapshot: Snapshot, kind: str, key: str) -> tuple[str, str]:
    """How most cards spell a name, and its page's slug; the key where it is none, or no card has
    it."""
    if kind not in documents.LABELLED:
        return key, ""
    kept = snapshot.kept.get((kind, key))
    if kept is not None:
        return kept
    prefix = schema.SEPARATOR.join((kind, key, ""))
    spelled = snapshot.searcher.terms_with_prefix("label", prefix, limit=MOST_SPELLINGS)
    if not spelled:
        return key, ""
    text, _ = max(spelled, key=lambda pair: (pair[1], pair[0]))
    # Slugs hold no separator; a name that an editor typed may.
    name, _, slug = text.removeprefix(prefix).rpartition(schema.SEPARATOR)
    if len(snapshot.kept) < MOST_LABELS:
        snapshot.kept[kind, key] = name, slug
    return name, slug


def is_held(snapshot: Snapshot, kind: str, key: str) -> bool:
    """Whether some card has that value of a filter. Raises Unusable."""
    with engine_errors():
        return label(snapshot, kind, key) != (key, "")
