"""What a client that has a page already is sent, and in how many bytes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory

from postings import versions
from postings.middleware import kept
from postings.models import BoardRevision
from postings.tests.factories import make_posting
from postings.tests.page_cache import GZIP, in_service
from postings.tests.pages import path_of

pytestmark = pytest.mark.django_db
pages = pytest.fixture(in_service, autouse=True)


@pytest.fixture
def settled() -> Callable[[], None]:
    """Lets the last change be longer ago than its second lasts."""

    def long_ago() -> None:
        BoardRevision.objects.update(raised_at=datetime.now(UTC) - timedelta(minutes=1))
        versions.forget()

    return long_ago


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
