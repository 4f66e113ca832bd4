"""What becomes of search when its files, its disk or its processes fail while a board is served."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from postings.tests.boards import ROOT, Board, new_board, wait_until
from postings.tests.served import served
from postings.tests.test_import_faults import write_corpus

pytestmark = pytest.mark.slow
KILLS = 10
# A longer run than a suite has time for: SEARCH_SECONDS=60.
SECONDS = float(os.environ.get("SEARCH_SECONDS", "10"))
READERS = 10
FROM_DATABASE = "straight from the database"
LIVE = "SELECT count(*) AS number FROM postings_jobposting WHERE status = 'published'"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Board:
    """Some five hundred live postings and an index of them."""
    if connection.vendor != "sqlite":
        pytest.skip("boards of their own are on SQLite; that run has tested them")
    board = new_board(tmp_path_factory.mktemp("boards") / "filled")
    done = board.manage("import_postings", str(corpus), "--no-progress")
    assert done.returncode == 1, done.stderr  # some files have no title
    assert live(board) > 400
    assert board.manage("collectstatic", "--no-input", "--verbosity", "0").returncode == 0
    return board


@pytest.fixture
def board(filled: Board, tmp_path: Path) -> Board:
    return filled.copy_to(tmp_path / "board")


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
            " (SELECT id FROM postings_jobposting WHERE status = 'published' LIMIT ?)",
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
        told = re.search(r'<h1 id="results"[^>]*>([\d,]+) postings?\b', page)
        assert told, page
        return int(told[1].replace(",", "")), FROM_DATABASE not in page


@contextmanager
def serving(board: Board) -> Iterator[Visitor]:
    with served(board.data) as (again, url):
        board.environment = again.environment
        yield Visitor(url)
        # A process that catches up in the background ends before its folder goes.
        done = board.manage("search_index", "update", "--no-progress")
        assert done.returncode in (0, 2), done.stderr


def index_of(board: Board) -> Path:
    """The folder of the index that serves."""
    (pointer,) = (path for path in search(board).glob("current-*") if path.is_file())
    return search(board) / pointer.read_text()


def search(board: Board) -> Path:
    return board.data / "search"


@pytest.mark.parametrize("action", ["update", "rebuild"])
def test_a_kill_at_a_random_point_loses_and_doubles_nothing(board: Board, action: str) -> None:
    seen = acted(acting(board, "kill", action, str(KILLS)))
    expected = live(board)
    for left in seen:
        assert left["served"], "the old index answers until there is a new one"
        assert left["total"] == left["live"] == left["new"] == expected, left
        assert left["differences"].endswith("index and database agree."), left
    assert sum(left["behind"] for left in seen) >= 1
    assert board.manage("search_index", "rebuild", "--no-progress").returncode == 0
    assert len(list(search(board).glob("index-*"))) == 1
    verified(board)


def test_a_small_gap_is_closed_at_once_and_a_large_one_behind_the_old_index(board: Board) -> None:
    expected = live(board)
    with serving(board) as visitor:
        assert visitor.total() == (expected, True)
        close(board, 20)
        expected -= 20
        wait_until(lambda: visitor.total() == (expected, True), 2)
        close(board, 350)
        seen = set()
        wait_until(lambda: seen.add(visitor.total()) or (expected - 350, True) in seen, 20)
        assert seen <= {(expected, True), (expected - 350, True)}
    verified(board)


def test_the_first_request_without_an_index_is_answered_by_the_database(board: Board) -> None:
    shutil.rmtree(search(board))
    expected = live(board)
    with serving(board) as visitor:
        seen = set()
        wait_until(lambda: seen.add(visitor.total()) or (expected, True) in seen, 20)
        assert seen <= {(expected, True), (expected, False)}
    verified(board)


def delete_folder(board: Board) -> None:
    shutil.rmtree(search(board))


def delete_index(board: Board) -> None:
    shutil.rmtree(index_of(board))


def truncate_largest(board: Board) -> None:
    """Maps beyond the new end of the file are what kills a process that reads them."""
    for path in index_of(board).iterdir():
        if path.suffix in (".idx", ".pos", ".term", ".fast"):
            os.truncate(path, path.stat().st_size // 3)


def empty_segments(board: Board) -> None:
    for path in index_of(board).glob("*.*"):
        if path.name != "meta.json":
            os.truncate(path, 0)


def delete_one_file(board: Board) -> None:
    next(index_of(board).glob("*.term")).unlink()


def truncate_meta(board: Board) -> None:
    os.truncate(index_of(board) / "meta.json", 300)


def spoil_meta(board: Board) -> None:
    (index_of(board) / "meta.json").write_bytes(b"\x00\xff garbage {" * 40)


def nest_meta(board: Board) -> None:
    (index_of(board) / "meta.json").write_text("[" * 100_000)


def forget_segments(board: Board) -> None:
    path = index_of(board) / "meta.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"segments": []}))


def spoil_pointer(board: Board, content: bytes = b"index-\x00\xff") -> None:
    next(search(board).glob("current-*")).write_bytes(content)


def nul_pointer(board: Board) -> None:
    spoil_pointer(board, b"index-1\x00")


def wandering_pointer(board: Board) -> None:
    spoil_pointer(board, b"index-1/../../..")


HARMS = [
    delete_folder,
    delete_index,
    truncate_largest,
    empty_segments,
    delete_one_file,
    truncate_meta,
    spoil_meta,
    nest_meta,
    forget_segments,
    spoil_pointer,
    nul_pointer,
    wandering_pointer,
]


def test_a_harmed_index_gives_no_error_and_no_wrong_count_and_is_made_anew(board: Board) -> None:
    close(board, live(board) - 200)  # few enough to be indexed by a request
    expected = live(board)
    with serving(board) as visitor:
        wait_until(lambda: visitor.total() == (expected, True))
        sewing = visitor.total(q="sewing")
        for harm in HARMS:
            harm(board)
            assert visitor.total()[0] == expected, harm
            wait_until(lambda: visitor.total() == (expected, True), 20)
            assert visitor.total(q="sewing") == sewing, harm
    verified(board)


def test_a_large_index_that_was_cut_is_made_anew_in_the_background(board: Board) -> None:
    expected = live(board)
    with serving(board) as visitor:
        assert visitor.total(q="sewing")[1]
        truncate_largest(board)
        seen = set()
        wait_until(lambda: seen.add(visitor.total()) or (expected, True) in seen, 20)
        assert (expected, False) in seen
        assert seen <= {(expected, True), (expected, False)}
    verified(board)


def test_a_folder_that_became_read_only_is_no_error_and_followed_when_writable(
    board: Board,
) -> None:
    expected = live(board)
    with lockable(board) as writable, serving(board) as visitor:
        assert visitor.total() == (expected, True)
        writable(False)
        assert visitor.total() == (expected, True)
        close(board, 20)
        wait_until(lambda: visitor.total()[0] == expected - 20, 2)
        assert visitor.total() == (expected - 20, False)
        writable(True)
        wait_until(lambda: visitor.total() == (expected - 20, True), 20)
    verified(board)


@contextmanager
def lockable(board: Board) -> Iterator[Callable[[bool], None]]:
    """Makes the index's folder read-only or writable.

    Root writes wherever the modes of files forbid it, and needs a file system that says no.
    """

    def change_modes(writable: bool) -> None:
        for path in (search(board), index_of(board)):
            path.chmod(0o700 if writable else 0o500)
        for path in search(board).glob("*.lock"):
            path.chmod(0o600 if writable else 0o400)

    if os.geteuid():
        yield change_modes
        change_modes(True)
        return
    with mounted(board, "64m") as remount:
        yield lambda writable: remount("rw" if writable else "ro")
        remount("rw")


@contextmanager
def mounted(board: Board, size: str) -> Iterator[Callable[[str], None]]:
    """The index on a file system of its own, and a way to change what that allows."""
    folder = str(search(board))
    kept = search(board).with_name("kept")
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "none", folder]
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("a file system of its own can be mounted by root alone")
    shutil.copytree(search(board), kept)
    done = subprocess.run(mounting, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        shutil.copytree(kept, search(board), dirs_exist_ok=True)

        def remount(option: str) -> None:
            changing = ["mount", "-o", f"remount,{option}", folder]
            subprocess.run(changing, check=True, capture_output=True)

        yield remount
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_leaves_the_old_index_whole_and_nothing_else(board: Board) -> None:
    with mounted(board, "64m") as remount:
        used = shutil.disk_usage(search(board)).used
        before = index_of(board)
        remount(f"size={used + 64 * 1024}")
        done = board.manage("search_index", "rebuild", "--no-progress")
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert index_of(board) == before
        assert list(search(board).glob("index-*")) == [before]
        assert board.manage("search_index", "verify", "--no-progress").returncode == 0
        close(board, 350)
        remount(f"size={shutil.disk_usage(search(board)).used}")
        done = board.manage("search_index", "update", "--no-progress")
        assert done.returncode == 2, done.stdout
        assert "Traceback" not in done.stderr
        status = board.manage("search_index", "status")
        assert "behind: 350 changed postings" in status.stdout
        remount("size=64m")
        verified(board)


def server_processes(board: Board) -> list[int]:
    """Those of the server of this board, by its environment."""
    told = f"DATA_DIR={board.data}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            ours = told in (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if ours:
            found.append(int(entry.name))
    return found


def limit_files(board: Board, size: int) -> None:
    """Writing beyond fails as it does on a full disk; size: bytes, -1 for none."""
    for pid in server_processes(board):
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def test_a_server_that_cannot_write_enough_answers_from_the_database_until_it_can(
    board: Board,
) -> None:
    expected = live(board)
    with serving(board) as visitor:
        assert visitor.total() == (expected, True)
        limit_files(board, 4_000)  # less than the engine's list of segments takes
        close(board, 20)
        wait_until(lambda: visitor.total()[0] == expected - 20, 2)
        assert visitor.total() == (expected - 20, False)
        limit_files(board, -1)
        wait_until(lambda: visitor.total() == (expected - 20, True), 20)
    verified(board)


def test_two_imports_and_an_editor_at_once_leave_an_index_that_equals_the_database(
    board: Board, tmp_path: Path
) -> None:
    folder = write_corpus(tmp_path / "changed", edition=2)
    importing = ("import_postings", str(folder), "--workers", "2", "--no-progress")
    first, second = board.start(*importing), board.start(*importing)
    public_id = acted(acting(board, "admin_save", "Kept by an editor"))
    ended = [process.communicate() and process.returncode for process in (first, second)]
    # One is refused by the other's lock, unless that had ended by then.
    assert sorted(ended) in ([1, 2], [1, 1])
    (edited,) = board.rows(f"SELECT title FROM postings_jobposting WHERE public_id = '{public_id}'")
    assert edited["title"] == "Kept by an editor"
    verified(board)


def test_ten_readers_see_only_what_was_true_and_each_edit_within_a_second(board: Board) -> None:
    stop = board.data / "stop"
    readers = [acting(board, "read", str(stop)) for _ in range(READERS)]
    assert {reader.stdout and reader.stdout.readline() for reader in readers} == {"ready\n"}
    changed = acted(acting(board, "change", str(SECONDS), "0.5"))
    time.sleep(2)  # for the last edit to be found late rather than not at all
    stop.touch()
    true = {int(revision): number for revision, number in changed["history"].items()}
    edited = {int(number): at for number, at in changed["edited"].items()}
    assert len(edited) >= SECONDS / 2
    for reader in readers:
        seen = acted(reader)
        assert not seen["unanswered"], seen
        assert {tuple(pair) for pair in seen["totals"]} <= set(true.items())
        found = {int(number): at for number, at in seen["found"].items()}
        assert set(found) == set(edited), "a reader has not followed"
        lags = [at - edited[number] for number, at in found.items()]
        # Half a second of it is what a process may hold a version for. On a machine that is busy
        # with other tests one of them comes late now and then.
        assert statistics.median(lags) <= 1, lags
        assert max(lags) <= 5, lags
    verified(board)
