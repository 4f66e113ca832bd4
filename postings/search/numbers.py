"""How many cards there are by value of a filter: the counting behind `facets`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

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
# Each card has one, and there are so many of them, and evenly large ones, that the engine counts
# them sooner, and in the time in which sets count all others; unless more than this share of the
# cards match, and so fewer sets have to be compared until the others are too small to be listed.
_SOONER, MOST_SHARE = "organization", 0.2
# Each card has some ten of them.
_LONGEST = "skill"
_REST = tuple(one for one in EVERY if one != _SOONER)
# Cards in no set are counted beside them; where there are more than these, the engine counts all.
MOST_BESIDE = 20_000
# Where fewer than these match, or than this share of all, the engine is faster: it takes 0.5 µs a
# card without Python's lock, and sets take 1 ms with it of 100,000 cards, 8 of a million.
LEAST_SHARE, LEAST = 1 / 20, 2_000


def numbers(asked: Question, name: str = "", chosen: int = 0) -> Numbers:
    """Of all filters; or of one, of the cards that a search finds without it.

    chosen: how many values are asked of that filter, which are listed beside the most frequent.
    """
    if all(one == name for one in asked.names):
        return everything(asked)
    return _counted(asked, name, (name,) if name else EVERY, MOST_VALUES + 1 + chosen)


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
    named = _counted(every, "", (_SOONER,), MOST_KEPT).named
    return replace(found, named=found.named | named)


def _counted(asked: Question, leaving: str, wanted: Sequence[str], most: int) -> Numbers:
    """Of the wanted filters, in the way that takes less time."""
    sets, cards, about = asked.snapshot.sets, _cards(asked, leaving), asked.most(leaving)
    if sets is None or cards is None or len(cards) < _least(asked):
        return _by_engine(asked, leaving, wanted, most, about if cards is None else len(cards))
    if _SOONER not in wanted or len(cards) > asked.snapshot.cards * MOST_SHARE:
        return _by_sets(asked, leaving, sets, cards, wanted, most)
    given = (asked, asked.without(leaving), (_SOONER,), most, len(cards))
    if wanted != EVERY:
        return passes.counted(*given)
    apart = beside(PARTS, passes.counted, *given)
    found = _by_sets(asked, leaving, sets, cards, _REST, most)
    return replace(found, named=found.named | apart.result().named)


def _by_engine(
    asked: Question, leaving: str, wanted: Sequence[str], most: int, about: int
) -> Numbers:
    """In one pass; where all is wanted, in two beside each other, the second for the filter that
    takes longest. (A part of a count is in a thread of PARTS, and must not wait for another one.)
    """
    query = asked.without(leaving)
    # A phrase would be looked for twice.
    if wanted != EVERY or about < passes.WORTH_A_THREAD or asked.phrases:
        return passes.counted(asked, query, wanted, most, about)
    apart = beside(PARTS, passes.counted, asked, query, (_LONGEST,), most, about)
    rest = tuple(one for one in wanted if one != _LONGEST)
    found = passes.counted(asked, query, rest, most, about)
    return replace(found, named=found.named | apart.result().named)


def _least(asked: Question) -> float:
    return max(LEAST, asked.snapshot.cards * LEAST_SHARE)


def _cards(asked: Question, leaving: str) -> BitMap | None:
    """Those that match, as far as they are in sets; None where the engine is to count them."""
    snapshot, parts, about = asked.snapshot, asked.parts(leaving), asked.most(leaving)
    if parts is None or about < _least(asked) or snapshot.beside > MOST_BESIDE:
        return None
    return matching.cards(snapshot, parts, asked.day, about)


def _by_sets(
    asked: Question, leaving: str, sets: Sets, cards: BitMap, wanted: Sequence[str], most: int
) -> Numbers:
    """Of the cards of the sets, and of those that were put into the index since."""
    since, unsure = _since(asked, leaving, wanted)
    query, about = asked.without(leaving), asked.most(leaving)
    filled = sets.filled(cards)
    named = {}
    for name in (one for one in wanted if one in schema.NAMED):
        values = None
        if name not in unsure:
            values = sets.most_frequent(name, filled, most, since.named.get(name, {}))
        if values is None:
            values = passes.counted(asked, query, (name,), most, about).named[name]
        named[name] = _first(values, most)
    flags, windows = dict.fromkeys(documents.BITS, 0) | since.flags, list(since.windows)
    if not documents.CLOSED.keys().isdisjoint(wanted):
        for flag in documents.BITS:
            held = sets.of("flag", documents.word(*flag))
            if held is not None:
                flags[flag] += filled.intersection_cardinality(held)
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
    query = asked.also((Occur.Must, outside), leaving=(leaving,))
    # To know that there are none takes a thirtieth of counting none of every value.
    if not passes.total(snapshot, query):
        return Numbers(query), set()
    return passes.every(asked, query, wanted)


def _first(numbers: Mapping[str, int], most: int) -> dict[str, int]:
    # Of so few, sorting all takes a third of finding the first.
    found = sorted((-count, key) for key, count in numbers.items() if count)
    return {key: -count for count, key in found[:most]}
