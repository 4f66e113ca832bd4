"""Ids into the cards that a page shows."""

from __future__ import annotations

from collections.abc import Sequence

from postings.models import JobPosting


def hydrate(*lists: Sequence[int]) -> list[list[JobPosting]]:
    """The cards of each list of ids in its order, all in two queries; what is no longer live is
    left out."""
    found = JobPosting.objects.live().for_cards().in_bulk([pk for ids in lists for pk in ids])
    return [[found[pk] for pk in ids if pk in found] for ids in lists]
