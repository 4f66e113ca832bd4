"""What a posting is shown with: other sources of it, and other places of the same job."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q

from postings.links import identity_key
from postings.models import JobPosting
from postings.models.paths import path

# The largest real card has nine places; a page of thousands would help nobody.
MOST_PLACES = 100


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
    """What is folded with a posting that stands for itself; one query."""
    head = posting.card_id or posting.pk
    on_card = Q(card=head) | Q(pk=head)
    folded = JobPosting.objects.live().filter(on_card | Q(canonical=posting.pk))
    # First those that must not be left out: other sources, and who knows how many places there are.
    ordered = folded.order_by(
        F("canonical").asc(nulls_last=True), "-card_size", "place_text", "public_id"
    )
    found = ordered.exclude(pk=posting.pk).only(
        "canonical", "public_id", "slug", "place_text", "job_location_type", "url", "apply_url"
    )
    rows = list(found.annotate(size=F("card_size"))[: 2 * MOST_PLACES])
    places = sorted(
        (row for row in rows if row.canonical_id is None),
        key=lambda row: (row.place_text.casefold(), row.public_id),
    )
    size = max([posting.card_size, *(row.size for row in places)])
    shown = tuple(map(_elsewhere, places[:MOST_PLACES]))
    twins = [row for row in rows if row.canonical_id is not None]
    return Repeats(shown, max(0, size - 1 - len(shown)), _sources([posting, *twins]))


def _elsewhere(row: JobPosting) -> Elsewhere:
    name = JobPosting.page_name(row.slug, row.public_id)
    return Elsewhere(path("posting", name), row.place_text, row.job_location_type)


def _sources(rows: list[JobPosting]) -> tuple[str, ...]:
    urls: dict[str, str] = {}
    for row in rows:
        url = row.url or row.apply_url
        if url:
            urls.setdefault(identity_key(url), url)
    return tuple(urls.values())
