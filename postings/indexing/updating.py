"""Brings an index up to the database's revision, or makes a new one of all that is live."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet

from postings.indexing import lock
from postings.indexing.cards import AT_ONCE, cards
from postings.models import BoardRevision, JobPosting, Tombstone
from postings.querysets import today
from postings.records import Indexed
from postings.search import folder, gathering, passes
from postings.search.folder import Unusable
from postings.search.reader import reader
from postings.search.writer import Writer

log = logging.getLogger(__name__)
Watch = Callable[[int], None]
Item = TypeVar("Item")
# Seconds that a finished build waits for a writer: what would be thrown away took minutes.
PATIENCE = 600.0
# Rounds of reading what changed; each is as long as what changed during the one before.
ROUNDS = 5
# The sets are made anew when so many cards are in none of them, or in one and gone; and more than
# this share of all. (That takes 5 s for 100,000 cards on two cores, 40 for a million.)
LEAST_OUTSIDE, MOST_OUTSIDE = 5_000, 0.015


def root() -> Path:
    return Path(settings.SEARCH_DIR)


def present() -> Indexed:
    """The state the database is in."""
    board = BoardRevision.objects.current()
    return Indexed(board.board_id, board.number)


def held(now: Indexed) -> Indexed:
    """The state the index holds; raises Unusable, also for another board's or a later state.

    An index that is ahead was made of a database that has since been restored.
    """
    indexed = reader(root()).snapshot().indexed
    if indexed.board_id != now.board_id:
        raise Unusable("the index is of another board")
    # What the caller knows may be half a second old.
    if indexed.revision > now.revision and indexed.revision > present().revision:
        raise Unusable("the index is ahead of the database, which must be another one")
    return indexed


def gap(indexed: Indexed, most: int) -> int:
    """How many postings have changed since; counted up to `most`."""
    changed = JobPosting.objects.filter(revision__gt=indexed.revision)
    gone = Tombstone.objects.filter(revision__gt=indexed.revision)
    return changed[:most].count() + gone[:most].count()


def catch_up(wait: float = 0.0, *, settle: bool = True, watch: Watch = lambda number: None) -> int:
    """Commits what has changed since the index's revision; how many cards were put or taken.

    wait: seconds for another writer to end. settle: wait for merges, and make the sets anew where
    that is due; else a thread waits.
    Raises lock.Busy, Unusable and OSError.
    """
    handle = lock.take(root(), lock.WRITING, wait)
    try:
        now = present()
        indexed = held(now)
        changed = 0
        if indexed != now:
            writer = Writer(folder.serving(root()))
            changed, _ = _put_changes(writer, indexed, watch)
            if not settle:
                _settle_later(writer, os.dup(handle))
                return changed
            writer.settle()
        if settle and outgrown():
            _make_sets(folder.serving(root()))
        return changed
    finally:
        os.close(handle)


def bring_up(wait: float = 0.0, watch: Watch = lambda number: None) -> int:
    """Catches up however much there is, with a new index where there is none that could.

    How many cards were written. Raises lock.Busy, Unusable and OSError.
    """
    try:
        held(present())
    except Unusable:
        return rebuild(wait, watch)
    return catch_up(wait, watch=watch)


def _settle_later(writer: Writer, handle: int) -> None:
    """In a thread that holds the lock until then; without one, the next writer merges."""
    try:
        threading.Thread(target=_settle, args=(writer, handle), daemon=True).start()
    except RuntimeError:
        os.close(handle)


def _settle(writer: Writer, handle: int) -> None:
    try:
        writer.settle()
    except Unusable:
        pass  # merges are a convenience; what was committed stays
    finally:
        os.close(handle)


def _put_changes(writer: Writer, indexed: Indexed, watch: Watch) -> tuple[int, Indexed]:
    """One commit that leads from one state to the present one: how many cards, and that state.

    It holds exactly the state it names, unless the board changes faster than is read: then some
    rows are newer than what it names, and the next catching up brings in the others.
    """
    number = 0
    for _ in range(ROUNDS):
        now = present()
        if now.board_id != indexed.board_id or now.revision < indexed.revision:
            raise Unusable("the database was replaced by another one meanwhile")
        if now == indexed:
            break
        number += _put_changed(writer, indexed, watch)
        indexed = now
    # Whoever's last day is moved is brought in again: that is a change.
    writer.take_over(today())
    writer.commit(indexed)
    return number, indexed


def _put_changed(writer: Writer, since: Indexed, watch: Watch) -> int:
    changed = JobPosting.objects.filter(revision__gt=since.revision)
    gone = Tombstone.objects.filter(revision__gt=since.revision)
    number = 0
    for ids in _batches(gone.values_list("public_id", flat=True)):
        writer.take(ids)
        number += len(ids)
    for ids in _batches(changed.values_list("public_id", flat=True)):
        writer.take(ids)
        writer.put(cards(JobPosting.objects.filter(public_id__in=ids)))
        number += len(ids)
        watch(len(ids))
    return number


def outgrown() -> bool:
    """Whether so many cards are in no set, or in one and gone, that they should be made anew."""
    snapshot = reader(root()).snapshot()
    if snapshot.cards < passes.MANY:
        return False
    outside = snapshot.cards
    if snapshot.sets is not None:
        outside = snapshot.beside + len(snapshot.mark.gone)
    return outside > max(LEAST_OUTSIDE, snapshot.cards * MOST_OUTSIDE)


def _make_sets(serving: Path) -> None:
    """Makes the sets of an index that nobody else writes to.

    Where that fails, those that there are serve on, or the engine counts without any.
    """
    name = f"sets-{uuid.uuid4().hex[:8]}"
    try:
        gathering.make(serving, name)
        writer = Writer(serving)
        writer.commit(writer.mark.indexed, sets=name)
        writer.settle()
    except (Unusable, OSError) as error:
        log.error("The sets of the search index cannot be made: %s", error)
        return
    for left in serving.glob("sets-*"):
        if left.name != name:
            left.unlink(missing_ok=True)


def _batches(ids: QuerySet[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for one in ids.iterator(AT_ONCE):
        batch.append(one)
        if len(batch) == AT_ONCE // 2:  # SQLite once took no more than 999 parameters
            yield batch
            batch = []
    if batch:
        yield batch


def rebuild(wait: float = 0.0, watch: Watch = lambda number: None) -> int:
    """Makes a new index of all live postings beside the old one, which serves until the end.

    How many cards were written. Raises lock.Busy, Unusable and OSError.
    """
    with lock.held(root(), lock.BUILDING, wait):
        try:
            folder.clear(root(), keep=folder.serving(root()))
        except Unusable:
            folder.clear(root(), keep=None)
        new = folder.new(root())
        try:
            return _build(new, watch)
        except BaseException:
            # Half an index on a full disk is what the database may lack room for.
            folder.remove(new)
            raise


def _build(new: Path, watch: Watch) -> int:
    indexed = present()
    writer = Writer(new, new=True)
    number = writer.put(_watched(cards(JobPosting.objects.all()), watch))
    writer.commit(indexed)
    writer.settle()
    if number >= passes.MANY:
        _make_sets(new)
    # What changed during the build, the last of it while nobody else may write.
    more, indexed = _follow(new, indexed)
    with lock.held(root(), lock.WRITING, wait=PATIENCE):
        rest, indexed = _follow(new, indexed)
        folder.put_in_service(root(), new)
    return number + more + rest


def _follow(new: Path, indexed: Indexed) -> tuple[int, Indexed]:
    if present() == indexed:
        return 0, indexed
    writer = Writer(new)
    followed = _put_changes(writer, indexed, lambda number: None)
    writer.settle()
    return followed


def _watched(items: Iterator[Item], watch: Watch) -> Iterator[Item]:
    for number, item in enumerate(items, 1):
        yield item
        if number % AT_ONCE == 0:
            watch(AT_ONCE)
