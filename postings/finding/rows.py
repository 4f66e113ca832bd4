"""Ids into the cards that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postings.models import JobPosting


class _Rows:
    """Postings by id, fetched together when the first of them is asked for."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = ids
        self.found: dict[int, JobPosting] | None = None

    def get(self, pk: int) -> JobPosting | None:
        if self.found is None:
            self.found = JobPosting.objects.live().for_cards().in_bulk(self.ids)
        return self.found.get(pk)


@dataclass(frozen=True, slots=True)
class Card:
    """One row of a list: enough to know whether its HTML is kept, and the posting if it is not."""

    pk: int
    revision: int
    rows: _Rows

    @property
    def posting(self) -> JobPosting | None:
        """None where it was closed in this moment."""
        return self.rows.get(self.pk)


def cards(*lists: Sequence[int]) -> list[list[Card]]:
    """The cards of each list of ids in its order, in one query, and two more for those whose
    posting is asked for; what is no longer live is left out."""
    ids = [pk for each in lists for pk in each]
    if not ids:
        return [[] for _ in lists]
    live = JobPosting.objects.live().filter(pk__in=ids)
    revisions = dict(live.values_list("pk", "revision"))
    rows = _Rows(list(revisions))
    return [[Card(pk, revisions[pk], rows) for pk in each if pk in revisions] for each in lists]
