"""A posting's page: what it states, where it leads, and what is left when it is closed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from postings.models import JobPosting
from postings.querysets import today
from postings.tests.factories import make_posting, who
from postings.tests.pages import detail, html_of, text_of

pytestmark = pytest.mark.django_db


def apply_links(html: str) -> list[str]:
    return re.findall(r'<a class="button"[^>]*href="([^"]*)"', html)


def test_a_live_posting_is_shown_with_its_facts_and_two_apply_links(client: Client) -> None:
    posting = make_posting(salary_text="USD 191480.0~311600.0", skills=("Sailing",))
    html = detail(client, posting)
    words = text_of(html)
    for fact in ("Tidewater Ferries", "Bergen, Norway", "USD 191,480 – 311,600", "Sailing"):
        assert fact in words
    assert '<time datetime="2021-03-18">18 Mar 2021</time>' in html
    assert words.count("Apply at jobs.example.org") == 2
    assert apply_links(html) == [posting.apply_url] * 2
    assert words.count("Found at jobs.example.org") == 1
    assert "<title>Harbour Pilot – Tidewater Ferries | Job board" in html


def test_what_is_not_stated_is_said_to_be_so(client: Client) -> None:
    posting = make_posting(hiring_organization=None, place_text="", date_posted=None)
    for words in (text_of(detail(client, posting)), text_of(html_of(client, "/"))):
        for name in ("Organization", "Place", "Date"):
            assert f"{name} not stated" in words
    assert "Salary not stated" in text_of(detail(client, posting))


def test_a_month_is_shown_as_a_month_on_list_and_page(client: Client) -> None:
    posting = make_posting(date_posted=date(2024, 9, 1), date_posted_precision="month")
    for html in (html_of(client, "/"), detail(client, posting)):
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
    assert "Harbour Pilot" not in html_of(Client(), "/")


def test_staff_without_the_right_to_see_postings_get_no_preview(client: Client) -> None:
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    detail(client, make_posting(status="pending"), 404)


def test_an_old_address_leads_to_the_new_one(client: Client) -> None:
    posting = make_posting()
    answer = client.get(f"/jobs/an-older-title-{posting.public_id}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, posting.get_absolute_url())


@pytest.mark.parametrize("title", ["<!-- Web Master 🛠 -->", "</script><script>alert(1)</script>"])
def test_a_title_is_text_wherever_it_stands(client: Client, title: str) -> None:
    posting = make_posting(
        title=title,
        place_text=title,
        salary_text=title,
        summary=title,
        localities=[[title, title, "NO"]],
        applicant_location_requirements=who("NO", title, regions=[title]),
        employment_types=[title],
        employment_type_text=title,
        time_zones=[title],
        language=title[:12],
    )
    near = make_posting(title="Web Master")
    for html in (html_of(client, "/"), detail(client, posting), detail(client, near)):
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
