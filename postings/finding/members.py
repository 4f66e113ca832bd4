"""What a posting is shown with: its problems, other sources of it, other places of the same job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from postings.finding.prepared import Prepared
from postings.links import identity_key
from postings.models import JobPosting, PostingProblem
from postings.models.paths import path
from postings.querysets import JobPostingQuerySet, is_live, live_values

# The largest real card has nine places, and one posting 20 sources; a page of thousands would help
# nobody.
MOST_PLACES = 100
MOST_SOURCES = 100
# What says where a posting is and who may apply, see `wording.where`.
PLACED = (
    "place_text",
    "job_location_type",
    "work_mode",
    "localities",
    "applicant_location_requirements",
)


_PROBLEMS = Prepared[int](
    lambda ids: PostingProblem.objects.filter(posting__in=ids).values_list("kind", "message")
)
_TWINS = Prepared[int](
    lambda ids: (
        JobPosting.objects.filter(canonical__in=ids)
        .order_by("-status", "public_id")
        .values_list("status", "valid_through", "url", "apply_url")[:MOST_SOURCES]
    )
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same job in another place, by the posting's own names."""

    address: str
    place_text: str
    job_location_type: str
    work_mode: str
    localities: Sequence[Sequence[str]]
    applicant_location_requirements: Mapping[str, Any]

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
    found = JobPosting.objects.filter(pk=posting.canonical_id)
    shown = found.only("public_id", "slug", "status", "valid_through").first()
    return shown if shown and is_live(shown) else None


class Problem(NamedTuple):
    """What `models.PostingProblem` says, for the page."""

    kind: str
    message: str


def problems_of(posting: JobPosting) -> list[Problem]:
    return [Problem(*row) for row in _PROBLEMS.rows([posting.pk])]


def repeats_of(posting: JobPosting) -> Repeats:
    """What is folded with a posting that stands for itself; one query, two for a card's."""
    twins = [row for row in _TWINS.rows([posting.pk]) if live_values(*row[:2])]
    urls = [(posting.url, posting.apply_url), *(row[2:] for row in twins)]
    head = posting.card_id or posting.pk
    if head == posting.pk and posting.card_size == 1:
        return Repeats(sources=_sources(urls))
    # The head first: it knows how many there are.
    others = _live(JobPosting.objects.filter(Q(card=head) | Q(pk=head)), MOST_PLACES + 1)
    size = max(row.card_size for row in others) if others else 1
    rows = sorted(
        (row for row in others if row.pk != posting.pk),
        key=lambda row: (row.place_text.casefold(), row.public_id),
    )[:MOST_PLACES]
    return Repeats(tuple(map(_elsewhere, rows)), max(0, size - 1 - len(rows)), _sources(urls))


def _live(postings: JobPostingQuerySet, most: int) -> list[JobPosting]:
    """The live ones among some postings that are folded together.

    The database is not asked for their state: SQLite might look through all that are live.
    """
    told = ("public_id", "slug", "card_size", "status", "valid_through")
    found = postings.only(*told, *PLACED)
    ordered = found.order_by("-status", "-card_size", "place_text", "public_id")
    return [one for one in ordered[:most] if is_live(one)]


def _elsewhere(row: JobPosting) -> Elsewhere:
    name = JobPosting.page_name(row.slug, row.public_id)
    return Elsewhere(path("posting", name), **{fact: getattr(row, fact) for fact in PLACED})


def _sources(stated: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One address of each page, of postings' own and apply links."""
    found: dict[str, str] = {}
    for url in (own or apply for own, apply in stated):
        if url:
            found.setdefault(identity_key(url), url)
    return tuple(found.values())
