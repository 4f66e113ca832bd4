"""One import at a time: a lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

# Any number that no other program uses as an advisory lock in this database.
POSTGRES_LOCK = 7_305_202_411


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
    with _path().open("a+") as file:
        _take(file.fileno(), file)
        file.seek(0)
        file.truncate()
        file.write(process_name())
        file.flush()
        with _postgres_lock():
            yield


def _take(handle: int, file) -> None:  # type: ignore[no-untyped-def]
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read().strip() or "another process"
        raise ImportUnderWay(
            f"Another import is at work ({holder}). Nothing done; try again when it has ended."
        ) from error


@contextmanager
def _postgres_lock() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [POSTGRES_LOCK])
        if not cursor.fetchone()[0]:
            raise ImportUnderWay(
                "Another import is at work on this database. Nothing done; try again when it"
                " has ended."
            )
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [POSTGRES_LOCK])


def is_held() -> bool:
    """Whether an import of this machine is at work now."""
    if not _path().exists():
        return False
    with _path().open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
