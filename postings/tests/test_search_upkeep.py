"""What an index loses, outlives and owes to a restored database."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from postings import indexing, lifecycle, querysets
from postings.indexing import keeping, lock, updating
from postings.models import BoardRevision
from postings.records import Indexed, SearchDocument, SearchQuery
from postings.search import columns, folder, numbers, schema
from postings.search.asked import asked_of
from postings.search.queries import as_typed
from postings.search.reader import Reader, reader
from postings.search.words import parse
from postings.search.writer import Writer
from postings.tests.factories import make_posting, public_id

pytestmark = pytest.mark.django_db


def test_what_has_run_out_leaves_the_index_with_the_next_commit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = querysets.today()
    make_posting(valid_through=day)
    other = make_posting()
    indexing.bring_up()
    assert reader(updating.root()).snapshot().cards == 2
    later = day + timedelta(days=1)
    for place in (querysets, updating):
        monkeypatch.setattr(place, "today", lambda: later)
    lifecycle.feature([other], True)
    indexing.bring_up()
    assert reader(updating.root()).snapshot().cards == 1


def test_a_restored_database_is_another_board() -> None:
    make_posting()
    indexing.bring_up()
    before = updating.present()
    call_command("search_index", "restored", "--no-progress")
    after = updating.present()
    assert after.board_id != before.board_id
    assert updating.held(after) == after


def test_an_index_that_is_ahead_of_what_a_caller_knows_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_posting()
    indexing.bring_up()
    now = updating.present()
    monkeypatch.setattr(updating, "catch_up", lambda *given, **named: pytest.fail("it wrote"))
    assert keeping.keep_up(Indexed(now.board_id, now.revision - 1)) == now


def test_a_failing_disk_does_not_silence_an_index_that_is_up_to_date() -> None:
    make_posting()
    indexing.bring_up()
    now = updating.present()
    keeping._failed(OSError("no space"))
    assert keeping.keep_up(now) == now
    BoardRevision.objects.raise_number()
    assert keeping.keep_up(updating.present()) is None


def test_no_process_is_started_while_another_builds(
    monkeypatch: pytest.MonkeyPatch, search_index: Path
) -> None:
    monkeypatch.setattr(keeping.subprocess, "Popen", lambda *given, **named: pytest.fail("started"))
    with lock.held(search_index, lock.BUILDING):
        keeping._keeper.start("a test")


def test_an_index_of_another_format_goes_when_it_is_a_week_old(search_index: Path) -> None:
    old, young = search_index / "index-0-0.1.0-aa", search_index / "index-0-0.1.0-bb"
    for each in (old, young):
        each.mkdir(parents=True)
    os.utime(old, (0, 0))
    folder.clear(search_index, keep=None)
    assert not old.exists()
    assert young.exists()


def test_a_listed_value_is_counted_in_segments_that_did_not_hand_it_on_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "MOST_OF_FEW", 40)
    monkeypatch.setattr(numbers, "MOST_KEPT", 40)
    made = folder.new(tmp_path)
    number = 0
    for segment in range(4):
        writer = Writer(made, new=segment == 0)
        names = [f"own{segment}x{one}" for one in range(50) for _ in range(3)]
        names += ["some"] * (4 if segment < 2 else 2)
        for key in names:
            number += 1
            name = (key, key, key)
            writer.put([SearchDocument(number, public_id(number), "Cook", organization=name)])
        writer.commit(Indexed("board", segment))
        writer.settle()
    folder.put_in_service(tmp_path, made)
    snapshot = Reader(tmp_path).snapshot()
    assert snapshot.searcher.num_segments > 1
    asked = asked_of(snapshot, SearchQuery(), as_typed(snapshot, parse("")), date(2026, 1, 1))
    found = numbers.everything(asked).named["organization"]
    assert len(found) == 40
    assert max(found, key=lambda key: found[key]) == "some"
    assert found["some"] == 12


def test_numbers_of_days_and_ids_sort_as_they_do() -> None:
    ids = ["2zzzzzzzzzzz", "a22222222222", "zzzzzzzzzzzz"]
    assert sorted(ids, key=schema.id_number) == sorted(ids)
    days = [None, date(1890, 1, 1), date(2026, 1, 1), date(2300, 1, 1)]
    numbers_of_days = [schema.day_number(day) for day in days]
    assert numbers_of_days == sorted(numbers_of_days)
    assert numbers_of_days[0] == schema.UNDATED < numbers_of_days[1]
