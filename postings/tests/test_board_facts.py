"""How much is known on the board, counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from postings.admin import troubled
from postings.importing.facts import Facts, facts
from postings.models import JobPosting
from postings.tests.editing import curate
from postings.tests.factories import make_organization
from postings.tests.files import front_matter, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "a.md": front_matter("a", location="Bergen, Norway", salary="EUR 50,000 a year"),
        "b.md": front_matter("b", companyName=None, location="Remote"),
        "c.md": front_matter("c", archived="true", salary="Competitive"),
    }
    run(write(tmp_path, files))
    return tmp_path


def known(found: Facts) -> dict[str, tuple[int | None, int]]:
    return {fact.name: (fact.before, fact.after) for fact in found.known}


def test_what_fields_state_is_told_beside_what_is_read(folder: Path) -> None:
    found = facts()
    assert found.postings == 3
    told = known(found)
    assert told["organization"] == (2, 2)
    assert told["country"] == (None, 1)
    assert told["salary, words in its field"] == (2, 2)
    assert told["salary, an amount"] == (None, 1)
    assert known(facts(live=True))["salary, words in its field"] == (1, 1)


def test_a_problem_that_an_editor_settled_is_no_problem_any_more(folder: Path) -> None:
    assert dict(facts().problems)["no_organization"] == 1
    unnamed = JobPosting.objects.get(hiring_organization=None)
    curate(unnamed, hiring_organization=make_organization("Fernhill"))
    assert "no_organization" not in dict(facts().problems)


def test_the_command_and_the_admin_count_alike(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = {kind: number for kind, _, number in troubled.tally() if number}
    assert dict(facts().problems) == counted
    call_command("board_facts")
    told = capsys.readouterr().out
    assert "3 postings" in told
    for kind, number in counted.items():
        assert f"{kind.label:52}{f'{number} {number / 3:6.1%}':>16}" in told
