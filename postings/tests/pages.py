"""Pages as visitors get them: their addresses, their HTML, its words and its links."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client, RequestFactory

from postings import views
from postings.models import JobPosting


def path_of(posting: JobPosting) -> str:
    return posting.get_absolute_url()


def html_of(client: Client, path: str, status: int = 200) -> str:
    """The page at its own address, which does not redirect."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.headers.get("Location"))
    return answer.content.decode()


def listed(path: str) -> Any:
    """What the view of the list answers by itself, before any middleware."""
    return views.posting_list(RequestFactory().get(path))


def text_of(html: str) -> str:
    """The words of a page, one space between, as they are escaped."""
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def words_of(html: str) -> str:
    """The words of a page as a visitor reads them, one space between."""
    return " ".join(unescape(text_of(html)).split())


def links_of(html: str) -> dict[str, str]:
    """What each link says, and where it leads."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html, re.S)
    return {words_of(said): unescape(href) for href, said in found}


def detail(client: Client, posting: JobPosting, status: int = 200) -> str:
    return html_of(client, path_of(posting), status)


def card_of(html: str) -> str:
    """The words of the first card of a list."""
    return words_of(html.partition('<article class="card')[2].partition("</article>")[0])
