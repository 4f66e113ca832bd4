"""Worker processes whose death or hang costs one item, not the work."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as OutOfTime
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

Item = TypeVar("Item")
Result = TypeVar("Result")

# Enough batches under way that no worker waits for the writer, few enough to keep memory flat.
BATCHES_A_WORKER = 3
# A pool breaks when a worker dies with nothing in hand; when this one keeps breaking, something
# stops every worker, and the work cannot be done.
MOST_POOLS = 5
# Parsing leaves many short-lived cycles; collecting less often saves a tenth of the time.
GC_THRESHOLD = 50_000


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item that took its worker with it; `timed_out` tells a hang from a death."""

    item: Item
    timed_out: bool
    reason: str


def _prepare() -> None:
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    threading.Thread(target=_leave_with_parent, args=(os.getppid(),), daemon=True).start()


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
        self.pools = 0
        self.pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        self.pools += 1
        return ProcessPool(
            max_workers=self.workers,
            initializer=_prepare,
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> Workers[Item, Result]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pool.stop() if kind else self.pool.close()
        self.pool.join()

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
            batch, future = waiting.popleft()
            yield from self._collect(batch, future)

    def _submit(self, batch: Sequence[Item]):  # type: ignore[no-untyped-def]
        return self._schedule(batch, self._limit(batch))

    def _schedule(self, items: Sequence[Item], seconds: float):  # type: ignore[no-untyped-def]
        if not self.pool.active and self.pools < MOST_POOLS:
            self.pool.stop()
            self.pool.join()
            self.pool = self._new_pool()
        return self.pool.schedule(self.function, args=(items,), timeout=seconds)

    def _limit(self, batch: Sequence[Item]) -> float:
        # A whole batch is given up as soon as one item may have hung; its items are then tried
        # one by one, so a long limit here would only delay the finding of the culprit.
        return self.seconds + len(batch) * 0.5

    def _collect(self, batch: Sequence[Item], future) -> Iterator[Result | Lost[Item]]:  # type: ignore[no-untyped-def]
        try:
            yield from future.result()
        except (ProcessExpired, OutOfTime):
            for item in batch:
                yield self._alone(item)
        except BrokenProcessPool:
            if self.pools >= MOST_POOLS and not self.pool.active:
                raise
            yield from self._collect(batch, self._submit(batch))

    def _alone(self, item: Item) -> Result | Lost[Item]:
        future = self._schedule([item], self.seconds)
        try:
            return future.result()[0]
        except OutOfTime:
            return Lost(item, True, f"took longer than {self.seconds:g} seconds")
        except ProcessExpired as error:
            return Lost(item, False, f"its worker process died (exit code {error.exitcode})")
        except BrokenProcessPool:
            if self.pools >= MOST_POOLS and not self.pool.active:
                raise
            return self._alone(item)
