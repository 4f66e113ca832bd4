"""Boards of their own: a data folder, a SQLite file and `manage.py` in processes of its own."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# What differs between two imports of the same files: numbers of rows and the time of day.
PASSING = {
    "id",
    "revision",
    "changed_at",
    "first_seen",
    "last_seen",
    "archived_seen",
    "missing_since",
    "created_by_run_id",
    "last_run_id",
    "run_id",
    "hiring_organization_id",
    "canonical_id",
    "card_id",
    "posting_id",
    "record_id",
}
# What a board holds, by name: every column but the passing ones, and names instead of row numbers.
TABLES = {
    "postings": "SELECT p.*, o.key AS organization, twin.public_id AS canonical,"
    " head.public_id AS card FROM postings_jobposting p"
    " LEFT JOIN postings_jobposting twin ON twin.id = p.canonical_id"
    " LEFT JOIN postings_jobposting head ON head.id = p.card_id"
    " LEFT JOIN postings_organization o ON o.id = p.hiring_organization_id",
    "records": "SELECT r.*, p.public_id AS posting FROM postings_sourcerecord r"
    " JOIN postings_jobposting p ON p.id = r.posting_id",
    "skills of postings": "SELECT p.public_id, s.key FROM postings_jobposting_skills ps"
    " JOIN postings_jobposting p ON p.id = ps.jobposting_id"
    " JOIN postings_skill s ON s.id = ps.skill_id",
    "organizations": "SELECT * FROM postings_organization",
    "skills": "SELECT * FROM postings_skill",
    "spellings": "SELECT * FROM postings_spelling WHERE count > 0",
    "problems": "SELECT i.*, r.path FROM postings_importproblem i"
    " JOIN postings_sourcerecord r ON r.id = i.record_id",
    "problems of postings": "SELECT q.*, p.public_id FROM postings_postingproblem q"
    " JOIN postings_jobposting p ON p.id = q.posting_id",
    "quarantine": "SELECT * FROM postings_rejectedfile",
}


class Board:
    """A board in a folder; its processes inherit none of this machine's settings."""

    def __init__(self, data: Path) -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        kept = ("PATH", "HOME", "LANG", "TMPDIR")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"DATA_DIR": str(data), "SECRET_KEY": "only-for-tests"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """manage.py in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        with self.start(*arguments) as process:
            output, errors = process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def rows(self, query: str) -> list[dict[str, Any]]:
        # Closed at once: a copy of the folder must not meet files that go with the connection.
        with closing(sqlite3.connect(self.data / "board.sqlite3", timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query)]

    def dump(self) -> dict[str, list[str]]:
        """What the board holds, in an order of its own."""
        return {
            name: sorted(
                repr({key: value for key, value in row.items() if key not in PASSING})
                for row in self.rows(query)
            )
            for name, query in TABLES.items()
        }

    def copy_to(self, data: Path) -> Board:
        shutil.copytree(self.data, data)
        return Board(data)


def new_board(data: Path) -> Board:
    board = Board(data)
    done = board.manage("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return board


def wait_until(true: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
