"""The columns in which the engine counts a filter's values.

Of a column in which every card has one value it counts 300,000 cards in 0.3 ms; of one of lists,
ten values a card, in 42. So a filter of lists has several columns of one value each, and the list
is counted only where few cards match, and of cards that have more values than there are columns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import blake2b
from heapq import nsmallest
from itertools import chain
from typing import Any, NamedTuple
from zlib import crc32

from postings.search import schema

# Where a card has no value, or one less than there are columns.
NOTHING = ""
# A column hands on that many of the most frequent values of a segment. Where it has more, those
# that are listed are counted again, so that their numbers are exact; of values that are equally
# frequent within a few cards, which ones are listed is then not sure. Where few cards match, all
# are handed on. Organizations are so many and so evenly large that handing on more of them takes
# longer than counting those listed once more.
MOST_OF_SEGMENT = {"organization": 100}
MOST_OF_OTHERS, MOST_OF_FEW = 1_000, 10_000
# Where few cards of many match, organizations are counted by numbers: reading the name of each one
# takes 1.5 µs a segment, longer than all else. Of equally frequent ones the listed are then any.
MANY_NAMES = 20_000
NUMBERED = "organization"

# Filters of lists; who has too many places has too many countries, too.
GROUPS = {"skill": ("skill",), "where": ("place", "country", "region")}


class Values(NamedTuple):
    """Cards by value, the most frequent ones. unsure: whether their numbers may be too small; cut:
    whether there are more values than were asked for."""

    numbers: dict[str, int]
    unsure: bool = False
    cut: bool = False


def crowded(values: Mapping[str, Collection[str]]) -> list[str]:
    """The groups of filters of one of which a card has more values than there are columns; by
    filter, all its values are distinct."""
    return [
        group
        for group, names in GROUPS.items()
        if any(len(values.get(name, ())) > len(schema.COLUMNS[name]) for name in names)
    ]


def spread(values: Mapping[str, Collection[str]]) -> dict[str, str]:
    """What a card has in each column; of a crowded group of filters, its lists alone are counted.

    Each value has a column of its own and stands there if it is free, so that few hand it on.
    """
    found = dict.fromkeys(chain.from_iterable(schema.COLUMNS.values()), NOTHING)
    listed = {name for group in crowded(values) for name in GROUPS[group]}
    for name, keys in values.items():
        columns = schema.COLUMNS[name]
        for key in () if name in listed else sorted(keys):
            place = crc32(key.encode())
            while found[columns[place % len(columns)]] != NOTHING:
                place += 1
            found[columns[place % len(columns)]] = key
    return found


def number(key: str) -> int:
    """What stands for an organization's key: 52 bits, which every language's numbers hold."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 12


def wanted(name: str, most: int, few: bool, cards: int) -> dict[str, Any]:
    """The aggregations that count a filter's values, by column; few: whether few cards match, of
    so many."""
    columns = schema.COLUMNS[name]
    if few and name == NUMBERED and cards > MANY_NAMES:
        return {schema.NUMBER: _terms(schema.NUMBER, most + 1, MOST_OF_FEW)}
    if few and len(columns) > 1:
        return listed([name], most)
    segment = MOST_OF_FEW if few else MOST_OF_SEGMENT.get(name, MOST_OF_OTHERS)
    size = segment if len(columns) > 1 else most + 1
    return {column: _terms(column, size, segment) for column in columns}


def listed(names: Iterable[str], most: int = MOST_OF_FEW) -> dict[str, Any]:
    """The same by the lists that cards have of them; nothing for filters of one value."""
    lists = [name for name in names if len(schema.COLUMNS[name]) > 1]
    return {name: _terms(name, most, MOST_OF_FEW) for name in lists}


def read(found: Mapping[str, Any], name: str, most: int, named: Callable[[int], str]) -> Values:
    """What the engine counted of a filter, its columns together; named: the key of a number."""
    if name == NUMBERED and schema.NUMBER in found:
        numbered = found[schema.NUMBER]
        pairs = [(one["key"], one["doc_count"]) for one in numbered["buckets"] if one["key"]]
        left = len(pairs) > most or numbered["sum_other_doc_count"]
        unsure = bool(numbered["doc_count_error_upper_bound"])
        return Values({named(key): count for key, count in pairs[:most]}, unsure, bool(left))
    columns = [found[column] for column in (name, *schema.COLUMNS[name]) if column in found]
    numbers: dict[str, int] = {}
    for column in columns:
        for one in column["buckets"]:
            key = one["key"]
            numbers[key] = numbers.get(key, 0) + one["doc_count"]
    numbers.pop(NOTHING, None)
    left = any(column["sum_other_doc_count"] for column in columns)
    # What one column leaves out, another may count a part of.
    unsure = any(column["doc_count_error_upper_bound"] for column in columns)
    unsure = unsure or (left and len(columns) > 1)
    if len(numbers) > most:
        shown = nsmallest(most, ((-count, key) for key, count in numbers.items()))
        return Values({key: -count for count, key in shown}, unsure, True)
    return Values(numbers, unsure, left)


def _terms(field: str, size: int, segment: int) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size, "segment_size": max(size, segment)}}
