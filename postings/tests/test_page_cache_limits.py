"""Which pages nobody keeps, and what a cache costs that is full, broken or away."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from postings.middleware import kept
from postings.middleware.page_cache import PageCache
from postings.search import nearness
from postings.search.folder import Unusable
from postings.tests.factories import make_organization, make_posting
from postings.tests.page_cache import GZIP, in_service
from postings.tests.pages import path_of

pytestmark = pytest.mark.django_db
pages = pytest.fixture(in_service, autouse=True)


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
