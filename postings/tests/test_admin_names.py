"""Organizations and skills in the admin as editors use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from postings.models import JobPosting, Organization, OrganizationAlias, Skill
from postings.tests.editing import signed_in
from postings.tests.factories import make_organization, make_posting, make_skill
from postings.tests.files import front_matter, run, write

pytestmark = pytest.mark.django_db
editor = pytest.fixture(signed_in)
LIST = "/admin/postings/organization/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = {"companyWebsite": "https://dockyard.example/"}
    files = {
        "a.md": front_matter("a", title="Rigger", companyName="Dockyard", **site),
        "b.md": front_matter("b", title="Welder", companyName="Dockyard", **site),
        "c.md": front_matter("c", companyName="Drydock"),
    }
    folder = write(tmp_path, files)
    run(folder)
    return folder


def named(name: str) -> Organization:
    return Organization.objects.get(name=name)


def ticked(*names: str, **more: object) -> dict[str, object]:
    chosen = [named(name).pk for name in names]
    return {"action": "merge", "_selected_action": chosen} | more


def said(answer: object) -> list[str]:
    return [str(message) for message in answer.context["messages"]][-1:]


def saved(editor: Client, name: object, /, **changes: object) -> object:
    page = f"/admin/postings/{name._meta.model_name}/{name.pk}/change/"
    form = editor.get(page).context["adminform"].form
    data = {field: form[field].value() for field in form.fields if form[field].value()}
    answer = editor.post(page, data | changes, follow=True)
    assert "adminform" not in answer.context, answer.context["adminform"].form.errors
    return answer


def test_a_merge_is_previewed_then_made_and_taken_back(editor: Client, folder: Path) -> None:
    preview = editor.post(LIST, ticked("Dockyard", "Drydock"))
    rows = [(one.name, has, moves) for one, has, moves, _ in preview.context["rows"]]
    assert rows == [("Dockyard", 2, 1), ("Drydock", 1, 2)]
    assert not OrganizationAlias.objects.exists(), "looking changes nothing"
    stays = ticked("Dockyard", "Drydock", stays=named("Dockyard").pk)
    answer = editor.post(LIST, stays, follow=True)
    assert said(answer) == ["“Drydock” merged into “Dockyard”: 1 posting moved."]
    assert "3 postings" in editor.get("/?organization=dockyard").content.decode()
    alias = OrganizationAlias.objects.get()
    assert alias.made_by.username == "edith"

    page = editor.get(f"{LIST}{named('Dockyard').pk}/change/").content.decode()
    assert "Drydock: merged by edith on" in page
    assert "1 posting would return" in page
    page = editor.get(f"{LIST}{named('Drydock').pk}/change/").content.decode()
    assert f'href="{LIST}{named("Dockyard").pk}/change/">Dockyard</a>' in page
    history = editor.get(f"{LIST}{named('Dockyard').pk}/history/").content.decode()
    assert "Merged “Drydock” into it: 1 posting." in history

    answer = saved(editor, named("Dockyard"), take_back=[alias.pk])
    assert "“drydock” taken back: 1 posting returned." in answer.content.decode()
    assert "2 postings" in editor.get("/?organization=dockyard").content.decode()
    assert JobPosting.objects.get(url__endswith="/c").hiring_organization == named("Drydock")


def test_a_merge_of_one_or_of_too_many_is_refused(editor: Client, folder: Path) -> None:
    assert "Select 2 to 20" in said(editor.post(LIST, ticked("Dockyard"), follow=True))[0]
    for number in range(20):
        make_organization(f"Firm {number}")
    all_of_them = ticked("Dockyard", select_across="1")
    assert "Select 2 to 20" in said(editor.post(LIST, all_of_them, follow=True))[0]
    assert not OrganizationAlias.objects.exists()


def test_what_is_merged_already_is_not_merged_again(editor: Client, folder: Path) -> None:
    make_organization("Slipway")
    first = ticked("Dockyard", "Drydock", stays=named("Dockyard").pk)
    editor.post(LIST, first, follow=True)
    answer = editor.post(LIST, ticked("Drydock", "Slipway"), follow=True)
    assert said(answer) == ["“Drydock” is merged into “Dockyard” already; select that one instead."]
    for stays in ("Drydock", "Slipway"):
        twice = ticked("Drydock", "Slipway", stays=named(stays).pk)
        assert "already" in said(editor.post(LIST, twice, follow=True))[0]
    # An organization that is not among the ticked ones is asked for again.
    strange = ticked("Dockyard", "Slipway", stays=named("Drydock").pk)
    assert editor.post(LIST, strange).context["rows"]
    assert OrganizationAlias.objects.count() == 1


def test_only_its_own_aliases_can_be_taken_back(editor: Client, folder: Path) -> None:
    make_organization("Slipway")
    editor.post(LIST, ticked("Dockyard", "Drydock", stays=named("Dockyard").pk))
    alias = OrganizationAlias.objects.get()
    page = f"{LIST}{named('Slipway').pk}/change/"
    answer = editor.post(page, {"name": "Slipway", "url": "", "take_back": [alias.pk]})
    assert "take_back" in answer.context["adminform"].form.errors
    assert OrganizationAlias.objects.exists()


def test_a_merged_organization_is_not_offered_for_a_posting(editor: Client, folder: Path) -> None:
    editor.post(LIST, ticked("Dockyard", "Drydock", stays=named("Dockyard").pk))
    offered = editor.get(
        "/admin/autocomplete/",
        {"term": "dock", "app_label": "postings", "model_name": "jobposting",
         "field_name": "hiring_organization"},
    ).json()  # fmt: skip
    assert [one["text"] for one in offered["results"]] == ["Dockyard"]


@pytest.mark.parametrize(
    ("query", "names"), [("merged=yes", ["Drydock"]), ("merged=no", ["Dockyard"])]
)
def test_the_list_is_narrowed_to_merged_ones(
    editor: Client, folder: Path, query: str, names: list[str]
) -> None:
    editor.post(LIST, ticked("Dockyard", "Drydock", stays=named("Dockyard").pk))
    found = editor.get(f"{LIST}?{query}").context["cl"].queryset
    assert [one.name for one in found] == names


def test_a_website_an_editor_set_stays_until_it_is_given_back(editor: Client, folder: Path) -> None:
    assert named("Dockyard").url == "https://dockyard.example/"
    saved(editor, named("Dockyard"), url="harbour.example/dockyard")
    assert named("Dockyard").url_locked
    run(write(folder, {"d.md": front_matter("d", companyName="Dockyard")}))
    assert named("Dockyard").url == "https://harbour.example/dockyard"
    page = editor.get("/organizations/dockyard/").content.decode()
    assert "https://harbour.example/dockyard" in page
    saved(editor, named("Dockyard"), url_locked="")
    assert named("Dockyard").url == "https://dockyard.example/"


def test_a_name_given_back_is_the_files_at_once(editor: Client, folder: Path) -> None:
    saved(editor, named("Dockyard"), name="The Great Dockyard")
    assert named("The Great Dockyard").name_locked
    saved(editor, named("The Great Dockyard"), name_locked="")
    assert (named("Dockyard").shown_key, named("Dockyard").slug) == ("dockyard", "dockyard")


@pytest.mark.parametrize(
    ("model", "name", "same"),
    [("organization", "DOCKYARD Ltd", "Dockyard"), ("skill", "golang", "Go")],
)
def test_a_second_row_for_the_same_name_is_refused(
    editor: Client, folder: Path, model: str, name: str, same: str
) -> None:
    make_skill("Go")
    answer = editor.post(f"/admin/postings/{model}/add/", {"name": name, "url": ""})
    assert f"There is “{same}” already" in answer.content.decode()


def test_a_new_organization_is_found_by_todays_key(editor: Client) -> None:
    editor.post(f"{LIST}add/", {"name": "Slipway & Sons Ltd", "url": ""})
    one = Organization.objects.get()
    assert (one.key, one.slug, one.name_locked) == ("slipwayandsons", "slipway-and-sons", True)


def test_the_list_asks_the_database_no_more_for_more_rows(
    editor: Client, django_assert_max_num_queries
) -> None:
    make_posting(skills=("Python",))
    with django_assert_max_num_queries(12) as few:
        editor.get(LIST)
    for number in range(40):
        make_posting(hiring_organization=f"Firm {number}")
    with django_assert_max_num_queries(len(few)):
        editor.get(LIST)
    assert Skill.objects.count() == 1
