"""A posting's page: what it states, where it leads, and what is left when it is closed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postings.models import JobPosting
from postings.querysets import today
from postings.tests.factories import make_posting, make_record
from postings.tests.pages import html_of, path_of, text_of, words_of

pytestmark = pytest.mark.django_db


def detail(client: Client, posting: JobPosting, status: int = 200) -> str:
    return html_of(client, path_of(posting), status)


def card_of(html: str) -> str:
    """The words of the first card of a list."""
    return words_of(html.partition('<article class="card')[2].partition("</article>")[0])


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


PAY = {
    "salary_text": "$50/hr",
    "salary_currency": "USD",
    "salary_min_value": 50,
    "salary_max_value": 50,
    "salary_unit_text": "HOUR",
    "salary_inferred": ["currency"],
}


def test_pay_shows_what_is_stated_the_sources_words_and_a_year_to_compare(client: Client) -> None:
    posting = make_posting(**PAY)
    words = words_of(detail(client, posting))
    assert "Salary $ 50 an hour ≈ € " in words
    assert "a year, for comparison : 2,080 hours of full-time work a year, exchange rates" in words
    assert "As stated: “$50/hr”" in words
    assert "“$” is read as US$." in words
    card = card_of(html_of(client, "/"))
    assert "$ 50 an hour" in card
    assert "≈" not in card


def test_pay_of_the_body_is_marked_wherever_it_is_shown(client: Client) -> None:
    found = {"salary_text": "", "salary_found_text": "We pay 50 dollars per hour."}
    posting = make_posting(**(PAY | found))
    for html in (detail(client, posting), html_of(client, "/")):
        assert "$ 50 an hour found in the text" in words_of(html)
    assert "The text says: “We pay 50 dollars per hour.”" in words_of(detail(client, posting))


def who(*countries: str, **others: Any) -> dict[str, Any]:
    stated = {"kind": "stated", "countries": countries, "regions": [], "open": False}
    return stated | others


def test_a_card_and_a_page_say_who_may_apply(client: Client) -> None:
    posting = make_posting(
        work_mode="remote",
        place_text="Remote, DE/AT",
        applicant_location_requirements=who("DE", "AT"),
        time_zones=["CET ±2"],
    )
    card, page = card_of(html_of(client, "/")), words_of(detail(client, posting))
    assert "Remote Applicants in: Germany, Austria" in card
    assert "Who may apply Germany, Austria Salary" in page
    assert "Work mode Remote Place Remote, DE/AT" in page
    assert "Time zones CET ±2" in page


def test_a_place_that_is_the_work_mode_alone_is_said_once(client: Client) -> None:
    words = words_of(detail(client, make_posting(work_mode="remote", place_text="Remote")))
    assert "Work mode Remote Posted" in words
    unknown = words_of(detail(client, make_posting(work_mode="", place_text="")))
    assert "Work mode not stated Place Place not stated" in unknown


def test_pay_without_an_amount_is_quoted_and_never_looks_like_one(client: Client) -> None:
    posting = make_posting(salary_text="Competitive")
    html = html_of(client, "/")
    assert "Salary: “Competitive”" in card_of(html)
    assert 'class="salary"' not in html
    words = words_of(detail(client, posting))
    assert "Salary “Competitive” As stated; no amount could be read from it." in words


def test_a_long_list_of_countries_is_counted_and_a_click_away(client: Client) -> None:
    codes = ("DE", "AT", "FR", "IT", "ES")
    posting = make_posting(work_mode="remote", applicant_location_requirements=who(*codes))
    assert "Applicants in: 5 countries" in words_of(html_of(client, "/"))
    assert "<p>Germany, Austria, France, Italy, Spain</p></details>" in detail(client, posting)


def test_a_remote_posting_without_countries_says_so(client: Client) -> None:
    posting = make_posting(work_mode="remote", place_text="Remote")
    for html in (detail(client, posting), html_of(client, "/")):
        assert "Countries not stated" in words_of(html)


def test_what_the_text_says_against_the_place_stands_on_the_page_alone(client: Client) -> None:
    posting = make_posting()
    said = "The place says remote, but the text: “Three days <b>in</b> the office.”"
    posting.problems.create(kind="remote_contradicted", field="place", message=said)
    posting.problems.create(kind="no_country", field="place", message="For “editors” only.")
    html = detail(client, posting)
    assert "It is listed as remote. The text says: Three days <b>in</b> the office." in words_of(
        html
    )
    assert "<q>Three days &lt;b&gt;in&lt;/b&gt; the office.</q>" in html
    assert "editors" not in html
    assert "listed as remote" not in html_of(client, "/")


def test_a_text_in_another_language_is_marked_as_such(client: Client) -> None:
    posting = make_posting(language="fr")
    html = detail(client, posting)
    assert '<article class="body" aria-label="Description" lang="fr">' in html
    assert "Language of the text French" in words_of(html)
    assert "In French" in words_of(html_of(client, "/"))
    english = detail(client, make_posting(language="en"))
    assert "Language of the text" not in english


def test_type_and_level_are_facts_and_the_sources_words_stay(client: Client) -> None:
    posting = make_posting(
        employment_types=["PART_TIME", "CONTRACTOR"],
        employment_type_text="Freelance, half time",
        seniority="vice_president",
    )
    words = words_of(detail(client, posting))
    assert "Employment type Part-time, contractor As stated: “Freelance, half time”" in words
    assert "Seniority Vice president" in words
    unread = make_posting(employment_type_text="Permanent")
    assert "Employment type Permanent" in words_of(detail(client, unread))


def test_a_skill_that_the_text_does_not_name_is_told_but_leads_nowhere(client: Client) -> None:
    posting = make_posting(
        skills=("Sailing", "Rope", "Chess"),
        skills_unsupported=["chess"],
        skills_from_text=["rope"],
    )
    html = detail(client, posting)
    words = words_of(html)
    assert "Skills Sailing Also named in the text: Rope" in words
    assert "Tagged, but not named in the text: Chess" in words
    assert "/skills/chess/" not in html
    assert "Chess" not in card_of(html_of(client, "/"))


def test_the_days_of_a_posting_are_kept_apart(client: Client) -> None:
    def day(number: int) -> datetime:
        return datetime(2024, 5, number, 12, tzinfo=UTC)

    posting = make_posting(
        date_posted=date(2024, 3, 1),
        date_posted_precision="month",
        first_seen=day(12),
        changed_at=day(20),
    )
    for number in (25, 23):
        make_record(posting, last_seen=day(number))
    assert (
        "Posted March 2024 First seen here 12 May 2024 · changed here 20 May 2024"
        " · last seen at its source 25 May 2024"
    ) in words_of(detail(client, posting))


def test_a_posting_of_no_source_says_nothing_of_one(client: Client) -> None:
    words = words_of(detail(client, make_posting()))
    assert "First seen here" in words
    assert "last seen" not in words
    assert "changed here" not in words


def test_a_page_with_everything_asks_the_database_no_more(client: Client) -> None:
    posting = make_posting(skills=("Python",), **PAY)
    for number in range(20):
        posting.problems.create(kind="suspicious_link", message=f"A link: “{number}”")
        make_record(posting)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get(path_of(posting))
    assert len(asked) <= 5, "\n".join(one["sql"] for one in asked)


def test_a_place_of_many_countries_is_short_on_the_card_and_whole_on_the_page(
    client: Client,
) -> None:
    place = ", ".join(f"Country {number}" for number in range(148))
    posting = make_posting(place_text=place)
    assert "Country 147" not in html_of(client, "/")
    html = detail(client, posting)
    assert f"<p>{place}</p></details>" in html
