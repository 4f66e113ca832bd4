"""What a list's HTML offers: the values of its filters, where they lead, and its own number."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.http import QueryDict

from postings import filters
from postings.records import SearchQuery
from postings.tests import asking

_LINK = re.compile(
    r'<a href="([^"#]*)#results" rel="nofollow"( aria-current="true")?>[^<]*'
    r'(?:<span class="hidden">[^<]*</span>)?<span class="count">([\d,]+)</span>'
)
_TOTAL = re.compile(r'<h1 id="results"[^>]*>([\d,]+) posting')


class Link(NamedTuple):
    """A value of a filter; href: without "#results"; count: as the page says."""

    href: str
    chosen: bool
    count: int


def links(page: str) -> list[Link]:
    """Every value of every filter that a page offers."""
    panel = page[page.index("<aside") : page.index("</aside>")]
    return [
        Link(unescape(href), bool(chosen), _number(count))
        for href, chosen, count in _LINK.findall(panel)
    ]


def total(page: str) -> int:
    """How many postings a page says there are."""
    found = _TOTAL.search(page)
    assert found, page[:2_000]
    return _number(found[1])


def asked(path: str) -> SearchQuery:
    """What a path's query string asks for."""
    written = path.partition("?")[2]
    return filters.read(QueryDict(written), written).query


def written(query: SearchQuery) -> str:
    """The canonical query string of a search."""
    named = (*asking.REPEATED, *asking.SINGLE)
    values = [(name, value) for name in named for value in asking.chosen(query, name)]
    values += [("eligible", one) for one in query.eligible]
    values += [("currency", query.currency)] if query.currency else []
    words = " ".join(query.words.split())
    return filters.written_with([*values, *([("q", words)] if words else [])])


def changed(query: SearchQuery, path: str) -> str:
    """The filter that a link of a search's page adds to, or takes from."""
    differing = set(parse_qsl(written(query))) ^ set(parse_qsl(path.partition("?")[2]))
    names = {name for name, _ in differing}
    # Without the last group of who may apply, nobody is asked where they live.
    (name,) = names - {"eligible"} if "live_in" in names else names
    return name


def _number(text: str) -> int:
    return int(text.replace(",", ""))
