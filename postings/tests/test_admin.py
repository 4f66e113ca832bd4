"""The admin as editors use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from postings.importing import quarantine
from postings.models import ImportRun, JobPosting, Organization, RejectedFile
from postings.tests.editing import POSTINGS, form_of, save, signed_in
from postings.tests.files import front_matter, heading_block, run, write

pytestmark = pytest.mark.django_db
editor = pytest.fixture(signed_in)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write(tmp_path, {"a.md": front_matter("one"), "bad.md": "notes"})
    run(folder)
    return folder


def test_a_correction_locks_its_field_alone_and_survives_the_next_import(
    editor: Client, folder: Path
) -> None:
    posting = save(editor, JobPosting.objects.get(), title="Keeper of Lamps")
    assert posting.locked_fields == ["title"]
    write(folder, {"a.md": front_matter("one", title="Edited", location="Oslo")})
    run(folder)
    posting = JobPosting.objects.get()
    assert (posting.title, posting.place_text) == ("Keeper of Lamps", "Oslo")
    page = editor.get(f"{POSTINGS}{posting.pk}/change/").content.decode()
    assert "Edited" in page and "Keeper of Lamps" in page


def test_saving_without_a_change_locks_nothing(editor: Client, folder: Path) -> None:
    assert save(editor, JobPosting.objects.get()).locked_fields == []


def test_a_field_given_back_takes_the_sources_value_at_once(editor: Client, folder: Path) -> None:
    posting = save(editor, JobPosting.objects.get(), title="Keeper of Lamps", place_text="Moon")
    posting = save(editor, posting, unlock=["title"])
    assert (posting.title, posting.place_text) == ("Lamp Keeper", "Moon")
    assert posting.locked_fields == ["place_text"]


def test_skills_can_be_curated_and_given_back(editor: Client, folder: Path) -> None:
    posting = JobPosting.objects.get()
    kept = posting.skills.first()
    posting = save(editor, posting, skills=[kept.pk])
    assert posting.locked_fields == ["skills"]
    run(folder)
    assert list(posting.skills.all()) == [kept]
    save(editor, posting, unlock=["skills"])
    assert posting.skills.count() == 2


def test_a_new_description_is_rendered_and_a_hostile_link_is_refused(
    editor: Client, folder: Path
) -> None:
    posting = save(editor, JobPosting.objects.get(), description="A **bold** <script>x</script>")
    assert posting.description_html == "<p>A <strong>bold</strong></p>"
    data = form_of(editor, posting) | {"apply_url": "javascript:alert(1)"}
    response = editor.post(f"{POSTINGS}{posting.pk}/change/", data)
    assert "refused" in str(response.context["adminform"].form.errors["apply_url"])


def test_a_form_opened_before_an_import_does_not_undo_it(editor: Client, folder: Path) -> None:
    posting = JobPosting.objects.get()
    data = form_of(editor, posting) | {"summary": "Mine"}
    write(folder, {"a.md": front_matter("one", title="From the source")})
    run(folder)
    response = editor.post(f"{POSTINGS}{posting.pk}/change/", data)
    assert "has changed since you opened it" in response.content.decode()
    assert JobPosting.objects.get().title == "From the source"


def test_a_decision_in_the_form_holds_against_imports(editor: Client, folder: Path) -> None:
    posting = save(editor, JobPosting.objects.get(), decide="filled")
    assert (posting.status, posting.closed_reason) == ("closed", "filled")
    assert posting.decided_by.username == "edith"
    write(folder, {"a.md": front_matter("one", title="Edited")})
    run(folder)
    assert JobPosting.objects.get().closed_reason == "filled"


@pytest.mark.parametrize(
    ("action", "status", "featured"),
    [("close", "closed", False), ("reject", "rejected", False), ("feature", "published", True)],
)
def test_bulk_actions_change_what_is_ticked(
    editor: Client, folder: Path, action: str, status: str, featured: bool
) -> None:
    pk = JobPosting.objects.get().pk
    editor.post(POSTINGS, {"action": action, "_selected_action": [pk]})
    posting = JobPosting.objects.get()
    assert (posting.status, posting.featured) == (status, featured)


def test_more_than_fifty_are_asked_about_once_more(editor: Client, tmp_path: Path) -> None:
    run(write(tmp_path, {f"{n}.md": front_matter(f"job-{n}") for n in range(51)}))
    ticked = {
        "action": "close",
        "_selected_action": list(JobPosting.objects.values_list("pk", flat=True)[:50]),
        "select_across": "1",
    }
    page = editor.post(POSTINGS, ticked)
    assert "51 postings" in page.content.decode()
    assert JobPosting.objects.live().count() == 51
    editor.post(POSTINGS, ticked | {"confirmed": "yes"})
    assert JobPosting.objects.live().count() == 0


@pytest.mark.parametrize(
    "query",
    ["", "q=lamp", "status__exact=published", "source=front-matter", "problem=no_place",
     "problem=none", "skill=1", "organization=none", "run=1", "curated=no", "curated=locked",
     "skill=x", "run=99999999999999999999", "problem=bogus", "source=B%C3%B6rse"],
)  # fmt: skip
def test_every_filter_of_the_list_answers(editor: Client, folder: Path, query: str) -> None:
    assert editor.get(f"{POSTINGS}?{query}").status_code in (200, 302)


def test_the_list_takes_as_many_queries_for_fifty_postings_as_for_one(
    editor: Client, folder: Path, tmp_path: Path, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(21) as few:
        editor.get(POSTINGS)
    run(
        write(
            tmp_path / "many",
            {f"{n}.md": front_matter(f"m-{n}", companyName=f"Firm {n}") for n in range(49)},
        )
    )
    with django_assert_max_num_queries(len(few)):
        editor.get(POSTINGS)
    with django_assert_max_num_queries(25):
        editor.get(f"{POSTINGS}{JobPosting.objects.first().pk}/change/")


def test_a_browsers_line_ends_are_no_correction(editor: Client, folder: Path) -> None:
    posting = JobPosting.objects.get()
    assert "\n" in posting.description
    text = posting.description.replace("\n", "\r\n")
    posting = save(editor, posting, title="Keeper of Lamps", description=text)
    assert posting.locked_fields == ["title"]
    assert "\r" not in posting.description


def test_deleting_leaves_a_tombstone_also_of_a_posting_with_problems(
    editor: Client, tmp_path: Path
) -> None:
    from postings.models import ImportProblem, Tombstone

    run(write(tmp_path, {"a.md": front_matter("one", companyName="None")}))
    assert ImportProblem.objects.exists()
    posting = JobPosting.objects.get()
    editor.post(f"{POSTINGS}{posting.pk}/delete/", {"post": "yes"})
    assert Tombstone.objects.get().public_id == posting.public_id


def test_runs_quarantine_and_names_are_shown(editor: Client, folder: Path) -> None:
    latest = ImportRun.objects.latest("pk")
    for page in (
        "importrun/", f"importrun/{latest.pk}/change/", "rejectedfile/", "importproblem/",
        "organization/", "skill/",
    ):  # fmt: skip
        response = editor.get(f"/admin/postings/{page}")
        assert response.status_code == 200, page
    assert "bad.md" in editor.get(f"/admin/postings/importrun/{latest.pk}/change/").content.decode()


def test_a_killed_run_shows_as_interrupted(editor: Client, folder: Path) -> None:
    ImportRun.objects.update(state="running")
    assert "Interrupted" in editor.get("/admin/postings/importrun/").content.decode()


def test_an_editor_dismisses_a_rejected_file(editor: Client, folder: Path) -> None:
    file = RejectedFile.objects.get()
    editor.post(
        "/admin/postings/rejectedfile/", {"action": "dismiss", "_selected_action": [file.pk]}
    )
    assert not quarantine.waiting_among([file.path])


def test_a_renamed_organization_keeps_its_page_and_its_name(editor: Client, tmp_path: Path) -> None:
    folder = write(tmp_path, {"Go/2024-03/a/README.md": heading_block("a", company="beacons ltd")})
    run(folder)
    organization = Organization.objects.get()
    url = f"/admin/postings/organization/{organization.pk}/change/"
    editor.post(url, {"name": "Beacons Limited", "url": ""})
    write(folder, {"Go/2024-03/b/README.md": heading_block("b", company="beacons ltd")})
    run(folder)
    organization.refresh_from_db()
    assert (organization.name, organization.slug) == ("Beacons Limited", "beacons")
    assert organization.name_locked
    for name in ("Beacons+Limited", "beacons-ltd"):
        assert "2 postings" in editor.get(f"/?organization={name}", follow=True).content.decode()
    other = Organization.objects.create(key="other", shown_key="other", name="Other", slug="other")
    url = f"/admin/postings/organization/{other.pk}/change/"
    answer = editor.post(url, {"name": "beacons limited", "url": ""})
    assert "already, the same name to us" in answer.content.decode()


def test_a_stranger_gets_no_admin(client: Client, folder: Path) -> None:
    User.objects.create_user("nobody", password="x", is_staff=True)
    client.login(username="nobody", password="x")
    assert client.get(POSTINGS).status_code == 403
