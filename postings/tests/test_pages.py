"""What visitors meet: every page, its status, and what it must and must not hold."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postings.models import JobPosting
from postings.querysets import today
from postings.tests.factories import make_organization, make_posting, make_skill

pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    """The words of a page as a visitor reads them, one space between."""
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def detail(client: Client, posting: JobPosting, status: int = 200) -> str:
    return shown(client, posting.get_absolute_url(), status)


def apply_links(html: str) -> list[str]:
    return re.findall(r'<a class="button"[^>]*href="([^"]*)"', html)


def test_a_live_posting_is_shown_with_its_facts_and_two_apply_links(client: Client) -> None:
    posting = make_posting(salary_text="USD 195480.0~318600.0", skills=("Sailing",))
    html = detail(client, posting)
    words = text_of(html)
    for fact in ("Tidewater Ferries", "Bergen, Norway", "USD 195,480 – 318,600", "Sailing"):
        assert fact in words
    assert '<time datetime="2021-03-18">18 Mar 2021</time>' in html
    assert words.count("Apply at jobs.example.org") == 2
    assert apply_links(html) == [posting.apply_url] * 2
    assert words.count("Found at jobs.example.org") == 1
    assert "<title>Harbour Pilot – Tidewater Ferries | Job board" in html


def test_what_is_not_stated_is_said_to_be_so(client: Client) -> None:
    posting = make_posting(hiring_organization=None, place_text="", date_posted=None)
    for words in (text_of(detail(client, posting)), text_of(shown(client, "/"))):
        for name in ("Organization", "Place", "Date"):
            assert f"{name} not stated" in words
    assert "Salary not stated" in text_of(detail(client, posting))


def test_a_month_is_shown_as_a_month_on_list_and_page(client: Client) -> None:
    posting = make_posting(date_posted=date(2024, 9, 1), date_posted_precision="month")
    for html in (shown(client, "/"), detail(client, posting)):
        assert '<time datetime="2024-09">September 2024</time>' in html


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"status": "closed", "closed_reason": "archived_by_source"},
            "Closed by its source, day not stated",
        ),
        (
            {"status": "closed", "closed_reason": "filled", "closed_on": date(2026, 5, 3)},
            "Filled on 3 May 2026",
        ),
        ({"valid_through": date(2020, 2, 29)}, "Its last day was 29 Feb 2020"),
    ],
)
def test_a_closed_posting_keeps_its_text_and_loses_its_apply_link(
    client: Client, values: dict[str, Any], sentence: str
) -> None:
    posting = make_posting(**values)
    other = make_posting(title="Harbour Pilot, Night")
    html = detail(client, posting, 410)
    words = text_of(html)
    assert sentence in words
    assert "Bring ships in." in words
    assert posting.apply_url not in html
    assert "Apply" not in words
    assert 'rel="nofollow' not in html
    assert '<meta name="robots" content="noindex">' in html
    assert other.get_absolute_url() in html
    assert posting.title not in [found.title for found in JobPosting.objects.live()]


def test_the_last_day_of_a_posting_still_counts(client: Client) -> None:
    assert "Open until" in detail(client, make_posting(valid_through=today()))
    detail(client, make_posting(valid_through=today() - timedelta(days=1)), 410)


@pytest.mark.parametrize("status", ["pending", "rejected"])
def test_a_hidden_posting_is_404_for_visitors_and_a_preview_for_staff(
    client: Client, admin_client: Client, status: str
) -> None:
    posting = make_posting(status=status)
    assert "Harbour Pilot" not in detail(Client(), posting, 404)
    assert f"this posting is {status}" in detail(admin_client, posting)
    assert "Harbour Pilot" not in shown(Client(), "/")


def test_staff_without_the_right_to_see_postings_get_no_preview(client: Client) -> None:
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    detail(client, make_posting(status="pending"), 404)


def test_an_old_address_leads_to_the_new_one(client: Client) -> None:
    posting = make_posting()
    answer = client.get(f"/jobs/an-older-title-{posting.public_id}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, posting.get_absolute_url())


@pytest.mark.parametrize("title", ["<!-- Web Master 🛠 -->", "</script><script>alert(1)</script>"])
def test_a_title_is_text_wherever_it_stands(client: Client, title: str) -> None:
    posting = make_posting(title=title, place_text=title, salary_text=title, summary=title)
    near = make_posting(title="Web Master")
    for html in (shown(client, "/"), detail(client, posting), detail(client, near)):
        assert title not in html
        assert title.replace("<", "&lt;").replace(">", "&gt;") in html


def test_an_application_by_mail_names_the_posting_in_its_subject(client: Client) -> None:
    html = detail(client, make_posting(apply_url="mailto:jobs@example.org"))
    assert "Apply by e-mail to jobs@example.org" in html
    assert apply_links(html)[0] == (
        "mailto:jobs@example.org?subject=Application%3A%20Harbour%20Pilot"
    )


def test_a_refused_apply_link_is_withheld_with_its_reason(client: Client) -> None:
    html = detail(client, make_posting(apply_url="javascript:alert(1)", url=""))
    assert "Apply link withheld:" in html
    assert "javascript:alert" not in html
    assert apply_links(html) == []


def test_without_an_apply_link_the_source_is_offered(client: Client) -> None:
    words = text_of(detail(client, make_posting(apply_url="")))
    assert "No apply link was given." in words
    assert "Read the posting at jobs.example.org" in words


def test_a_place_of_many_countries_is_short_on_the_card_and_whole_on_the_page(
    client: Client,
) -> None:
    place = ", ".join(f"Country {number}" for number in range(148))
    posting = make_posting(place_text=place)
    assert "Country 147" not in shown(client, "/")
    html = detail(client, posting)
    assert f"<p>{place}</p></details>" in html


def test_filters_narrow_the_list_and_say_so(client: Client) -> None:
    make_posting(title="Python Pilot", skills=("Python",), job_location_type="TELECOMMUTE")
    make_posting(title="Python Cook", skills=("Python",))
    make_posting(title="Baker", hiring_organization="Rye & Co")
    assert "3 postings" in text_of(shown(client, "/"))
    words = text_of(shown(client, "/?q=pilot&remote=on&skill=python"))
    assert "1 posting for “pilot” · remote · Python" in words
    assert "Python Cook" not in words
    assert "1 posting · Rye &amp; Co" in text_of(shown(client, "/?organization=ryeandco"))


def test_each_filter_can_be_taken_away_alone(client: Client) -> None:
    make_skill("Go")
    html = shown(client, "/?q=pilot&remote=on&skill=go")
    for without in ("?remote=on&amp;skill=go", "?q=pilot&amp;remote=on", "?q=pilot&amp;skill=go"):
        assert f'href="{without}#results"' in html
    assert '<input type="hidden" name="skill" value="go">' in html


def test_undated_postings_are_counted_beside_a_window(client: Client) -> None:
    make_posting(date_posted=today())
    make_posting(date_posted=None)
    words = text_of(shown(client, "/?posted=30"))
    assert "1 posting · posted in the last 30 days" in words
    assert "1 more has no date – it is left out." in words


def test_nothing_found_offers_a_way_on(client: Client) -> None:
    html = shown(client, "/?q=zebra&remote=on")
    assert 'href="?remote=on#results" rel="nofollow">without the words “zebra”' in html
    assert "Show all postings" in html


def test_a_value_without_meaning_is_named_and_left_out(client: Client) -> None:
    make_posting()
    html = shown(client, "/?posted=banana")
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
    assert "There is no page at this address" in shown(client, path, 404)


@pytest.mark.parametrize("path", ["/jobs/%00/", "/skills/a%00b/", "/?q=%00", "/admin/?next=%00"])
def test_a_nul_is_a_bad_request(client: Client, path: str) -> None:
    assert "That request could not be read" in text_of(shown(client, path, 400))


def test_pages_keep_the_filters_and_name_their_neighbours(client: Client) -> None:
    for _ in range(45):
        make_posting(skills=("Sailing",))
    html = shown(client, "/?page=2&skill=sailing")
    assert 'rel="prev" href="?skill=sailing"' in html
    assert 'rel="next" href="?page=3&amp;skill=sailing"' in html
    assert html.count('aria-current="page"') == 1
    assert html.count('<article class="card') == 20


def test_featured_postings_stand_first_on_the_front_page_only(client: Client) -> None:
    make_posting(title="Lamp Lighter", featured=True, date_posted=date(2001, 1, 1))
    make_posting()
    html = shown(client, "/")
    assert html.index("Lamp Lighter") < html.index("Harbour Pilot")
    assert "featured-title" in html
    assert "featured-title" not in shown(client, "/?q=pilot")


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
        words = text_of(shown(client, path))
        assert "1 open posting," in words
        assert "Rigger" in words
        assert "Cook" not in words


def test_a_name_without_live_postings_is_kept_from_search_engines(client: Client) -> None:
    make_posting(status="closed", closed_reason="expired", skills=("Sewing",))
    for path in (make_organization().get_absolute_url(), make_skill("Sewing").get_absolute_url()):
        html = shown(client, path)
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


@pytest.fixture(autouse=True)
def no_suggestions_of_other_tests() -> None:
    cache.clear()
