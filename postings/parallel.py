"""Worker processes whose death or hang costs one item, not the work."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, wait
from concurrent.futures import TimeoutError as OutOfTime
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.synchronize import Semaphore
from types import TracebackType
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

Item = TypeVar("Item")
Result = TypeVar("Result")

# Enough batches under way that no worker waits for the writer, few enough to keep memory flat.
BATCHES_A_WORKER = 3
# A pool gives up when a worker dies with nothing in hand, and forgets what it had not yet handed
# out; when new pools keep doing so, something stops every worker, and the work cannot be done.
GAVE_UP = (BrokenProcessPool, CancelledError)
MOST_TRIES = 5
# Seconds in which a worker has started, however busy the machine.
STARTING = 10.0
# The same for work that is broken off.
INTERRUPTED = 2.0
SIGNALS = {signal.SIGINT, signal.SIGTERM}
# Seconds between two looks whether a pool has given up.
LOOK_EVERY = 0.5
# Parsing leaves many short-lived cycles; collecting less often saves a tenth of the time.
GC_THRESHOLD = 50_000


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item that took its worker with it; `timed_out` tells a hang from a death."""

    item: Item
    timed_out: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Order:
    """Work handed to a pool; not done within `patience` seconds, it was lost with its worker."""

    pool: ProcessPool
    future: Future
    patience: float

    def result(self) -> list:
        end = time.monotonic() + self.patience
        while not wait([self.future], LOOK_EVERY).done:
            if time.monotonic() > end:
                self.pool.stop()  # a worker killed as it takes an order leaves the queue locked
            if not self.pool.active:
                raise BrokenProcessPool("lost with its worker")
        return self.future.result()


def collect_less_often() -> None:
    """For a process that does one long work: what it has loaded so far is there to stay."""
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)


def _prepare(function: object, started: Semaphore) -> None:
    # The function is named here so that its module is imported before the first order: a worker
    # that dies while it imports would take the order and the queue's lock along.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    collect_less_often()
    threading.Thread(target=_leave_with_parent, args=(os.getppid(),), daemon=True).start()
    started.release()


def _leave_with_parent(parent: int) -> None:
    # A parent that was killed cannot tell its workers to stop.
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


class Workers(Generic[Item, Result]):
    """A pool that applies `function` to batches of items, in order, with a time limit an item.

    function: takes a sequence of items and returns as many results; importable by name, because
    workers are started afresh (a fork would share the database connection). seconds: the limit.
    """

    def __init__(
        self, function: Callable[[Sequence[Item]], list[Result]], workers: int, seconds: float
    ) -> None:
        self.function, self.workers, self.seconds = function, workers, seconds
        self.pool = self._new_pool()
        self.used = False

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("spawn")
        self.started = context.Semaphore(0)
        return ProcessPool(
            max_workers=self.workers,
            initializer=_prepare,
            initargs=(self.function, self.started),
            context=context,
        )

    def __enter__(self) -> Workers[Item, Result]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.used:
            self._await_workers(STARTING if kind is None else INTERRUPTED)
        self.pool.stop() if kind else self.pool.close()
        self.pool.join()

    def _await_workers(self, seconds: float) -> None:
        # A pool that ends while a worker starts makes that worker print a traceback.
        end = time.monotonic() + seconds
        for _ in range(self.workers):
            self.started.acquire(timeout=max(0.0, end - time.monotonic()))

    def map(self, batches: Iterable[Sequence[Item]]) -> Iterator[Result | Lost[Item]]:
        """Results in the order of the items; an item that cannot be worked on comes as `Lost`.

        An error that `function` raises is raised here.
        """
        waiting: deque = deque()
        source = iter(batches)
        while True:
            while len(waiting) < self.workers * BATCHES_A_WORKER:
                batch = next(source, None)
                if batch is None:
                    break
                waiting.append((batch, self._submit(batch)))
            if not waiting:
                return
            batch, order = waiting.popleft()
            yield from self._collect(batch, order)

    def _submit(self, batch: Sequence[Item]) -> _Order:
        # A whole batch is given up as soon as one item may have hung; its items are then tried
        # one by one, so a long limit here would only delay the finding of the culprit. Batches are
        # collected first in, first out: one that is waited for has reached a worker.
        limit = self.seconds + len(batch) * 0.5
        return self._schedule(batch, limit, limit + STARTING)

    def _schedule(self, items: Sequence[Item], limit: float, patience: float) -> _Order:
        try:
            future = self._hand_over(items, limit)
        except RuntimeError:  # this pool has given up
            self._await_workers(INTERRUPTED)
            self.pool.stop()
            self.pool.join()
            self.pool = self._new_pool()
            future = self._hand_over(items, limit)
        return _Order(self.pool, future, patience)

    def _hand_over(self, items: Sequence[Item], limit: float) -> Future:
        # The first order starts the workers; a signal in its midst would leave one half made.
        self.used = True
        masked = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            return self.pool.schedule(self.function, args=(items,), timeout=limit)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)

    def _collect(self, batch: Sequence[Item], order: _Order) -> Iterator[Result | Lost[Item]]:
        for _ in range(MOST_TRIES):
            try:
                yield from order.result()
            except (ProcessExpired, OutOfTime):
                for item in batch:
                    yield self._alone(item, len(batch))
            except GAVE_UP:
                order = self._submit(batch)
                continue
            return
        raise BrokenProcessPool("worker processes die as soon as they start")

    def _alone(self, item: Item, batch: int) -> Result | Lost[Item]:
        # Every batch under way may have to be given up before this item's turn.
        patience = (BATCHES_A_WORKER + 1) * (self.seconds + batch * 0.5) + STARTING
        for _ in range(MOST_TRIES):
            try:
                return self._schedule([item], self.seconds, patience).result()[0]
            except OutOfTime:
                return Lost(item, True, f"took longer than {self.seconds:g} seconds")
            except ProcessExpired as error:
                return Lost(item, False, f"its worker process died (exit code {error.exitcode})")
            except GAVE_UP:
                continue
        raise BrokenProcessPool("worker processes die as soon as they start")
