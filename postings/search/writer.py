"""Changes to an index: cards put and taken, all of a commit or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import tantivy
from pyroaring import BitMap

from postings.records import Indexed, SearchDocument
from postings.search import analysis, documents, filters, marks, schema
from postings.search.folder import Unusable
from postings.search.marks import Mark
from postings.search.ordinals import ordinal

MIB = 2**20
# The least heap the engine takes for a thread.
SMALL_HEAP = 16 * MIB
# More leaves larger segments, which need fewer merges; two threads fill it in a minute.
BUILD_HEAP = 256 * MIB


@contextmanager
def engine_errors() -> Iterator[None]:
    """Raises Unusable for whatever the engine raises, a panic of its own included."""
    try:
        yield
    except (ValueError, OSError, MemoryError) as error:
        raise Unusable(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # not an Exception, and has no import
            raise
        raise Unusable(f"the engine panicked: {error}") from error


class Writer:
    """One at a time for a folder: the caller holds a lock. Raises Unusable."""

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        """new: the folder is empty and the index is made, by as many threads as there are cores."""
        with engine_errors():
            if new:
                self.index = tantivy.Index(
                    schema.build(),
                    str(folder),
                    sort_by_field="newest",
                    sort_order=tantivy.Order.Desc,
                )
            else:
                self.index = tantivy.Index.open(str(folder))
            self.searcher: Any = self.index.searcher()
            self.mark = Mark(Indexed("", 0))
            if not new:
                self.mark = marks.read(self.searcher, self.index.schema)
            analysis.register(self.index)
            heap, threads = (BUILD_HEAP, 2) if new else (SMALL_HEAP, 1)
            self.writer = self.index.writer(heap, threads)
            if not new:
                # What one that failed or was killed has left would be in the way by its name.
                self.writer.garbage_collect_files()

    def put(self, cards: Iterable[SearchDocument]) -> int:
        """Adds cards, beside what is there of them: take that first; how many."""
        number = 0
        with engine_errors():
            for card in cards:
                place = ordinal(self.mark.ordinals + number)
                self.writer.add_document(documents.document(card, place, self.mark.sets))
                number += 1
        self.mark = replace(self.mark, ordinals=self.mark.ordinals + number)
        return number

    def take(self, public_ids: Iterable[str]) -> None:
        """Removes what there is of these cards, whenever it was put."""
        with engine_errors():
            for public_id in public_ids:
                # By term, the engine takes a number for another type and deletes nothing (0.27).
                key = schema.id_number(public_id)
                self._remove(tantivy.Query.term_query(self.index.schema, "key", key))

    def take_over(self, day: date) -> None:
        """Removes the cards whose last day is before a day, so that they do not add up."""
        last = schema.day_number(day)
        over = filters.between(self.index.schema, 1, last)
        with engine_errors():
            self._remove(over)

    def _remove(self, query: Any) -> None:
        self.writer.delete_documents_by_query(query)
        if self.mark.sets:
            number = max(self.searcher.search(query, 1).count, 1)
            gone = self.searcher.search(query, number, order_by_field="ordinal").hits
            end = ordinal(self.mark.counted)
            self.mark.gone.update(one for one, _ in gone if one < end)

    def commit(self, indexed: Indexed, sets: str | None = None) -> None:
        """Makes the changes since the last commit durable, together with what they amount to.

        sets: the file of sets that were made of the last commit.
        """
        mark = replace(self.mark, indexed=indexed)
        if sets is not None:
            mark = replace(mark, sets=sets, counted=mark.ordinals, gone=BitMap())
        with engine_errors():
            marks.remove(self.writer)
            self.writer.add_document(marks.document(mark))
            self.writer.commit()
        self.mark = mark

    def settle(self) -> None:
        """Waits until merges have ended; the writer is of no use then.

        Without it they are given up, and each commit leaves a segment more.
        """
        with engine_errors():
            self.writer.wait_merging_threads()


def segments(folder: Path) -> list[tuple[int, int]]:
    """Documents and deleted ones among them, of each segment of the last commit."""
    with _meta_errors(folder):
        return [
            (one["max_doc"], (one["deletes"] or {"num_deleted_docs": 0})["num_deleted_docs"])
            for one in _listed(folder)
        ]


def deletions(folder: Path) -> dict[str, str]:
    """Segments of the last commit and how each one's file of deleted documents ends, or ""."""
    with _meta_errors(folder):
        return {
            one["segment_id"].replace("-", ""): f"{one['deletes']['opstamp']}.del"
            if one["deletes"]
            else ""
            for one in _listed(folder)
        }


def _listed(folder: Path) -> list[dict[str, Any]]:
    return list(json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"])


@contextmanager
def _meta_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unusable(f"{folder / 'meta.json'} cannot be read: {error}") from error
