"""What an import makes of files on the board."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.models import Count
from django.utils import timezone

from postings.importing import pipeline
from postings.models import (
    BoardRevision,
    ImportProblem,
    ImportRun,
    JobPosting,
    Organization,
    PostingProblem,
    RejectedFile,
    Skill,
    SourceRecord,
    Spelling,
)
from postings.tests.files import BODY, counts, dump, front_matter, heading_block, run, write

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
    assert Organization.objects.get(key="zeta").name == "Zeta Ltd"


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


def test_a_run_tells_how_many_postings_have_problems_of_each_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 1)  # the files of one posting lie in several
    fee = BODY + "\nTo start you must pay a registration fee of 50 EUR.\n"
    folder = write(
        tmp_path,
        {
            "a.md": front_matter("one", body=fee),
            "b.md": front_matter("one", body=fee, source="another"),
            "c.md": front_matter("two", body=fee + "\nWrite to lamps@gmail.com\n"),
            "d.md": front_matter("three", location="Norway", hashtags=""),
        },
    )
    report = run(folder)
    kinds = PostingProblem.objects.values_list("kind").annotate(Count("posting", distinct=True))
    assert report.as_json()["posting_problems"] == dict(kinds)
    assert report.posting_problems["money_asked_of_applicants"] == 2
    assert "Postings with problems:\n" in report.as_text()
    assert "\n  money_asked_of_applicants: 2\n" in report.as_text()
    assert ImportRun.objects.get().problems == {**report.problems, **report.posting_problems}
    write(tmp_path, {"c.md": front_matter("two")})
    assert "money_asked_of_applicants" not in run(folder).as_json()["posting_problems"]


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
