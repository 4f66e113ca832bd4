"""Bad input: nothing stops a run, nothing vanishes, everything is named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command

from postings.importing import quarantine
from postings.models import JobPosting, RejectedFile, SourceRecord
from postings.tests.files import counts, front_matter, heading_block, run, write

pytestmark = pytest.mark.django_db

BAD = {
    "notes.md": ("just some notes", "unrecognised"),
    "empty.md": ("", "unrecognised"),
    "untitled.md": (front_matter("x", title=None), "no_title"),
    "script.md": (front_matter("x", applyUrl="javascript:alert(1)"), "refused_apply_link"),
    "broken.md": ('---\ntitle: "a\ncompany: b\n---\nbody', "broken_syntax"),
    "open.md": ("---\ntitle: a\ncompany: b\n", "broken_syntax"),
    "alias.md": ("---\ntitle: &a x\ncompany: *a\n---\nbody", "broken_syntax"),
    "large.md": (front_matter("x") + "x" * 2_100_000, "too_large"),
    "binary.md": (bytes(range(256)) * 8, "unrecognised"),
    "deep.md": ("---\ntitle: x\nextra: " + "[" * 30_000 + "\n---\nbody", "broken_syntax"),
}


def test_every_bad_file_is_rejected_with_its_reason_and_the_rest_is_imported(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path, {name: content for name, (content, _) in BAD.items()})
    write(folder, {"good.md": front_matter("good"), "good.txt": heading_block("good")})
    report = run(folder)
    assert counts(report) == {"created": 2, "rejected": len(BAD)}
    assert report.exit_code == 1
    kinds = {Path(file.path).name: file.kind for file in report.rejected}
    assert kinds == {name: kind for name, (_, kind) in BAD.items()}
    assert all(len(file.reason) > 15 for file in report.rejected)
    waiting = RejectedFile.objects.waiting()
    assert {Path(file.path).name for file in waiting} == set(BAD)


def test_a_rejection_names_line_and_field(tmp_path: Path) -> None:
    report = run(write(tmp_path, {"bad.md": BAD["script.md"][0]}))
    file = report.rejected[0]
    assert (file.line, file.field) == (5, "applyUrl")
    assert ", line 5, applyUrl: " in report.as_text()


def test_what_is_no_text_is_not_called_empty(tmp_path: Path) -> None:
    reasons = {
        Path(file.path).name: file.reason
        for file in run(
            write(tmp_path, {"a.md": BAD["binary.md"][0], "b.md": BAD["empty.md"][0]})
        ).rejected
    }
    assert reasons["a.md"].startswith("This is no text: ")
    assert reasons["b.md"].startswith("The file is empty: ")


def test_companions_and_foreign_files_are_skipped_and_counted(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "README.md": "# Jobs\n\nOur jobs.",
            "CONTRIBUTING.md": "Please do.",
            "LICENSE": "MIT",
            "logo.png": b"\x89PNG\r\n\x1a\n\x00\x00",
            "data.json": "{}",
            ".hidden.md": "hidden",
            ".git/x.md": "hidden",
            "posting.rst": front_matter("rst"),
        },
    )
    assert counts(run(folder)) == {"skipped": 5, "created": 1}


def test_a_file_named_singly_is_never_skipped(tmp_path: Path) -> None:
    folder = write(tmp_path, {"README.md": "# Jobs\n\nOur jobs."})
    assert counts(run(folder / "README.md")) == {"rejected": 1}


def test_pipes_and_links_that_leave_the_folder_are_rejected(tmp_path: Path) -> None:
    outside = write(tmp_path / "out", {"secret.md": front_matter("secret")})
    folder = write(tmp_path / "in", {"a.md": front_matter("one")})
    os.mkfifo(folder / "pipe.md")
    (folder / "leaves.md").symlink_to(outside / "secret.md")
    (folder / "leaves").symlink_to(outside)
    (folder / "nowhere.md").symlink_to(folder / "gone.md")
    (folder / "loop").symlink_to(folder)
    report = run(folder)
    assert {Path(file.path).name: file.kind for file in report.rejected} == {
        "pipe.md": "not_a_regular_file",
        "leaves.md": "leaves_the_folder",
        "leaves": "leaves_the_folder",
        "nowhere.md": "not_a_regular_file",
    }
    assert JobPosting.objects.count() == 1


def test_a_name_that_is_no_utf8_is_shown_and_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.md"
    with open(path, "w") as file:
        file.write(front_matter("cafe"))
    assert counts(run(tmp_path)) == {"created": 1}
    assert SourceRecord.objects.get().path.endswith("caf\\xe9.md")
    assert counts(run(tmp_path)) == {"unchanged": 1}


def test_a_mended_file_leaves_quarantine(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": BAD["untitled.md"][0]})
    run(folder)
    assert RejectedFile.objects.waiting().count() == 1
    write(folder, {"a.md": front_matter("x")})
    assert counts(run(folder)) == {"created": 1}
    assert RejectedFile.objects.waiting().count() == 0


def test_a_posting_whose_file_went_bad_stays_until_it_is_mended(tmp_path: Path) -> None:
    good = front_matter("x")
    folder = write(tmp_path, {"a.md": good})
    run(folder, source="crew")
    write(folder, {"a.md": "rubbish"})
    assert counts(run(folder, source="crew", close_missing=True)) == {"rejected": 1}
    assert JobPosting.objects.live().count() == 1
    write(folder, {"a.md": good})
    assert counts(run(folder, source="crew")) == {"unchanged": 1}
    assert RejectedFile.objects.waiting().count() == 0


def test_a_dismissed_file_is_skipped_until_its_bytes_change(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": "notes"})
    run(folder)
    quarantine.dismiss(RejectedFile.objects.all())
    report = run(folder)
    assert (counts(report), report.exit_code) == ({"skipped": 1}, 0)
    write(folder, {"a.md": "other notes"})
    assert counts(run(folder)) == {"rejected": 1}


# The command


def command(*arguments: str) -> int:
    try:
        call_command("import_postings", *arguments, "--no-progress", "--workers", "1")
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_the_command_reports_in_json_and_by_its_exit_status(tmp_path: Path, capsys) -> None:
    folder = write(tmp_path / "in", {"a.md": front_matter("one"), "b.md": "notes"})
    file = tmp_path / "report.json"
    assert command(str(folder), "--report", str(file)) == 1
    report = json.loads(file.read_text())
    assert report["schema"] == 1
    assert report["counts"] == {
        "files": 2, "created": 1, "updated": 0, "unchanged": 0, "closed": 0, "reopened": 0,
        "skipped": 0, "rejected": 1,
    }  # fmt: skip
    assert set(report["rejected"][0]) == {"path", "line", "field", "reason"}
    assert {
        "run",
        "problems",
        "posting_problems",
        "seconds",
        "files_per_second",
        "peak_mib",
    } <= set(report)
    assert "changes" not in report
    assert "b.md" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "at least one"),
        (["no-such-folder"], "No such file"),
        ([".", "--close-missing"], "needs --source"),
        ([".", "--close-missing", "--source", "x", "--limit", "1"], "--limit"),
        (["manage.py", "--close-missing", "--source", "x"], "single files"),
        (["--undo", "999999"], "no run 999999"),
        ([".", "--source", "x" * 61], "at most 60"),
    ],
)
def test_a_call_without_meaning_does_nothing_and_says_why(arguments, says, capsys) -> None:
    assert command(*arguments) == 2
    assert says in capsys.readouterr().err
    assert SourceRecord.objects.count() == 0
