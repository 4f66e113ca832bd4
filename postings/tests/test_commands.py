"""What every command answers to what it cannot do: one line, and an exit status."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from django.core.management import CommandError, call_command

from postings.management.command import NO_TABLES, STOPPED
from postings.tests.boards import Board


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import_postings", "--workers", "0", "."), "argument --workers: '0' is not a whole"),
        (("import_postings", "--max-close", "101", "."), "argument --max-close: '101' is not"),
        (("normalize_postings", "--workers", "two"), "argument --workers: 'two' is not a whole"),
        (("rerender_postings", "--workers", "-1"), "argument --workers: "),
        (("fold_repeats", "all"), "unrecognized arguments: all"),
        (("board_facts", "--dead"), "unrecognized arguments: --dead"),
        (("search_index", "mend"), "argument action: invalid choice: 'mend'"),
    ],
)
def test_a_wrong_argument_is_named_in_one_line(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = Board(tmp_path).manage(*words)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert said in line
    assert line.endswith("(--help lists the options)")


@pytest.mark.parametrize(
    "words",
    [
        ("normalize_postings",),
        ("rerender_postings",),
        ("fold_repeats", "--dry-run"),
        ("board_facts",),
        ("import_postings", "."),
    ],
)
def test_without_tables_each_command_says_what_to_run_first(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = Board(tmp_path).manage(*words)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{NO_TABLES}\n")


def test_an_interrupted_command_says_that_the_next_run_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*args: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("postings.management.commands.board_facts.facts", interrupted)
    with pytest.raises(SystemExit) as ended:
        call_command("board_facts")
    assert ended.value.code == 130
    assert capsys.readouterr().err == f"{STOPPED}\n"


def test_code_that_calls_a_command_gets_an_exception() -> None:
    with pytest.raises(CommandError, match="workers"):
        call_command("normalize_postings", "--workers", "none")
