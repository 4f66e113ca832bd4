"""Rows that repeat each other unless a test says otherwise, and how they are folded."""

from __future__ import annotations

import itertools
from typing import Any

from postings import lifecycle
from postings.models import JobPosting
from postings.tests.factories import make_posting

TEXT = " ".join(f"We plant tree {number} and water it." for number in range(40))
NAMES = {"NO": "Norway", "DK": "Denmark", "SE": "Sweden", "": ""}
_numbers = itertools.count()


def job(country: str = "NO", **values: Any) -> JobPosting:
    """A gardener's job at Fernhill in one country; the later made, the larger its identity."""
    number = next(_numbers)
    stated = {
        # In code point order, which is the order of identity; base32 has digits as well.
        "public_id": "fold"
        + "".join(chr(97 + number // 26**place % 26) for place in range(7, -1, -1)),
        "title": "Gardener",
        "hiring_organization": "Fernhill",
        "description_text": TEXT,
        "description_html": f"<p>{TEXT}</p>",
        "place_text": NAMES[country],
        "countries": [country] if country else [],
    }
    return make_posting(**stated | values)


def reload(*postings: JobPosting) -> list[JobPosting]:
    found = JobPosting.objects.in_bulk([posting.pk for posting in postings])
    return [found[posting.pk] for posting in postings]


def fold_of(*postings: JobPosting) -> dict[JobPosting, JobPosting | None]:
    """Which of them lead to which other."""
    return {one: one.canonical for one in reload(*postings) if one.canonical_id}


def stamp(*postings: JobPosting) -> None:
    """As an import does with what it changed."""
    rows = reload(*postings)
    lifecycle.stamp(rows)
    JobPosting.objects.bulk_update(rows, ["revision"])
