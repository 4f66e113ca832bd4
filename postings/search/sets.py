"""Sets of cards by what they hold, which are counted where many cards match.

The engine looks at every card that matches, some 150 ns each for all filters. Two sets (Roaring
bitmaps) of half a million cards tell in 15 µs how many cards are in both. So a file beside the
index, which `gathering` makes of it, has the set of every frequent value and word. In a set a card
is the ordinal that it was given when it was put into the index; values that many cards have are
filled up, see `ordinals`.
"""

from __future__ import annotations

import json
import mmap
import threading
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from heapq import heappush, heappushpop
from pathlib import Path
from typing import Any
from zlib import crc32

from pyroaring import BitMap

from postings.search.folder import Unusable
from postings.search.ordinals import filling

# The field of the set of all cards that there were, and its only value.
ALL = ("", "")
# Of a process: of sets that are compared with what a search finds, and of those that it is made of.
# The first are compared in one order by every search. So those that come first are kept for ever:
# if the others took their place, none of them would be kept until it is its turn again.
MOST_COMPARED_BYTES, MOST_KEPT_BYTES = 24 * 2**20, 8 * 2**20
# The end of the file: where the directory begins, and its checksum.
TRAILER = 16


class Sets:
    """One file of sets. Safe among threads. Raises Unusable where it is not what was written, which
    is looked at once, when a set is read first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise Unusable(f"{path} cannot be read: {error}") from error
        directory = self._directory()
        # By field and value: how many cards, and where its set is. The most frequent come first.
        self._terms: dict[str, dict[str, list[int]]] = directory["terms"]
        # By field, how many cards a value without a set may have; of others it may be all.
        self._left: dict[str, int] = directory["left"]
        self._ordered: dict[str, list[int]] = directory["ordered"]
        self._kept: OrderedDict[Any, BitMap] = OrderedDict()
        self._kept_bytes = 0
        self._compared: dict[tuple[str, str], BitMap] = {}
        self._compared_bytes = 0
        self._lock = threading.Lock()
        # What was found to be whole: that takes four times as long as reading it.
        self._whole: set[tuple[int, int]] = set()
        self._filling = filling(self.all())
        self._filling_asked = filling(self.all(), asked=True)

    def _directory(self) -> dict[str, Any]:
        trailer = bytes(self._bytes[-TRAILER:])
        start = int.from_bytes(trailer[:8], "little")
        written = bytes(self._bytes[start:-TRAILER])
        if len(trailer) < TRAILER or crc32(written) != int.from_bytes(trailer[8:], "little"):
            raise Unusable(f"{self.path} is damaged")
        return dict(json.loads(written))

    def of(self, field: str, value: str) -> BitMap | None:
        """The cards with a value, None where there is no set of it; not to be changed."""
        found = self._terms.get(field, {}).get(value)
        if found is None:
            return None
        _, *place = found
        return self._known((field, value), lambda: self._bare(self._read(*place)))

    def _bare(self, held: BitMap) -> BitMap:
        """Without what fills it up: then it has ordinals that no card has, the first of all."""
        return held - self._filling if 0 in held else held

    def filled(self, cards: BitMap) -> BitMap:
        """Some cards, to be compared with what is filled up."""
        return cards | self._filling_asked

    def all(self) -> BitMap:
        """Those that there were when the sets were made; not to be changed."""
        found = self.of(*ALL)
        return BitMap() if found is None else found

    def terms(self) -> Iterator[tuple[str, str]]:
        """Every field and value that has a set."""
        for field, values in self._terms.items():
            if field != ALL[0]:
                yield from ((field, value) for value in values)

    def lacks(self, field: str) -> int:
        """How many cards a value of that field may have had of which there is no set."""
        return self._left.get(field, len(self.all()))

    def between(self, field: str, least: int, end: int | None = None) -> BitMap:
        """The cards whose number in an ordered field is at least one, and below an end; not to be
        changed. Cards without a number are none of them."""
        return self._known((field, least, end), lambda: self._sliced(field, least, end))

    def _sliced(self, field: str, least: int, end: int | None) -> BitMap:
        start, number, check = self._ordered[field]
        both = self._checked(start, (8 + 4) * number, check)
        values, ordinals = both[: 8 * number].cast("Q"), both[8 * number :].cast("I")
        first = bisect_left(values, least)
        last = number if end is None else max(bisect_left(values, end), first)
        return BitMap(array("I", bytes(ordinals[first:last])))

    def _read(self, start: int, size: int, check: int) -> BitMap:
        try:
            return BitMap.deserialize(bytes(self._checked(start, size, check)))
        except ValueError as error:
            raise Unusable(f"{self.path} is damaged") from error

    def _checked(self, start: int, size: int, check: int) -> memoryview:
        found = self._bytes[start : start + size]
        if (start, size) not in self._whole:
            if crc32(found) != check:
                raise Unusable(f"{self.path} is damaged")
            self._whole.add((start, size))
        return found

    def _known(self, key: Any, read: Callable[[], BitMap]) -> BitMap:
        """The set kept by that key; those that were not asked for longest give way."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = read()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._kept_bytes += _size(found)
            while self._kept_bytes > MOST_KEPT_BYTES:
                _, left = self._kept.popitem(last=False)
                self._kept_bytes -= _size(left)
        return found

    def most_frequent(
        self, field: str, cards: BitMap, most: int, others: Mapping[str, int]
    ) -> dict[str, int] | None:
        """How many of some cards have each value, of at least so many most frequent values.

        cards: as `filled`, which takes less time. others: cards that are in no set, by value; they
        are counted in. None where values without a set might be more frequent.
        """
        terms = self._terms.get(field, {})
        found: dict[str, int] = {}
        best: list[int] = []
        more, enough = max(others.values(), default=0), False
        for value, (size, *place) in terms.items():
            enough = len(best) == most and size + more < best[0]
            if enough:
                break
            held = self._compared.get((field, value))
            if held is None:
                held = self._comparable((field, value), *place)
            count = cards.intersection_cardinality(held) + others.get(value, 0)
            if len(best) < most:
                if not count:
                    continue
                heappush(best, count)
            elif count >= best[0]:
                heappushpop(best, count)
            else:
                continue
            found[value] = count
        left = 0 if enough else self.lacks(field)
        if left and not (len(best) == most and left + more < best[0]):
            return None
        if enough or left or not others:
            return found
        return found | {value: one for value, one in others.items() if value not in terms}

    def _comparable(self, key: tuple[str, str], *place: int) -> BitMap:
        found = self._read(*place)
        with self._lock:
            if self._compared_bytes < MOST_COMPARED_BYTES and key not in self._compared:
                self._compared[key] = found
                self._compared_bytes += _size(found)
        return found


def _size(cards: BitMap) -> int:
    """Bytes that a set takes, about: of 65,536 cards at most 8 kB, and little for few of them."""
    spread = (cards.max() - cards.min()) // 8 if cards else 0
    return int(min(2 * len(cards), spread)) + 200


@lru_cache(maxsize=1)
def opened(path: Path) -> Sets:
    """The sets of a file, whose content never changes; raises Unusable."""
    return Sets(path)
