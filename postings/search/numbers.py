"""How many cards there are by value of a filter: the counting behind `facets`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from heapq import nlargest

from tantivy import Query

from postings.search import filters, passes, schema
from postings.search.passes import EVERY, Numbers, Question, exactly
from postings.search.reader import Snapshot
from postings.search.threads import PARTS, WHOLE, beside

# As many as a list shows behind "more".
MOST_VALUES = 40
# So many values of all cards are kept, to take those of the cards that do not match from.
MOST_KEPT = 1_000
# Where more than this share of the cards may match, and not few, the others are counted.
MOST_SHARE, WORTH_TAKING = 0.65, 5_000
# Of organizations there are too many for that: all would be read by name.
_DIRECTLY = "organization"
# Where so many cards may match, two threads count: this filter takes about half of the time.
WORTH_SPLITTING, _APART = 20_000, "skill"
_REST = tuple(one for one in EVERY if one != _APART)


def numbers(asked: Question, name: str = "", chosen: int = 0) -> Numbers:
    """Of all filters; or of one, of the cards that a search finds without it.

    chosen: how many values are asked of that filter, which are listed beside the most frequent.
    """
    left = [one for one in asked.names if one != name]
    if not left:
        return everything(asked)
    query, most = asked.without(name), MOST_VALUES + 1 + chosen
    if name:
        return _some(asked, name, query, (name,), most)
    if asked.phrases or asked.most() < WORTH_SPLITTING:
        return _some(asked, name, query, EVERY, most)
    apart = beside(PARTS, _some, asked, name, query, (_APART,), most)
    found = _some(asked, name, query, _REST, most)
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
    query = filters.live(asked.snapshot.schema, schema.day_number(asked.day), [])
    given = (MOST_KEPT, asked.snapshot.cards)
    apart = beside(WHOLE, _counted, asked, query, (_APART,), *given)
    found = _counted(asked, query, _REST, *given)
    return replace(found, named=found.named | apart.result().named)


def _some(asked: Question, leaving: str, query: Query, wanted: Sequence[str], most: int) -> Numbers:
    """Of the wanted filters, in the way that takes less time."""
    about, cards = asked.most(leaving), asked.snapshot.cards
    nearly_all = cards > WORTH_TAKING and about > cards * MOST_SHARE
    if not nearly_all or asked.phrases or wanted == (_DIRECTLY,):
        return _counted(asked, query, wanted, most, about)
    taken = tuple(name for name in wanted if name != _DIRECTLY)
    found = _taken(asked, leaving, query, taken, most)
    if _DIRECTLY in wanted:
        found.named.update(_counted(asked, query, (_DIRECTLY,), most, about).named)
    return found


def _counted(
    asked: Question, query: Query, wanted: Sequence[str], most: int, about: int
) -> Numbers:
    """One pass over the cards, and another look at what it is not sure of.

    about: how many cards may match.
    """
    found = passes.counted(asked, query, wanted, most, about)
    for name in found.unsure:
        found.numbers.named[name] = exactly(asked.snapshot, query, name, found.numbers.named[name])
    return found.numbers


def _taken(
    asked: Question, leaving: str, query: Query, wanted: Sequence[str], most: int
) -> Numbers:
    """What is left of all cards without those that do not match."""
    every, about = everything(asked), asked.most(leaving)
    others = asked.snapshot.cards - about
    other = passes.counted(asked, asked.outside(leaving), wanted, MOST_KEPT, others)
    named: dict[str, dict[str, int]] = {}
    for name, values in other.numbers.named.items():
        kept = every.named[name]
        left = {key: count - values.get(key, 0) for key, count in kept.items()}
        shown = nlargest(most, left, key=left.__getitem__)
        least = min(kept.values(), default=0) if len(kept) >= MOST_KEPT else 0
        if least and left[shown[-1]] <= least:
            # One that is not kept and as frequent could come before it.
            named |= _counted(asked, query, (name,), most, about).named
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
