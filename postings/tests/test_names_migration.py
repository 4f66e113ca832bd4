"""Names of a board that older rules made, under the keys that today's rules give them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from postings.migrations import _names
from postings.models import (
    BoardRevision,
    JobPosting,
    Organization,
    OrganizationAlias,
    Skill,
    SourceRecord,
    Spelling,
)
from postings.normalizers import organizations
from postings.tests.boards import Board
from postings.tests.factories import make_posting
from postings.tests.files import dump, front_matter, run, write
from postings.tests.pace import slower
from postings.text import name_key, name_slug

ROW = "id, key, shown_key, name, slug, name_locked"


def unite() -> None:
    _names.unite(apps, SimpleNamespace(connection=connection))


def older(model: type[Organization] | type[Skill], name: str, **values: object) -> object:
    """A row as it was kept."""
    key = name_key(name)
    stated = {"shown_key": key, "name": name, "slug": name_slug(name)} | values
    return model.objects.create(key=key, **stated)


def counted(kind: str, spellings: Iterable[tuple[str, int]]) -> None:
    for text, count in spellings:
        Spelling.objects.create(kind=kind, key=name_key(text), text=text, count=count)


def known() -> set[tuple[str, str, str, int]]:
    return {
        (one.key, one.name, one.slug, one.postings.count()) for one in Organization.objects.all()
    }


@pytest.mark.django_db
def test_nothing_happens_to_an_empty_database() -> None:
    unite()
    assert BoardRevision.objects.current().number == 0


@pytest.mark.django_db
def test_spellings_of_one_employer_become_the_one_with_most_postings() -> None:
    rows = {name: older(Organization, name) for name in ("Dockyard Inc", "Dockyard", "Slipway")}
    for name, number in (("Dockyard Inc", 2), ("Dockyard", 1), ("Slipway", 1)):
        counted("organization", [(name, number)])
        for _ in range(number):
            make_posting(hiring_organization=rows[name])
    before = BoardRevision.objects.current().number
    unite()
    # The commoner spelling is shown, as an import would.
    assert known() == {
        ("dockyard", "Dockyard Inc", "dockyard", 3),
        ("slipway", "Slipway", "slipway", 1),
    }
    stays = Organization.objects.get(key="dockyard")
    assert stays.pk == rows["Dockyard Inc"].pk
    alias = OrganizationAlias.objects.get()
    assert (alias.key, alias.under, alias.organization) == ("dockyardinc", "dockyard", stays)
    assert alias.kind == "older_key"
    now = BoardRevision.objects.current().number
    assert now == before + 1
    stamped = JobPosting.objects.filter(revision=now)
    assert {one.hiring_organization for one in stamped} == {stays}
    assert stamped.count() == 3
    assert set(Spelling.objects.values_list("key", "text", "count")) == {
        ("dockyard", "Dockyard Inc", 2),
        ("dockyard", "Dockyard", 1),
        ("slipway", "Slipway", 1),
    }


@pytest.mark.django_db
def test_what_editors_set_is_kept() -> None:
    older(Organization, "Dockyard", url="https://dockyard.example/")
    shown = older(Organization, "Dockyard Inc")
    shown.name, shown.shown_key, shown.name_locked = "The Dockyard", "thedockyard", True
    shown.save()
    counted("organization", [("Dockyard", 3), ("Dockyard Inc", 1)])
    unite()
    stays = Organization.objects.get()
    assert (stays.name, stays.name_locked, stays.shown_key) == ("The Dockyard", True, "thedockyard")
    assert (stays.key, stays.slug) == ("dockyard", "dockyard")
    assert (stays.url, stays.url_locked) == ("https://dockyard.example/", True)


@pytest.mark.django_db
def test_a_key_that_one_gives_up_is_free_for_another() -> None:
    older(Organization, "Careers at Pier")
    older(Organization, "Pier Ltd")
    older(Organization, "Jobs at PierLtd")
    counted("organization", [("Careers at Pier", 1), ("Pier Ltd", 2), ("Jobs at PierLtd", 1)])
    unite()
    keys = set(Organization.objects.values_list("key", "name"))
    assert keys == {("pier", "Pier Ltd"), ("pierltd", "PierLtd")}
    assert set(OrganizationAlias.objects.values_list("key", "under")) == {
        ("careersatpier", "pier"),
        ("pierltd", "pier"),
        ("jobsatpierltd", "pierltd"),
    }
    # An older key that somebody has is theirs.
    assert Organization.objects.known_as(["pierltd"])["pierltd"].name == "PierLtd"


@pytest.mark.django_db
def test_names_of_one_skill_become_one_also_where_a_posting_has_both() -> None:
    rows = {name: older(Skill, name) for name in ("golang", "go", "knitting")}
    both, one, none = make_posting(), make_posting(), make_posting()
    both.skills.set([rows["golang"], rows["go"], rows["knitting"]])
    one.skills.set([rows["golang"]])
    none.skills.set([rows["knitting"]])
    counted("skill", [("golang", 2), ("go", 1), ("knitting", 2)])
    unite()
    found = set(Skill.objects.values_list("key", "name", "slug"))
    assert found == {("go", "Go", "go"), ("knitting", "knitting", "knitting")}
    assert {skill.key for skill in both.skills.all()} == {"go", "knitting"}
    assert [skill.key for skill in one.skills.all()] == ["go"]
    number = BoardRevision.objects.current().number
    assert set(JobPosting.objects.filter(revision=number)) == {both, one}
    assert set(Spelling.objects.values_list("key", "text", "count")) == {
        ("go", "Go", 3),
        ("knitting", "knitting", 2),
    }


@pytest.mark.django_db
def test_a_board_of_older_rules_is_then_as_one_that_is_imported_now(tmp_path: Path) -> None:
    names = ["Dockyard Inc", "Dockyard", "dockyard, inc.", "Slipway", "Current openings at Slipway"]
    folder = write(
        tmp_path,
        {
            f"{number}.md": front_matter(str(number), companyName=name, hashtags="#golang,#knots")
            for number, name in enumerate(names)
        },
    )
    run(folder)
    fresh = dump()
    _make_old(names)
    assert set(Organization.objects.values_list("key", flat=True)) == {
        "dockyardinc", "dockyard", "slipway", "currentopeningsatslipway",
    }  # fmt: skip
    unite()
    again = dump()
    for table in ("organizations", "skills", "spellings", "records"):
        assert again[table] == fresh[table], table
    # What is taken back now is what was counted: nothing is left over.
    write(folder, {f"{n}.md": front_matter(str(n), companyName="Pier") for n in range(len(names))})
    run(folder)
    left = Spelling.objects.filter(count__gt=0, kind="organization")
    assert set(left.values_list("key", "text", "count")) == {("pier", "Pier", len(names))}


def _make_old(names: list[str]) -> None:
    """The board as it was before: each spelling by its letters alone."""
    Spelling.objects.all().delete()
    JobPosting.objects.update(hiring_organization=None)
    Organization.objects.all().delete()
    for number, name in enumerate(names):
        key = name_key(name)
        slug = {"key": key, "shown_key": key, "name": name, "slug": name_slug(name)}
        row, _ = Organization.objects.get_or_create(key=key, defaults=slug)
        spelled = [["skill", "golang", "golang"], ["skill", "knots", "knots"]]
        spelled.append(["organization", key, name])
        record = SourceRecord.objects.get(path__endswith=f"/{number}.md")
        record.spelled = spelled
        record.save()
        JobPosting.objects.filter(pk=record.posting_id).update(hiring_organization=row)
        for kind, of, text in spelled:
            counted, _ = Spelling.objects.get_or_create(kind=kind, key=of, text=text)
            Spelling.objects.filter(pk=counted.pk).update(count=counted.count + 1)
    Skill.objects.filter(key="go").update(key="golang", name="golang", slug="golang")


def _older_board(tmp_path: Path) -> Board:
    board = Board(tmp_path / "board")
    done = board.manage("migrate", "--verbosity", "0", "postings", "0004_meaning")
    assert done.returncode == 0, done.stderr
    return board


@pytest.mark.slow
def test_a_database_of_the_version_before_is_brought_up_to_date(tmp_path: Path) -> None:
    board = _older_board(tmp_path)
    with closing(sqlite3.connect(board.data / "board.sqlite3")) as database, database:
        for pk, name in enumerate(("Dockyard", "Dockyard Inc", "Slipway"), 1):
            row = (pk, name_key(name), name_key(name), name, name_slug(name), 0, "")
            insert = f"INSERT INTO postings_organization ({ROW}, url) VALUES (?,?,?,?,?,?,?)"
            database.execute(insert, row)
    done = board.manage("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    rows = board.rows("SELECT key, name, url_locked FROM postings_organization ORDER BY key")
    assert [(row["key"], row["name"]) for row in rows] == [
        ("dockyard", "Dockyard"), ("slipway", "Slipway"),
    ]  # fmt: skip
    aliases = board.rows("SELECT a.key, o.key AS leads FROM postings_organizationalias a"
                         " JOIN postings_organization o ON o.id = a.organization_id")  # fmt: skip
    assert aliases == [{"key": "dockyardinc", "leads": "dockyard"}]


@pytest.mark.slow
def test_fifty_thousand_organizations_take_seconds(tmp_path: Path) -> None:
    board = _older_board(tmp_path)
    number = 50_000
    rows = [
        (pk, name_key(name), name_key(name), name, name_slug(name), 0, "")
        for pk in range(1, number + 1)
        for name in [f"Firm {pk // 2}{' GmbH' if pk % 2 else ''}"]
    ]
    with closing(sqlite3.connect(board.data / "board.sqlite3")) as database, database:
        insert = f"INSERT INTO postings_organization ({ROW}, url) VALUES (?,?,?,?,?,?,?)"
        database.executemany(insert, rows)
        insert = "INSERT INTO postings_spelling (kind, key, text, count) VALUES (?, ?, ?, 1)"
        spelled = [("organization", key, name) for _, key, _, name, *_ in rows]
        database.executemany(insert, spelled)
    started = time.monotonic()
    done = board.manage("migrate", "--verbosity", "0")
    seconds = time.monotonic() - started
    assert done.returncode == 0, done.stderr
    (left,) = board.rows("SELECT count(*) AS n FROM postings_organization")
    assert left["n"] == len({organizations.key(row[3]) for row in rows})
    assert seconds < 60 * slower(time.monotonic), seconds
