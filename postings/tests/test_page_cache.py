"""Kept pages: who is answered from the cache, what with, and what ends a page's life there."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from postings import lifecycle, querysets, versions, views
from postings.middleware import kept
from postings.middleware.page_cache import PageCache
from postings.models import BoardRevision, JobPosting
from postings.search import nearness
from postings.search.folder import Unusable
from postings.tests.factories import make_organization, make_posting
from postings.tests.files import front_matter, run, write
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture(autouse=True)
def pages(settings: Any) -> Any:
    """A cache of pages as in service, empty."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    options = {"LOCATION": "test-pages", "OPTIONS": {"MAX_ENTRIES": 30}}
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": memory} | options}
    caches["pages"].clear()
    return caches["pages"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock that the board takes its day from."""

    def set_to(moment: datetime) -> None:
        frozen = type("Clock", (), {"now": staticmethod(lambda zone: moment)})
        monkeypatch.setattr(querysets, "datetime", frozen)

    return set_to


@pytest.fixture
def settled() -> Callable[[], None]:
    """Lets the last change be longer ago than its second lasts."""

    def long_ago() -> None:
        BoardRevision.objects.update(raised_at=datetime.now(UTC) - timedelta(minutes=1))
        versions.forget()

    return long_ago


def path_of(posting: JobPosting) -> str:
    return posting.get_absolute_url()


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


def test_a_posting_whose_similar_ones_could_not_be_found_is_not_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, pages: Any
) -> None:
    path = path_of(make_posting())

    def broken(*args: Any) -> list[int]:
        raise Unusable("a file is gone")

    with monkeypatch.context() as patch:
        patch.setattr(nearness, "similar", broken)
        answer = client.get(path)
    assert answer.status_code == 200
    assert "ETag" not in answer
    assert not pages._cache


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


def test_signed_in_visitors_go_past_the_cache_and_nobody_keeps_their_answers(
    client: Client, admin_client: Client
) -> None:
    posting, hidden = make_posting(), make_posting(status="pending")
    client.get(path_of(posting))
    for path in (path_of(posting), path_of(hidden)):
        answer = admin_client.get(path)
        assert answer.status_code == 200
        assert answer.templates
        assert answer["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer
    assert client.get(path_of(hidden)).status_code == 404
    bearing = client.get(path_of(posting), headers={"authorization": "Basic eDp5"})
    assert bearing["Cache-Control"] == "private, no-store"
    assert client.get(path_of(posting), headers={"cookie": "theme=dark"}).templates == []


def test_an_editors_public_preview_is_not_what_visitors_get(client: Client) -> None:
    editor = User.objects.create_user("editor", password="x", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors"))
    hidden = make_posting(status="pending")
    signed_in = Client()
    signed_in.force_login(editor)
    assert signed_in.get(path_of(hidden)).status_code == 200
    assert client.get(path_of(hidden)).status_code == 404


def test_the_admin_is_left_alone(admin_client: Client, client: Client) -> None:
    assert "no-store" in admin_client.get("/admin/")["Cache-Control"]
    assert "ETag" not in client.get("/admin/login/")
    assert "Content-Encoding" not in client.get("/admin/login/", headers=GZIP)


def test_what_is_no_page_is_not_kept_and_never_304(client: Client, pages: Any) -> None:
    posting = make_posting()
    tag = client.get(path_of(posting))["ETag"]
    held = len(pages._cache)
    stale = "/jobs/some-" + posting.public_id + "/"
    for path, status in {
        "/nowhere/": 404,
        "/jobs/none-aaaaaaaaaaaa/": 404,
        stale: 301,
        "/?utm_source=x": 301,
        path_of(posting) + "?utm_source=x": 301,
        path_of(posting) + "?x=1": 200,
        "/?unknown=1": 200,
    }.items():
        for condition in ({"if-none-match": tag}, {"if-none-match": "*"}):
            answer = client.get(path, headers=condition)
            assert answer.status_code == status, path
            assert answer["Cache-Control"] == "no-cache"
            assert "ETag" not in answer
    assert len(pages._cache) == held
    assert client.post("/", headers={"if-none-match": tag}).status_code == 405


def test_a_closed_posting_is_410_with_its_text_whatever_the_client_has(client: Client) -> None:
    """RFC 9110, 13.2.1: conditions count only where the answer would be a success."""
    posting = make_posting(status="closed", closed_reason="filled")
    first = client.get(path_of(posting))
    again = client.get(path_of(posting), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (410, first.content)
    assert again.templates == []


@pytest.mark.parametrize(
    ("spelled", "status"),
    [
        ("{tag}", 304),
        ("{strong}", 304),
        ('"other", {tag}', 304),
        (' W/"other" , {strong} ', 304),
        ("*", 304),
        (" * ", 304),
        ("", 200),
        ('"other"', 200),
        ("other", 200),
        ("{bare}", 200),
        ('"*"', 200),
        ('W/"', 200),
        ("w/{strong}", 200),
        (",,,,", 200),
        ('"' * 5000, 200),
        ('"a",' * 5000, 200),
        ("W/" * 5000, 200),
        ('"\x00\xff"', 200),
        ("\ud800", 200),
    ],
)
def test_if_none_match_is_compared_weakly_and_nonsense_is_no_match(
    client: Client, spelled: str, status: int
) -> None:
    path = path_of(make_posting())
    for _ in range(2):
        tag = client.get(path)["ETag"]
        strong = tag.removeprefix("W/")
        asked = spelled.format(tag=tag, strong=strong, bare=strong.strip('"'))
        answer = client.get(path, headers={"if-none-match": asked})
        assert answer.status_code == status
        if status == 304:
            assert answer.content == b""
            assert answer["ETag"] == tag
            assert answer["Vary"] == "Accept-Encoding"
            assert "Content-Type" not in answer
            assert "Content-Length" not in answer
        caches["pages"].clear()


def test_a_tag_is_answered_304_even_where_the_page_must_be_made_first(client: Client) -> None:
    path = path_of(make_posting())
    tag = client.get(path)["ETag"]
    caches["pages"].clear()
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304


def test_if_modified_since_counts_where_no_tag_is_named(
    client: Client, settled: Callable[[], None]
) -> None:
    path = path_of(make_posting())
    settled()
    fresh = client.get(path)
    modified = fresh["Last-Modified"]
    earlier, future = "Mon, 01 Jan 2001 00:00:00 GMT", "Mon, 01 Jan 2091 00:00:00 GMT"
    for since, status in {modified: 304, earlier: 200, future: 200, "yesterday": 200}.items():
        assert client.get(path, headers={"if-modified-since": since}).status_code == status
    both = {"if-modified-since": modified, "if-none-match": '"other"'}
    assert client.get(path, headers=both).status_code == 200
    assert client.get(path, headers={"if-modified-since": modified})["ETag"] == fresh["ETag"]


def test_last_modified_waits_until_its_second_can_bring_no_other_change(
    client: Client, settled: Callable[[], None]
) -> None:
    path = path_of(make_posting())
    BoardRevision.objects.raise_number()
    versions.forget()
    assert "Last-Modified" not in client.get(path)
    settled()
    assert "Last-Modified" in client.get(path)


def test_head_has_the_headers_of_get_and_no_body(client: Client) -> None:
    path = path_of(make_posting())
    for headers in ({}, GZIP):
        caches["pages"].clear()
        for _ in range(2):
            head = client.head(path, headers=headers)
            get = client.get(path, headers=headers)
            assert dict(head.headers) == dict(get.headers)
            assert int(head["Content-Length"]) == len(get.content) > 0
            assert head.content == b""
    tag = client.get(path)["ETag"]
    assert client.head(path, headers={"if-none-match": tag}).status_code == 304


def test_compressed_and_plain_bytes_are_the_same_page(client: Client) -> None:
    path = path_of(make_posting())
    for _ in range(2):
        plain, packed = client.get(path), client.get(path, headers=GZIP)
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
        assert "Content-Encoding" not in plain
        assert packed["ETag"] == plain["ETag"]


def test_a_page_that_is_not_kept_is_compressed_too(client: Client) -> None:
    plain, packed = client.get("/nowhere/"), client.get("/nowhere/", headers=GZIP)
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.8", True),
        ("deflate,gzip ;q=0.001", True),
        ("x-gzip", True),
        ("", False),
        ("br", False),
        ("*", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("notgzip", False),
        ("gzip-like", False),
        ("gzip;" * 5000, False),
    ],
)
def test_only_who_takes_gzip_gets_it(accepted: str, wanted: bool) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    assert kept.takes_gzip(request) is wanted


def test_the_cache_holds_no_more_pages_than_it_may(client: Client, pages: Any) -> None:
    postings = [make_posting(title=f"Pilot {number}") for number in range(40)]
    for posting in postings:
        client.get(path_of(posting))
    assert 10 < len(pages._cache) <= 30


def test_a_large_page_is_kept_compressed_alone_and_a_huge_one_not_at_all(
    client: Client, pages: Any
) -> None:
    large = make_posting(description_html="<p>Bring ships in.</p>" * 4000)
    noise = random.Random(1).randbytes(300_000).hex()
    huge = make_posting(description_html=f"<p>{noise}</p>")
    for _ in range(2):
        assert client.get(path_of(large)).content.decode().count("Bring ships in.") >= 4000
        assert noise in client.get(path_of(huge)).content.decode()
    assert len(pages._cache) == 1
    assert client.get(path_of(large)).templates == []
    assert max(map(len, pages._cache.values())) < kept.MOST_GZIP_BYTES


def test_a_page_with_a_cookie_or_that_looked_at_one_is_not_kept(pages: Any) -> None:
    def with_cookie(request: Any) -> HttpResponse:
        response = HttpResponse("a page")
        response.set_cookie("a", "b")
        response.cacheable = True
        return response

    def by_cookie(request: Any) -> HttpResponse:
        response = HttpResponse("a page", headers={"Vary": "Cookie"})
        response.cacheable = True
        return response

    for view in (with_cookie, by_cookie):
        assert "ETag" not in PageCache(view)(RequestFactory().get("/"))
    assert not pages._cache


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


def test_a_broken_cache_costs_time_and_no_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(make_posting())

    def broken(*args: Any, **options: Any) -> None:
        raise ConnectionError

    for method in ("get", "set"):
        with monkeypatch.context() as patch:
            patch.setattr(f"django.core.cache.backends.locmem.LocMemCache.{method}", broken)
            patch.setattr("django.core.cache.cache.get", lambda key, default=None: default)
            patch.setattr("django.core.cache.cache.set", lambda *args: None)
            assert client.get(path).status_code == 200


def test_without_a_database_the_answer_is_the_500_page_and_nobody_keeps_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = path_of(make_posting())

    def down(*args: Any, **options: Any) -> None:
        raise DatabaseError("no connection")

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", down)
    monkeypatch.setattr("django.db.models.query.QuerySet.get", down)
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == 500
    assert answer["Cache-Control"] == "no-store"
    assert b"Something went wrong on our side" in answer.content


def test_without_a_cache_pages_still_have_tags(client: Client, settings: Any) -> None:
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = settings.CACHES | {"pages": dummy}
    path = path_of(make_posting(hiring_organization=make_organization("Quay House")))
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    assert client.get(path).templates
