"""How many cards there are by value of a filter: the counting behind `facets`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nsmallest

from pyroaring import BitMap
from tantivy import Occur, Query

from postings.search import documents, filters, matching, passes, schema
from postings.search.passes import EVERY, POSTED, Numbers, Question
from postings.search.sets import Sets
from postings.search.threads import PARTS, beside
from postings.vocabulary import POSTED_WINDOWS

# As many as a list shows behind "more".
MOST_VALUES = 40
# Of all cards, so many more as may be chosen of one filter.
MOST_KEPT = MOST_VALUES + 1 + 100
# Each card has one, and there are so many of them that the engine counts them sooner, and in the
# time in which sets count all others; unless more than this share of the cards may match.
_BY_ENGINE, MOST_SHARE = "organization", 0.3
_REST = tuple(one for one in EVERY if one != _BY_ENGINE)
# Cards in no set are counted beside them; where there are more than these, the engine counts all.
MOST_BESIDE = 20_000
# Where fewer than this share of the cards match, a set is a list of them, which takes ten times as
# long as a bitmap to be compared with another one: then the engine is faster. (Roaring bitmaps are
# lists up to 4,096 of 65,536.)
LEAST_SHARE = 1 / 16


def numbers(asked: Question, name: str = "", chosen: int = 0) -> Numbers:
    """Of all filters; or of one, of the cards that a search finds without it.

    chosen: how many values are asked of that filter, which are listed beside the most frequent.
    """
    if all(one == name for one in asked.names):
        return everything(asked)
    most = MOST_VALUES + 1 + chosen
    if name:
        return _counted(asked, name, (name,), most)
    # A phrase would be looked for twice.
    if asked.most() < passes.MANY or asked.phrases or _by_sets_alone(asked):
        return _counted(asked, name, EVERY, most)
    apart = beside(PARTS, _counted, asked, name, (_BY_ENGINE,), most)
    found = _counted(asked, name, _REST, most)
    return replace(found, named=found.named | apart.result().named)


def everything(asked: Question) -> Numbers:
    """Counted once for a commit and a day, by one thread while the others wait for it."""
    kept, key = asked.snapshot.kept, ("numbers", asked.day)
    if key not in kept:
        with asked.snapshot.counting:
            if key not in kept:
                kept[key] = _everything(asked)
    return kept[key]


def _everything(asked: Question) -> Numbers:
    every = asked.nothing()
    found = _counted(every, "", _REST, MOST_KEPT)
    named = _counted(every, "", (_BY_ENGINE,), MOST_KEPT).named
    return replace(found, named=found.named | named)


def _by_sets_alone(asked: Question, leaving: str = "") -> bool:
    """Whether so many cards may match that organizations are counted by sets, too."""
    cards = asked.snapshot.cards
    return asked.snapshot.sets is not None and asked.most(leaving) > cards * MOST_SHARE


def _counted(asked: Question, leaving: str, wanted: Sequence[str], most: int) -> Numbers:
    """Of the wanted filters, in the way that takes less time."""
    about, query = asked.most(leaving), asked.without(leaving)
    sets, parts = asked.snapshot.sets, asked.parts(leaving)
    by_engine = wanted == (_BY_ENGINE,) and not _by_sets_alone(asked, leaving)
    by_engine = by_engine or about < passes.MANY or asked.snapshot.beside > MOST_BESIDE
    if sets is None or parts is None or by_engine:
        return passes.counted(asked, query, wanted, most, about)
    cards = matching.cards(asked.snapshot, parts, asked.day)
    if cards is None or len(cards) < max(passes.MANY, asked.snapshot.cards * LEAST_SHARE):
        return passes.counted(asked, query, wanted, most, about if cards is None else len(cards))
    return _by_sets(asked, leaving, sets, cards, wanted, most)


def _by_sets(
    asked: Question, leaving: str, sets: Sets, cards: BitMap, wanted: Sequence[str], most: int
) -> Numbers:
    """Of the cards of the sets, and of those that were put into the index since."""
    since, unsure = _since(asked, leaving, wanted)
    query, about = asked.without(leaving), asked.most(leaving)
    named = {}
    for name in (one for one in wanted if one in schema.NAMED):
        values = None
        if name not in unsure:
            values = sets.most_frequent(name, cards, most, since.named.get(name, {}))
        if values is None:
            values = passes.counted(asked, query, (name,), most, about).named[name]
        named[name] = _first(values, most)
    flags, windows = dict.fromkeys(documents.BITS, 0) | since.flags, list(since.windows)
    if not documents.CLOSED.keys().isdisjoint(wanted):
        for flag in documents.BITS:
            held = sets.of("flag", documents.word(*flag))
            if held is not None:
                flags[flag] += cards.intersection_cardinality(held)
    if POSTED in wanted:
        for place, window in enumerate(POSTED_WINDOWS):
            held = sets.between(POSTED, filters.first_day(asked.day, window))
            windows[place] += cards.intersection_cardinality(held)
    return Numbers(query, len(cards) + since.total, named, flags, tuple(windows))


def _since(asked: Question, leaving: str, wanted: Sequence[str]) -> tuple[Numbers, set[str]]:
    """Of the cards in no set, of every value; and the filters of which that is not sure."""
    snapshot = asked.snapshot
    if not snapshot.beside:
        return Numbers(Query.empty_query()), set()
    outside = Query.term_query(snapshot.schema, "beside", snapshot.mark.sets, "basic")
    return passes.every(asked, asked.also((Occur.Must, outside), leaving=(leaving,)), wanted)


def _first(numbers: Mapping[str, int], most: int) -> dict[str, int]:
    found: Iterable[tuple[int, str]] = ((-count, key) for key, count in numbers.items() if count)
    return {key: -count for count, key in nsmallest(most, found)}
