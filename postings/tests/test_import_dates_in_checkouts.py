"""Which checkouts an import asks for the days of their files, and what it says of the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from postings.importing import gitlog
from postings.importing.dating import Days
from postings.importing.run import UsageError
from postings.models import ImportRun, JobPosting
from postings.tests.files import counts, front_matter, heading_block, run, stated, write
from postings.tests.repositories import Repository, needs_git

pytestmark = [pytest.mark.django_db, needs_git]


def test_one_log_is_asked_for_however_many_files_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path)
    for number in range(1, 13):
        files = {f"Lamps/2024-05/{number}{tail}/README.md": heading_block("x") for tail in "abc"}
        repository.commit(f"2024-05-{number:02}", files)
    calls, asked = [], gitlog._output
    monkeypatch.setattr(gitlog, "_output", lambda call: calls.append(call) or asked(call))
    days = Days([str(tmp_path)])
    found = [days.of(str(path)) for path in sorted(tmp_path.glob("Lamps/*/*/README.md"))]
    assert len(found) == 36 and set(found) == {date(2024, 5, day) for day in range(1, 13)}
    words = ("rev-parse", "log")
    assert [next(word for word in words if word in call) for call in calls] == list(words)


def test_only_the_folder_that_is_imported_is_asked_for(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-17", {"jobs/a.md": "x", "jobs/b/c.md": "x", "other/d.md": "x"})
    for paths, found in {
        ("jobs",): {"jobs/a.md", "jobs/b/c.md"},
        ("jobs/b", "jobs/a.md"): {"jobs/a.md", "jobs/b/c.md"},
        ("jobs/a.md",): {"jobs/a.md"},
        ("jobs", "."): {"jobs/a.md", "jobs/b/c.md", "other/d.md"},
    }.items():
        days = Days([str(tmp_path / path) for path in paths])
        days.of(str(tmp_path / "jobs/a.md"))
        (log,) = days._logs.values()
        assert {path.decode() for path in log.days} == found


def test_a_submodules_files_have_the_days_of_the_submodule(tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit("2024-05-03", {"a.md": front_matter("one", timestamp=None)})
    outer = Repository(tmp_path / "outer")
    outer.commit("2024-06-01", {"b.md": front_matter("two", timestamp=None)})
    allowed = ("-c", "protocol.file.allow=always")
    outer.git(*allowed, "submodule", "--quiet", "add", str(inner.folder), "within")
    outer.commit("2024-07-01")
    run(outer.folder, dates_from_git=True)
    assert stated(url__endswith="/one") == (date(2024, 5, 3), "day")
    assert stated(url__endswith="/two") == (date(2024, 6, 1), "day")


def test_a_worktree_is_a_checkout(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "main")
    repository.commit("2024-05-03", {"a.md": "x"})
    repository.git("worktree", "add", "--quiet", "../other", "-b", "other")
    path = tmp_path / "other/a.md"
    assert Days([str(path)]).of(str(path)) == date(2024, 5, 3)


def test_what_is_in_no_checkout_or_not_committed_is_imported_and_told(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "checkout")
    repository.commit("2024-05-17", {"a.md": front_matter("one", timestamp=None)})
    write(repository.folder, {"b.md": front_matter("two", timestamp=None)})
    write(tmp_path / "plain", {"c.md": front_matter("three", timestamp=None)})
    report = run(tmp_path, dates_from_git=True)
    assert counts(report) == {"created": 3} and report.exit_code == 0
    assert sorted(report.notes) == [
        "1 files are in a checkout and not committed",
        "1 files lie in no git checkout",
        "git gave the day of 1 files",
    ]
    assert JobPosting.objects.filter(date_posted=None).count() == 2


def test_a_history_without_a_commit_gives_none_and_says_so(tmp_path: Path) -> None:
    Repository(tmp_path)
    write(tmp_path, {"a.md": front_matter("one", timestamp=None)})
    report = run(tmp_path, dates_from_git=True)
    assert counts(report) == {"created": 1}
    assert f"{tmp_path} gives no days: fatal: " in "\n".join(report.notes)


def test_where_no_git_is_installed_nothing_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(UsageError, match="git is not installed"):
        run(write(tmp_path, {"a.md": front_matter("one")}), dates_from_git=True)
    assert ImportRun.objects.count() == 0


def test_a_git_beside_the_files_is_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\ntouch started\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(UsageError):
        run(write(tmp_path, {"a.md": front_matter("one")}), dates_from_git=True)
    assert not (tmp_path / "started").exists()


def test_a_shallow_clones_first_commit_dates_nothing_until_the_rest_is_there(
    tmp_path: Path,
) -> None:
    full = Repository(tmp_path / "full")
    full.commit("2024-05-03", {"a.md": front_matter("one", timestamp=None)})
    full.commit("2024-05-04", {"b.md": front_matter("two", timestamp=None)})
    full.commit("2024-05-05", {"c.md": front_matter("three", timestamp=None)})
    full.git("clone", "--quiet", "--depth=2", f"file://{full.folder}", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    report = run(clone.folder, dates_from_git=True)
    assert stated(url__endswith="/one") == stated(url__endswith="/two") == (None, "")
    assert stated(url__endswith="/three") == (date(2024, 5, 5), "day")
    (told,) = [note for note in report.notes if "shallow" in note]
    assert "2 of its files" in told and "git fetch --unshallow" in told
    clone.git("fetch", "--quiet", "--unshallow")
    assert counts(run(clone.folder, dates_from_git=True)) == {"updated": 2, "unchanged": 1}
    assert stated(url__endswith="/one") == (date(2024, 5, 3), "day")


def test_a_shallow_clone_takes_no_day_back(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "full")
    commit = repository.commit("2024-05-03", {"a.md": front_matter("one", timestamp=None)})
    repository.commit("2024-05-04", {"b.md": front_matter("two", timestamp=None)})
    run(repository.folder, dates_from_git=True)
    head = repository.git("rev-parse", "HEAD")
    (repository.folder / ".git/shallow").write_text(f"{head}\n")
    assert commit not in repository.git("rev-list", "HEAD")
    assert counts(run(repository.folder, dates_from_git=True)) == {"unchanged": 2}
    write(repository.folder, {"a.md": front_matter("one", title="Edited", timestamp=None)})
    run(repository.folder, dates_from_git=True)
    assert stated(title="Edited") == (date(2024, 5, 3), "day")
