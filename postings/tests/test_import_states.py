"""Records that come, go, move and contradict each other, and what is left on the board."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from postings import lifecycle, normalizers
from postings.importing import quarantine, reading, triage
from postings.importing.undo import delete_postings, undo_run
from postings.links import identity_key
from postings.models import ImportRun, JobPosting, RejectedFile, SourceRecord, Spelling
from postings.tests.files import counts, dump, front_matter, heading_block, run, write
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db


def test_a_posting_closed_after_reopening_stays_closed_when_its_file_goes(tmp_path: Path) -> None:
    files = {f"{n}.md": front_matter(f"job-{n}") for n in range(9)}
    folder = write(tmp_path, files | {"a.md": front_matter("one", archived="true")})
    run(folder, source="crew")
    one = JobPosting.objects.filter(url__endswith="/one")
    lifecycle.decide(one, Decision.REOPENED, None)
    write(folder, {"a.md": front_matter("one")})
    run(folder, source="crew")
    write(folder, {"a.md": front_matter("one", archived="true")})
    run(folder, source="crew")
    assert one.get().status == "closed"
    (folder / "a.md").unlink()
    assert counts(run(folder, source="crew", close_missing=True)) == {"unchanged": 9}
    assert one.get().status == "closed"


def test_a_reopened_posting_closes_when_any_source_newly_archives_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", {"a.md": front_matter("one", archived="true")})
    run(folder)
    lifecycle.decide(JobPosting.objects.all(), Decision.REOPENED, None)
    other = write(tmp_path / "b", {"b.md": front_matter("one", archived="true", timestamp=1)})
    run(other, source="zzz")
    assert JobPosting.objects.get().status == "closed"


def test_a_draft_that_is_not_the_first_record_hides_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, {
        "new.md": front_matter("one"),
        "old.md": front_matter("one", timestamp=1606780800000, draft="true"),
    })  # fmt: skip
    run(folder / "old.md")
    assert JobPosting.objects.get().status == "pending"
    run(folder / "new.md")
    assert JobPosting.objects.live().count() == 1


def test_a_file_that_states_another_posting_is_counted_shown_and_undone(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    first = run(folder).run
    write(tmp_path, {"a.md": front_matter("two", title="Another")})
    would = run(folder, dry_run=True)
    assert counts(would) == {"created": 1, "closed": 1}
    second = run(folder)
    assert counts(second) == {"created": 1, "closed": 1}
    assert second.run and first
    undo_run(second.run)
    assert [posting.title for posting in JobPosting.objects.all()] == ["Lamp Keeper"]
    undo_run(first)
    assert JobPosting.objects.count() == 0


def test_a_file_that_changes_its_format_is_one_posting(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one", title="Keeper")})
    run(folder)
    write(tmp_path, {"a.md": heading_block("one", title="Keeper")})
    assert counts(run(folder)) == {"created": 1, "closed": 1}
    assert JobPosting.objects.live().count() == SourceRecord.objects.count() == 1


def test_a_removed_edition_speaks_no_more_but_keeps_the_date(tmp_path: Path) -> None:
    folder = write(tmp_path, {
        "old.md": front_matter("one", title="Current"),
        "new.md": front_matter("one", title="Withdrawn", timestamp=1612137600000),
    } | {f"{n}.md": front_matter(f"job-{n}") for n in range(9)})  # fmt: skip
    run(folder, source="crew")
    one = JobPosting.objects.filter(url__endswith="/one")
    day = one.get().date_posted
    assert one.get().title == "Withdrawn"
    (folder / "new.md").unlink()
    run(folder, source="crew", close_missing=True)
    assert (one.get().title, one.get().status, one.get().date_posted) == (
        "Current",
        "published",
        day,
    )


def test_a_newer_normalizer_reads_files_again_under_new_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(
        tmp_path, {"a.md": front_matter("one"), "b.md": front_matter("one", hashtags="")}
    )
    run(folder / "a.md")
    plain = normalizers.normalize

    def renaming(raw: object) -> object:
        from dataclasses import replace

        return replace(plain(raw), hiring_organization="Alias Corp")  # type: ignore[arg-type]

    monkeypatch.setattr("postings.importing.merging.normalize", renaming)
    newer = {name: version + 1 for name, version in reading.VERSIONS.items()}
    monkeypatch.setattr(triage, "VERSIONS", newer)
    report = run(folder)
    assert report.counts["rejected"] == 0
    assert JobPosting.objects.get().hiring_organization.name in ("Alias Corp", "Harbour Lights")


def test_a_dismissed_file_keeps_its_posting_and_its_peace(tmp_path: Path) -> None:
    import os

    folder = write(tmp_path, {f"{n}.md": front_matter(f"job-{n}") for n in range(9)})
    run(folder, source="crew")
    write(folder, {"0.md": "rubbish"})
    os.mkfifo(folder / "pipe.md")
    run(folder, source="crew")
    quarantine.dismiss(RejectedFile.objects.all())
    report = run(folder, source="crew", close_missing=True)
    assert counts(report) == {"unchanged": 8, "skipped": 2}
    assert report.exit_code == 0
    assert JobPosting.objects.live().count() == 9
    assert counts(run(folder / "0.md", source="crew")) == {"skipped": 1}


def test_two_files_with_names_that_are_no_utf8_stay_two(tmp_path: Path) -> None:
    import os

    for name, skill in ((b"caf\xe9.md", "alpha"), (b"caf\xe8.md", "beta")):
        with open(os.fsencode(tmp_path) + b"/" + name, "w") as file:
            file.write(front_matter("cafe", hashtags=f"#{skill}"))
    run(tmp_path)
    assert {skill.name for skill in JobPosting.objects.get().skills.all()} == {"alpha", "beta"}


def test_a_path_that_is_deep_long_or_odd_stops_nothing(tmp_path: Path) -> None:
    import os

    here = os.getcwd()
    write(tmp_path, {"a.md": front_matter("one")})
    (tmp_path / "line\nbreak\x1b[31m.md").write_text("rubbish")
    try:
        os.chdir(tmp_path)
        for _ in range(1_100):
            os.mkdir("deepdeep")
            os.chdir("deepdeep")
        Path("deep.md").write_text(front_matter("deep"))
    finally:
        os.chdir(here)
    try:
        report = run(tmp_path)
    finally:  # pytest's own cleaning does not go so deep
        subprocess.run(["rm", "-rf", str(tmp_path / "deepdeep")], check=True)
    assert report.counts["created"] >= 1
    assert {file.kind for file in report.rejected} <= {"unrecognised", "unreadable"}
    assert "\x1b" not in report.as_text()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/jobs?ref=REQ-100", "https://a.example/jobs?ref=REQ-200", False),
        ("https://a.example/jobs?t=100", "https://a.example/jobs?t=200", False),
        ("https://a.example/careers#/job/1", "https://a.example/careers#/job/2", False),
        ("https://a.example/jobs/1#app", "http://www.a.example/jobs/1/?ref=newsletter", True),
        ("https://a.example/1?utm_source=x", "https://a.example/1?source=board", True),
        ("https://b.greenhouse.io/a/1?t=ab12", "https://b.greenhouse.io/a/1", True),
    ],
)  # fmt: skip
def test_what_tells_jobs_apart_is_part_of_their_identity(one: str, other: str, same: bool) -> None:
    assert (identity_key(one) == identity_key(other)) is same


def test_deleting_and_importing_again_counts_each_spelling_once(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    for _ in range(3):
        run(folder)
        delete_postings(JobPosting.objects.all())
    assert not Spelling.objects.filter(count__gt=0).exists()
    run(folder)
    assert set(Spelling.objects.values_list("count", flat=True)) == {1}


def test_closing_advises_a_share_that_can_be_said(tmp_path: Path) -> None:
    from postings.importing.closing import Refused

    folder = write(tmp_path, {"a.md": front_matter("one"), "b.md": front_matter("two")})
    run(folder, source="crew")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(Refused, match="--max-close 100"):
        run(empty, source="crew", close_missing=True)


def test_an_import_of_no_files_is_a_run_too(tmp_path: Path) -> None:
    report = run(tmp_path)
    assert counts(report) == {}
    assert ImportRun.objects.get().state == "finished"
    assert dump()["postings"] == []


def test_a_broken_posting_in_a_skill_folder_is_rejected_and_closes_nothing(tmp_path: Path) -> None:
    names = {f"Go/2024-03/job-{n}/README.md": heading_block(f"job-{n}") for n in range(9)}
    folder = write(tmp_path, names | {"README.md": "# Our jobs\n\nRead on."})
    assert counts(run(folder, source="crew")) == {"created": 9, "skipped": 1}
    write(folder, {
        "Go/2024-03/job-0/README.md": "# (Broken)(link)\n",
        "Go/2024-03/job-new/README.md": "",
    })  # fmt: skip
    report = run(folder, source="crew", close_missing=True)
    assert counts(report) == {"unchanged": 8, "skipped": 1, "rejected": 2}
    assert JobPosting.objects.live().count() == 9


def test_a_file_imported_under_another_source_moves_there(tmp_path: Path) -> None:
    folder = write(tmp_path, {f"{n}.md": front_matter(f"job-{n}") for n in range(9)})
    run(folder)
    run(folder, source="acme")
    assert set(SourceRecord.objects.values_list("source", flat=True)) == {"acme"}
    assert counts(run(folder)) == {"unchanged": 9}
    (folder / "0.md").unlink()
    write(folder, {"1.md": front_matter("job-1", title="Edited")})
    report = run(folder, source="acme", close_missing=True)
    assert counts(report) == {"unchanged": 7, "updated": 1, "closed": 1}
    assert set(SourceRecord.objects.values_list("source", flat=True)) == {"acme"}


def test_pages_of_folders_that_all_are_called_index_are_told_apart(tmp_path: Path) -> None:
    bare = {"url": None, "applyUrl": None}
    folder = write(tmp_path, {
        "a/index.md": front_matter("a", title="Florist", **bare),
        "b/index.md": front_matter("b", title="Glazier", **bare),
    })  # fmt: skip
    assert counts(run(folder)) == {"created": 2}
