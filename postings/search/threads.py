"""Threads for what the engine does without Python's lock, so that a search uses every core."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")
# Searches that are counted, and parts of one count, which wait for nobody: work that waits for
# other work of its own pool could fill it, and wait for ever.
COUNTS, PARTS = "counts", "parts"
# Seconds. A thread that comes back from the engine gets Python's lock after so long at most; while
# it waits, a core is idle. The usual 5 ms are as long as the work itself.
SWITCHING = 0.0002


@functools.cache
def _pool(name: str, process: int) -> ThreadPoolExecutor:
    """A process that was forked has none of its parent's threads, so it makes its own."""
    sys.setswitchinterval(SWITCHING)
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix=f"search-{name}")


def beside(pool: str, work: Callable[..., Result], *given: object) -> Future[Result]:
    """The work in a thread of a pool; it must not touch the database, whose connections are the
    caller's thread's."""
    return _pool(pool, os.getpid()).submit(work, *given)
