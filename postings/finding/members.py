"""What a posting is shown with: its problems, other sources of it, other places of the same job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from postings.finding.prepared import Prepared
from postings.finding.rows import PLACED, Elsewhere
from postings.links import identity_key
from postings.models import JobPosting, PostingProblem
from postings.models.paths import path
from postings.querysets import is_live
from postings.vocabulary import NOT_STATED

# The largest real card has nine places, and one posting 20 sources; a page of thousands would help
# nobody.
MOST_PLACES = 100
MOST_SOURCES = 100


class Folded(NamedTuple):
    """A posting that shares a page or a card with another one."""

    pk: int
    canonical_id: int | None
    public_id: str
    slug: str
    card_size: int
    status: str
    valid_through: date | None
    url: str
    apply_url: str
    place_text: str
    job_location_type: str
    work_mode: str
    localities: Sequence[Sequence[str]]
    applicant_location_requirements: Mapping[str, Any]


_PROBLEMS = Prepared[int](
    lambda ids: PostingProblem.objects.filter(posting__in=ids).values_list("kind", "message")
)
# Asked with a posting and the head of its card. The database is not asked for what is live: SQLite
# might look through all that is. The head comes first: it knows how many there are.
_FOLDED = Prepared[int](
    lambda ids: (
        JobPosting.objects.filter(Q(canonical=ids[0]) | Q(card=ids[1]) | Q(pk=ids[1]))
        .order_by("-status", "-card_size", "place_text", "public_id")
        .values_list(*Folded._fields)[: MOST_PLACES + MOST_SOURCES]
    )
)


@dataclass(frozen=True, slots=True)
class Repeats:
    """places: other places, the first MOST_PLACES by name; more: how many are left out.

    sources: pages of all sources of the posting, its own first; one for each page. otherwise: those
    of them that state other applicants than the posting does, one for each statement.
    """

    places: tuple[Elsewhere, ...] = ()
    more: int = 0
    sources: tuple[str, ...] = ()
    otherwise: tuple[Elsewhere, ...] = ()


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
    """What is folded with a posting that stands for itself; one query."""
    asked = [posting.pk, posting.card_id or posting.pk]
    found = [row for row in map(Folded._make, _FOLDED.rows(asked)) if is_live(row)]
    twins = [row for row in found if row.canonical_id == posting.pk]
    twins.sort(key=lambda row: row.public_id)
    urls = [(posting.url, posting.apply_url), *((row.url, row.apply_url) for row in twins)]
    on_card = [row for row in found if row.canonical_id is None]
    size = max((row.card_size for row in on_card), default=1)
    rows = sorted(
        (row for row in on_card if row.pk != posting.pk),
        key=lambda row: (row.place_text.casefold(), row.public_id),
    )[:MOST_PLACES]
    return Repeats(
        tuple(map(_elsewhere, rows)),
        max(0, size - 1 - len(rows)),
        _sources(urls),
        tuple(_otherwise(posting, twins)),
    )


def _otherwise(posting: JobPosting, twins: Iterable[Folded]) -> Iterator[Elsewhere]:
    """The engine finds the posting for whom any of its sources names."""
    said = [posting.applicant_location_requirements]
    for row in twins:
        stated = row.applicant_location_requirements
        if stated not in said and stated.get("kind", NOT_STATED) != NOT_STATED:
            said.append(stated)
            yield _elsewhere(row)


def _elsewhere(row: Folded) -> Elsewhere:
    name = JobPosting.page_name(row.slug, row.public_id)
    return Elsewhere(path("posting", name), **{fact: getattr(row, fact) for fact in PLACED})


def _sources(stated: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One address of each page, of postings' own and apply links."""
    found: dict[str, str] = {}
    for url in (own or apply for own, apply in stated):
        if url:
            found.setdefault(identity_key(url), url)
    return tuple(found.values())
