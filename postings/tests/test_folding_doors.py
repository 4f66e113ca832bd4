"""Commands and the admin fold what they change, and editors decide on repeats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from postings.models import BoardRevision, JobPosting, Merge, Split
from postings.tests.editing import POSTINGS, save, signed_in
from postings.tests.files import front_matter, write
from postings.tests.folds import TEXT, fold_of, job, reload
from postings.tests.indexed import assert_index_equals_database

pytestmark = pytest.mark.django_db
editor = pytest.fixture(signed_in)


def import_again(folder: Path) -> None:
    call_command("import_postings", str(folder), "--no-progress", "--workers", "1")


def two_of_a_kind(folder: Path) -> Path:
    files = {f"{name}.md": front_matter(name, body=TEXT) for name in ("left", "right")}
    files["other.md"] = front_matter("other", title="Lamp Painter")
    return write(folder, files)


def test_an_import_folds_what_it_brings_and_a_second_one_writes_nothing(tmp_path: Path) -> None:
    folder = two_of_a_kind(tmp_path)
    import_again(folder)
    first, second = JobPosting.objects.filter(title="Lamp Keeper").order_by("public_id")
    assert fold_of(first, second) == {second: first}
    assert_index_equals_database()
    before = BoardRevision.objects.current().number, list(JobPosting.objects.values())
    import_again(folder)
    assert (BoardRevision.objects.current().number, list(JobPosting.objects.values())) == before


def test_a_dry_run_folds_nothing(tmp_path: Path) -> None:
    folder = two_of_a_kind(tmp_path)
    job(), job()
    call_command("import_postings", str(folder), "--no-progress", "--dry-run")
    assert not JobPosting.objects.filter(canonical__isnull=False).exists()


def test_an_import_that_changes_a_repeat_parts_it(tmp_path: Path) -> None:
    folder = two_of_a_kind(tmp_path)
    import_again(folder)
    write(folder, {"right.md": front_matter("right", body=TEXT, title="Head Lamp Keeper")})
    import_again(folder)
    assert JobPosting.objects.heads().count() == 3
    assert_index_equals_database()


def test_taking_an_import_back_gives_what_it_repeated_back(tmp_path: Path) -> None:
    write(tmp_path / "one", {"one.md": front_matter("one", body=TEXT)})
    write(tmp_path / "two", {"two.md": front_matter("two", body=TEXT)})
    import_again(tmp_path / "one")
    import_again(tmp_path / "two")
    assert JobPosting.objects.heads().count() == 1
    call_command("import_postings", "--undo", str(JobPosting.objects.last().created_by_run_id))
    (left,) = JobPosting.objects.all()
    assert left.canonical_id is None
    assert_index_equals_database()


def test_a_split_holds_over_imports_that_read_the_file_anew(tmp_path: Path, editor: Client) -> None:
    folder = two_of_a_kind(tmp_path)
    import_again(folder)
    first, second = JobPosting.objects.filter(title="Lamp Keeper").order_by("public_id")
    decide(editor, second, "split", first)
    assert JobPosting.objects.heads().count() == 3
    write(folder, {"right.md": front_matter("right", body=TEXT + " Soon.")})
    import_again(folder)
    assert fold_of(first, second) == {}


def decide(client: Client, posting: JobPosting, decision: str, *others: JobPosting) -> str:
    """What the editor is told."""
    ticked = [other.public_id for other in others]
    path, data = f"{POSTINGS}{posting.pk}/repeats/", {"decide": decision, "posting": ticked}
    answer = client.post(path, data, follow=True)
    assert answer.redirect_chain == [(path, 302)]
    return [str(one) for one in answer.context["messages"]][-1]


def test_saving_a_posting_folds_it(editor: Client) -> None:
    first, second = job(), job(title="Gardner")
    save(editor, second, title="Gardener")
    assert fold_of(first, second) == {second: first}
    assert_index_equals_database()


def test_the_page_of_a_posting_says_what_it_is_folded_with_and_why(editor: Client) -> None:
    first, second, elsewhere = job(), job(), job(country="DK")
    for one in (first, second, elsewhere):  # each is then read anew
        save(editor, one, featured=True)
    for path in (f"{POSTINGS}{first.pk}/change/", f"{POSTINGS}{first.pk}/repeats/"):
        html = editor.get(path).content.decode()
        assert f"{POSTINGS}{second.pk}/change/" in html
        assert f"{POSTINGS}{elsewhere.pk}/change/" in html
        assert "Same title and organization, near-equal text, one place." in html
        assert "Same title and organization, near-equal text, another place." in html


def test_an_editor_splits_and_takes_it_back(editor: Client) -> None:
    first, second = job(), job()
    assert decide(editor, first, "split", second) == "Split from 1 posting; imports keep it so."
    assert fold_of(first, second) == {}
    html = editor.get(f"{POSTINGS}{first.pk}/repeats/").content.decode()
    assert "split by an editor" in html
    assert decide(editor, first, "rejoin", second) == "1 split taken back."
    assert fold_of(first, second) == {second: first}
    assert_index_equals_database()


@pytest.mark.parametrize("decision", ["split", "rejoin", "merge", ""])
def test_without_a_tick_nothing_is_decided_and_the_editor_is_told(
    editor: Client, decision: str
) -> None:
    first, second = job(), job()
    save(editor, second, featured=True)
    assert decide(editor, first, decision).startswith("Nothing is decided: tick")
    assert fold_of(first, second) == {second: first}
    assert not Merge.objects.exists()


def test_who_decided_is_kept(editor: Client) -> None:
    first, second, third = job(), job(), job(title="Head Gardener")
    decide(editor, first, "split", second)
    decide(editor, first, "merge", third)
    assert {row.decided_by.username for row in (*Split.objects.all(), *Merge.objects.all())} == {
        "edith"
    }


def act(client: Client, action: str, *postings: JobPosting) -> None:
    ticked = [posting.pk for posting in postings]
    client.post(POSTINGS, {"action": action, "_selected_action": ticked})


def test_actions_merge_and_split_what_is_ticked(editor: Client) -> None:
    first, second, third = job(), job(title="Head Gardener"), job(country="DK")
    act(editor, "merge_postings", first)
    assert not Merge.objects.exists()
    act(editor, "merge_postings", first, second)
    assert fold_of(first, second) == {second: first}
    decide(editor, second, "unmerge")
    assert fold_of(first, second) == {}
    assert reload(third)[0].card_id == first.pk
    act(editor, "split_postings", first)
    assert reload(third)[0].card_id is None
    assert_index_equals_database()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_change_postings_decides_nothing(client: Client, method: str) -> None:
    first, second = job(), job()
    client.force_login(User.objects.create_user("ole", is_staff=True))
    data: dict[str, Any] = {"decide": "split", "posting": [second.public_id]}
    answer = getattr(client, method)(f"{POSTINGS}{first.pk}/repeats/", data)
    assert answer.status_code == 404
    assert not Split.objects.exists()
