"""Where the postings of a card are, and who may apply for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from postings.models import JobPosting
from postings.querysets import is_live
from postings.records import Eligibility
from postings.vocabulary import EligibilityKind

PLACE_COLUMNS = (
    "place_text",
    "localities",
    "countries",
    "regions",
    "applicant_location_requirements",
)


@dataclass(frozen=True, slots=True)
class Told:
    """All that the sources of all postings of a card say of its places.

    who: one or more for each posting; what a source leaves open does not count where another of
    the same posting states it.
    """

    text: str
    localities: tuple[Sequence[str], ...]
    countries: tuple[str, ...]
    regions: tuple[str, ...]
    who: tuple[Eligibility, ...]


def told_on(heads: Sequence[Any]) -> dict[int, Told]:
    """By id of each head, given as rows with `card_size` and PLACE_COLUMNS; two queries at most."""
    postings = JobPosting.objects.all()
    wide = [row.pk for row in heads if row.card_size > 1]
    members = _live(postings.filter(card__in=wide), "card_id") if wide else []
    own = {row.pk: row.pk for row in heads} | {row.pk: row.card_id for row in members}
    sources: dict[int, list[Any]] = defaultdict(list)
    for twin in _live(postings.filter(canonical__in=list(own)), "canonical_id"):
        sources[twin.canonical_id].append(twin)
    on_cards: dict[int, list[list[Any]]] = defaultdict(list)
    for row in (*heads, *members):
        on_cards[own[row.pk]].append([row, *sources[row.pk]])
    return {head: _told(on_card) for head, on_card in on_cards.items()}


def _live(postings: QuerySet[Any], key: str) -> list[Any]:
    """The live ones of few postings, whose state SQLite should not look for among all."""
    columns = ("pk", key, "public_id", "status", "valid_through", *PLACE_COLUMNS)
    found = postings.values_list(*columns, named=True)
    return sorted(filter(is_live, found), key=lambda row: row.public_id)


def _told(postings: list[list[Any]]) -> Told:
    rows = [row for sources in postings for row in sources]
    texts = dict.fromkeys(row.place_text for row in rows if row.place_text)
    who = dict.fromkeys(one for sources in postings for one in _who(sources))
    return Told(
        text="; ".join(texts),
        localities=tuple(one for row in rows for one in row.localities),
        countries=tuple(dict.fromkeys(one for row in rows for one in row.countries)),
        regions=tuple(dict.fromkeys(one for row in rows for one in row.regions)),
        who=tuple(who),
    )


def _who(sources: Iterable[Any]) -> list[Eligibility]:
    found = [who_may_apply(row.applicant_location_requirements) for row in sources]
    stated = [one for one in found if one.kind != EligibilityKind.NOT_STATED]
    return stated or found


def who_may_apply(stated: dict[str, Any]) -> Eligibility:
    """The column `applicant_location_requirements` as it is written by `meanings`."""
    return Eligibility(
        stated.get("kind", EligibilityKind.NOT_STATED.value),
        tuple(stated.get("countries", ())),
        tuple(stated.get("regions", ())),
        bool(stated.get("open")),
    )
