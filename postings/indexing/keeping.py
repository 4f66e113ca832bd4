"""What a request does for the index: small gaps at once, large ones in a process of their own."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time

from django.conf import settings

from postings.indexing import lock, updating
from postings.models import JobPosting
from postings.records import Indexed
from postings.search.folder import Unusable

log = logging.getLogger(__name__)
# What one request can take on: some 0.2 s.
SMALL = 300
# After a failure, and between two starts of a process, in seconds.
PAUSE = 5.0


class _Keeper:
    """What this process knows about its tries."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.failed_at = self.started_at = -PAUSE
        self.process: subprocess.Popen[bytes] | None = None

    def failing(self) -> bool:
        return time.monotonic() - self.failed_at < PAUSE

    def start(self, action: str) -> None:
        """`search_index update` or `rebuild` as a process of its own, unless one was just begun."""
        with self.lock:
            if self.process is not None and self.process.poll() is not None:
                self.process = None
            if self.process is not None or time.monotonic() - self.started_at < PAUSE:
                return
            self.started_at = time.monotonic()
            self.process = subprocess.Popen(  # noqa: S603, our own command
                [sys.executable, "-m", "django", "search_index", action, "--in-background"],
                cwd=settings.BASE_DIR,
                env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )


_keeper = _Keeper()


def forget() -> None:
    """Tries again at once whatever has failed before."""
    global _keeper
    _keeper = _Keeper()


def keep_up(now: Indexed, wait: float = 0.0) -> bool:
    """Whether the engine may answer; brings its index up to the database where that is quick.

    Never raises: what goes wrong is logged, and tried again later. now: the database's state, as
    the caller knows it; wait: seconds that another writer is waited for.
    """
    if _keeper.failing():
        return False
    try:
        indexed = updating.held(now)
    except Unusable as error:
        return _renew(error)
    try:
        return _follow(indexed, now, wait)
    except lock.Busy:
        return True  # whoever writes now will have caught up soon
    except (Unusable, OSError) as error:
        return _failed(error)


def _follow(indexed: Indexed, now: Indexed, wait: float) -> bool:
    if indexed == now:
        return True
    if updating.gap(indexed, SMALL + 1) > SMALL and settings.SEARCH_IN_BACKGROUND:
        _keeper.start("update")
    else:
        updating.catch_up(wait, settle=False)
    return True


def _renew(error: Unusable) -> bool:
    few = JobPosting.objects.live()[: SMALL + 1].count() <= SMALL
    if settings.SEARCH_IN_BACKGROUND and not few:
        log.warning("The search index is made anew: %s", error)
        _keeper.start("rebuild")
        return False
    try:
        updating.rebuild()
        return True
    except lock.Busy:
        return False
    except (Unusable, OSError) as failure:
        return _failed(failure)


def _failed(error: Exception) -> bool:
    _keeper.failed_at = time.monotonic()
    log.error("The search index cannot be written: %s", error)
    return False
