"""A board of three postings and its index, which must come to equal it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from postings import finding, indexing
from postings.indexing import inspecting, updating
from postings.models import JobPosting
from postings.records import SearchPage, SearchQuery
from postings.tests.factories import make_posting


def found(**query: object) -> SearchPage:
    """What a visitor finds, which must come from the engine."""
    page = finding.find(SearchQuery(**query))
    assert page.indexed is not None
    return page


def total(**query: object) -> int:
    return found(**query).total


def assert_index_equals_database() -> None:
    differences = inspecting.verify()
    assert not differences.number, differences.as_text()
    assert total() == JobPosting.objects.live().heads().count()


def three_pilots() -> Iterator[list[JobPosting]]:
    """A fixture: whatever a test does to these, the index must have followed it."""
    rows = [make_posting(title=f"Harbour Pilot {number}", skills=("Radar",)) for number in "123"]
    indexing.bring_up()
    yield rows
    indexing.bring_up(wait=10)
    assert_index_equals_database()
    assert updating.held(indexing.present()) == indexing.present()


def folders(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("index-*"))
