"""What an import does when files are gone: it closes their postings, or refuses to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import timezone

from postings.importing.closing import Refused
from postings.models import JobPosting
from postings.tests.files import counts, front_matter, run, write

pytestmark = pytest.mark.django_db


def missing(tmp_path: Path, number: int = 10) -> Path:
    folder = write(tmp_path, {f"{n}.md": front_matter(f"job-{n}") for n in range(number)})
    run(folder, source="crew")
    return folder


def test_a_vanished_file_closes_its_posting_and_a_returned_one_reopens_it(tmp_path: Path) -> None:
    folder = missing(tmp_path)
    text = (folder / "3.md").read_bytes()
    (folder / "3.md").unlink()
    assert counts(run(folder, source="crew")) == {"unchanged": 9}
    assert counts(run(folder, source="crew", close_missing=True)) == {"unchanged": 9, "closed": 1}
    gone = JobPosting.objects.get(status="closed")
    assert (gone.closed_reason, gone.closed_on) == ("removed_from_source", timezone.now().date())
    (folder / "3.md").write_bytes(text)
    assert counts(run(folder, source="crew")) == {"unchanged": 9, "reopened": 1}


def test_a_half_copied_folder_closes_nothing(tmp_path: Path) -> None:
    folder = missing(tmp_path)
    for number in range(5):
        (folder / f"{number}.md").unlink()
    with pytest.raises(Refused, match="5 of 10 files"):
        run(folder, source="crew", close_missing=True)
    assert JobPosting.objects.live().count() == 10
    run(folder, source="crew", close_missing=True, max_close=50)
    assert JobPosting.objects.live().count() == 5


def test_files_replaced_by_as_many_others_close_nothing_either(tmp_path: Path) -> None:
    folder = missing(tmp_path)
    for number in range(5):
        (folder / f"{number}.md").unlink()
    write(folder, {f"new-{n}.md": front_matter(f"new-{n}") for n in range(5)})
    report = run(folder, source="crew", close_missing=True)
    assert report.exit_code == 2
    assert "closed nothing" in report.refused
    assert JobPosting.objects.live().count() == 15


def test_close_missing_refuses_a_first_run_and_an_unreadable_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", {"sub/a.md": front_matter("one")})
    with pytest.raises(Refused, match="no files yet"):
        run(folder, source="crew", close_missing=True)
    run(folder, source="crew")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(Refused, match="cannot be read"):
        run(folder, source="crew", close_missing=True)
