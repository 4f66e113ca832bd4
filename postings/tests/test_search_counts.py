"""Every number that a list shows is that of the database's rows, and of the list it leads to."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from postings.finding import find
from postings.indexing import keeping, present, updating
from postings.records import SearchQuery
from postings.search import numbers
from postings.search.reader import readers
from postings.tests import reference
from postings.tests.conftest import DATA
from postings.tests.factories import make_posting
from postings.tests.files import run
from postings.tests.real import real_postings
from postings.tests.reference import Reference, Row, random_queries, set_day

# The windows of a later day would hold nothing of the real files.
DAY = date(2025, 1, 20)
# The mark also makes the database of tests the one that is used.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("counts")]


@dataclass(frozen=True, slots=True)
class Counted:
    """A board in the database, and where its index is."""

    root: Path
    rows: list[Row]


def _make() -> None:
    """Sixty postings, so few and alike that every filter meets every other."""
    skills = ("Python", "Go", "C++", "Rust", "SQL")
    for n in range(60):
        make_posting(
            tuple(skills[at] for at in range(5) if n >> at & 1),
            title=("Harbour Pilot", "Ferry Engineer", "Engine Mechanic")[n % 3],
            hiring_organization=(None, "Nørd & Sønner", "Tidewater Ferries", "ACME")[n % 4],
            place_text=("", "Bergen, Norway", "Zürich", "Oslo; Bergen", "Remote, Norway")[n % 5],
            job_location_type="TELECOMMUTE" if n % 5 == 4 else "",
            salary_text="90,000 a year" if n % 7 == 0 else "",
            date_posted=None if n % 11 == 0 else DAY - timedelta(days=n * n // 6 - 3),
            valid_through=DAY + timedelta(days=n % 13 - 2) if n % 2 else None,
        )


def _import() -> None:
    run(*[real_postings() / name for name in ("seeds", "front_matter", "skill_folders")], workers=2)


@pytest.fixture(
    scope="module",
    params=[_make, pytest.param(_import, marks=pytest.mark.real)],
    ids=lambda f: f.__name__,
)
def board(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Counted]:
    """Made once for all tests, which only read it."""
    root = Path(tempfile.mkdtemp(prefix="counts-", dir=DATA.name))
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "SEARCH_DIR", root)
        # What has run out since is in the index.
        set_day(patch, DAY - timedelta(days=3))
        request.param()
        updating.rebuild()
        yield Counted(root, reference.read())
        transaction.set_rollback(True)
    readers.pop(root, None)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(autouse=True)
def search_index(board: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The board's, instead of one for each test; the day is one on which windows differ."""
    monkeypatch.setattr(settings, "SEARCH_DIR", board.root)
    monkeypatch.setattr(settings, "SEARCH_IN_BACKGROUND", False)
    keeping.forget()
    set_day(monkeypatch, DAY)


@pytest.fixture
def truth(board: Counted) -> Reference:
    return Reference(board.rows, DAY)


def test_every_number_of_200_searches_is_that_of_the_rows(
    board: Counted, truth: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {}
    for query in random_queries(truth.rows, 200):
        page = find(query)
        assert page.indexed == present()
        if found := reference.problems(page, truth.expected(query, monkeypatch), query):
            wrong[query] = found
    assert not wrong, "\n".join(f"{query}: {found}" for query, found in wrong.items())
