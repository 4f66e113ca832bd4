"""How a long job shows its progress: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

# Seconds between two plain lines: often enough to see it lives, rare enough for a log.
LINE_EVERY = 10.0


@contextmanager
def progress(
    total: int | None, wanted: bool, unit: str = "files"
) -> Iterator[Callable[[int], None]]:
    """Gives a function to call with each number of files done.

    Django's own stream would end each of the bar's states with a line end, and paint it red.
    """
    stream = sys.stderr
    if not wanted:
        yield lambda number: None
    elif stream.isatty():
        with tqdm(total=total, unit=f" {unit}", file=stream, smoothing=0.1) as bar:
            yield lambda number: bar.update(number) and None
    else:
        yield _lines(stream, total, unit)


def _lines(stream: Any, total: int | None, unit: str) -> Callable[[int], None]:
    started = last = time.monotonic()
    done = 0

    def tell(number: int) -> None:
        nonlocal done, last
        done += number
        now = time.monotonic()
        if now - last >= LINE_EVERY:
            last = now
            of = f" of {total:,}" if total else ""
            stream.write(f"{done:,}{of} {unit}, {done / (now - started):,.0f} a second\n")

    return tell
