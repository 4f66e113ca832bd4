"""Who may write: one process a machine, by locks that die with their holder."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BETWEEN_TRIES = 0.02
# Commits and builds do not wait for each other: an edit is found while a build is under way.
WRITING, BUILDING = "writing.lock", "building.lock"


class Busy(Exception):
    """Another process, or another thread of this one, is at it."""


@contextmanager
def held(root: Path, name: str, wait: float = 0.0) -> Iterator[None]:
    """The lock, tried for so many seconds; raises Busy, and OSError where it cannot be made."""
    handle = take(root, name, wait)
    try:
        yield
    finally:
        os.close(handle)


def is_held(root: Path, name: str) -> bool:
    """Whether anybody holds it now."""
    try:
        os.close(take(root, name))
    except Busy:
        return True
    return False


def take(root: Path, name: str, wait: float = 0.0) -> int:
    """An open file that holds the lock until it is closed; raises as `held` does."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(root / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() >= end:
                os.close(handle)
                raise Busy(name) from None
        time.sleep(BETWEEN_TRIES)
