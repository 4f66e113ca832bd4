"""Runs the suite on PostgreSQL: `python -m postings.tests.postgres -- [pytest's arguments]`.

The cluster is made for this one run and deleted with it. Without the server's programs the run is
skipped and says so; with REQUIRE_POSTGRES=1 that is a failure.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

# No durability: what a crash would lose is thrown away anyway.
SERVER = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


class Unavailable(Exception):
    """Why there is no server to test on."""


def programs() -> Path:
    """The folder of initdb and pg_ctl, the newest where there are several."""
    folders = [Path(found).parent for found in [shutil.which("initdb")] if found]
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
        folders.append(Path(told.stdout.strip()))
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda path: float(path.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            return folder
    raise Unavailable("initdb and pg_ctl are not installed (Debian: apt install postgresql)")


def owner() -> dict[str, Any]:
    """Who runs the server, as arguments of subprocess: initdb refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Unavailable("running as root, and there is neither a user postgres nor nobody")


@contextmanager
def cluster() -> Iterator[str]:
    """The DATABASE_URL of a server that lives as long as the block. Raises Unavailable."""
    folder, run_as = programs(), owner()
    # In /tmp whatever TMPDIR says: a socket's path holds 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp"))
    if run_as:
        os.chown(home, run_as["user"], run_as["group"])

    def call(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [folder / program, "-D", home / "data", *arguments],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=(home / "output").open("ab"),
            stderr=subprocess.STDOUT,
            **run_as,
        )
        if done.returncode:
            log = (home / "output").read_text() + _text(home / "log")
            raise SystemExit(f"{program} failed with exit code {done.returncode}:\n{log}")

    try:
        call("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        call("pg_ctl", "start", "-w", "-l", f"{home}/log", "-o", f"{SERVER} -h '' -k {home}")
        try:
            yield f"postgres://postgres@{quote(str(home), safe='')}/postgres"
        finally:
            call("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    command = [sys.executable, "-m", "pytest", *arguments[arguments[:1] == ["--"] :]]
    try:
        with cluster() as url:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode
    except Unavailable as reason:
        sys.stdout.write(f"PostgreSQL tests skipped: {reason}\n")
        return 1 if os.environ.get("REQUIRE_POSTGRES") == "1" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
