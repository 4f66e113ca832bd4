"""One import at a time: a lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db import connection

# Any number below 2³¹ that no other program uses as an advisory lock in this database.
POSTGRES_LOCK = 730_520_241
BUSY = "Another import is at work ({}). Nothing done; try again when it has ended."
TRIES, BETWEEN_TRIES = 3, 0.1


class ImportUnderWay(Exception):
    """Another import holds the lock; the message names its process."""


def process_name() -> str:
    return f"{socket.gethostname()} process {os.getpid()}"


def _path() -> Path:
    return Path(settings.DATA_DIR) / "import.lock"


@contextmanager
def import_lock() -> Iterator[None]:
    """Held while a run writes; the system frees it however the process ends.

    Raises ImportUnderWay. PostgreSQL is locked too, since its clients may be on other machines.
    """
    try:
        handle = os.open(_path(), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ImportUnderWay(f"{_path()} cannot be locked: {error.strerror}") from error
    with os.fdopen(handle, "r+") as file:
        _take(file)
        file.seek(0)
        file.truncate()
        file.write(process_name())
        file.flush()
        with _postgres_lock():
            yield


def _take(file: TextIO) -> None:
    for _ in range(TRIES):
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # another import, or the admin's short look
            time.sleep(BETWEEN_TRIES)
    file.seek(0)
    raise ImportUnderWay(BUSY.format(file.read().strip() or "another process"))


@contextmanager
def _postgres_lock() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [POSTGRES_LOCK])
        if not cursor.fetchone()[0]:
            raise ImportUnderWay(BUSY.format(_postgres_holder() or "on another machine"))
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [POSTGRES_LOCK])


def _postgres_holder() -> str:
    """Who holds the lock in PostgreSQL; empty for nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(host(client_addr), 'the database machine'), pid FROM pg_locks"
            " JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND granted",
            [POSTGRES_LOCK],
        )
        row = cursor.fetchone()
    return f"from {row[0]}, database process {row[1]}" if row else ""


def is_held() -> bool:
    """Whether an import is at work now: on this machine, or on this PostgreSQL database."""
    if connection.vendor == "postgresql":
        return bool(_postgres_holder())
    try:
        with _path().open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:  # locked, or another user's to read
        return True
    return False
