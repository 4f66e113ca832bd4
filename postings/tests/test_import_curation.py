"""What an import leaves as an editor decided it."""

from __future__ import annotations

from pathlib import Path

import pytest

from postings import lifecycle
from postings.models import JobPosting
from postings.tests.editing import curate
from postings.tests.files import front_matter, run, write
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db


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
