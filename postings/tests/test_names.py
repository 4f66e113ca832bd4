"""Names over imports: merged, taken back, respelled, and with the website that is theirs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from postings.importing import naming, uniting
from postings.importing.identity import identity_of
from postings.importing.refreshing import refresh
from postings.importing.undo import undo_run
from postings.models import (
    BoardRevision,
    JobPosting,
    Organization,
    OrganizationAlias,
    Skill,
)
from postings.readers import heading_block
from postings.records import NormalizedPosting, RawPosting
from postings.tests.editing import curate
from postings.tests.factories import make_organization, make_posting
from postings.tests.files import dump, front_matter, run, write
from postings.text import letters_only

pytestmark = pytest.mark.django_db


def company(slug: str, name: str | None, **fields: object) -> str:
    return front_matter(slug, companyName=name, **fields)


def named(name: str) -> Organization:
    return Organization.objects.get(name=name)


def held() -> dict[str, str]:
    """Who hires, by the last part of the posting's address."""
    postings = JobPosting.objects.select_related("hiring_organization")
    return {one.url.rpartition("/")[2]: str(one.hiring_organization or "") for one in postings}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "a.md": company("a", "Dockyard"),
        "b.md": company("b", "Dockyard"),
        "c.md": company("c", "Slipway & Sons"),
        "d.md": company("d", "Drydock"),
    }
    folder = write(tmp_path, files)
    run(folder)
    return folder


def merged(stays: str, *others: str) -> OrganizationAlias:
    uniting.merge(named(stays), [named(one) for one in others])
    return OrganizationAlias.objects.get(key=named(others[0]).key)


def test_a_merge_moves_the_postings_under_one_new_revision_and_says_who_made_it(
    folder: Path,
) -> None:
    before = BoardRevision.objects.current().number
    editor = User.objects.create_user("edith")
    assert uniting.merge(named("Dockyard"), [named("Slipway & Sons")], editor) == 1
    assert held() == {"a": "Dockyard", "b": "Dockyard", "c": "Dockyard", "d": "Drydock"}
    now = BoardRevision.objects.current().number
    assert now == before + 1
    assert JobPosting.objects.get(revision=now).url.endswith("/c")
    alias = OrganizationAlias.objects.get()
    assert (alias.made_by, alias.kind, str(alias)) == (
        editor,
        "merged",
        "slipwayandsons → dockyard",
    )


def test_a_merge_holds_over_every_import_and_refresh(folder: Path) -> None:
    merged("Dockyard", "Slipway & Sons")
    write(
        folder,
        {
            "c.md": company("c", "Slipway & Sons", title="Edited"),
            "e.md": company("e", "Slipway & Sons Ltd."),
            "f.md": company("f", "slipway and sons"),
        },
    )
    run(folder)
    refresh(JobPosting.objects.values_list("pk", flat=True))
    assert {held()[slug] for slug in "abcef"} == {"Dockyard"}
    assert named("Dockyard").slug == "dockyard"


def test_a_merge_taken_back_leaves_the_board_as_it_was(folder: Path) -> None:
    before = dump()
    alias = merged("Dockyard", "Slipway & Sons")
    assert uniting.returning(alias) == 1
    assert uniting.split(alias) == 1
    assert dump() == before
    run(folder)
    assert dump() == before
    assert not OrganizationAlias.objects.exists()


def test_two_imports_around_a_merge_taken_back_are_two_imports(folder: Path) -> None:
    later = {
        "c.md": company("c", "Slipway & Sons", title="Edited"),
        "e.md": company("e", "Drydock"),
    }
    alias = merged("Drydock", "Slipway & Sons")
    write(folder, later)
    run(folder)
    uniting.split(alias)
    around = dump()
    for model in (JobPosting, Organization, Skill, naming.Spelling):
        model.objects.all().delete()
    run(folder)
    assert held() == {"a": "Dockyard", "b": "Dockyard", "c": "Slipway & Sons",
                      "d": "Drydock", "e": "Drydock"}  # fmt: skip
    assert around["postings"] == dump()["postings"]
    assert around["organizations"] == dump()["organizations"]


def test_locked_postings_and_those_without_files_follow_and_return(folder: Path) -> None:
    locked = JobPosting.objects.get(url__endswith="/a")
    curate(locked, hiring_organization=named("Drydock"))
    bare = make_posting(hiring_organization=named("Drydock"), url="https://x.example/bare")
    alias = merged("Dockyard", "Drydock")
    assert held() == {"a": "Dockyard", "b": "Dockyard", "c": "Slipway & Sons",
                      "d": "Dockyard", "bare": "Dockyard"}  # fmt: skip
    run(folder)
    assert uniting.returning(alias) == 3
    assert uniting.split(alias) == 3
    assert {slug for slug, name in held().items() if name == "Drydock"} == {"a", "d", "bare"}
    assert JobPosting.objects.get(pk=bare.pk).hiring_organization == named("Drydock")


def test_what_an_editor_locked_after_the_merge_stays_when_it_is_taken_back(folder: Path) -> None:
    alias = merged("Dockyard", "Drydock")
    curate(JobPosting.objects.get(url__endswith="/d"), hiring_organization=named("Dockyard"))
    assert uniting.split(alias) == 0
    assert held()["d"] == "Dockyard"


def test_a_merged_one_is_merged_again_and_each_is_taken_back_alone(folder: Path) -> None:
    inner = merged("Drydock", "Slipway & Sons")
    outer = merged("Dockyard", "Drydock")
    inner.refresh_from_db()
    assert (inner.organization, inner.under) == (named("Dockyard"), "drydock")
    assert set(held().values()) == {"Dockyard"}
    uniting.split(outer)
    assert held() == {"a": "Dockyard", "b": "Dockyard", "c": "Drydock", "d": "Drydock"}
    run(write(folder, {"c.md": company("c", "Slipway & Sons", title="Edited")}))
    assert held()["c"] == "Drydock"
    inner.refresh_from_db()
    uniting.split(inner)
    assert held()["c"] == "Slipway & Sons"


def test_the_inner_of_two_merges_is_taken_back_past_the_outer(folder: Path) -> None:
    inner = merged("Drydock", "Slipway & Sons")
    outer = merged("Dockyard", "Drydock")
    uniting.split(inner)
    assert held() == {"a": "Dockyard", "b": "Dockyard", "c": "Slipway & Sons", "d": "Dockyard"}
    uniting.split(outer)
    assert held()["c"] == "Slipway & Sons"
    assert held()["d"] == "Drydock"


@pytest.mark.parametrize(
    ("stays", "others"),
    [
        ("Dockyard", ["Dockyard"]),
        ("Dockyard", []),
        ("Dockyard", ["Drydock", "Drydock"]),
        ("Dockyard", ["Slipway & Sons", "Drydock"]),
        ("Drydock", ["Dockyard"]),
    ],
)
def test_what_would_lead_in_circles_is_refused(folder: Path, stays: str, others: list[str]) -> None:
    merged("Dockyard", "Drydock")
    before, revision = held(), BoardRevision.objects.current().number
    with pytest.raises(uniting.Refused):
        uniting.merge(named(stays), [named(one) for one in others])
    assert held() == before
    assert BoardRevision.objects.current().number == revision
    assert OrganizationAlias.objects.count() == 1


def test_an_alias_is_taken_back_once(folder: Path) -> None:
    alias = merged("Dockyard", "Drydock")
    uniting.split(alias)
    with pytest.raises(uniting.Refused):
        uniting.split(alias)


def test_no_alias_of_itself_can_be_stored() -> None:
    one = make_organization("Dockyard")
    row = {"organization": one, "kind": "merged", "made_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganizationAlias.objects.create(key=one.key, under=one.key, **row)


def test_aliases_in_a_circle_lead_nowhere() -> None:
    one, other = make_organization("Dockyard"), make_organization("Drydock")
    row = {"kind": "merged", "made_at": timezone.now()}
    OrganizationAlias.objects.create(key="drydock", under="dockyard", organization=one, **row)
    OrganizationAlias.objects.create(key="dockyard", under="drydock", organization=other, **row)
    known = Organization.objects.known_as(["dockyard", "drydock"])
    assert known == {"dockyard": one, "drydock": other}


def test_a_run_taken_back_leaves_a_merge_and_its_end(folder: Path) -> None:
    alias = merged("Dockyard", "Drydock")
    last = run(write(folder, {"e.md": company("e", "Drydock")})).run
    undo_run(last)
    assert held()["d"] == "Dockyard"
    uniting.split(alias)
    assert held()["d"] == "Drydock"


@pytest.mark.parametrize("stated", ["None", "  ", "Confidential", "N/A", None])
def test_nobody_is_no_organization(tmp_path: Path, stated: str | None) -> None:
    run(write(tmp_path, {"a.md": company("a", stated)}))
    assert JobPosting.objects.get().hiring_organization is None
    assert not Organization.objects.exists()


def test_the_commonest_website_that_is_theirs_is_shown_whatever_the_order(tmp_path: Path) -> None:
    sites = [
        "https://dockyard.example/",
        "https://dockyard.example/",
        "https://a.example/",
        "https://boards.greenhouse.io/dockyard",
        "https://boards.greenhouse.io/dockyard",
        "https://boards.greenhouse.io/dockyard",
        "javascript:alert(1)",
        f"https://dockyard.example/{'x' * 300}",
    ]
    files = {f"{n}.md": company(f"{n}", "Dockyard", companyWebsite=s) for n, s in enumerate(sites)}
    late = {name: files.pop(name) for name in ("0.md", "3.md")}
    run(write(tmp_path, files))
    run(write(tmp_path, late))
    assert named("Dockyard").url == "https://dockyard.example/"
    files |= {f"{n}.md": company(str(n), "Dockyard") for n in (0, 1)}
    run(write(tmp_path, files))
    assert named("Dockyard").url == "https://a.example/"
    files["2.md"] = company("2", "Dockyard")
    run(write(tmp_path, files))
    assert named("Dockyard").url == ""


def test_a_website_changes_the_boards_revision_and_a_locked_one_stays(tmp_path: Path) -> None:
    page = company("a", "Dockyard", companyWebsite="https://dockyard.example/")
    run(write(tmp_path, {"a.md": page}))
    Organization.objects.update(url="https://elsewhere.example/", url_locked=True)
    page = company("b", "Dockyard", companyWebsite="https://dockyard.example/")
    run(write(tmp_path, {"b.md": page}))
    assert named("Dockyard").url == "https://elsewhere.example/"
    Organization.objects.update(url_locked=False)
    naming.give_back(named("Dockyard"))
    assert named("Dockyard").url == "https://dockyard.example/"


def test_a_skill_is_named_by_the_vocabulary_unless_an_editor_did(tmp_path: Path) -> None:
    tags = "#golang,#knitting"
    run(write(tmp_path, {"a.md": front_matter("a", hashtags=tags)}))
    assert set(Skill.objects.values_list("key", "name")) == {("go", "Go"), ("knitting", "knitting")}
    Skill.objects.filter(key="go").update(name="Go, the language", name_locked=True)
    Skill.objects.filter(key="knitting").update(name="Knitwork")
    run(write(tmp_path, {"b.md": front_matter("b", hashtags=tags, date=date.max.isoformat())}))
    assert set(Skill.objects.values_list("name", flat=True)) == {"Go, the language", "knitting"}


@pytest.mark.parametrize("stated", ["Slipway Inc. - Careers", "Confidential", "None", "", " N/A "])
def test_a_permalink_does_not_depend_on_how_well_a_name_is_read(stated: str) -> None:
    values = {"title": "Rigger", "hiring_organization": stated, "date_posted": "2024-03"}
    values["url"] = "https://board.example.org/apply/7"
    raw = RawPosting(heading_block.FORMAT, values, "", ())
    identities = {
        identity_of(raw, NormalizedPosting("Rigger", name, values["url"]), "any", "a.md")
        for name in (stated, "", "Slipway")
    }
    nobody = stated.strip().lower() in ("none", "", "n/a")
    told = "month 2024-03" if nobody else f"organization {letters_only(stated)}"
    assert identities == {f"url board.example.org/apply/7 {told}"}
