"""Small git repositories of our own, with commits on days that a test chooses."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from postings.tests.files import write

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


class Repository:
    """A checkout; nothing of this machine's configuration counts in it."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def git(self, *words: str, day: str = "2024-01-01T12:00:00+0000", told: str = "") -> str:
        """What git answers. day: of what it commits, with an offset."""
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        name = {"GIT_AUTHOR_NAME": "Clerk", "GIT_AUTHOR_EMAIL": "clerk@example.org"}
        name |= {key.replace("AUTHOR", "COMMITTER"): word for key, word in name.items()}
        days = {"GIT_COMMITTER_DATE": day, "GIT_AUTHOR_DATE": "2019-01-01T12:00:00+0000"}
        own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env=kept | name | days | own,
            input=told.encode(),
            capture_output=True,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def commit(
        self, day: str, files: Mapping[str, str | bytes] | None = None, gone: Iterable[str] = ()
    ) -> str:
        """The commit's name; day: with a time and an offset, or noon UTC."""
        write(self.folder, dict(files or {}))
        for name in gone:
            (self.folder / name).unlink()
        self.git("add", "--all")
        when = day if "T" in day else f"{day}T12:00:00+0000"
        self.git("commit", "--quiet", "--allow-empty", "--message", "A day", day=when)
        return self.git("rev-parse", "HEAD")
