"""The real files, from folder to page; skipped visibly where they are not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape

from postings.models import BoardRevision, JobPosting, RejectedFile
from postings.tests.files import counts, dump, run
from postings.tests.real import real_postings

pytestmark = [pytest.mark.django_db, pytest.mark.real]


def page(client: Client, title: str) -> str:
    posting = JobPosting.objects.get(title=title)
    response = client.get(posting.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_three_first_files_read_right_on_their_pages(client: Client) -> None:
    assert counts(run(real_postings() / "seeds")) == {"created": 3}
    backend = page(client, "Backend Engineer w/ Machine Learning - Remote")
    assert "Numbrs Personal Finance AG" in backend
    assert '<time datetime="2021-03-18">' in backend
    assert "numbrs.applytojob.com" in backend
    posting = JobPosting.objects.get(date_posted__isnull=False)
    assert posting.skills.exclude(key__in=posting.skills_from_text).count() == 10

    learning = page(client, "Machine Learning Engineer")
    assert "Tala" in learning and "Remote, US" in learning
    assert "Salary not stated" in learning and "Date not stated" in learning
    assert "~0k" not in learning
    assert "world’s most accessible" in learning

    central = page(client, "Experienced Machine Learning Engineer - Central Team")
    assert "Plaid" in central and "United States" in central
    assert "195,480" in central and "318,600" in central
    assert "Date not stated" in central
    for text in (backend, learning, central):
        assert "â€" not in text and "ðŸ" not in text


def test_every_real_file_becomes_a_posting_that_answers_as_it_should(client: Client) -> None:
    folders = [real_postings() / name for name in ("seeds", "front_matter", "skill_folders")]
    report = run(*folders, workers=2)
    assert report.counts["files"] == 4082
    assert report.counts["rejected"] == RejectedFile.objects.count() == 0
    live, closed = JobPosting.objects.live(), JobPosting.objects.closed()
    assert 4030 <= JobPosting.objects.count() <= 4060
    assert 3300 <= live.count() <= 3380
    assert 680 <= closed.count() <= 720
    for posting in live.order_by("pk"):
        response = client.get(posting.get_absolute_url())
        assert response.status_code == 200, posting.identity
    for posting in closed.order_by("pk"):
        response = client.get(posting.get_absolute_url())
        text = response.content.decode()
        assert response.status_code == 410, posting.identity
        assert "Closed by its source, day not stated" in text
        assert posting.description_html in text
        around = text.replace(posting.description_html, "")
        assert "Apply at" not in around and "Apply by" not in around
        assert f'href="{escape(posting.apply_url)}"' not in around

    board, revision = dump(), BoardRevision.objects.current().number
    assert counts(run(*folders, workers=2)) == {"unchanged": 4082}
    assert (dump(), BoardRevision.objects.current().number) == (board, revision)
