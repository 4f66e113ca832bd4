"""A served board as its visitors search it, and processes that work beside its server."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from postings.tests import offered
from postings.tests.boards import ROOT, Board
from postings.tests.served import served

FROM_DATABASE = "straight from the database"
# One row of each card.
HEADS = "status = 'published' AND canonical_id IS NULL AND card_id IS NULL"
LIVE = f"SELECT count(*) AS number FROM postings_jobposting WHERE {HEADS}"


def live(board: Board) -> int:
    return int(board.rows(LIVE)[0]["number"])


def verified(board: Board) -> None:
    """The index equals the database, and is up to date."""
    assert board.manage("search_index", "update", "--no-progress").returncode == 0
    done = board.manage("search_index", "verify", "--no-progress")
    assert done.returncode == 0, done.stdout + done.stderr


def acting(board: Board, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "postings.tests.searching", *arguments],
        cwd=ROOT,
        env=board.environment | {"DJANGO_SETTINGS_MODULE": "jobboard.settings"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def acted(process: subprocess.Popen[str]) -> Any:
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return json.loads(output)


def close(board: Board, number: int) -> None:
    """Closes so many live postings, as `lifecycle.decide` does, in one revision."""
    with sqlite3.connect(board.data / "board.sqlite3", timeout=30) as database:
        database.execute(
            "UPDATE postings_boardrevision SET number = number + 1,"
            " raised_at = strftime('%Y-%m-%d %H:%M:%f', 'now')"
        )
        database.execute(
            "UPDATE postings_jobposting SET status = 'closed', closed_reason = 'editor',"
            " revision = (SELECT number FROM postings_boardrevision) WHERE id IN"
            f" (SELECT id FROM postings_jobposting WHERE {HEADS} LIMIT ?)",
            [number],
        )
    database.close()


class Visitor:
    """Asks for lists, each under an address of its own that no page cache holds."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.number = 0

    def page(self, **query: str) -> str:
        self.number += 1
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        address = f"{self.url}/?{asked}&unknown={self.number}"
        with urllib.request.urlopen(address, timeout=30) as response:  # an error raises
            return response.read().decode()

    def total(self, **query: str) -> tuple[int, bool]:
        """How many the list says there are, and whether the engine said so."""
        page = self.page(**query)
        return offered.total(page), FROM_DATABASE not in page


@contextmanager
def serving(board: Board) -> Iterator[Visitor]:
    with served(board.data) as (again, url):
        board.environment = again.environment
        yield Visitor(url)
        # A process that catches up in the background ends before its folder goes.
        done = board.manage("search_index", "update", "--no-progress")
        assert done.returncode in (0, 2), done.stderr
