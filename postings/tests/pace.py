"""How fast this machine is at the moment; those that tests run on differ by a factor of three."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Seconds of the work below where limits of time were set.
USUAL = 0.05


def slower(clock: Callable[[], float] = time.process_time) -> float:
    """How many times as long as usual a fixed piece of work takes, by a clock; at least 1."""
    started = clock()
    sum(number * number for number in range(1_000_000))
    return max((clock() - started) / USUAL, 1.0)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Asserts that its block takes no more processor time than that on a machine of usual speed."""
    before, started = slower(), time.process_time()
    yield
    took = time.process_time() - started
    allowed = seconds * max(before, slower())
    assert took < allowed, f"{took:.3f} s instead of {allowed:.3f}"
