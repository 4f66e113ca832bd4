"""The columns in which the engine counts a filter's values, one card after the other.

Of a column in which every card has one value it counts 300,000 cards in 0.3 ms; of one of lists,
ten values a card, in 42. So where many cards match, lists are counted by `sets`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from heapq import nsmallest
from typing import Any, NamedTuple

from postings.search import schema

# Where a card has no organization.
NOTHING = ""
# A column hands on that many of the most frequent values of a segment. Where it has more, those
# that are listed are counted again, so that their numbers are exact; of values that are equally
# frequent within a few cards, which ones are listed is then not sure. Where few cards match, all
# are handed on. Organizations are so many and so evenly large that handing on more of them takes
# longer than counting those listed once more.
MOST_OF_SEGMENT, MOST_OF_FEW = 100, 10_000
# Where few cards of many match, organizations are counted by numbers: reading the name of each one
# takes 1.5 µs a segment, longer than all else. Of equally frequent ones the listed are then any.
MANY_NAMES = 20_000
NUMBERED = "organization"


class Values(NamedTuple):
    """Cards by value, the most frequent ones. unsure: whether their numbers may be too small."""

    numbers: dict[str, int]
    unsure: bool = False


def number(key: str) -> int:
    """What stands for an organization's key: 52 bits, which every language's numbers hold."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 12


def every(name: str) -> dict[str, Any]:
    """The aggregation that counts all values of a filter, where few cards match."""
    field = schema.NAME if name == NUMBERED else name
    return {field: _terms(field, MOST_OF_FEW, MOST_OF_FEW)}


def read_every(found: Mapping[str, Any], name: str) -> Values:
    """What `every` counted; unsure also where there are more values."""
    column = found[schema.NAME if name == NUMBERED else name]
    numbers = {one["key"]: one["doc_count"] for one in column["buckets"]}
    numbers.pop(NOTHING, None)
    left = column["doc_count_error_upper_bound"] or column["sum_other_doc_count"]
    return Values(numbers, bool(left))


def wanted(name: str, most: int, few: bool, cards: int) -> dict[str, Any]:
    """The aggregation that counts a filter's values, by column; few: whether few cards match, of
    so many."""
    if name != NUMBERED:
        return {name: _terms(name, MOST_OF_FEW, MOST_OF_FEW)}
    # One more, for the cards without an organization.
    if few and cards > MANY_NAMES:
        return {schema.NUMBER: _terms(schema.NUMBER, most + 1, MOST_OF_FEW)}
    return {schema.NAME: _terms(schema.NAME, most + 1, MOST_OF_FEW if few else MOST_OF_SEGMENT)}


def read(found: Mapping[str, Any], name: str, most: int, named: Callable[[int], str]) -> Values:
    """What the engine counted of a filter; named: the key of a number."""
    if name == NUMBERED and schema.NUMBER in found:
        numbered = found[schema.NUMBER]
        pairs = [(one["key"], one["doc_count"]) for one in numbered["buckets"] if one["key"]]
        unsure = bool(numbered["doc_count_error_upper_bound"])
        return Values({named(key): count for key, count in pairs[:most]}, unsure)
    column = found[schema.NAME if name == NUMBERED else name]
    numbers = {one["key"]: one["doc_count"] for one in column["buckets"]}
    numbers.pop(NOTHING, None)
    if len(numbers) > most:
        shown = nsmallest(most, ((-count, key) for key, count in numbers.items()))
        numbers = {key: -count for count, key in shown}
    return Values(numbers, bool(column["doc_count_error_upper_bound"]))


def _terms(field: str, size: int, segment: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size, "segment_size": max(size, segment)}}
