"""Repositories of strangers: nothing of theirs runs, and none holds an import up for long."""

from __future__ import annotations

import os
import resource
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.importing import gitlog
from postings.importing.dating import Days
from postings.tests.files import counts, front_matter, run, write
from postings.tests.repositories import Repository, needs_git

pytestmark = needs_git
# Every word of a repository's configuration that names a program for some command of git.
PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass"),
    *("core.alternateRefsCommand", "pager.log", "credential.helper", "gpg.program"),
    *("gpg.openpgp.program", "gpg.ssh.program", "diff.external", "diff.own.command"),
    *("diff.own.textconv", "filter.own.clean", "filter.own.smudge", "filter.own.process"),
)
SIGNED = """tree {tree}
author Clerk <clerk@example.org> 1715947200 +0000
committer Clerk <clerk@example.org> 1715947200 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 no signature
 -----END PGP SIGNATURE-----

A day
"""


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a trace beside it, `sprung`."""
    program = tmp_path / "trap.sh"
    program.write_text(f"#!/bin/sh\necho \"$*\" >> '{tmp_path}/sprung'\nexit 1\n")
    program.chmod(0o755)
    return program


def sprung(trap: Path) -> bool:
    mark = trap.with_name("sprung")
    found = mark.exists()
    mark.unlink(missing_ok=True)
    return found


def plain_log(folder: Path) -> None:
    """What anybody would do."""
    call = ["git", "log", "--diff-filter=A", "--name-only"]
    subprocess.run(call, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL)


def failure(repository: Repository) -> str:
    with pytest.raises(gitlog.Failed) as raised:
        gitlog.read_log(gitlog.git(), str(repository.folder), ".")
    return str(raised.value)


def set_traps(repository: Repository, trap: Path) -> None:
    for word in PROGRAMS:
        repository.git("config", word, str(trap))
    repository.git("config", "alias.log", f"!{trap}")
    repository.git("config", "alias.rev-parse", f"!{trap}")
    repository.git("config", "log.showSignature", "true")
    hooks = repository.folder / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (hooks / name).write_bytes(trap.read_bytes())
        (hooks / name).chmod(0o755)


def test_no_program_that_a_repository_names_is_run(tmp_path: Path, trap: Path) -> None:
    repository = Repository(tmp_path / "checkout")
    repository.commit("2024-05-17", {"a.md": "x", ".gitattributes": "*.md diff=own filter=own\n"})
    signed = SIGNED.format(tree=repository.git("rev-parse", "HEAD^{tree}"))
    commit = repository.git("hash-object", "-t", "commit", "-w", "--stdin", told=signed)
    repository.git("update-ref", "refs/heads/main", commit)
    set_traps(repository, trap)
    plain_log(repository.folder)
    assert sprung(trap)  # the trap works
    log = gitlog.read_log(gitlog.git(), str(repository.folder), ".")
    assert log.days[b"a.md"] == date(2024, 5, 17)
    assert not sprung(trap)


@pytest.mark.parametrize("newer", [True, False])
def test_what_a_partial_clone_lacks_is_not_fetched(
    tmp_path: Path, trap: Path, newer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.commit("2024-05-17", {"d/a.md": "x"})
    repository = Repository(tmp_path / "checkout")
    repository.commit("2024-05-17", {"d/a.md": "x"})
    tree = repository.git("rev-parse", "HEAD:d")
    (repository.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()
    for word, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": str(trap),
        "remote.origin.url": str(other.folder),
        "protocol.file.allow": "always",
    }.items():
        repository.git("config", word, value)
    plain_log(repository.folder)
    assert sprung(trap)
    if not newer:  # a git that does not know this word has the other one
        monkeypatch.delitem(gitlog.ENVIRONMENT, "GIT_NO_LAZY_FETCH")
    assert "unable to read tree" in failure(repository)
    assert not sprung(trap)


def test_a_folder_that_looks_like_a_bare_repository_is_a_folder(tmp_path: Path, trap: Path) -> None:
    repository = Repository(tmp_path / "checkout")
    inner = Repository(tmp_path / "inner", "--bare")
    inner.git("config", "core.bare", "true")
    for word in PROGRAMS:
        inner.git("config", word, str(trap))
    jobs = repository.folder / "jobs"
    inner.folder.rename(jobs)
    repository.commit("2024-05-17", {"jobs/a.md": "x", "jobs/refs/b.md": "x"})
    days = Days([str(jobs)])
    assert days.of(str(jobs / "a.md")) == days.of(str(jobs / "refs/b.md")) == date(2024, 5, 17)
    assert not sprung(trap)


def test_configuration_cannot_hide_or_shift_what_was_added(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-03", {"a.md": "x", "d/b.md": "x"})
    repository.commit("2024-05-04", {"d/c.md": "x"})
    log = gitlog.read_log(gitlog.git(), str(tmp_path), ".")
    for word, value in {
        "log.showRoot": "false",
        "log.date": "relative",
        "log.follow": "true",
        "log.mailmap": "true",
        "log.diffMerges": "off",
        "diff.relative": "true",
        "diff.renames": "copies",
        "diff.noprefix": "true",
        "format.pretty": "oneline",
        "core.quotePath": "true",
        "color.ui": "always",
        "core.worktree": "/",
    }.items():
        repository.git("config", word, value)
    (tmp_path / ".git/info").mkdir(exist_ok=True)
    head, root = repository.git("rev-list", "HEAD").split()
    (tmp_path / ".git/info/grafts").write_text(f"{head}\n")
    repository.git("replace", root, head)
    repository.git("config", "--unset", "core.worktree")
    assert gitlog.read_log(gitlog.git(), str(tmp_path), ".") == log


def test_the_callers_environment_leads_to_no_other_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Repository(tmp_path / "other").commit("2020-01-01", {"a.md": "x"})
    repository = Repository(tmp_path / "checkout")
    repository.commit("2024-05-17", {"a.md": "x"})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/bin/false")
    path = str(repository.folder / "a.md")
    assert Days([path]).of(path) == date(2024, 5, 17)


@pytest.mark.parametrize("made", ["folder", "file", "empty file", "pipe", "dead link"])
def test_a_git_folder_that_is_none_gives_no_days_and_says_so(tmp_path: Path, made: str) -> None:
    outer = Repository(tmp_path)
    outer.commit("2024-05-17", {"inner/a.md": "x"})
    inner = tmp_path / "inner/.git"
    if made == "folder":
        inner.mkdir()
    elif made == "pipe":
        os.mkfifo(inner)
    elif made == "dead link":
        inner.symlink_to("/nowhere/at/all")
    else:
        inner.write_text("gitdir: /nowhere\n" if made == "file" else "")
    days = Days([str(tmp_path)])
    assert days.of(str(tmp_path / "inner/a.md")) is None
    assert days.notes()[-1].startswith(f"{tmp_path}/inner gives no days: ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_checkout_of_another_user_is_left_to_git_to_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path / "checkout")
    repository.commit("2024-05-17", {"a.md": "x"})
    for path in (repository.folder, repository.folder / ".git"):
        os.chown(path, 54321, 54321)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert "dubious ownership" in failure(repository)
    allowed = f"[safe]\n\tdirectory = {repository.folder}\n"
    (tmp_path / ".gitconfig").write_text(allowed)
    assert gitlog.read_log(gitlog.git(), str(repository.folder), ".").days


def bomb(repository: Repository, levels: int) -> None:
    """A commit that adds ten to the power of `levels` files, out of as many objects."""
    blob = repository.git("hash-object", "-w", "--stdin", told="x")
    kind, name = "100644 blob", blob
    for _ in range(levels):
        name = repository.git("mktree", told="".join(f"{kind} {name}\t{n}\n" for n in range(10)))
        kind = "040000 tree"
    repository.git("update-ref", "refs/heads/main", repository.git("commit-tree", "-m", "A", name))


def test_a_history_that_names_billions_of_files_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path)
    bomb(repository, levels=4)
    monkeypatch.setattr(gitlog, "MOST_PATHS", 5_000)
    assert failure(repository) == "its history names more than 5,000 files"
    monkeypatch.setattr(gitlog, "MOST_PATHS", 10**9)
    monkeypatch.setattr(gitlog, "MOST_BYTES", 50_000)
    assert failure(repository) == "its history names files in more than 50,000 bytes"


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux has it")
def test_git_itself_gets_no_more_memory_than_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path)
    bomb(repository, levels=10)
    monkeypatch.setattr(gitlog, "MOST_MEMORY", 50_000_000)
    assert "memory" in failure(repository)


def test_a_git_that_waits_for_something_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path)
    repository.commit("2024-05-17", {"a.md": "x"})
    os.mkfifo(tmp_path / "never")
    with (tmp_path / ".git/config").open("a") as config:
        config.write(f'[include]\n\tpath = "{tmp_path}/never"\n')
    monkeypatch.setattr(gitlog, "GIT_SECONDS", 0.3)
    assert failure(repository) == "git took longer than 0.3 seconds"


def test_the_file_that_ends_a_shallow_clone_may_be_anything(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    head = repository.commit("2024-05-17", {"a.md": "x"})
    shallow = tmp_path / ".git/shallow"
    shallow.write_text(head + "\n")
    log = gitlog.read_log(gitlog.git(), str(tmp_path), ".")
    assert (log.days, log.cut_off) == ({}, {b"a.md"})
    shallow.write_text("no commit\n")
    assert failure(repository)


def test_more_repositories_than_anyone_has_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postings.importing.dating.MOST_REPOSITORIES", 1)
    for name in "ab":
        Repository(tmp_path / name).commit("2024-05-17", {"a.md": "x"})
    days = Days([str(tmp_path)])
    assert days.of(str(tmp_path / "a/a.md")) == date(2024, 5, 17)
    assert days.of(str(tmp_path / "b/a.md")) is None
    assert "more than 1 repositories" in days.notes()[-1]


@pytest.mark.django_db
def test_an_import_goes_on_where_a_repository_fails(tmp_path: Path) -> None:
    Repository(tmp_path / "good").commit(
        "2024-05-17", {"a.md": front_matter("one", timestamp=None)}
    )
    write(tmp_path / "bad", {"b.md": front_matter("two", timestamp=None), ".git": "\x1b[2Jnone"})
    report = run(tmp_path, dates_from_git=True)
    assert counts(report) == {"created": 2}
    assert any("bad gives no days" in note for note in report.notes)
    assert "\x1b" not in report.as_text()


@given(st.lists(st.binary(max_size=120)), st.booleans())
def test_whatever_git_writes_is_read(pieces: list[bytes], cut: bool) -> None:
    head = b"/" + b"a" * 40 + b" 2024-05-17"
    written = [piece for one in pieces for piece in (head + b"\0\n", one, b"\0")]
    log = gitlog._days(gitlog._words(iter(written)), {b"a" * 40} if cut else set())
    assert set(log.days.values()) <= {date(2024, 5, 17)}
    assert not (log.days and cut)


@pytest.mark.parametrize("day", [b"9999999-01-01", b"-100-01-01", b"\xff", b"2024-13-01"])
def test_a_day_of_no_calendar_is_none(day: bytes) -> None:
    words = [b"/" + b"a" * 40 + b" " + day, b"\na.md"]
    assert gitlog._days(iter(words), set()).days == {}
