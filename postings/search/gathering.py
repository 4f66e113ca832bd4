"""The file of `sets`, made of an index: the cards of each frequent value and word, by ordinal."""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple
from zlib import crc32

import tantivy
from pyroaring import BitMap
from tantivy import Occur, Query

from postings.parallel import Lost, Workers
from postings.search import marks, passes, schema
from postings.search.folder import Unusable
from postings.search.ordinals import filling
from postings.search.sets import ALL, TRAILER
from postings.search.writer import engine_errors

# Whose values are counted or asked for, and of each the most frequent ones. The engine names the
# cards of others, which are few.
FIELDS = (*schema.NAMED, "flag", "eligible", "unsupported", "tech")
MOST_VALUES = 5_000
# Of those filters, sets of more than this share of the cards are filled up: a block takes 8 kB
# then, and as a list 2 bytes an entry.
FILLED, LEAST_FILLED = frozenset(schema.NAMED), 1 / 64
# Ordered numbers: those from which on, and up to which, the cards are that are meant.
ORDERED = ("posted", "until", "salary")
# An index of more cards is read by a process a core; their start takes a second.
WORTH_WORKERS, AT_ONCE, SECONDS = 100_000, 20, 60.0
# Cards that are looked at together; a row is some 200 bytes.
ROWS = 100_000


class Wish(NamedTuple):
    """A term whose set is wanted, by the folder of its index; frequency: how many documents of the
    index have it, deleted ones included."""

    folder: str
    field: str
    value: str
    frequency: int


class Gathered(NamedTuple):
    wish: Wish
    cards: int
    written: bytes


def make(folder: Path, name: str) -> None:
    """Writes the sets of the last commit of the index in a folder into a file there.

    Nobody may write to the index meanwhile. Raises Unusable.
    """
    try:
        with engine_errors():
            _write(folder / name, _Index(str(folder)))
    except BrokenProcessPool as error:
        raise Unusable(f"no worker could be started: {error}") from error


def _write(path: Path, index: _Index) -> None:
    wishes, left = _wishes(index)
    try:
        with path.open("wb") as file:
            written = _Written(file)
            written.ordered(index)
            for one in _gathered(index, wishes):
                written.add(one.wish.field, one.wish.value, one.cards, one.written)
            written.end(left)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class _Index:
    def __init__(self, folder: str) -> None:
        self.index = tantivy.Index.open(folder)
        self.folder, self.schema = folder, self.index.schema
        self.searcher: Any = self.index.searcher()
        self.cards = int(self.searcher.num_docs) - 1  # the mark

    def others(self, query: Query) -> Query:
        """All cards that a query does not find."""
        none = (Occur.MustNot, query), (Occur.MustNot, marks.query(self.schema))
        return Query.boolean_query([(Occur.Must, Query.all_query()), *none])

    def hits(self, query: Query, most: int, offset: int = 0) -> list[tuple[int, Any]]:
        """By ordinal, those from the offset on."""
        found = self.searcher.search(
            query,
            most,
            count=False,
            order_by_field="ordinal",
            offset=offset,
            order=tantivy.Order.Asc,
        )
        return list(found.hits)

    def ordinals(self, query: Query, most: int) -> BitMap:
        # In no order: a fifth faster.
        any_order = Query.const_score_query(query, 0.0)
        hits = self.searcher.search(any_order, most, count=False).hits
        places = [place for _, place in hits]
        return BitMap(array("I", self.searcher.fast_field_values("ordinal", places)))

    @property
    def every(self) -> BitMap:
        return BitMap(array("I", [one for rows in self.rows() for one, _ in rows]))

    def rows(self) -> Iterator[list[tuple[int, Any]]]:
        """All cards, some at a time."""
        query = self.others(Query.empty_query())
        for start in range(0, self.cards, ROWS):
            yield self.hits(query, min(ROWS, self.cards - start), start)


@lru_cache(maxsize=1)
def _opened(folder: str) -> tuple[_Index, BitMap, BitMap]:
    return _with_every(_Index(folder))


def _with_every(index: _Index) -> tuple[_Index, BitMap, BitMap]:
    """With all its cards, and what fills up sets of them."""
    every = index.every
    return index, every, filling(every)


def gather(wishes: Sequence[Wish]) -> list[Gathered]:
    """The sets of some terms of one index; for a process of its own, which keeps it open."""
    with engine_errors():
        return [_gather(*_opened(wish.folder), wish) for wish in wishes]


def _gather(index: _Index, every: BitMap, filled: BitMap, wish: Wish) -> Gathered:
    """Of a term that most cards have, the others are named."""
    query = Query.term_query(index.schema, wish.field, wish.value, "basic")
    if 2 * wish.frequency > index.cards:
        others = index.ordinals(index.others(query), max(index.cards, 1))
        found = every - others
    else:
        found = index.ordinals(query, max(wish.frequency, 1))
    number = len(found)
    if wish.field in FILLED and number > len(every) * LEAST_FILLED:
        found |= filled
    else:
        found.run_optimize()
    return Gathered(wish, number, found.serialize())


def _gathered(index: _Index, wishes: Sequence[Wish]) -> Iterator[Gathered]:
    workers = os.cpu_count() or 1
    if index.cards < WORTH_WORKERS or workers < 2:
        given = _with_every(index)
        yield from (_gather(*given, wish) for wish in wishes)
        return
    with Workers(gather, workers, SECONDS) as pool:
        for found in pool.map(_batches(wishes)):
            if isinstance(found, Lost):
                raise Unusable(f"the set of {found.item.value!r} was lost: {found.reason}")
            yield found


def _batches(wishes: Iterable[Wish]) -> Iterator[list[Wish]]:
    left = iter(wishes)
    while batch := list(islice(left, AT_ONCE)):
        yield batch


def _wishes(index: _Index) -> tuple[list[Wish], dict[str, int]]:
    """The terms that are to have sets; and by field, how many cards another one may have."""
    found: list[Wish] = []
    left = {}
    for field, least in [*((name, 1) for name in FIELDS), ("stems", passes.MANY)]:
        terms = index.searcher.terms_with_prefix(field, "", limit=MOST_VALUES + 1)
        wanted = [term for term in terms[:MOST_VALUES] if term[1] >= least]
        found += [Wish(index.folder, field, *term) for term in wanted]
        left[field] = terms[len(wanted)][1] if len(terms) > len(wanted) else 0
    return found, left


class _Written:
    """The file while it is written, and its directory."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.terms: dict[str, dict[str, list[int]]] = {}
        self.places: dict[str, list[int]] = {}

    def add(self, field: str, value: str, cards: int, written: bytes) -> None:
        place = [cards, self.file.tell(), len(written), crc32(written)]
        self.terms.setdefault(field, {})[value] = place
        self.file.write(written)

    def ordered(self, index: _Index) -> None:
        """The ordered numbers, each with its cards; and the set of all cards."""
        every = BitMap()
        found: dict[str, list[tuple[int, int]]] = {name: [] for name in ORDERED}
        for rows in index.rows():
            every |= BitMap(array("I", [one for one, _ in rows]))
            for name, pairs in found.items():
                values = index.searcher.fast_field_values(name, [place for _, place in rows])
                numbered = zip(values, (one for one, _ in rows), strict=True)
                pairs += [pair for pair in numbered if _is_number(name, pair[0])]
        for name, pairs in found.items():
            pairs.sort()
            written = array("Q", [value for value, _ in pairs]).tobytes()
            written += array("I", [one for _, one in pairs]).tobytes()
            self.file.write(b"\0" * (-self.file.tell() % 8))
            self.places[name] = [self.file.tell(), len(pairs), crc32(written)]
            self.file.write(written)
        every.run_optimize()
        self.add(*ALL, len(every), every.serialize())

    def end(self, left: dict[str, int]) -> None:
        terms = {
            field: dict(sorted(found.items(), key=lambda one: (-one[1][0], one[0])))
            for field, found in self.terms.items()
        }
        directory = {"terms": terms, "left": left, "ordered": self.places}
        written = json.dumps(directory, separators=(",", ":")).encode()
        start = self.file.tell()
        self.file.write(written)
        self.file.write(start.to_bytes(8, "little"))
        self.file.write(crc32(written).to_bytes(TRAILER - 8, "little"))
        self.file.flush()
        os.fsync(self.file.fileno())


def _is_number(name: str, value: int | None) -> bool:
    return value is not None and not (name == "until" and value == schema.NEVER)
