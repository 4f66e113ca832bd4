"""Imports that are only tried, and imports that are taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from postings.importing.undo import NoSuchRun, undo_run
from postings.models import BoardRevision, ImportRun, JobPosting, Tombstone
from postings.tests.editing import curate
from postings.tests.files import BODY, counts, dump, front_matter, run, write

pytestmark = pytest.mark.django_db


def test_a_dry_run_leaves_no_trace_and_says_what_would_change(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one"), "bad.md": "no posting"})
    run(folder)
    write(
        tmp_path,
        {
            "a.md": front_matter("one", title="Other", body=BODY + "\nLast line.\n"),
            "b.md": front_matter("two"),
        },
    )
    before, runs = dump(), ImportRun.objects.count()
    revision = BoardRevision.objects.current().number
    report = run(folder, dry_run=True)
    assert counts(report) == {"created": 1, "updated": 1, "rejected": 1}
    assert (dump(), ImportRun.objects.count()) == (before, runs)
    assert BoardRevision.objects.current().number == revision
    updated = next(one for one in report.changes or [] if one["action"] == "updated")
    assert updated["fields"]["title"] == ["Lamp Keeper", "Other"]
    assert "+Last line." in report.as_text()
    assert report.as_json()["run"] is None


def test_undo_deletes_what_its_run_created_and_names_what_an_editor_keeps(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one"), "b.md": front_matter("two")})
    run(folder)
    before = dump()
    write(
        tmp_path,
        {
            "c.md": front_matter("three"),
            "d.md": front_matter("four", title="Kept"),
            "e.md": front_matter("one", timestamp=1612137600000, title="Twin"),
        },
    )
    number = run(folder).run
    assert number
    curate(JobPosting.objects.get(title="Kept"), title="Kept by hand")
    undone = undo_run(number)
    assert (undone.deleted, undone.changed) == (1, 1)
    assert [posting.title for posting in undone.kept] == ["Kept by hand"]
    assert Tombstone.objects.count() == 1
    JobPosting.objects.filter(title="Kept by hand").delete()
    assert dump()["postings"] == before["postings"]
    with pytest.raises(NoSuchRun):
        undo_run(number)
