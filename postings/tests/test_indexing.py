"""How the search index follows the database, change by change and under load."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model

from postings import finding, indexing, lifecycle
from postings.finding import asking
from postings.importing.undo import delete_postings
from postings.indexing import cards, inspecting, lock, updating
from postings.models import BoardRevision, JobPosting
from postings.querysets import today
from postings.records import SearchQuery
from postings.search import folder
from postings.search.reader import reader
from postings.search.writer import segments
from postings.tests.boards import wait_until
from postings.tests.factories import make_organization, make_posting, make_skill
from postings.tests.files import front_matter, run, write
from postings.tests.indexed import assert_index_equals_database, folders, found, three_pilots, total
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db
board = pytest.fixture(three_pilots)


def test_a_created_posting_is_found(board: list[JobPosting]) -> None:
    make_posting(title="Lock Keeper")
    assert indexing.bring_up() == 1
    assert total(words="keeper") == 1


def test_an_edited_posting_is_found_by_its_new_words_alone(board: list[JobPosting]) -> None:
    board[0].title = "Lamp Lighter"
    lifecycle.stamp(board[:1])
    board[0].save()
    assert indexing.bring_up() == 1
    assert (total(words="lighter"), total(words="pilot"), total()) == (1, 2, 3)


def test_a_closed_posting_is_gone_and_comes_back_when_reopened(board: list[JobPosting]) -> None:
    lifecycle.decide(board[:1], Decision.CLOSED, None)
    indexing.bring_up()
    assert total() == 2
    lifecycle.decide(board[:1], Decision.REOPENED, None)
    indexing.bring_up()
    assert board[0].pk in found().ids


def test_an_expired_posting_is_gone_without_any_commit(
    board: list[JobPosting], monkeypatch: pytest.MonkeyPatch
) -> None:
    last = make_posting(title="Ferry Clerk", valid_through=today())
    indexing.bring_up()
    assert last.pk in found(words="clerk").ids
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(asking, "today", lambda: today() + timedelta(days=1))
        assert total(words="clerk") == 0
        assert total() == 3


def test_a_posting_whose_end_is_put_off_after_it_ran_out_is_found_again(
    board: list[JobPosting],
) -> None:
    board[0].valid_through = date(2020, 1, 1)
    lifecycle.stamp(board[:1])
    board[0].save()
    indexing.bring_up()
    assert total() == 2
    board[0].valid_through = None
    lifecycle.stamp(board[:1])
    board[0].save()
    indexing.bring_up()
    assert total() == 3


def test_a_deleted_posting_is_gone_by_its_tombstone(board: list[JobPosting]) -> None:
    delete_postings(board[:1])
    assert indexing.bring_up() == 1
    assert total() == 2


def test_a_posting_deleted_and_made_again_is_there_once(board: list[JobPosting]) -> None:
    public_id = board[0].public_id
    delete_postings(board[:1])
    make_posting(public_id=public_id, title="Harbour Pilot again")
    indexing.bring_up()
    assert (total(words="again"), total()) == (1, 3)


@pytest.mark.parametrize("make", [make_organization, make_skill])
def test_a_renamed_name_is_shown_by_the_filters_and_found(
    board: list[JobPosting], make: type[Model]
) -> None:
    kind = "organization" if make is make_organization else "skill"
    name = make_organization("Tidewater Ferries") if kind == "organization" else make_skill("Radar")
    name.name = "Quiet Water"
    name.save()
    lifecycle.renamed(name)
    indexing.bring_up()
    page = found(words="quiet water")
    assert page.total == 3
    shown = {facet.name: [value.name for value in facet.values] for facet in page.facets}
    assert shown[kind] == ["Quiet Water"]


def test_a_featured_posting_raises_the_state_and_stays_found(board: list[JobPosting]) -> None:
    before = found().indexed
    lifecycle.feature(board[:1], True)
    indexing.bring_up()
    assert found().indexed.revision == before.revision + 1


def test_a_change_that_concerns_no_posting_is_followed_too(board: list[JobPosting]) -> None:
    BoardRevision.objects.raise_number()
    assert indexing.bring_up() == 0
    assert found().indexed == indexing.present()


def test_imported_edited_and_archived_files_are_followed(
    board: list[JobPosting], tmp_path: Path
) -> None:
    names = [f"{number}.md" for number in range(30)]
    run(write(tmp_path, {name: front_matter(name) for name in names}))
    indexing.bring_up()
    assert total(words="lamp keeper") == 30
    later = {name: front_matter(name, title="Lamp Mender", tags="#new") for name in names[:10]}
    run(write(tmp_path, later))
    indexing.bring_up()
    assert (total(words="mender"), total(words="keeper")) == (10, 20)


def test_an_index_of_no_postings_answers(search_index: Path) -> None:
    indexing.bring_up()
    assert total() == 0
    assert inspecting.status().trouble == ""
    assert_index_equals_database()


@pytest.mark.parametrize("action", ["catch up", "build"])
def test_what_changes_while_it_is_read_is_in_the_commit_that_names_it(
    board: list[JobPosting], monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    make_posting(title="Lock Keeper 1")
    real, made = cards.cards, []

    def meanwhile(postings: object) -> object:
        yield from list(real(postings))
        if len(made) < 2:
            made.append(make_posting(title="Lock Keeper 2"))

    monkeypatch.setattr(updating, "cards", meanwhile)
    updating.catch_up() if action == "catch up" else updating.rebuild()
    assert found(words="lock keeper").total == 3
    assert found().indexed == indexing.present()


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch, search_index: Path) -> Iterator[Path]:
    """Memory where there is some: it is not the disk's patience that is to be tested."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield search_index
        return
    with tempfile.TemporaryDirectory(prefix="board-tests-", dir=memory) as folder:
        monkeypatch.setattr(settings, "SEARCH_DIR", Path(folder))
        yield Path(folder)


@pytest.mark.slow
def test_after_200_small_commits_segments_threads_and_open_files_are_few(
    quick_disk: Path,
) -> None:
    indexing.bring_up()
    make_posting()
    indexing.keep_up(indexing.present())
    open_files, threads = len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))
    most = 0
    for number in range(200):
        make_posting(title=f"Ferry Clerk {number}")
        assert indexing.keep_up(indexing.present(), wait=10) == indexing.present()
        most = max(most, len(segments(folder.serving(quick_disk))))
    with lock.held(quick_disk, lock.WRITING, wait=10):
        pass  # merges have ended
    assert most < 20
    assert total(words="clerk") == 200
    indexing.bring_up()
    assert_index_equals_database()
    # The engine's threads of the last commit may still be ending.
    wait_until(lambda: len(os.listdir("/proc/self/task")) <= threads + 5, 10)
    # A reader keeps the files of one commit; those before leave neither files nor maps behind.
    held = len(reader(quick_disk).snapshot().files)
    assert len(os.listdir("/proc/self/fd")) <= open_files + held + 5
    mapped = Path("/proc/self/maps").read_text()
    assert mapped.count(str(quick_disk)) <= 6 * most + 20


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_threads_that_ask_at_once_agree_and_make_the_index_once(search_index: Path) -> None:
    for _ in range(5):
        make_posting()
    now, states, errors = indexing.present(), [], []

    def ask() -> None:
        try:
            for _ in range(20):
                state = indexing.keep_up(now)
                page = finding.find(SearchQuery(), engine=state is not None)
                states.append((page.total, state))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert {number for number, _ in states} == {5}
    assert len(folders(search_index)) == 1
