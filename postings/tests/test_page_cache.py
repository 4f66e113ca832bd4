"""Kept pages: who is answered from the cache, and what ends a page's life there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from postings import lifecycle, querysets, versions, views
from postings.middleware.page_cache import PageCache
from postings.models import BoardRevision, JobPosting
from postings.tests.factories import make_posting
from postings.tests.files import front_matter, run, write
from postings.tests.page_cache import in_service
from postings.tests.pages import path_of
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db
pages = pytest.fixture(in_service, autouse=True)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock that the board takes its day from."""

    def set_to(moment: datetime) -> None:
        frozen = type("Clock", (), {"now": staticmethod(lambda zone: moment)})
        monkeypatch.setattr(querysets, "datetime", frozen)

    return set_to


def test_the_second_visitor_is_answered_without_a_query_or_a_template(
    client: Client, django_assert_num_queries: Any
) -> None:
    posting = make_posting()
    for path in ("/", path_of(posting), "/organizations/tidewater-ferries/", "/feed.atom"):
        first = client.get(path)
        with django_assert_num_queries(0):
            second = client.get(path)
        assert (second.status_code, second.content) == (200, first.content)
        assert second.templates == []
        assert dict(second.headers) == dict(first.headers)


def test_a_kept_page_carries_what_every_response_carries(client: Client) -> None:
    path = path_of(make_posting())
    for answer in (client.get(path), client.get(path)):
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("max-age=0, s-maxage=")
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["Content-Type"] == "text/html; charset=utf-8"
        assert not answer.cookies


def test_two_postings_never_mix_their_pages(client: Client) -> None:
    postings = [make_posting(title=f"Pilot {number}") for number in range(3)]
    for _ in range(2):
        for posting in postings:
            assert f"<h1>{posting.title}" in client.get(path_of(posting)).content.decode()


def test_a_path_with_a_question_mark_is_not_a_path_with_a_query() -> None:
    answers = iter((b"first", b"second"))

    def view(request: Any) -> HttpResponse:
        response = HttpResponse(next(answers))
        response.cacheable = True
        return response

    keep, ask = PageCache(view), RequestFactory()
    assert keep(ask.get("/a%3Fb")).content == b"first"
    assert keep(ask.get("/a?b?")).content == b"second"


def test_a_change_by_an_editor_ends_every_page(client: Client) -> None:
    one, other = make_posting(), make_posting(title="Lock Keeper")
    tag = client.get(path_of(one))["ETag"]
    client.get(path_of(other))
    lifecycle.decide([one], Decision.CLOSED, None)
    versions.forget()
    assert client.get(path_of(one), headers={"if-none-match": tag}).status_code == 410
    assert client.get(path_of(other), headers={"if-none-match": tag}).status_code == 200


def test_an_import_ends_every_page_and_one_without_news_does_not(
    client: Client, tmp_path: Path
) -> None:
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    versions.forget()
    tag = client.get("/")["ETag"]
    run(folder)
    versions.forget()
    assert client.get("/", headers={"if-none-match": tag}).status_code == 304
    write(tmp_path, {"b.md": front_matter("two")})
    run(folder)
    versions.forget()
    assert client.get("/", headers={"if-none-match": tag}).status_code == 200


def test_a_new_release_ends_every_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = path_of(make_posting())
    tag = client.get(path)["ETag"]
    monkeypatch.setattr(versions, "_release", lambda: ("another", datetime(2020, 1, 1, tzinfo=UTC)))
    versions.forget()
    answer = client.get(path, headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert "another" in answer["ETag"]


def test_after_midnight_an_expired_posting_is_gone_from_list_page_feed_and_304_alike(
    client: Client, at: Callable[[datetime], None]
) -> None:
    at(datetime(2030, 5, 1, 23, 59, 59, tzinfo=UTC))
    last_day = datetime(2030, 5, 1, tzinfo=UTC).date()
    posting = make_posting(title="Ends Tonight", valid_through=last_day)
    paths = ["/", "/feed.atom", path_of(posting)]
    before = {path: client.get(path) for path in paths}
    assert all(b"Ends Tonight" in answer.content for answer in before.values())
    tags = {path: answer["ETag"] for path, answer in before.items()}
    for path in paths:
        assert client.get(path, headers={"if-none-match": tags[path]}).status_code == 304
    at(datetime(2030, 5, 2, tzinfo=UTC))
    for path in paths:
        after = client.get(path, headers={"if-none-match": tags[path]})
        assert after.status_code == (410 if path == path_of(posting) else 200)
        assert after["ETag"] != tags[path]
        if after.status_code == 200:
            assert b"Ends Tonight" not in after.content


def test_a_page_that_was_begun_before_midnight_is_not_kept(
    client: Client, at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch, pages: Any
) -> None:
    at(datetime(2030, 5, 1, 23, 59, 59, tzinfo=UTC))
    path = path_of(make_posting())
    similar = views.finding.similar

    def slowly(*args: Any, **options: Any) -> Any:
        at(datetime(2030, 5, 2, tzinfo=UTC))
        return similar(*args, **options)

    monkeypatch.setattr(views.finding, "similar", slowly)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "ETag" not in answer
    assert answer["Cache-Control"] == "no-cache"
    assert not pages._cache


def test_no_shared_cache_carries_a_page_over_midnight(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, midnight = path_of(make_posting()), 1_900_000_000 // 86_400 * 86_400
    for left, said in ((3600, 60), (61, 60), (60, 60), (7.5, 7), (0.5, 0)):
        monkeypatch.setattr("time.time", lambda left=left: midnight - left)
        assert client.get(path)["Cache-Control"] == f"max-age=0, s-maxage={said}"


def test_a_page_made_while_the_revision_changes_is_not_kept_under_the_newer_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting = make_posting(title="Old Title")
    similar = views.finding.similar

    def and_someone_edits(*args: Any, **options: Any) -> Any:
        JobPosting.objects.update(title="New Title", revision=querysets.F("revision") + 1)
        BoardRevision.objects.raise_number()
        versions.forget()
        return similar(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(views.finding, "similar", and_someone_edits)
        during = client.get(path_of(posting))
    assert b"Old Title" in during.content
    after = client.get(path_of(posting), headers={"if-none-match": during["ETag"]})
    assert after.status_code == 200
    assert b"New Title" in after.content


@pytest.mark.parametrize(("made_of", "kept_under"), [(3, 3), (5, 5), (9, 5)])
def test_a_page_is_kept_under_the_older_of_what_it_was_made_of_and_when_it_was_asked_for(
    made_of: int, kept_under: int
) -> None:
    BoardRevision.objects.update(number=5)
    versions.forget()

    def view(request: Any) -> HttpResponse:
        response = HttpResponse("a page")
        response.cacheable, response.board_revision = True, made_of
        return response

    keep, ask = PageCache(view), RequestFactory()
    assert keep(ask.get("/"))["ETag"] == versions.current().at(kept_under).etag
    BoardRevision.objects.update(number=9)
    versions.forget()
    again = PageCache(lambda request: HttpResponse("another"))
    assert again(ask.get("/")).content == b"another"


def test_a_host_that_is_not_ours_is_refused_although_the_page_is_kept(client: Client) -> None:
    path = path_of(make_posting())
    client.get(path)
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400
    assert client.get(path, headers={"host": "localhost"}).templates == []


def test_plain_http_is_redirected_although_the_page_is_kept(client: Client, settings: Any) -> None:
    path = path_of(make_posting())
    client.get(path)
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(path).status_code == 301
    assert Client().get(path, secure=True).status_code == 200
