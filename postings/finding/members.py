"""What a posting is shown with: other sources of it, and other places of the same job."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from postings.links import identity_key
from postings.models import JobPosting
from postings.models.paths import path

# The largest real card has nine places, and one posting 20 sources; a page of thousands would help
# nobody.
MOST_PLACES = 100
MOST_SOURCES = 100


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same job in another place."""

    address: str
    place_text: str
    job_location_type: str

    def get_absolute_url(self) -> str:
        return self.address


@dataclass(frozen=True, slots=True)
class Repeats:
    """places: other places, the first MOST_PLACES by name; more: how many are left out.

    sources: pages of all sources of the posting, its own first; one for each page.
    """

    places: tuple[Elsewhere, ...] = ()
    more: int = 0
    sources: tuple[str, ...] = ()


def canonical_of(posting: JobPosting) -> JobPosting | None:
    """The live posting that it repeats, with what its address is made of; at most one query."""
    if posting.canonical_id is None:
        return None
    live = JobPosting.objects.live().filter(pk=posting.canonical_id)
    return live.only("public_id", "slug").first()


def repeats_of(posting: JobPosting) -> Repeats:
    """What is folded with a posting that stands for itself; one query, two for a card's."""
    twins = JobPosting.objects.live().filter(canonical=posting.pk).order_by("public_id")
    urls = twins.values_list("url", "apply_url")[:MOST_SOURCES]
    sources = _sources([(posting.url, posting.apply_url), *urls])
    head = posting.card_id or posting.pk
    if head == posting.pk and posting.card_size == 1:
        return Repeats(sources=sources)
    others = JobPosting.objects.live().filter(Q(card=head) | Q(pk=head)).exclude(pk=posting.pk)
    shown = others.only("public_id", "slug", "place_text", "job_location_type", "card_size")
    # The head first: it knows how many there are.
    rows = list(shown.order_by("-card_size", "place_text", "public_id")[:MOST_PLACES])
    size = max(row.card_size for row in (posting, *rows))
    rows.sort(key=lambda row: (row.place_text.casefold(), row.public_id))
    return Repeats(tuple(map(_elsewhere, rows)), max(0, size - 1 - len(rows)), sources)


def _elsewhere(row: JobPosting) -> Elsewhere:
    name = JobPosting.page_name(row.slug, row.public_id)
    return Elsewhere(path("posting", name), row.place_text, row.job_location_type)


def _sources(stated: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One address of each page, of postings' own and apply links."""
    found: dict[str, str] = {}
    for url in (own or apply for own, apply in stated):
        if url:
            found.setdefault(identity_key(url), url)
    return tuple(found.values())
