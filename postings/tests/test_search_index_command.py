"""`manage.py search_index`: what it says, and its exit status."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from postings import indexing
from postings.indexing import lock
from postings.management.commands import search_index as command
from postings.models import BoardRevision
from postings.search import folder
from postings.search.writer import Writer
from postings.tests.boards import Board
from postings.tests.factories import make_posting


def search_index(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output, errors."""
    output, errors, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("search_index", *arguments, stdout=output, stderr=errors)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, output.getvalue(), errors.getvalue()


@pytest.fixture
def board(db: None) -> None:
    for _ in range(3):
        make_posting()
    indexing.bring_up()


@pytest.mark.django_db
def test_status_of_no_index_says_that_the_database_answers() -> None:
    status, output, _ = search_index("status")
    assert status == 1
    assert "unusable: no index" in output
    assert "lists come from the database" in output


def test_status_tells_what_the_index_holds_and_how_far_it_is_behind(board: None) -> None:
    status, output, _ = search_index("status")
    assert status == 0
    assert "Holds      3 postings" in output
    assert "up to date" in output
    make_posting()
    status, output, _ = search_index("status")
    assert status == 1
    assert "behind: 1 changed postings" in output


def test_update_brings_in_what_changed_and_says_how_much(board: None) -> None:
    make_posting()
    number = BoardRevision.objects.current().number
    done = search_index("update", "--no-progress")
    assert done == (0, f"1 postings brought in; revision {number}.\n", "")
    assert search_index("update", "--no-progress")[1].startswith("0 postings brought in")


@pytest.mark.django_db
def test_update_of_no_index_says_that_it_is_made_anew() -> None:
    make_posting()
    status, output, errors = search_index("update", "--no-progress")
    assert status == 0
    assert errors.startswith("The index is made anew: no index")
    assert output.startswith("1 postings brought in")


def test_rebuild_makes_a_new_index_in_place_of_the_old_one(
    board: None, search_index_folder
) -> None:
    before = folder.serving(search_index_folder)
    assert search_index("rebuild", "--no-progress") == (0, "3 live postings indexed.\n", "")
    assert folder.serving(search_index_folder) != before
    assert not before.exists()


@pytest.fixture
def search_index_folder(search_index: Path) -> Path:
    return search_index


def test_verify_agrees_or_names_the_differences(board: None, search_index_folder: Path) -> None:
    status, output, _ = search_index("verify", "--no-progress")
    assert (status, output) == (0, "3 live postings compared: index and database agree.\n")
    writer = Writer(folder.serving(search_index_folder))
    gone = make_posting()
    writer.commit(indexing.present())
    writer.settle()
    status, output, _ = search_index("verify", "--no-progress")
    assert status == 1
    assert "1 are missing in the index" in output
    assert f"missing: {gone.public_id} Harbour Pilot" in output
    assert "search_index rebuild" in output


@pytest.mark.django_db
def test_verify_of_no_index_says_so() -> None:
    status, output, errors = search_index("verify", "--no-progress")
    assert (status, output) == (1, "")
    assert errors.startswith("no index")


def test_a_foreign_index_is_no_error_of_status_and_no_agreement_of_verify(board: None) -> None:
    BoardRevision.objects.update(board_id="restored")
    assert "another board" in search_index("status")[1]
    status, _, errors = search_index("verify", "--no-progress")
    assert status == 1
    assert "another board" in errors


@pytest.mark.parametrize(("action", "kind"), [("update", lock.WRITING), ("rebuild", lock.BUILDING)])
def test_a_busy_index_is_said_and_nothing_is_done(
    board: None,
    search_index_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    kind: str,
) -> None:
    make_posting()
    monkeypatch.setattr(command, "PATIENCE", 0.05)
    with lock.held(search_index_folder, kind):
        busy = search_index(action, "--no-progress")
        assert busy == (2, "", "Another process is writing the index. Nothing done.\n")
        assert search_index(action, "--in-background") == (2, "", "")
    assert search_index(action, "--in-background") == (0, "", "")


def test_a_folder_that_cannot_be_written_is_said(board: None, settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.SEARCH_DIR = tmp_path / "file" / "search"
    status, output, errors = search_index("rebuild", "--no-progress")
    assert (status, output) == (2, "")
    assert "Not a directory" in errors


def test_a_log_gets_progress_in_lines_and_nothing_where_it_is_off(
    board: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("postings.management.progress.LINE_EVERY", 0.0)
    assert search_index("verify")[0] == 0
    assert "3 of 3 postings" in capsys.readouterr().err
    assert search_index("verify", "--no-progress")[0] == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("action", ["status", "update", "rebuild", "verify"])
def test_without_tables_it_says_what_to_run_first(tmp_path: Path, action: str) -> None:
    done = Board(tmp_path).manage("search_index", action)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The database has no tables yet: run `manage.py migrate` first.\n"
