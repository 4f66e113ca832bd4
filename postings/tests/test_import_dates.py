"""When a posting came: first seen, last seen, changed and posted are four things, and none of
what happens to its file afterwards makes it look new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from postings import indexing, versions
from postings.finding import database
from postings.importing import pipeline
from postings.models import JobPosting, SourceRecord
from postings.records import SearchQuery
from postings.tests.files import BODY, counts, front_matter, heading_block, run, write
from postings.tests.indexed import found
from postings.tests.pages import html_of, path_of, text_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FILES = {
    "old.md": front_matter("old", title="Old", timestamp=1609459200000),  # 2021-01-01
    "new.md": front_matter("new", title="New", timestamp=1640995200000),  # 2022-01-01
    "Lamps/2021-07/month/README.md": heading_block("month", title="Month"),
    "none.md": front_matter("none", title="Undated", timestamp=None),
}
ORDER = ["New", "Month", "Old", "Undated"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], datetime]:
    """Sets the clock to so many days from now."""

    def set_to(days: int) -> datetime:
        moment = datetime.now(UTC) + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return set_to


def from_engine() -> list[str]:
    versions.forget()
    indexing.bring_up()
    page = found()
    titles = JobPosting.objects.in_bulk(page.ids)
    return [titles[pk].title for pk in page.ids]


def in_list(client: Client) -> list[str]:
    page = html_of(client, "/")
    return sorted(ORDER, key=lambda title: page.index(f">{title}</a>"))


def in_feed(client: Client) -> list[tuple[str | None, str | None, str | None]]:
    root = ElementTree.fromstring(client.get("/feed.atom").content)
    names = ("title", "published", "updated")
    return [
        (entry.findtext(f"{ATOM}{names[0]}"), *(entry.findtext(ATOM + name) for name in names[1:]))
        for entry in root.findall(f"{ATOM}entry")
    ]


def from_database(query: SearchQuery = SearchQuery()) -> list[str]:  # noqa: B008 (frozen)
    ids = database.find(query).ids
    titles = JobPosting.objects.in_bulk(ids)
    return [titles[pk].title for pk in ids]


def test_undated_postings_come_last_in_engine_database_and_feed(
    tmp_path: Path, client: Client
) -> None:
    run(write(tmp_path, FILES))
    assert from_engine() == from_database() == ORDER
    assert in_list(client) == [title for title, _, _ in in_feed(client)] == ORDER


def test_an_edit_makes_no_posting_look_new(
    tmp_path: Path, client: Client, at: Callable[[int], datetime]
) -> None:
    folder = write(tmp_path, FILES)
    first = at(0)
    run(folder)
    feed = in_feed(client)
    later = at(3)
    edited = {name: text.replace("lighthouses", "lightships") for name, text in FILES.items()}
    assert counts(run(write(folder, edited))) == {"updated": 4}
    assert from_engine() == from_database() == in_list(client) == ORDER
    assert in_feed(client) == feed
    for posting in JobPosting.objects.all():
        assert "lightships" in posting.description
        assert (posting.first_seen, posting.changed_at) == (first, later)
    for record in SourceRecord.objects.all():
        assert (record.first_seen, record.last_seen) == (first, later)


def test_a_repeated_import_moves_only_what_was_seen_last(
    tmp_path: Path, client: Client, at: Callable[[int], datetime]
) -> None:
    folder = write(tmp_path, FILES)
    first = at(0)
    run(folder)
    before, feed = list(JobPosting.objects.order_by("pk").values()), in_feed(client)
    later = at(3)
    assert counts(run(folder)) == {"unchanged": 4}
    assert list(JobPosting.objects.order_by("pk").values()) == before
    assert in_feed(client) == feed
    seen = SourceRecord.objects.values_list("first_seen", "last_seen")
    assert set(seen) == {(first, later)}


def test_a_file_that_goes_and_comes_back_is_no_news(
    tmp_path: Path, client: Client, at: Callable[[int], datetime]
) -> None:
    folder = write(tmp_path, FILES)
    first = at(0)
    run(folder, source="crew")
    feed = in_feed(client)
    (folder / "old.md").unlink()
    at(3)
    run(folder, source="crew", close_missing=True, max_close=50)
    assert not JobPosting.objects.live().filter(title="Old").exists()
    at(6)
    assert counts(run(write(folder, FILES), source="crew")) == {"reopened": 1, "unchanged": 3}
    assert JobPosting.objects.get(title="Old").first_seen == first
    assert in_feed(client) == feed


def test_a_second_source_with_a_later_date_makes_no_posting_look_new(tmp_path: Path) -> None:
    run(write(tmp_path / "a", {"a.md": FILES["old.md"]}))
    again = front_matter("old", title="Old", timestamp=1640995200000, body=BODY + "\nMore.\n")
    assert counts(run(write(tmp_path / "b", {"b.md": again}))) == {"updated": 1}
    posting = JobPosting.objects.get()
    assert "More." in posting.description
    assert posting.date_posted == date(2021, 1, 1)


def test_a_month_stays_a_month_from_path_to_page(tmp_path: Path, client: Client) -> None:
    run(write(tmp_path, FILES))
    posting = JobPosting.objects.get(title="Month")
    record = SourceRecord.objects.get(posting=posting)
    for kept in (
        (posting.date_posted, posting.date_posted_precision),
        (record.own_date, record.own_date_precision),
    ):
        assert kept == (date(2021, 7, 1), "month")
    for page in (html_of(client, path_of(posting)), html_of(client, "/")):
        assert '<time datetime="2021-07">July 2021</time>' in page
        assert "2021-07-01" not in page and "1 Jul 2021" not in text_of(page)


def test_a_month_counts_as_its_first_day_in_a_window(
    tmp_path: Path, at: Callable[[int], datetime]
) -> None:
    run(write(tmp_path, FILES))
    days = (datetime.now(UTC).date() - date(2021, 7, 1)).days
    assert from_database(SearchQuery(posted=days)) == ["New", "Month"]
    assert from_database(SearchQuery(posted=days - 1)) == ["New"]


def test_a_number_at_22_oclock_is_the_next_day_on_the_board(tmp_path: Path) -> None:
    run(write(tmp_path, {"a.md": front_matter("one", timestamp=1624226400000)}))
    posting = JobPosting.objects.get()
    assert (posting.date_posted, posting.date_posted_precision) == (date(2021, 6, 21), "day")


def test_a_corrected_date_is_corrected(tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    run(folder)
    write(folder, {"old.md": front_matter("old", title="Old", timestamp=1612137600000)})
    assert counts(run(folder)) == {"updated": 1, "unchanged": 3}
    assert JobPosting.objects.get(title="Old").date_posted == date(2021, 2, 1)


def test_without_the_option_no_git_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(pipeline, "Days")
    assert counts(run(write(tmp_path, FILES))) == {"created": 4}
