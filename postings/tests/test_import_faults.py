"""What becomes of an import that is killed, whose workers die, or that is not alone."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from postings.importing import pipeline
from postings.importing.run import Options, import_postings
from postings.models import ImportRun, JobPosting, RejectedFile
from postings.tests import faulty
from postings.tests.boards import Board, wait_until
from postings.tests.corpus import board_of_its_own, corpus_of, write_corpus

pytestmark = pytest.mark.slow
# In each of two tests, several to a board, each of which goes on where the last was killed.
KILLS, KILLS_A_BOARD, MOST_BOARDS = 10, 4, 12
corpus = pytest.fixture(corpus_of, scope="module")
empty = pytest.fixture(board_of_its_own, scope="module")


@pytest.fixture
def board(empty: Board, tmp_path: Path) -> Board:
    return empty.copy_to(tmp_path / "board")


def command(folder: Path) -> tuple[str, ...]:
    return "import_postings", str(folder), "--workers", "2", "--no-progress"


def imported(board: Board, folder: Path) -> subprocess.CompletedProcess[str]:
    """An undisturbed run; 1 because some of the files have no title."""
    done = board.manage(*command(folder))
    assert done.returncode == 1, done.stderr
    return done


def states(board: Board) -> list[str]:
    return [row["state"] for row in board.rows("SELECT state FROM postings_importrun ORDER BY id")]


def children(pid: int) -> list[int]:
    """Processes whose parent is this one, without the resource tracker of multiprocessing."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            workers = b"spawn_main" in (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == pid and workers:
            found.append(int(entry.name))
    return found


def kill_at_random(board: Board, folder: Path, seconds: float) -> bool:
    """Starts an import and kills all its processes; whether it was still at work."""
    with board.start(*command(folder)) as process:
        time.sleep(random.uniform(0.15, 0.8) * seconds)
        at_work = process.poll() is None
        if at_work:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return at_work


@pytest.mark.parametrize("edition", [1, 2], ids=["first import", "import of changes"])
def test_imports_killed_at_random_points_end_in_the_same_board(
    empty: Board, tmp_path: Path, edition: int
) -> None:
    folder = write_corpus(tmp_path / "corpus")
    start = empty.copy_to(tmp_path / "start")
    if edition == 2:
        imported(start, folder)
        write_corpus(folder, edition)
    undisturbed = start.copy_to(tmp_path / "undisturbed")
    began = time.monotonic()
    imported(undisturbed, folder)
    seconds = time.monotonic() - began
    expected = undisturbed.dump()
    kills = 0
    for number in range(MOST_BOARDS):
        board = start.copy_to(tmp_path / f"killed{number}")
        killed = sum(kill_at_random(board, folder, seconds) for _ in range(KILLS_A_BOARD))
        imported(board, folder)
        assert board.dump() == expected
        runs = states(board)
        assert runs.count("interrupted") <= killed
        assert set(runs) <= {"interrupted", "finished"}
        kills += killed
        if kills >= KILLS:
            return
    pytest.fail(f"{kills} imports were at work when they were to be killed, not {KILLS}")


def test_workers_leave_when_their_import_is_killed(board: Board, corpus: Path) -> None:
    with board.start(*command(corpus)) as process:
        wait_until(lambda: len(children(process.pid)) == 2)
        workers = children(process.pid)
        process.kill()
        wait_until(lambda: not any(Path(f"/proc/{pid}/cwd").exists() for pid in workers))
        process.communicate()
    imported(board, corpus)


def test_an_interrupted_run_shows_as_interrupted_after_the_next_start(
    board: Board, corpus: Path
) -> None:
    with board.start(*command(corpus)) as process:
        wait_until(lambda: states(board))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert states(board) == ["running"]
    imported(board, corpus)
    assert states(board) == ["interrupted", "finished"]


def test_sigterm_ends_a_run_as_interrupted(board: Board, corpus: Path) -> None:
    with board.start(*command(corpus)) as process:
        wait_until(lambda: states(board))
        process.terminate()
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Interrupted" in errors
    assert "Traceback" not in errors
    assert states(board) == ["interrupted"]


def test_a_second_import_names_the_holder_of_the_lock(board: Board, corpus: Path) -> None:
    lock = board.data / "import.lock"
    with board.start(*command(corpus)) as first:
        wait_until(lambda: lock.exists() and lock.read_text())
        os.killpg(first.pid, signal.SIGSTOP)
        try:
            second = board.manage(*command(corpus))
        finally:
            os.killpg(first.pid, signal.SIGCONT)
        first.communicate()
    assert second.returncode == 2
    assert f"process {first.pid}" in second.stderr
    assert first.returncode == 1
    assert states(board) == ["finished"]


def test_a_killed_worker_process_costs_nothing_that_can_be_read_again(
    board: Board, corpus: Path, empty: Board, tmp_path: Path
) -> None:
    undisturbed = empty.copy_to(tmp_path / "undisturbed")
    imported(undisturbed, corpus)
    with board.start(*command(corpus)) as process:
        wait_until(lambda: states(board) and children(process.pid))
        os.kill(children(process.pid)[0], signal.SIGKILL)
        output, errors = process.communicate()
    assert process.returncode == 1
    assert not errors, output
    assert board.dump() == undisturbed.dump()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reader", "kind", "said"),
    [
        (faulty.read_or_die, "worker_died", "its worker process died (exit code 7)"),
        (faulty.read_or_hang, "timed_out", "took longer than 1 seconds"),
    ],
)
def test_a_file_that_fells_its_worker_is_named_and_the_others_are_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings, reader, kind: str, said: str
) -> None:
    for name in [f"{number:02}.md" for number in range(20)] + [faulty.CULPRIT]:
        url = f"https://jobs.example.org/{name}"
        (tmp_path / name).write_text(f"---\ntitle: Baker\napply_url: {url}\n---\n\nBread.\n")
    monkeypatch.setattr(pipeline, "read_files", reader)
    settings.IMPORT_FILE_SECONDS = 1
    report = import_postings([str(tmp_path)], Options())
    assert report.exit_code == 1
    assert report.counts["created"] == JobPosting.objects.count() == 20
    quarantined = RejectedFile.objects.get()
    assert quarantined.path == str(tmp_path / faulty.CULPRIT)
    assert quarantined.kind == kind
    assert said in quarantined.reason
    assert ImportRun.objects.get().state == "finished"

    monkeypatch.undo()
    assert import_postings([str(tmp_path)], Options()).exit_code == 0
    assert JobPosting.objects.count() == 21
