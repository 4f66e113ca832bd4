"""`normalize_postings`: what older rules gave is read anew, from the records alone."""

from __future__ import annotations

import io
import os
import signal
import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from postings import folding, normalizers
from postings.importing import renormalizing
from postings.importing.merging import raw_of
from postings.importing.renormalizing import NormalizeReport
from postings.importing.rereading import Source, mean_sources
from postings.models import (
    BoardRevision,
    ImportProblem,
    JobPosting,
    PostingProblem,
    SourceRecord,
)
from postings.tests import faulty
from postings.tests.boards import Board
from postings.tests.corpus import board_of_its_own, write_corpus
from postings.tests.editing import curate
from postings.tests.files import BODY, counts, dump, front_matter, heading_block, run, write

pytestmark = pytest.mark.django_db
empty = pytest.fixture(board_of_its_own, scope="module")
OLDER = {
    "meaning_version": 1,
    "countries": ["XX"],
    "work_mode": "on_site",
    "salary_currency": "",
    "seniority": "chief",
}


def board(tmp_path: Path) -> Path:
    files = {
        "one.md": front_matter("one", location="Remote, Norway", salary="€30 - €45 per hour"),
        "twin.md": front_matter("one", hashtags="#rope", timestamp=1606780800000),
        "two.md": front_matter("two", companyName="None", title="Senior Diver", location=["Oslo"]),
        "odd.md": front_matter("odd").replace('location: "Remote"', "location: {in: Oslo}"),
        "Java/2024-03/signal/README.md": heading_block("signal"),
        "C#/2024-03/signal/README.md": heading_block("signal"),
    }
    folder = write(tmp_path / "board", files)
    run(folder)
    folding.catch_up()  # as the command does
    return folder


def whole() -> dict[str, Any]:
    """The board with its problems."""
    of_texts = PostingProblem.objects.values_list("posting__public_id", "kind", "field", "message")
    of_files = ImportProblem.objects.values_list("record__path", "kind", "field", "line", "message")
    return dump() | {"of texts": sorted(of_texts), "of files": sorted(map(repr, of_files))}


def age() -> None:
    """Leaves the board as older rules would have."""
    JobPosting.objects.update(**OLDER)
    SourceRecord.objects.update(reader_version=F("reader_version") - normalizers.VERSION + 1)
    SourceRecord.objects.filter(own_date=date(2021, 1, 1)).update(own_date_precision="month")
    PostingProblem.objects.all().delete()


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command(
        "normalize_postings", "--workers", "1", "--no-progress", *arguments,
        stdout=out, stderr=out,
    )  # fmt: skip
    return out.getvalue()


def test_what_older_rules_gave_becomes_what_an_import_gives_today(tmp_path: Path) -> None:
    board(tmp_path)
    fresh = whole()
    age()
    assert whole() != fresh
    said = command()
    assert "6 records read; 4 postings changed." in said
    assert "countries: 4" in said
    assert whole() == fresh


def test_problems_keep_the_names_and_lines_of_their_file(tmp_path: Path) -> None:
    board(tmp_path)
    lines = dict(ImportProblem.objects.filter(line__isnull=False).values_list("field", "line"))
    assert {"companyName", "location"} <= set(lines)
    command("--all")
    assert lines == dict(
        ImportProblem.objects.filter(line__isnull=False).values_list("field", "line")
    )


def test_the_second_run_finds_nothing_to_do_and_raises_no_revision(tmp_path: Path) -> None:
    board(tmp_path)
    age()
    command()
    before = BoardRevision.objects.current().number
    assert "0 records read; 0 postings changed." in command()
    assert "6 records read; 0 postings changed." in command("--all")
    assert BoardRevision.objects.current().number == before


def test_rules_that_give_the_same_are_noted_without_a_revision(tmp_path: Path) -> None:
    board(tmp_path)
    JobPosting.objects.update(meaning_version=1)
    before = BoardRevision.objects.current().number
    assert "6 records read; 0 postings changed." in command()
    assert BoardRevision.objects.current().number == before
    assert "0 records read" in command()


def test_a_problem_that_other_rules_found_alone_is_a_change(tmp_path: Path) -> None:
    board(tmp_path)
    PostingProblem.objects.all().delete()
    JobPosting.objects.update(meaning_version=1)
    assert "problems: " in command()
    assert PostingProblem.objects.exists()


def test_an_import_afterwards_finds_everything_unchanged(tmp_path: Path) -> None:
    folder = board(tmp_path)
    age()
    command()
    before = BoardRevision.objects.current().number
    assert counts(run(folder)) == {"unchanged": 6}
    assert BoardRevision.objects.current().number == before


def test_a_dry_run_shows_each_change_and_leaves_no_trace(tmp_path: Path) -> None:
    board(tmp_path)
    age()
    before, revision = whole(), BoardRevision.objects.current().number
    said = command("--dry-run")
    assert "6 records read; 4 postings would change." in said
    assert "countries: ['XX'] → ['NO']" in said
    assert "seniority: 'chief' → ''" in said
    assert "problems: " in said
    assert whole() == before
    assert BoardRevision.objects.current().number == revision


def test_what_an_editor_corrected_stays(tmp_path: Path) -> None:
    board(tmp_path)
    posting = JobPosting.objects.get(title="Senior Diver")
    curate(posting, countries=["DK"], regions=[], title="Diver in Chief", salary_currency="DKK")
    revised = JobPosting.objects.get(pk=posting.pk)
    JobPosting.objects.filter(pk=posting.pk).update(meaning_version=1, seniority="mid")
    command()
    posting.refresh_from_db()
    assert (posting.countries, posting.salary_currency) == (["DK"], "DKK")
    assert posting.applicant_location_requirements["countries"] == ["DK"]
    assert (posting.title, posting.seniority) == ("Diver in Chief", "")
    assert posting.locked_fields == revised.locked_fields


def test_a_record_that_a_newer_import_wrote_stays(tmp_path: Path) -> None:
    folder = board(tmp_path)
    record = SourceRecord.objects.get(path__endswith="two.md")
    source = Source(record.pk, record.posting_id, record.digest, record.reader_version,
                    raw_of(record), date.max)  # fmt: skip
    (redone,) = mean_sources([source])
    write(folder, {"two.md": front_matter("two", title="Diver", timestamp=1640995200000)})
    run(folder)
    before, report = whole(), NormalizeReport()
    renormalizing._settle([redone], report, dry_run=False)
    assert whole() == before
    assert (report.records, report.changed) == (0, 0)


def test_a_record_that_kills_its_worker_costs_its_posting_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = board(tmp_path)
    write(folder, {"bad.md": front_matter("two", body=f"{BODY}\n{faulty.CULPRIT}")})
    run(folder)
    age()
    monkeypatch.setattr(renormalizing, "mean_sources", faulty.mean_or_die)
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "normalize_postings", "--workers", "1", "--no-progress", stdout=out, stderr=out
        )
    culprit = SourceRecord.objects.get(path__endswith="bad.md")
    assert f"record {culprit.pk}: its worker process died" in out.getvalue()
    left = JobPosting.objects.get(countries=["XX"])
    assert left.pk == culprit.posting_id
    assert "2 records read" in _done(monkeypatch)
    assert not JobPosting.objects.filter(countries=["XX"]).exists()


def _done(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(renormalizing, "mean_sources", mean_sources)
    return command()


def test_a_posting_that_no_file_states_any_more_is_read_too(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one", location="Oslo, Norway")})
    run(folder)
    write(folder, {"a.md": front_matter("two", location="Oslo, Norway")})
    run(folder)
    folding.catch_up()
    assert JobPosting.objects.filter(records__isnull=True).count() == 1
    fresh = whole()
    age()
    command()
    assert whole() == fresh
    assert set(JobPosting.objects.values_list("status", flat=True)) == {"closed", "published"}


def test_no_batch_parts_a_posting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    board(tmp_path)
    monkeypatch.setattr(renormalizing, "BATCH", 1)
    chunks = renormalizing._chunks(everything=True)
    done = [one for chunk in chunks for one in mean_sources(chunk)]
    batches = list(renormalizing._batches(iter(done)))
    assert sorted(map(len, batches)) == [1, 1, 2, 2]
    assert all(len({one.source.posting for one in batch}) == 1 for batch in batches)


@pytest.mark.slow
def test_killed_half_way_and_run_again_it_ends_in_the_same_board(
    empty: Board, tmp_path: Path
) -> None:
    folder = write_corpus(tmp_path / "corpus")
    start = empty.copy_to(tmp_path / "start")
    start.manage("import_postings", str(folder), "--no-progress")
    expected = start.dump()
    with closing(sqlite3.connect(start.data / "board.sqlite3")) as connection, connection:
        connection.execute(
            "UPDATE postings_jobposting SET meaning_version = 1, countries = '[\"XX\"]',"
            " language = 'xx'"
        )
        connection.execute("DELETE FROM postings_postingproblem")
        connection.execute("UPDATE postings_sourcerecord SET reader_version = reader_version - 1")
    assert start.dump() != expected
    left = "SELECT count(*) AS n FROM postings_jobposting WHERE meaning_version = 1"
    parted = 0
    for number in range(6):
        killed = start.copy_to(tmp_path / f"killed{number}")
        everything = killed.rows(left)[0]["n"]
        with killed.start("normalize_postings", "--workers", "2", "--no-progress") as process:
            # Killed as soon as, or a little after, the first batch is there.
            while process.poll() is None and killed.rows(left)[0]["n"] == everything:
                time.sleep(0.005)
            time.sleep(0.02 * number)
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        parted += 0 < killed.rows(left)[0]["n"] < everything
        done = killed.manage("normalize_postings", "--no-progress")
        assert done.returncode == 0, done.stderr
        assert killed.dump() == expected
    assert parted, "no run was killed half-way"
