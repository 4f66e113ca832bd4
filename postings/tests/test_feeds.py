"""The Atom feed of a search: what is in it, that it is XML, and what it costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postings.feeds import LONGEST_CONTENT
from postings.models import JobPosting
from postings.querysets import today
from postings.tests.factories import make_posting

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://127.0.0.1:8000"


def feed(client: Client, query: str = "") -> ElementTree.Element:
    answer = client.get(f"/feed.atom{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def entries(root: ElementTree.Element) -> list[ElementTree.Element]:
    return root.findall(f"{ATOM}entry")


def titles(root: ElementTree.Element) -> list[str]:
    return [text(entry, "title") for entry in entries(root)]


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def links(element: ElementTree.Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in element.findall(f"{ATOM}link")}


def test_an_entry_says_what_its_posting_says(client: Client) -> None:
    posting = make_posting(
        skills=("Python", "Sailing"),
        summary="Bring ships in, safely.",
        description_html='<p>Tom &amp; Co: <a href="https://example.org/?a=1&amp;b=2">2 &lt; 3</a>',
    )
    (entry,) = entries(feed(client))
    assert text(entry, "title") == posting.title
    assert links(entry) == {"alternate": SITE + posting.get_absolute_url()}
    assert text(entry, "published") == text(entry, "updated") == "2021-03-18T00:00:00+00:00"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Tidewater Ferries"
    assert {one.get("term") for one in entry.findall(f"{ATOM}category")} == {"Python", "Sailing"}
    summary, content = entry.find(f"{ATOM}summary"), entry.find(f"{ATOM}content")
    assert summary is not None and content is not None
    assert (summary.get("type"), summary.text) == ("text", posting.summary)
    assert (content.get("type"), content.text) == ("html", posting.description_html)


def test_an_entry_uses_the_words_of_the_card(client: Client) -> None:
    make_posting(
        skills=("Sailing", "Chess"),
        skills_unsupported=["chess"],
        work_mode="remote",
        place_text="Remote, DE",
        applicant_location_requirements={"kind": "stated", "countries": ["DE"], "regions": []},
        salary_text="90k EUR/year",
        salary_currency="EUR",
        salary_min_value=90_000,
        salary_max_value=90_000,
        salary_unit_text="YEAR",
        employment_types=["PART_TIME"],
        language="de",
    )
    (entry,) = entries(feed(client))
    told = "Remote · Applicants in: Germany · € 90,000 a year · Part-time"
    assert text(entry, "summary") == told
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == ["Sailing"]
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"


def test_what_is_not_stated_is_not_made_up(client: Client) -> None:
    seen = datetime(2024, 2, 3, 4, 5, tzinfo=UTC)
    make_posting(hiring_organization=None, date_posted=None, first_seen=seen, place_text="")
    (entry,) = entries(feed(client))
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Organization not stated"
    assert text(entry, "updated") == "2024-02-03T04:05:00+00:00"
    assert entry.find(f"{ATOM}published") is None
    assert entry.find(f"{ATOM}summary") is None


def test_an_entry_keeps_its_id_when_its_address_changes_and_the_id_leads_there(
    client: Client,
) -> None:
    posting = make_posting()
    (before,) = entries(feed(client))
    JobPosting.objects.update(title="Ship Guide", slug="ship-guide", revision=2)
    (after,) = entries(feed(client))
    assert text(before, "id") == text(after, "id")
    assert links(before) != links(after)
    answer = client.get(text(before, "id").removeprefix(SITE))
    assert (answer.status_code, posting.public_id in answer["Location"]) == (301, True)


def test_a_feed_names_itself_and_its_list_by_the_sites_address(client: Client) -> None:
    make_posting(skills=("Python",))
    root = feed(client, "?q=pilot&skill=python")
    assert text(root, "id") == links(root)["self"] == f"{SITE}/feed.atom?q=pilot&skill=python"
    assert links(root)["alternate"] == f"{SITE}/?q=pilot&skill=python"
    assert text(root, "title") == "Job board: pilot, skill python"
    elsewhere = client.get("/feed.atom", headers={"host": "localhost"}).content
    assert b"localhost" not in elsewhere


def test_a_feed_holds_what_its_list_holds_newest_first(client: Client) -> None:
    make_posting(title="Old Pilot", date_posted=date(2020, 1, 1))
    make_posting(title="New Pilot", date_posted=date(2022, 1, 1), skills=("Python",))
    make_posting(title="Undated Pilot", date_posted=None)
    make_posting(title="Cook", date_posted=date(2021, 1, 1))
    assert titles(feed(client)) == ["New Pilot", "Cook", "Old Pilot", "Undated Pilot"]
    assert titles(feed(client, "?q=pilot")) == ["New Pilot", "Old Pilot", "Undated Pilot"]
    assert titles(feed(client, "?skill=python")) == ["New Pilot"]
    assert text(feed(client, "?skill=python"), "updated") == "2022-01-01T00:00:00+00:00"


def test_what_is_not_live_is_in_no_feed(client: Client) -> None:
    make_posting(title="Ends today", valid_through=today())
    make_posting(title="Ended", valid_through=today() - timedelta(days=1))
    make_posting(title="Closed", status="closed", closed_reason="filled")
    make_posting(title="Pending", status="pending")
    assert titles(feed(client)) == ["Ends today"]


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    root = feed(client, "?q=nothing")
    assert not entries(root)
    assert text(root, "updated").startswith(f"{today():%Y-}")


def test_a_feed_ends_after_fifty(client: Client) -> None:
    for number in range(52):
        make_posting(date_posted=date(2021, 1, 1) + timedelta(days=number), title=f"P{number}")
    shown = titles(feed(client))
    assert (len(shown), shown[0]) == (50, "P51")


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("?skill=b&skill=a", "?skill=a&skill=b"),
        ("?q=", ""),
        ("?utm_source=x", ""),
        ("?sort=salary", ""),
        ("?page=3", ""),
        ("?q=pilot&page=2&sort=newest", "?q=pilot"),
    ],
)
def test_every_other_way_to_ask_moves_to_the_one_address(
    client: Client, asked: str, canonical: str
) -> None:
    answer = client.get(f"/feed.atom{asked}")
    assert (answer.status_code, answer["Location"]) == (301, f"/feed.atom{canonical}")
    assert client.get(answer["Location"]).status_code == 200


def test_a_feed_with_an_unknown_parameter_is_answered_and_not_kept(client: Client) -> None:
    make_posting()
    assert "ETag" in client.get("/feed.atom")
    answer = client.get("/feed.atom?unknown=1")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")
    assert "ETag" not in answer


def test_a_reader_that_has_the_feed_gets_304(client: Client) -> None:
    make_posting()
    tag = client.get("/feed.atom")["ETag"]
    assert client.get("/feed.atom", headers={"if-none-match": tag}).status_code == 304
    make_posting()
    assert client.get("/feed.atom", headers={"if-none-match": tag}).status_code == 200


def test_no_text_can_break_the_feeds_xml(client: Client) -> None:
    nasty = "a\x0b\x0c\x1b\x7f\ufffe\uffff]]><script>&amp;<!--\U0001f600\u202e"
    make_posting(
        skills=(nasty,),
        title=nasty,
        hiring_organization=nasty,
        summary=nasty,
        description_html=nasty,
        slug="nasty",
    )
    (entry,) = entries(feed(client))
    shown = "a\x7f]]><script>&amp;<!--\U0001f600\u202e"
    for name in ("title", "summary", "content"):
        assert text(entry, name) == shown
    assert feed(client, "?q=%3Cb%3E%26%22+%1B%EF%BF%BE") is not None
    assert feed(client, "?unknown=%3C/feed%3E%EF%BF%BE") is not None


@pytest.mark.parametrize("rows", [1, 50])
def test_a_feed_asks_the_database_no_more_for_more_rows(client: Client, rows: int) -> None:
    for number in range(rows):
        make_posting(skills=("Python", f"Skill {number}"), hiring_organization=f"House {number}")
    client.get("/")  # brings the index up
    for query in ("", "?q=pilot", "?posted=365&skill=python"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/feed.atom{query}")
        assert len(asked) <= 5, "\n".join(one["sql"] for one in asked)


def test_only_reading_is_answered(client: Client) -> None:
    head: Any = client.head("/feed.atom")
    assert (head.status_code, head.content) == (200, b"")
    assert client.post("/feed.atom").status_code == 405


def test_a_body_too_long_for_a_feed_is_left_to_its_page(client: Client) -> None:
    make_posting(title="Long", description_html=f"<p>{'x' * LONGEST_CONTENT}</p>")
    make_posting(title="Longest", description_html=f"<p>{'x' * (LONGEST_CONTENT - 7)}</p>")
    contents = {text(one, "title"): text(one, "content") for one in entries(feed(client))}
    assert contents["Long"] == ""
    assert len(contents["Longest"]) == LONGEST_CONTENT
