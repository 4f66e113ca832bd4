"""How a list's address is read: the one it has, what it asks for, and what it leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from postings import finding
from postings.records import SearchPage, SearchQuery
from postings.tests.factories import make_posting, make_skill
from postings.tests.pages import html_of, words_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/?q=&skill=Go&skill=&posted=", "/?skill=go"),
        ("/?q=&page=1", "/"),
        ("/?utm_source=x", "/"),
        ("/?remote=on", "/?work_mode=remote"),
        ("/?q=&live_in=&salary_min=&currency=EUR", "/"),
        ("/?live_in=Croatia&eligible=yes&eligible=region", "/?live_in=HR"),
        ("/skills/go/?page=1&utm_source=x", "/skills/go/"),
        ("/skills/GO/?page=2", "/skills/go/?page=2"),
    ],
)
def test_another_way_to_write_an_address_leads_to_it(client: Client, path: str, to: str) -> None:
    make_skill("Go")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (301, to)


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/?colour=blue&skill=Go", "/?skill=go"),
        ("/?posted=x", "/"),
        ("/?page=99&work_mode=remote", "/?work_mode=remote"),
        ("/skills/go/?skill=x", "/skills/go/"),
    ],
)
def test_a_broken_address_names_the_canonical_one(
    client: Client, path: str, canonical: str
) -> None:
    make_posting(skills=("Go",))
    html = html_of(client, path)
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{canonical}">' in html


def test_errors_stand_at_their_field(client: Client) -> None:
    query = f"q={'x' * 500}&place={'x' * 300}&country=Atlantis&live_in=Oz&colour=blue&posted=x"
    html = html_of(client, f"/?{query}&salary_min=lots&currency=EUR")
    for name in ("q", "place", "country", "live_in", "salary"):
        assert f'{name}-error"' in html
        assert f'id="{name}-error"' in html
    assert '<details class="filters" open>' in html
    words = words_of(html)
    assert "Left out of the search: Not known here: colour" in words
    assert "Left out of the search: country: No country we know" in words
    assert "Left out of the search: posted: “x” is no period we know; choose one." in words


def test_a_query_is_what_the_list_asks(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[SearchQuery] = []

    def find(query: SearchQuery, **options: Any) -> SearchPage:
        heard.append(query)
        page = SearchPage((), 0, 1, 1)
        options["meanwhile"](page)
        return page

    monkeypatch.setattr(finding, "find", find)
    html_of(client, "/?page=2&place=oslo&q=%22a+b%22")
    assert heard[0] == SearchQuery(words='"a b"', places=("oslo",), page=2)
