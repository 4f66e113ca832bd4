"""What visitors meet beside a posting's page: lists, names, errors, and what every page holds."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postings.querysets import today
from postings.tests.factories import make_organization, make_posting, make_skill
from postings.tests.pages import html_of, text_of

pytestmark = pytest.mark.django_db


def test_filters_narrow_the_list_and_say_so(client: Client) -> None:
    make_posting(title="Python Pilot", skills=("Python",), job_location_type="TELECOMMUTE")
    make_posting(title="Python Cook", skills=("Python",))
    make_posting(title="Baker", hiring_organization="Rye & Co")
    assert "3 postings" in text_of(html_of(client, "/"))
    words = text_of(html_of(client, "/?q=pilot&skill=python&work_mode=remote"))
    assert "1 posting for “pilot” · Python · remote" in words
    assert "Python Cook" not in words
    assert "1 posting · Rye &amp; Co" in text_of(html_of(client, "/?organization=rye"))


def test_each_filter_can_be_taken_away_alone(client: Client) -> None:
    make_skill("Go")
    html = html_of(client, "/?q=pilot&skill=go&work_mode=remote")
    for without in (
        "?skill=go&amp;work_mode=remote",
        "?q=pilot&amp;work_mode=remote",
        "?q=pilot&amp;skill=go",
    ):
        assert f'href="{without}#results"' in html
    assert '<input type="hidden" name="skill" value="go">' in html


def test_undated_postings_are_counted_beside_a_window(client: Client) -> None:
    make_posting(date_posted=today())
    make_posting(date_posted=None)
    words = text_of(html_of(client, "/?posted=30"))
    assert "1 posting · posted in the last 30 days" in words
    assert "1 more has no date – it is left out." in words


def test_nothing_found_offers_a_way_on(client: Client) -> None:
    html = html_of(client, "/?q=zebra&work_mode=remote")
    assert 'href="?work_mode=remote#results" rel="nofollow">without the words “zebra”' in html
    assert "Show all postings" in html


def test_a_value_without_meaning_is_named_and_left_out(client: Client) -> None:
    make_posting()
    html = html_of(client, "/?posted=banana")
    assert "Left out of the search:" in html
    assert "1 posting" in text_of(html)


@pytest.mark.parametrize(
    "query",
    [
        "colour=blue",
        "page=1000000000",
        "page=-1",
        "page=٣",
        "q=%00",
        "skill=%00&organization=%00",
        "q=" + "x" * 10_000,
        "q=" + "x%20" * 3_000,
        "skill=" + "x" * 10_000,
        "q=%ff&skill=%ff",
        "posted=9999999999999",
        "remote=maybe",
        "skill=a&" * 3_000,
        "q=%F0%9F%94%A5",
        "q=%22%27%3C%25_%5C",
        "organization=%E2%80%AE",
    ],
)
def test_a_hostile_query_string_never_breaks_the_list(client: Client, query: str) -> None:
    make_posting()
    assert client.get(f"/?{query}", follow=True).status_code in (200, 400)


@pytest.mark.parametrize(
    "path", ["/jobs/x/", "/skills/%ff/", "/organizations/%F0%9F%94%A5/", "/jobs/"]
)
def test_a_hostile_path_is_not_found(client: Client, path: str) -> None:
    assert "There is no page at this address" in html_of(client, path, 404)


@pytest.mark.parametrize("path", ["/jobs/%00/", "/skills/a%00b/", "/?q=%00", "/admin/?next=%00"])
def test_a_nul_is_a_bad_request(client: Client, path: str) -> None:
    assert "That request could not be read" in text_of(html_of(client, path, 400))


def test_pages_keep_the_filters_and_name_their_neighbours(client: Client) -> None:
    for _ in range(45):
        make_posting(skills=("Sailing",))
    html = html_of(client, "/?page=2&skill=sailing")
    assert 'rel="prev" href="?skill=sailing"' in html
    assert 'rel="next" href="?page=3&amp;skill=sailing"' in html
    assert html.count('aria-current="page"') == 1
    assert html.count('<article class="card') == 20


def test_featured_postings_stand_first_on_the_front_page_only(client: Client) -> None:
    make_posting(title="Lamp Lighter", featured=True, date_posted=date(2001, 1, 1))
    make_posting()
    html = html_of(client, "/")
    assert html.index("Lamp Lighter") < html.index("Harbour Pilot")
    assert "featured-title" in html
    assert "featured-title" not in html_of(client, "/?q=pilot")


def test_the_front_page_with_featured_postings_stays_bounded(client: Client) -> None:
    for number in range(25):
        make_posting(featured=True, skills=(f"Skill {number}",))
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    # revision, count, ids, cards and their skills; featured cards and theirs
    assert len(asked) <= 6


def test_an_organization_and_a_skill_have_a_page(client: Client) -> None:
    make_posting(skills=("C++",), title="Rigger")
    make_posting(title="Cook", hiring_organization="Rye & Co")
    for path in (make_organization().get_absolute_url(), make_skill("C++").get_absolute_url()):
        words = text_of(html_of(client, path))
        assert "1 open posting," in words
        assert "Rigger" in words
        assert "Cook" not in words


def test_a_name_without_live_postings_is_kept_from_search_engines(client: Client) -> None:
    make_posting(status="closed", closed_reason="expired", skills=("Sewing",))
    for path in (make_organization().get_absolute_url(), make_skill("Sewing").get_absolute_url()):
        html = html_of(client, path)
        assert '<meta name="robots" content="noindex">' in html
        assert "Nothing open here at the moment" in html


def test_public_pages_set_no_cookie_and_carry_the_policy(client: Client) -> None:
    posting = make_posting(skills=("Python",))
    paths = ["/", posting.get_absolute_url(), "/skills/python/", "/nowhere/"]
    for path in paths:
        answer = client.get(path)
        assert not answer.cookies
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        html = answer.content.decode()
        fetched = re.findall(r'\ssrc="([^"]*)', html)
        fetched += re.findall(r'<link rel="(?:icon|stylesheet)" href="([^"]*)', html)
        assert len(fetched) > 5
        assert all(address.startswith("/static/") for address in fetched)


def test_the_500_page_needs_no_context_and_no_database(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        assert "Something went wrong on our side" in render_to_string("500.html")


@pytest.mark.parametrize("rows", [1, 50])
def test_a_page_asks_the_database_no_more_for_more_rows(client: Client, rows: int) -> None:
    for number in range(rows):
        make_posting(skills=("Python", f"Skill {number}"), hiring_organization=f"House {number}")
    posting = make_posting(skills=("Python",))
    closed = make_posting(status="closed", closed_reason="filled", skills=("Python",))
    client.get("/")  # suggestions are kept for a revision
    budgets = {
        "/": 6,
        "/?posted=365&q=pilot&skill=python": 6,
        "/skills/python/": 6,
        posting.get_absolute_url(): 5,
        closed.get_absolute_url(): 5,
    }
    for path, budget in budgets.items():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(path)
        assert len(asked) <= budget, f"{path}: " + "\n".join(one["sql"] for one in asked)
