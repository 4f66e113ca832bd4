"""Bodies that an older renderer wrote, written anew."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from postings.models import BoardRevision, JobPosting
from postings.records import Rendered
from postings.rendering import RENDERER_VERSION
from postings.rerendering import run as rerendering
from postings.rerendering.run import RerenderReport
from postings.rerendering.worker import Redone, Source
from postings.tests.factories import make_posting

pytestmark = pytest.mark.django_db


def outdated(text: str = "A *new* day") -> JobPosting:
    return make_posting(description=text, description_html="<p>old</p>", renderer_version=0)


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command(
        "rerender_postings", "--workers", "1", "--no-progress", *arguments,
        stdout=out, stderr=io.StringIO(),
    )  # fmt: skip
    return out.getvalue()


def test_what_an_older_renderer_wrote_is_rendered_anew_once() -> None:
    posting = outdated()
    before = BoardRevision.objects.current().number
    assert "1 rendered, 1 came out different" in command()
    posting.refresh_from_db()
    assert posting.description_html == "<p>A <em>new</em> day</p>"
    assert (posting.description_text.strip(), posting.renderer_version) == (
        "A new day",
        RENDERER_VERSION,
    )
    assert posting.revision == BoardRevision.objects.current().number == before + 1
    assert "0 rendered" in command()


def test_the_same_html_raises_no_revision() -> None:
    outdated()
    command()
    before = BoardRevision.objects.current().number
    assert "1 rendered, 0 came out different" in command("--all")
    assert BoardRevision.objects.current().number == before


def test_a_body_that_cannot_be_rendered_keeps_its_html_and_is_named() -> None:
    posting = outdated("<x " * 40_000)
    with pytest.raises(SystemExit):
        command()
    posting.refresh_from_db()
    assert (posting.description_html, posting.renderer_version) == ("<p>old</p>", 0)


def test_a_body_edited_meanwhile_is_left_to_its_editor() -> None:
    posting = outdated("edited since")
    stale = Redone(Source(posting.pk, "as it was"), Rendered("<p>as it was</p>", "as it was"))
    report = RerenderReport()
    rerendering._write([stale], report)
    posting.refresh_from_db()
    assert posting.description_html == "<p>old</p>"
    assert report.rendered == 0
