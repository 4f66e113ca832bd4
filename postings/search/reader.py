"""The index as one request sees it: a commit, the state it holds, and whether its files are whole.

A process keeps one reader a folder; a look at the pointer and at the engine's own list of segments
tells it of a new commit, whoever made it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy

from postings.records import Indexed
from postings.search import analysis, folder, marks
from postings.search.folder import Unusable
from postings.search.marks import Mark
from postings.search.sets import Sets, opened
from postings.search.writer import deletions, engine_errors

Seen = tuple[int, int, int]
Looked = tuple[Seen, Seen]
MOST_TRIES = 5
# A request looks at the index two or three times within this.
CHECKED_SECONDS = 0.005
# Of a segment's files; that of its deleted documents is named by the commit.
KINDS = {"fast", "fieldnorm", "idx", "pos", "store", "term"}


class Held:
    """A file of the index, held open: looking at it takes a fifth of looking for it by its name."""

    __slots__ = ("_descriptor", "path", "size")

    def __init__(self, path: str) -> None:
        self.path, self._descriptor = path, -1
        self._descriptor = os.open(path, os.O_RDONLY)
        self.size = os.fstat(self._descriptor).st_size

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        # Where the process ends, modules may have lost their names.
        if self._descriptor >= 0:
            close(self._descriptor)

    def check(self) -> None:
        """Raises Unusable where it was removed or is not as long as it was."""
        now = os.fstat(self._descriptor)
        if not now.st_nlink:
            # Unless the same one was put back.
            try:
                now = os.stat(self.path)
            except OSError as error:
                raise Unusable(f"{self.path} is gone: {error.strerror}") from error
        if now.st_size != self.size:
            raise Unusable(f"{self.path} has {now.st_size} bytes instead of {self.size}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit. `kept` holds what was counted of it before, for as long as it is read.

    counting: held by who counts all of it, since that takes long and much memory.
    """

    folder: Path
    searcher: Any
    schema: Any
    mark: Mark
    sets: Sets | None
    files: tuple[Held, ...]
    kept: dict[Any, Any] = field(default_factory=dict)
    counting: Any = field(default_factory=threading.Lock)

    @property
    def indexed(self) -> Indexed:
        return self.mark.indexed

    @property
    def beside(self) -> int:
        """How many cards it may hold that are in none of its sets."""
        return int(self.searcher.doc_freq("beside", self.mark.sets)) if self.sets else 0

    @property
    def cards(self) -> int:
        """How many it holds, those past their last day and not yet taken out included."""
        return int(self.searcher.num_docs) - 1  # the mark

    def check(self) -> None:
        """Raises Unusable where a file is not as long as it was.

        The engine maps its files: reading beyond the end of one that was cut would kill the
        process.
        """
        for one in self.files:
            one.check()


class Reader:
    """The index of one root folder, across builds and commits. Safe among threads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        # One value, so that no thread sees a snapshot beside what another one was opened at.
        self._held: tuple[Snapshot, Looked] | None = None
        self._checked = 0.0

    def snapshot(self) -> Snapshot:
        """The newest commit; raises Unusable."""
        held = self._held
        seen = self._look(held)[1]
        if held is not None and seen == held[1]:
            try:
                self._check(held[0])
                return held[0]
            except Unusable:
                # The engine may have replaced segments by merged ones a moment ago.
                if self._look(held)[1] == seen:
                    self.forget()
                    raise
        with self._lock:
            held = self._held
            serving, seen = self._look(held)
            if held is None or seen != held[1]:
                self._held = None
                held = self._held = self._opened(serving, seen)
            return held[0]

    def _check(self, held: Snapshot) -> None:
        """Once for what one request asks in turn."""
        now = time.monotonic()
        if now - self._checked > CHECKED_SECONDS:
            held.check()
            self._checked = now

    def _opened(self, serving: Path, seen: Looked) -> tuple[Snapshot, Looked]:
        """Opens what serves now, again where it was replaced in the same moment."""
        for _ in range(MOST_TRIES):
            try:
                return _open(serving), seen
            except Unusable:
                again, now = self._look(None)
                if now == seen:
                    raise
                serving, seen = again, now
        raise Unusable("the index changes faster than it can be opened")

    def forget(self) -> None:
        """Opens the index anew at the next request."""
        with self._lock:
            self._held = None

    def _look(self, held: tuple[Snapshot, Looked] | None) -> tuple[Path, Looked]:
        try:
            pointer = _seen(folder.pointer(self.root))
            same = held is not None and held[1][0] == pointer
            serving = held[0].folder if held and same else folder.serving(self.root)
            return serving, (pointer, _seen(serving / "meta.json"))
        except FileNotFoundError:
            folder.serving(self.root)  # says so where there is none
            raise Unusable("no index: its files are gone") from None
        except OSError as error:
            raise Unusable(f"no index: {error}") from error


def _seen(path: Path) -> Seen:
    found = os.stat(path)
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _open(serving: Path) -> Snapshot:
    try:
        files = _whole(serving)
        with engine_errors():
            index = tantivy.Index.open(str(serving))
            analysis.register(index)
            index.config_reader("manual")
            index.reload()
            searcher = index.searcher()
            mark = marks.read(searcher, index.schema)
        sets = None
        if mark.sets:
            path = serving / mark.sets
            files.append(Held(str(path)))
            sets = opened(path)
        return Snapshot(serving, searcher, index.schema, mark, sets, tuple(files))
    except OSError as error:
        raise Unusable(f"{serving} cannot be read: {error}") from error


def _whole(serving: Path) -> list[Held]:
    """The files of the last commit.

    Not those beside them that a later commit is writing, or that an earlier one has left.
    """
    deleted = deletions(serving)
    found = []
    for one in os.scandir(serving):
        segment, _, kind = one.name.partition(".")
        if segment in deleted and (kind in KINDS or kind == deleted[segment]):
            found.append(Held(one.path))
    return found


# Of this process, by root folder.
readers: dict[Path, Reader] = {}


def reader(root: Path) -> Reader:
    """This process's reader of a root folder."""
    found = readers.get(root)
    return found if found is not None else readers.setdefault(root, Reader(root))
