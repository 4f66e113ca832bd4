"""`--dates-from-git`: the day on which a file came into its checkout, and what it is good for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from postings.importing import gitlog, renormalizing
from postings.importing.dating import Days
from postings.importing.reading import Task
from postings.importing.triage import triage
from postings.importing.walking import Found, walk
from postings.models import ImportRun, JobPosting, SourceRecord, Spelling
from postings.querysets import today
from postings.tests.files import BODY, counts, dump, front_matter, heading_block, run, stated, write
from postings.tests.repositories import Repository, needs_git

pytestmark = [pytest.mark.django_db, needs_git]
MONTHLY = "Lamps/2024-05/keeper/README.md"


def days_of(repository: Repository) -> dict[str, date]:
    """Of every path in the log; the commits without a day gave none."""
    log = gitlog.read_log(gitlog.git(), str(repository.folder), ".")
    return {os.fsdecode(path): day for path, day in log.days.items()}


def to_read(folder: Path, days: Days | None = None) -> list[Task]:
    """What the next import would open, not only look up."""
    found = [step for step in walk([str(folder)]) if isinstance(step, Found)]
    return triage(found, "", days).tasks


def test_a_month_becomes_the_day_on_which_the_file_was_added(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-17", {MONTHLY: heading_block("keeper")})
    repository.commit("2024-05-29", {MONTHLY: heading_block("keeper", body=BODY + "\nMore.\n")})
    report = run(tmp_path, dates_from_git=True)
    assert stated() == (date(2024, 5, 17), "day")
    assert report.notes == ["git gave the day of 1 files"]


def test_a_day_in_another_month_leaves_the_month_and_both_are_kept(tmp_path: Path) -> None:
    Repository(tmp_path).commit("2024-06-02", {MONTHLY: heading_block("keeper")})
    run(tmp_path, dates_from_git=True)
    assert stated() == (date(2024, 5, 1), "month")
    values = SourceRecord.objects.get().values
    assert (values["date_posted"], values["date_added"]) == ("2024-05", "2024-06-02")


def test_a_stated_day_stays_and_an_undated_file_gets_one(tmp_path: Path) -> None:
    files = {
        "stated.md": front_matter("stated", title="Stated"),
        "none.md": front_matter("none", title="Undated", timestamp=None),
    }
    Repository(tmp_path).commit("2021-01-20", files)
    report = run(tmp_path, dates_from_git=True)
    assert stated(title="Stated") == (date(2021, 1, 1), "day")
    assert stated(title="Undated") == (date(2021, 1, 20), "day")
    assert "no_date" not in report.problems


def test_files_imported_before_get_their_day_and_then_rest(tmp_path: Path) -> None:
    files = {MONTHLY: heading_block("keeper"), "b.md": front_matter("b", timestamp=None)}
    Repository(tmp_path).commit("2024-05-17", files)
    assert counts(run(tmp_path)) == {"created": 2}
    assert counts(run(tmp_path, dates_from_git=True)) == {"updated": 2}
    assert set(JobPosting.objects.values_list("date_posted", flat=True)) == {date(2024, 5, 17)}
    assert counts(run(tmp_path, dates_from_git=True)) == {"unchanged": 2}
    assert counts(run(tmp_path)) == {"unchanged": 2}
    assert to_read(tmp_path) == to_read(tmp_path, Days([str(tmp_path)])) == []
    board = dump()
    JobPosting.objects.all().delete()
    Spelling.objects.all().delete()
    assert counts(run(tmp_path, dates_from_git=True)) == {"created": 2}
    assert dump() == board


def test_a_later_run_without_the_option_keeps_the_day_of_an_edited_file(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-17", {MONTHLY: heading_block("keeper")})
    run(tmp_path, dates_from_git=True)
    write(tmp_path, {MONTHLY: heading_block("keeper", title="Head Engineer")})
    assert counts(run(tmp_path)) == {"updated": 1}
    assert stated(title="Head Engineer") == (date(2024, 5, 17), "day")


@pytest.mark.parametrize("with_git", [True, False])
def test_a_moved_file_keeps_its_first_day(tmp_path: Path, with_git: bool) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-17", {"a.md": front_matter("one", timestamp=None)})
    run(tmp_path, dates_from_git=True)
    repository.git("mv", "a.md", "b.md")
    repository.commit("2024-08-01")
    assert counts(run(tmp_path, dates_from_git=with_git)) == {"unchanged": 1}
    assert SourceRecord.objects.get().path.endswith("b.md")
    assert stated() == (date(2024, 5, 17), "day")
    assert counts(run(tmp_path, dates_from_git=True)) == {"unchanged": 1}


class InProcess:
    """Does at once what `Workers` has processes do."""

    def __init__(self, work: Callable[[list[Any]], list[Any]], *_: Any) -> None:
        self.work = work

    def __enter__(self) -> InProcess:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, chunks: Iterable[list[Any]]) -> Iterator[Any]:
        return chain.from_iterable(map(self.work, chunks))


def test_normalizing_anew_keeps_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renormalizing, "Workers", InProcess)
    Repository(tmp_path).commit("2024-05-17", {MONTHLY: heading_block("keeper")})
    run(tmp_path, dates_from_git=True)
    before = dump()
    assert renormalizing.normalize_all(1, everything=True).records == 1
    assert stated() == (date(2024, 5, 17), "day")
    assert dump() == before


def test_a_dry_run_shows_the_day_and_leaves_no_trace(tmp_path: Path) -> None:
    Repository(tmp_path).commit("2024-05-17", {MONTHLY: heading_block("keeper")})
    run(tmp_path)
    before = dump()
    report = run(tmp_path, dates_from_git=True, dry_run=True)
    assert report.changes and report.changes[0]["fields"]["date_posted"] == [
        "2024-05-01",
        "2024-05-17",
    ]
    assert dump() == before


def test_a_commit_of_tomorrow_gives_no_day(tmp_path: Path) -> None:
    ahead = str(today() + timedelta(days=9))
    Repository(tmp_path).commit(ahead, {"a.md": front_matter("one", timestamp=None)})
    run(tmp_path, dates_from_git=True)
    assert stated() == (None, "")


def test_a_file_that_was_deleted_and_added_again_has_its_first_day(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-03", {"a.md": "one"})
    repository.commit("2024-05-04", gone=["a.md"])
    repository.commit("2024-05-05", {"a.md": "two"})
    assert days_of(repository) == {"a.md": date(2024, 5, 3)}


def test_a_renamed_file_was_added_when_it_was_renamed(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-03", {"a.md": BODY})
    repository.git("config", "diff.renames", "copies")
    repository.git("mv", "a.md", "b.md")
    repository.commit("2024-05-05")
    assert days_of(repository)["b.md"] == date(2024, 5, 5)


def test_the_day_is_that_of_the_committers_own_clock(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-03T00:30:00+0200", {"a.md": "x"})
    repository.commit("2024-05-03T23:30:00-0500", {"b.md": "x"})
    assert set(days_of(repository).values()) == {date(2024, 5, 3)}


def test_side_branches_count_and_so_does_what_a_merge_adds_itself(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-01", {"a.md": "x"})
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit("2024-05-02", {"side.md": "x"})
    repository.git("checkout", "--quiet", "main")
    repository.commit("2024-05-03", {"main.md": "x"})
    repository.git("merge", "--quiet", "--no-commit", "side")
    repository.commit("2024-05-04", {"merged.md": "x", "\nagain.md": "x"})
    repository.git("checkout", "--quiet", "side")
    repository.commit("2024-05-05", {"unmerged.md": "x"})
    repository.git("checkout", "--quiet", "main")
    assert days_of(repository) == {
        "a.md": date(2024, 5, 1),
        "side.md": date(2024, 5, 2),
        "main.md": date(2024, 5, 3),
        "merged.md": date(2024, 5, 4),
        "\nagain.md": date(2024, 5, 4),
    }


def test_any_name_that_a_file_can_have_is_found(tmp_path: Path) -> None:
    names = ["\nfirst.md", "\n/2.md", 'quo"ted.md', "tab\t.md", " space .md", "-c.md", "a\\b.md"]
    names += [os.fsdecode(b"latin-\xe9.md"), "日本/\n\n.md", "*.md", ":(top)x.md", f"{'0' * 40} x"]
    repository = Repository(tmp_path / "ta\nblé")
    repository.commit("2024-05-17", dict.fromkeys(names, "x"))
    days = Days([str(repository.folder)])
    assert {days.of(str(repository.folder / name)) for name in names} == {date(2024, 5, 17)}


def test_the_command_takes_the_option_and_tells(tmp_path: Path) -> None:
    Repository(tmp_path).commit("2024-05-17", {MONTHLY: heading_block("keeper")})
    out = StringIO()
    call_command("import_postings", str(tmp_path), "--dates-from-git", "--no-progress", stdout=out)
    assert stated() == (date(2024, 5, 17), "day")
    assert "Dates from git:\n  git gave the day of 1 files\n" in out.getvalue()
    last = ImportRun.objects.get()
    assert last.options["dates_from_git"] and last.message == "git gave the day of 1 files"
