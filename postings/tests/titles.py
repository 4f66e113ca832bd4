"""Small boards told by the titles of their postings, and what a search finds there."""

from __future__ import annotations

from typing import Any

from postings.finding import find
from postings.indexing import bring_up, present
from postings.records import SearchPage, SearchQuery
from postings.tests.factories import make_posting


def search(words: str = "", **asked: Any) -> SearchPage:
    page = find(SearchQuery(words=words, **asked))
    assert page.indexed == present()
    return page


def board(*titles: str, **values: Any) -> dict[int, str]:
    """Postings of these titles, and what each is called, by id."""
    stated: dict[str, Any] = {"description_text": "", "hiring_organization": None} | values
    made = {make_posting(title=title, **stated).pk: title for title in titles}
    bring_up()
    return made


def found(words: str, titles: dict[int, str], **asked: Any) -> list[str]:
    return [titles[pk] for pk in search(words, **asked).ids]
