"""What becomes of an index that is foreign, broken or busy, or that cannot be written."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from postings import finding, indexing, lifecycle
from postings.finding import asking
from postings.importing.undo import delete_postings
from postings.indexing import cards, inspecting, keeping, lock, updating
from postings.models import BoardRevision, JobPosting
from postings.records import Indexed, SearchQuery
from postings.search import folder, schema
from postings.search.folder import Unusable
from postings.search.writer import Writer
from postings.tests.factories import make_posting
from postings.tests.indexed import folders, found, three_pilots, total
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db
board = pytest.fixture(three_pilots)


def test_an_index_of_another_board_is_made_anew(
    board: list[JobPosting], search_index: Path
) -> None:
    before = folders(search_index)
    BoardRevision.objects.update(board_id="restored")
    assert indexing.keep_up(indexing.present()) == indexing.present()
    assert folders(search_index) != before
    assert found().indexed.board_id == "restored"


def test_an_index_ahead_of_the_database_is_made_anew(board: list[JobPosting]) -> None:
    newest = BoardRevision.objects.current().number
    JobPosting.objects.filter(pk=board[2].pk).delete()  # as an older copy of the database has it
    BoardRevision.objects.update(number=newest - 1)
    assert indexing.keep_up(indexing.present()) == indexing.present()
    assert total() == 2


def test_a_caller_who_knows_an_older_state_does_not_have_it_made_anew(
    board: list[JobPosting], search_index: Path
) -> None:
    before = folders(search_index)
    now = indexing.present()
    assert indexing.keep_up(replace(now, revision=now.revision - 1)) == now
    assert folders(search_index) == before


def test_an_index_of_another_format_is_left_to_the_release_that_made_it(
    board: list[JobPosting], search_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ours,) = folders(search_index)
    monkeypatch.setattr(schema, "FORMAT", "2-next")
    assert indexing.keep_up(indexing.present()) == indexing.present()
    assert total() == 3
    assert len(folders(search_index)) == 2 and ours in folders(search_index)


def tampering(search_index: Path) -> Writer:
    return Writer(folder.serving(search_index))


def closing(writer: Writer) -> None:
    writer.writer.commit()
    writer.settle()


def test_an_index_without_its_mark_is_made_anew(
    board: list[JobPosting], search_index: Path
) -> None:
    writer = tampering(search_index)
    writer.writer.delete_documents_by_term("mark", "board")
    closing(writer)
    with pytest.raises(Unusable, match="does not say"):
        updating.held(indexing.present())
    assert indexing.keep_up(indexing.present()) == indexing.present()


def test_an_index_with_the_mark_of_another_version_is_made_anew(
    board: list[JobPosting], search_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = tampering(search_index)
    with monkeypatch.context() as other:
        other.setattr(schema, "FORMAT", "0-older")
        writer.commit(indexing.present())
    writer.settle()
    with pytest.raises(Unusable, match="another version"):
        updating.held(indexing.present())
    assert indexing.keep_up(indexing.present()) == indexing.present()


def test_verify_names_what_is_missing_surplus_unlike_and_doubled(
    board: list[JobPosting], search_index: Path
) -> None:
    kept = list(cards.cards(JobPosting.objects.all()))
    writer = tampering(search_index)
    writer.take([kept[0].public_id, kept[1].public_id])
    writer.put([replace(kept[1], title="Tampered with")])
    writer.put([kept[2], replace(kept[2], id=10**6, public_id="aaaaaaaaaaaa")])
    closing(writer)
    told = inspecting.verify()
    assert (told.compared, told.missing, told.surplus, told.unlike) == (3, 1, 2, 1)
    text = told.as_text()
    assert f"missing: {kept[0].public_id} Harbour Pilot 1" in text
    assert f"differs: {kept[1].public_id} Harbour Pilot 2" in text
    assert f"2 times there: posting number {kept[2].id}" in text
    assert "not live: posting number 1000000" in text
    updating.rebuild()


def test_verify_leaves_later_changes_aside(board: list[JobPosting]) -> None:
    make_posting()
    lifecycle.decide(board[:1], Decision.CLOSED, None)
    delete_postings(board[1:2])
    assert inspecting.verify().number == 0


def test_while_another_process_writes_the_old_state_serves(
    board: list[JobPosting], search_index: Path
) -> None:
    before = found().indexed
    make_posting()
    with lock.held(search_index, lock.WRITING):
        assert indexing.keep_up(indexing.present()) == before
        assert found().total == 3
    assert indexing.keep_up(indexing.present()) == indexing.present()
    assert total() == 4


def test_an_index_that_cannot_be_written_leaves_the_database_to_answer_until_it_can(
    board: list[JobPosting], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_posting()
    monkeypatch.setattr(keeping, "PAUSE", 3_600.0)  # however slow the machine is
    with monkeypatch.context() as full:
        full.setattr(updating, "Writer", _refusing)
        assert indexing.keep_up(indexing.present()) is None
    assert indexing.keep_up(indexing.present()) is None, "tried again at once"
    keeping.forget()  # as after a pause
    assert indexing.keep_up(indexing.present()) == indexing.present()


def _refusing(*args: object, **options: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_a_failed_commit_left_is_in_nobodys_way(
    board: list[JobPosting], search_index: Path, tmp_path: Path
) -> None:
    """The engine names a file of deleted documents by the number of the commit, and so again."""
    lifecycle.decide(board[:1], Decision.CLOSED, None)
    serving = folder.serving(search_index)
    before = shutil.copytree(serving, tmp_path / "before")
    writer = Writer(serving)
    updating._put_changes(writer, found().indexed, lambda number: None)
    assert list(serving.glob("*.del"))
    closing(writer)
    # As if the last step of the commit had failed, which writes the list of segments.
    managed = (serving / ".managed.json").read_bytes()
    shutil.copytree(before, serving, dirs_exist_ok=True)
    (serving / ".managed.json").write_bytes(managed)
    assert indexing.bring_up() == 1
    assert total() == 2


def test_a_build_that_fails_leaves_nothing_behind(
    board: list[JobPosting], search_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folders(search_index)
    with monkeypatch.context() as full:
        full.setattr(folder, "put_in_service", _refusing)
        with pytest.raises(OSError, match="No space"):
            updating.rebuild()
    assert folders(search_index) == before
    assert total() == 3


def test_a_database_that_is_replaced_during_a_build_fails_it(
    board: list[JobPosting], search_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folders(search_index)
    with monkeypatch.context() as restored:
        states = iter([Indexed("old", 9)])
        real = updating.present
        restored.setattr(updating, "present", lambda: next(states, None) or real())
        with pytest.raises(Unusable, match="replaced"):
            updating.rebuild()
    assert folders(search_index) == before


def test_a_search_that_the_engine_cannot_answer_costs_the_index_only_where_it_is_old(
    board: list[JobPosting], search_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise Unusable("panicked")

    pointer = folder.pointer(search_index)
    with monkeypatch.context() as failing:
        failing.setattr(asking.answers, "answer", broken)
        assert finding.find(SearchQuery()).indexed is None
        assert pointer.exists()
        os.utime(pointer, (0, time.time() - 7_200))
        assert finding.find(SearchQuery()).total == 3
        assert not pointer.exists()
    assert indexing.keep_up(indexing.present()) == indexing.present()
    assert total() == 3
