"""What a request does for the index: small gaps at once, large ones in a process of their own."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.db import DatabaseError

from postings import versions
from postings.indexing import lock, updating
from postings.models import JobPosting
from postings.records import Indexed
from postings.search.folder import Unusable

log = logging.getLogger(__name__)
# Of the index, of its folder, of the database, of a thread that cannot be started.
FAILURES = (Unusable, OSError, DatabaseError, RuntimeError)
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

    def start(self, why: str) -> None:
        """`search_index update` as a process of its own, unless one is at it or was just begun."""
        with self.lock:
            if self.process is not None and self.process.poll() is not None:
                self.process = None
            if self.process is not None or time.monotonic() - self.started_at < PAUSE:
                return
            self.started_at = time.monotonic()
            if lock.is_held(updating.root(), lock.BUILDING):
                return
            log.warning("The search index is brought up in a process of its own: %s", why)
            self.process = subprocess.Popen(  # noqa: S603, our own command
                [sys.executable, "-m", "django", "search_index", "update", "--in-background"],
                cwd=settings.BASE_DIR,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(_path())},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )


def _path() -> list[str]:
    """Where the new process finds us, before whatever an operator has set."""
    return [str(settings.BASE_DIR), *filter(None, [os.environ.get("PYTHONPATH", "")])]


_keeper = _Keeper()


def forget() -> None:
    """Tries again at once whatever has failed before."""
    global _keeper
    _keeper = _Keeper()


def ready() -> Indexed | None:
    """As `keep_up`, for a request: by the board's version as this process holds it."""
    version = versions.current()
    return keep_up(Indexed(version.board_id, version.revision))


def keep_up(now: Indexed, wait: float = 0.0) -> Indexed | None:
    """The state in which the engine may answer, after bringing it up to date where that is quick.

    None: only the database can answer. Never raises: what goes wrong is logged, and tried again
    later. now: the database's state, as the caller knows it; wait: seconds that another writer is
    waited for.
    """
    try:
        indexed = updating.held(now)
    except Unusable as error:
        return None if _keeper.failing() else _renew(error)
    # What the caller knows may be older than what another process has brought in.
    if indexed.revision >= now.revision:
        return indexed
    if _keeper.failing():
        return None
    try:
        return _follow(indexed, wait)
    except lock.Busy:
        return indexed  # whoever writes now will have caught up soon
    except FAILURES as error:
        _failed(error)
        return None


def _follow(indexed: Indexed, wait: float) -> Indexed:
    if updating.gap(indexed, SMALL + 1) > SMALL and settings.SEARCH_IN_BACKGROUND:
        _keeper.start("more has changed than a request can bring in")
        return indexed
    updating.catch_up(wait, settle=False)
    if settings.SEARCH_IN_BACKGROUND and updating.outgrown():
        _keeper.start("much has changed since its sets were made")
    return updating.held(updating.present())


def _renew(error: Unusable) -> Indexed | None:
    try:
        few = JobPosting.objects.live()[: SMALL + 1].count() <= SMALL
        if settings.SEARCH_IN_BACKGROUND and not few:
            _keeper.start(str(error))
            return None
        # Unless another thread or process has made it since.
        updating.bring_up()
        return updating.held(updating.present())
    except lock.Busy:
        return None
    except FAILURES as failure:
        _failed(failure)
        return None


def _failed(error: Exception) -> None:
    _keeper.failed_at = time.monotonic()
    log.error("The search index cannot be written: %s", error)
