"""What an attacker tried, with files and with addresses."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

from postings.models import ImportProblem, JobPosting
from postings.tests.factories import make_posting
from postings.tests.files import front_matter, run, write

pytestmark = pytest.mark.django_db


def test_thousands_of_names_in_one_address_make_no_page_of_megabytes(client: Client) -> None:
    make_posting()
    pairs = [(name, f"{name}{n}") for n in range(1_500) for name in ("skill", "organization")]
    answer = client.get("/?" + urlencode(pairs))
    assert answer.status_code == 200
    assert len(answer.content) < 300_000


def test_a_refused_value_is_not_carried_into_every_link(client: Client) -> None:
    make_posting()
    assert len(client.get("/?q=" + "x" * 10_000).content) < 40_000


@pytest.mark.parametrize("kind", ["skills", "organizations"])
def test_an_endless_slug_is_not_read(client: Client, kind: str) -> None:
    assert client.get(f"/{kind}/{'x' * 5_000}/").status_code == 404


def test_hidden_and_unknown_postings_answer_alike(client: Client) -> None:
    hidden = client.get(make_posting(status="pending").get_absolute_url())
    unknown = client.get("/jobs/nothing-aaaaaaaaaaaa/")
    assert (hidden.status_code, hidden.headers["Vary"]) == (404, unknown.headers["Vary"])
    assert unknown.status_code == 404


def test_a_posting_from_the_future_has_no_date(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": front_matter("one", timestamp=None, date="2100-12-31")}))
    assert JobPosting.objects.get().date_posted is None
    problem = ImportProblem.objects.get(kind="unreadable_date")
    assert "lies in the future" in problem.message
    assert (problem.field, problem.line) == ("date", 8)


def test_a_title_of_combining_marks_hangs_no_worker(tmp_path: Path) -> None:
    text = front_matter("one", title="a" + "\u0301\u0327" * 500_000)
    assert run(write(tmp_path, {"a.md": text})).counts["created"] == 1


def test_names_from_files_do_nothing_to_the_console(tmp_path: Path) -> None:
    odd = '---\ntitle: x\n"a\\e[2J\\0": 1\n"a\\e[2J\\0": 2\n---\nbody'
    key = front_matter("one").replace("location:", '"shoe\\e]0;size\\a\\0":')
    report = run(write(tmp_path, {"odd.md": odd, "key.md": key}))
    assert report.counts["created"] == 1
    assert report.as_text().replace("\n", "").isprintable()


def test_one_posting_has_no_endless_list_of_skills(tmp_path: Path) -> None:
    files = {
        f"{n}.md": front_matter("one", hashtags=",".join(f"#s{n}x{m}" for m in range(40)))
        for n in range(5)
    }
    run(write(tmp_path, files))
    assert JobPosting.objects.get().skills.count() == 50


def test_endless_unknown_fields_are_summed_up(tmp_path: Path) -> None:
    fields = {f"field{n}": "x" for n in range(300)}
    report = run(write(tmp_path, {"a.md": front_matter("one", **fields)}))
    assert len(report.unknown_fields) == 201
    assert report.unknown_fields["(others)"] == 100
