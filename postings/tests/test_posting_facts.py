"""What a page and a card say of pay, places, skills, days and the text."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postings.tests.factories import make_posting, make_record, who
from postings.tests.pages import card_of, detail, html_of, path_of, words_of

pytestmark = pytest.mark.django_db


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
    middling = make_posting(seniority="mid")
    assert "Seniority Mid-level" in words_of(detail(client, middling))
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


def test_a_skill_that_the_text_does_not_name_makes_nothing_similar(client: Client) -> None:
    other = {"hiring_organization": "Fernhill"}
    climber = make_posting(title="Climber", skills=("Rope",), **other)
    player = make_posting(title="Player", skills=("Chess",), **other)
    posting = make_posting(skills=("Chess", "Rope"), skills_unsupported=["chess"])
    html = detail(client, posting)
    assert path_of(climber) in html
    assert path_of(player) not in html


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


def test_a_page_without_caveats_and_repeats_asks_for_neither(client: Client) -> None:
    posting = make_posting(skills=("Python",))
    posting.problems.create(kind="no_country", message="No country is stated")
    make_posting(skills=("Python",))
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get(path_of(posting))
    # The posting, its skills, and similar ones.
    assert len(asked) <= 3, "\n".join(one["sql"] for one in asked)


def test_a_place_of_many_countries_is_short_on_the_card_and_whole_on_the_page(
    client: Client,
) -> None:
    place = ", ".join(f"Country {number}" for number in range(148))
    posting = make_posting(place_text=place)
    assert "Country 147" not in html_of(client, "/")
    html = detail(client, posting)
    assert f"<p>{place}</p></details>" in html
