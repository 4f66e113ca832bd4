"""The board's version moves with what visitors see, and with nothing else."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from postings import lifecycle, querysets, versions
from postings.models import BoardRevision
from postings.tests.factories import make_posting
from postings.tests.files import front_matter, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_release() -> Iterator[None]:
    """A release that is asked for afresh, here and after the test."""
    versions._release.cache_clear()
    yield
    versions._release.cache_clear()


def fresh() -> versions.Version:
    versions.forget()
    return versions.current()


def test_a_version_names_board_revision_day_and_release() -> None:
    board = BoardRevision.objects.current()
    version = fresh()
    assert version.text.split(".")[:3] == [board.board_id, "0", f"{querysets.today():%Y%m%d}"]
    assert len(version.text.split(".")[3]) == 12


def test_an_import_moves_the_version_and_one_without_news_does_not(tmp_path: Path) -> None:
    before = fresh()
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    after = fresh()
    assert after.revision > before.revision
    run(folder)
    assert fresh().text == after.text


def test_an_editors_decision_moves_the_version_and_its_time() -> None:
    posting = make_posting()
    long_ago = datetime.now(UTC) - timedelta(days=3)
    BoardRevision.objects.update(raised_at=long_ago)
    revision, before = fresh().revision, datetime.now(UTC)
    lifecycle.feature([posting], True)
    assert fresh().revision == revision + 1
    assert before <= BoardRevision.objects.current().raised_at <= datetime.now(UTC)


def test_the_boards_time_never_runs_backwards() -> None:
    ahead = datetime.now(UTC) + timedelta(minutes=5)
    BoardRevision.objects.update(raised_at=ahead)
    BoardRevision.objects.raise_number()
    assert BoardRevision.objects.current().raised_at == ahead


def test_a_revision_is_held_for_half_a_second_and_no_longer(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    now = 1000.0
    monkeypatch.setattr(versions.time, "monotonic", lambda: now)
    fresh()
    BoardRevision.objects.raise_number()
    with django_assert_num_queries(0):
        now = 1000.49
        assert versions.current().revision == 0
    with django_assert_num_queries(1):
        now = 1000.5
        assert versions.current().revision == 1


def test_the_day_is_never_held(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fresh()
    tomorrow = querysets.today() + timedelta(days=1)
    monkeypatch.setattr(querysets, "today", lambda: tomorrow)
    after = versions.current()
    assert after.day == tomorrow
    assert after.etag != before.etag
    assert after.http_date == f"{tomorrow:%a, %d %b %Y} 00:00:00 GMT"


def test_threads_that_come_at_once_ask_the_database_once(monkeypatch: pytest.MonkeyPatch) -> None:
    board, asked = BoardRevision.objects.current(), []

    def slowly(self: object) -> BoardRevision:
        asked.append(1)
        time.sleep(0.05)
        return board

    monkeypatch.setattr(querysets.BoardRevisionQuerySet, "current", slowly)
    monkeypatch.setattr(BoardRevision.objects, "current", lambda: slowly(None))
    versions.forget()
    threads = [threading.Thread(target=versions.current) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def test_what_the_database_raises_is_passed_on_and_not_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def down() -> BoardRevision:
        raise DatabaseError

    versions.forget()
    with monkeypatch.context() as patch:
        patch.setattr(BoardRevision.objects, "current", down)
        with pytest.raises(DatabaseError):
            versions.current()
    assert versions.current().revision == 0


@pytest.mark.parametrize(
    "path", ["postings/views.py", "jobboard/urls.py", "templates/base.html", "var/staticfiles.json"]
)
def test_a_changed_file_is_another_release(
    tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch, other_release: None
) -> None:
    copies = {}
    for folder in ("postings", "jobboard", "templates"):
        copies[folder] = shutil.copytree(settings.BASE_DIR / folder, tmp_path / folder)
    (tmp_path / "var").mkdir()
    (tmp_path / "var/staticfiles.json").write_text("{}")
    monkeypatch.setattr(versions, "__file__", str(copies["postings"] / "versions.py"))
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    monkeypatch.setattr(settings, "TEMPLATES", [{"DIRS": [copies["templates"]]}])
    monkeypatch.setattr(settings, "STATIC_ROOT", tmp_path / "var")
    before = versions._release()
    os.utime(tmp_path / path, (1, 1))
    versions._release.cache_clear()
    assert versions._release()[0] == before[0]
    (tmp_path / path).write_text((tmp_path / path).read_text() + "\n")
    versions._release.cache_clear()
    assert versions._release()[0] != before[0]


def test_a_setting_that_pages_show_is_part_of_the_release(
    monkeypatch: pytest.MonkeyPatch, other_release: None
) -> None:
    before = fresh()
    monkeypatch.setattr(settings, "SITE_NAME", "Another board")
    versions._release.cache_clear()
    assert fresh().etag != before.etag


def test_another_revision_has_another_tag_and_no_time() -> None:
    version = versions.Version("b", 7, date(2026, 1, 2), "r", datetime(2026, 1, 2, 3, tzinfo=UTC))
    assert version.at(7) is version
    assert version.at(6).text == "b.6.20260102.r"
    assert version.at(6).etag == 'W/"b.6.20260102.r"'
    assert version.at(6).last_modified == ""
    assert version.last_modified == "Fri, 02 Jan 2026 03:00:00 GMT"


def test_a_change_of_this_second_has_no_last_modified_yet() -> None:
    now = datetime.now(UTC)
    assert versions.Version("b", 7, now.date(), "r", now).last_modified == ""
    assert versions.Version("b", 7, now.date(), "r", now - timedelta(seconds=3)).last_modified


def test_a_version_of_a_transaction_that_was_taken_back_is_not_seen() -> None:
    before = fresh()
    with pytest.raises(ValueError), transaction.atomic():
        BoardRevision.objects.raise_number()
        raise ValueError
    assert fresh().text == before.text
