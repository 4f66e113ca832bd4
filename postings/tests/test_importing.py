"""What an import does to the board."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from postings import lifecycle
from postings.models import (
    BoardRevision,
    ImportProblem,
    ImportRun,
    JobPosting,
    Organization,
    RejectedFile,
    Skill,
    SourceRecord,
)
from postings.tests.files import BODY, counts, dump, front_matter, heading_block, run, write
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db


def board(tmp_path: Path) -> Path:
    """Files with twins, variants and both formats, as real folders hold them."""
    return write(
        tmp_path / "board",
        {
            "a/keeper-AAAAA.md": front_matter("keeper"),
            "a/keeper-old.md": front_matter("keeper", timestamp=1606780800000, hashtags="#rope"),
            "a/diver-BBBBB.md": front_matter("diver", title="Diver", companyName="harbour-lights"),
            "a/cook-CCCCC.md": front_matter("cook", title="Cook", archived="true"),
            "a/mate-DDDDD.md": front_matter("mate", title="Mate", companyName="Harbour Lights"),
            "Java/2024-03/signal-1/README.md": heading_block("signal-1"),
            "C#/2024-03/signal-1/README.md": heading_block("signal-1"),
            "Others/2024-05/signal-1/README.md": heading_block("signal-1", company="Other Firm"),
            "C++/2024-05/none/README.md": heading_block("none", company="None"),
        },
    )


def test_two_folders_of_the_same_job_make_one_posting_with_both_skills(tmp_path: Path) -> None:
    run(board(tmp_path))
    posting = JobPosting.objects.get(
        title="Signal Engineer", hiring_organization__key="northernbeacons"
    )
    assert {skill.name for skill in posting.skills.all()} == {"Java", "C#"}
    assert posting.records.count() == 2


def test_a_freed_url_under_another_company_is_another_posting(tmp_path: Path) -> None:
    run(board(tmp_path))
    assert JobPosting.objects.filter(url__endswith="/signal-1").count() == 2


def test_the_second_run_writes_no_posting_and_raises_no_revision(
    tmp_path: Path, django_assert_max_num_queries: object
) -> None:
    folder = board(tmp_path)
    run(folder)
    revision = BoardRevision.objects.current().number
    stamps = list(JobPosting.objects.order_by("pk").values_list("pk", "changed_at", "revision"))
    assert counts(run(folder)) == {"unchanged": 9}
    assert BoardRevision.objects.current().number == revision
    assert stamps == list(
        JobPosting.objects.order_by("pk").values_list("pk", "changed_at", "revision")
    )
    assert set(SourceRecord.objects.values_list("last_run", flat=True)) == {
        ImportRun.objects.latest("pk").pk
    }


def _wipe() -> None:
    for model in (JobPosting, Organization, Skill, ImportRun, RejectedFile):
        model.objects.all().delete()
    from postings.models import Spelling

    Spelling.objects.all().delete()


def test_pieces_in_any_order_give_the_same_board(tmp_path: Path) -> None:
    folder = board(tmp_path)
    run(folder)
    whole = dump()
    files = sorted((path for path in folder.rglob("*") if path.is_file()), reverse=True)
    for order in (files, sorted(files, key=lambda path: hash(path.name) % 7)):
        _wipe()
        for path in order:
            run(path)
        assert dump() == whole


def test_the_commonest_spelling_is_shown_then_the_first_by_code_point(tmp_path: Path) -> None:
    run(board(tmp_path))
    assert Organization.objects.get(key="harbourlights").name == "Harbour Lights"
    only = write(
        tmp_path / "two",
        {
            "x.md": front_matter("x", companyName="zeta ltd"),
            "y.md": front_matter("y", companyName="Zeta Ltd"),
        },
    )
    run(only)
    assert Organization.objects.get(key="zetaltd").name == "Zeta Ltd"


def test_the_later_record_gives_the_fields_and_the_earliest_gives_the_date(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "old.md": front_matter(
                "one", title="Old title", timestamp=1606780800000, salary="£40,000"
            ),
            "new.md": front_matter("one", title="New title"),
        },
    )
    run(folder)
    posting = JobPosting.objects.get()
    assert (posting.title, posting.salary_text) == ("New title", "£40,000")
    assert posting.date_posted == date(2020, 12, 1)


def test_an_archived_twin_of_the_same_day_closes_the_posting(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    assert JobPosting.objects.live().count() == 1
    write(tmp_path, {"b.md": front_matter("one", archived="true")})
    assert counts(run(folder)) == {"closed": 1, "unchanged": 1}
    posting = JobPosting.objects.get()
    assert (posting.status, posting.closed_reason) == ("closed", "archived_by_source")
    assert posting.closed_on is None


def test_an_edited_file_updates_its_posting_and_keeps_its_permalink_id(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    before = JobPosting.objects.get()
    write(tmp_path, {"a.md": front_matter("one", title="Head Keeper", body=BODY + "\nMore.\n")})
    assert counts(run(folder)) == {"updated": 1}
    after = JobPosting.objects.get()
    assert (after.pk, after.public_id, after.slug) == (before.pk, before.public_id, "head-keeper")
    assert "More." in after.description_html
    assert after.revision > before.revision


def test_a_moved_file_is_the_same_record(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a/one.md": front_matter("one")})
    run(folder)
    (folder / "b").mkdir()
    (folder / "a/one.md").rename(folder / "b/one.md")
    assert counts(run(folder)) == {"unchanged": 1}
    assert SourceRecord.objects.get().path.endswith("b/one.md")


def test_a_file_that_states_another_posting_leaves_the_old_one_closed(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    write(tmp_path, {"a.md": front_matter("two", title="Another")})
    run(folder)
    old = JobPosting.objects.get(title="Lamp Keeper")
    assert (old.status, old.closed_reason) == ("closed", "removed_from_source")
    assert JobPosting.objects.live().get().title == "Another"


# What an editor decides


def curate(posting: JobPosting, **values: object) -> None:
    for name, value in values.items():
        setattr(posting, name, value)
    lifecycle.curate(posting, values)
    posting.save()


def test_a_curated_field_survives_every_import_and_the_others_follow(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    curate(JobPosting.objects.get(), title="Keeper of Lamps")
    write(tmp_path, {"a.md": front_matter("one", title="Lamps!!", location="Bergen")})
    run(folder)
    posting = JobPosting.objects.get()
    assert (posting.title, posting.slug) == ("Keeper of Lamps", "keeper-of-lamps")
    assert posting.place_text == "Bergen"
    assert posting.records.get().values["title"] == "Lamps!!"


def test_an_unlocked_field_takes_the_source_again(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    curate(JobPosting.objects.get(), title="Keeper of Lamps")
    posting = JobPosting.objects.get()
    lifecycle.unlock(posting, ["title"])
    posting.save()
    write(tmp_path, {"a.md": front_matter("one", summary="new")})
    run(folder)
    assert JobPosting.objects.get().title == "Lamp Keeper"


@pytest.mark.parametrize("decision", [Decision.CLOSED, Decision.REJECTED])
def test_an_editors_end_holds_against_every_import(tmp_path: Path, decision: Decision) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    lifecycle.decide(JobPosting.objects.all(), decision, None)
    write(tmp_path, {"a.md": front_matter("one", title="Edited")})
    run(folder)
    posting = JobPosting.objects.get()
    assert (posting.title, posting.status) == ("Edited", decision)


def test_a_reopened_posting_stays_open_until_its_source_newly_archives_it(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one", archived="true")})
    run(folder)
    lifecycle.decide(JobPosting.objects.all(), Decision.REOPENED, None)
    write(tmp_path, {"a.md": front_matter("one", archived="true", title="Still archived")})
    run(folder)
    assert JobPosting.objects.live().get().title == "Still archived"
    write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    write(tmp_path, {"a.md": front_matter("one", archived="true")})
    run(folder)
    assert JobPosting.objects.get().closed_reason == "archived_by_source"


def test_an_import_never_publishes_what_is_pending(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one"), "b.md": front_matter("b", draft="true")})
    run(folder, pending=True)
    write(tmp_path, {"a.md": front_matter("one", title="New"), "b.md": front_matter("b")})
    run(folder)
    assert set(JobPosting.objects.values_list("status", flat=True)) == {"pending"}
    lifecycle.decide(JobPosting.objects.all(), Decision.PUBLISHED, None)
    assert JobPosting.objects.live().count() == 2


# Disappearance


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
    from postings.importing.closing import Refused

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
    from postings.importing.closing import Refused

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


# Dry runs, undo, problems


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
    from postings.importing.undo import NoSuchRun, undo_run
    from postings.models import Tombstone

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


def test_a_stored_problem_is_no_rejection(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "a.md": front_matter("x", url=None, applyUrl=None, companyName="None", body="Soon."),
        },
    )
    report = run(folder)
    assert counts(report) == {"created": 1}
    kinds = set(ImportProblem.objects.values_list("kind", flat=True))
    assert {"no_apply_link", "no_organization", "short_body"} <= kinds
    assert report.problems["short_body"] == 1
    assert JobPosting.objects.get().hiring_organization is None


def test_unknown_fields_are_kept_and_told_once(tmp_path: Path) -> None:
    folder = write(tmp_path, {f"{n}.md": front_matter(f"{n}", shoeSize="44") for n in range(3)})
    report = run(folder)
    assert report.unknown_fields == {"shoeSize": 3}
    assert report.as_text().count("shoeSize") == 1
    assert SourceRecord.objects.first().extra == {"shoeSize": "44"}


def test_an_expired_posting_is_not_live_without_any_job_running(tmp_path: Path) -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    folder = write(
        tmp_path,
        {
            "a.md": front_matter("one", valid_through=str(yesterday)),
            "b.md": front_matter("two", valid_through=str(timezone.now().date())),
        },
    )
    run(folder)
    assert JobPosting.objects.live().get().url.endswith("/two")
    assert JobPosting.objects.closed().get().url.endswith("/one")


def test_names_of_a_batch_take_a_bounded_number_of_queries(
    tmp_path: Path, django_assert_max_num_queries
) -> None:
    few = write(tmp_path / "few", {"a.md": front_matter("a")})
    many = write(
        tmp_path / "many",
        {
            f"{n}.md": front_matter(f"m-{n}", companyName=f"Firm {n}", hashtags=f"#s{n},#t{n}")
            for n in range(50)
        },
    )
    with django_assert_max_num_queries(40):
        run(few)
    with django_assert_max_num_queries(60):
        run(many)
