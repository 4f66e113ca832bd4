"""The Atom feed of any search: what is newest among the postings that its list shows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from postings import finding, indexing, versions, wording
from postings.filters import read, written_with
from postings.models import JobPosting, paths
from postings.records import SearchPage
from postings.vocabulary import Sort

MOST_ENTRIES = 50
# Characters of a body; fifty of the longest that an import takes would be 50 MB at every request.
# The longest real one has 22,000.
LONGEST_CONTENT = 50_000
# What no XML document may hold, however it is written (XML 1.0, 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(NamedTuple):
    """A posting's entry as XML, and when it says that it changed."""

    xml: str
    updated: datetime


class PostingFeed(Atom1Feed):
    """Atom with a text as summary and the body as content; an empty one says since when."""

    def write_entries(self, handler: Any) -> None:
        super().write_items(handler)

    def write_items(self, handler: Any) -> None:
        for entry in self.feed["entries"]:
            handler.ignorableWhitespace(entry.xml)  # which is written as it is

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})
        if item["content"]:
            language = {"xml:lang": item["language"]} if item["language"] else {}
            handler.addQuickElement("content", item["content"], {"type": "html", **language})

    def latest_post_date(self) -> datetime:
        return max((entry.updated for entry in self.feed["entries"]), default=self.feed["since"])


@require_safe
def search_feed(request: HttpRequest) -> HttpResponse:
    """The list's parameters but order and page, which a feed has none of."""
    path, written = paths.path("feed"), request.META.get("QUERY_STRING", "")
    asked = read(request.GET, written, MOST_ENTRIES)
    values = [(name, value) for name, value in asked.values if name != "sort"]
    canonical = written_with(values)
    if written != canonical and not asked.address.broken:
        return redirect(f"{path}?{canonical}" if canonical else path, permanent=True)
    version = versions.current()
    held = indexing.ready()
    query = replace(asked.query, sort=Sort.NEWEST, page=1)
    page = finding.find(query, facets=False, engine=held is not None)
    (cards,) = finding.cards(page.ids, board_id=version.board_id)
    feed = _feed(values, canonical, _entries(cards, version), version)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    if page.indexed is not None:
        response.cacheable = written == canonical and _is_whole(page, cards)
        response.board_revision = page.indexed.revision
    return response


def _is_whole(page: SearchPage, cards: list[finding.Card]) -> bool:
    """Whether it shows the one state of the board that its ids came from."""
    newest = max((card.revision for card in cards), default=0)
    return len(cards) == len(page.ids) and newest <= page.indexed.revision


def _feed(
    values: list[tuple[str, str]],
    canonical: str,
    entries: list[Entry],
    version: versions.Version,
) -> PostingFeed:
    asked = f"?{canonical}" if canonical else ""
    about = ", ".join(_told(name, value) for name, value in values)
    return PostingFeed(
        title=_xml(f"{settings.SITE_NAME}: {about}" if about else settings.SITE_NAME),
        link=settings.SITE_URL + paths.path("list") + asked,
        feed_url=settings.SITE_URL + paths.path("feed") + asked,
        feed_guid=settings.SITE_URL + paths.path("feed") + asked,
        description=None,
        language="en",
        since=version.changed_at,
        entries=entries,
    )


def _entries(cards: list[finding.Card], version: versions.Version) -> list[Entry]:
    """Kept by board, posting, revision and release, as cards are."""
    keys = {
        card.pk: f"entry.{version.board_id}.{version.release}.{card.pk}.{card.revision}"
        for card in cards
    }
    kept = caches["entries"].get_many(keys.values())
    missing = {card.pk: card for card in cards if keys[card.pk] not in kept}
    texts = JobPosting.objects.filter(pk__in=missing).values_list(
        "pk", "summary", "first_seen", Left("description_html", LONGEST_CONTENT + 1)
    )
    new = {keys[pk]: _entry(missing[pk].posting, *told) for pk, *told in texts} if missing else {}
    if new:
        caches["entries"].set_many(new)
    kept |= new
    return [kept[key] for key in keys.values() if key in kept]


def _entry(posting: finding.Row, summary: str, first_seen: datetime, content: str) -> Entry:
    feed = PostingFeed(title="", link="", description=None)
    feed.add_item(description=None, **_item(posting, summary, first_seen, content))
    written = io.StringIO()
    feed.write_entries(SimplerXMLGenerator(written, "utf-8", short_empty_elements=True))
    return Entry(written.getvalue(), feed.items[0]["updateddate"])


def _told(name: str, value: str) -> str:
    words = name.replace("_", " ")
    return value if name == "q" else words if value == "on" else f"{words} {value}"


def _item(posting: finding.Row, summary: str, first_seen: datetime, content: str) -> dict[str, Any]:
    organization = posting.hiring_organization
    stated = posting.date_posted
    posted = datetime.combine(stated, time.min, UTC) if stated else None
    skills = wording.skills(posting, posting.skills)
    return {
        "title": _xml(posting.title),
        "link": settings.SITE_URL + posting.address,
        # Leads to the posting too, and stays when its title and so its address change.
        "unique_id": settings.SITE_URL + paths.path("posting", posting.public_id),
        "author_name": _xml(organization.name if organization else "Organization not stated"),
        "pubdate": posted,
        "updateddate": posted or first_seen,
        "categories": [_xml(skill.name) for skill in skills.supported],
        "summary": _xml(summary or " · ".join(_facts(posting))),
        # HTML that is cut is another text: the page has the whole one.
        "content": _xml(content) if len(content) <= LONGEST_CONTENT else "",
        "language": posting.language,
    }


def _facts(posting: finding.Row) -> Iterator[str]:
    """What its card says."""
    at, pay = wording.where(posting), wording.paid(posting).line
    kinds = wording.employment(posting.employment_types)
    yield from filter(None, (at.mode, at.place, at.who, pay, kinds))


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)
