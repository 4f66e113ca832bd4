"""Folds what was marked with all that it may repeat, and writes what comes out differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from postings.folding import facts
from postings.folding.facts import Row, Terms
from postings.folding.noting import key_number
from postings.models import BlockKey, BoardRevision, JobPosting, Likeness, Unfolded
from postings.normalizers.repeats import Candidate, block_keys, fold, homes, neighbourhood
from postings.querysets import is_live, today

# Marked postings that are folded in one transaction, each with its neighbourhood.
BATCH = 256


@dataclass(frozen=True, slots=True)
class Place:
    """The three columns of `models.Folded`."""

    canonical: int | None = None
    card: int | None = None
    size: int = 1


@dataclass
class Neighbours:
    """Postings that may repeat each other, with what tells it."""

    rows: dict[str, Row] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)

    def load(self, ids: Iterable[int]) -> list[Candidate]:
        """The visible ones among these that were not held yet."""
        new = sorted(set(ids) - self.held)
        found = list(facts.rows(new))
        tags = facts.skills([row.pk for row, _ in found])
        decisions = facts.decided(row.public_id for row, _ in found)
        told = []
        for row, text in found:
            self.rows[row.public_id] = row
            if not row.is_hidden:
                told.append(facts.candidate(row, text, tags[row.pk], decisions))
        self.held |= set(new)
        self.candidates |= {one.id: one for one in told}
        return told

    def of_keys(self, keys: frozenset[str]) -> list[Candidate]:
        ids: set[int] = set()
        for part in facts.parts(map(key_number, keys)):
            named = BlockKey.objects.filter(key__in=part)
            ids |= set(named.values_list("posting_id", flat=True))
        return self.load(ids)


def fold_marked() -> tuple[int, int]:
    """Folds some of what is marked, inside the caller's transaction.

    How many were marked, 0 where none is left, and how many postings moved.
    """
    marked = list(Unfolded.objects.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not marked:
        return 0, 0
    near = Neighbours()
    asked = near.load(marked)
    neighbourhood((key for one in asked for key in block_keys(one)), near.of_keys)
    moved = _write(near, places(near, today()))
    done = 0
    for part in facts.parts(near.held | set(marked)):
        done += Unfolded.objects.filter(pk__in=part).delete()[0]
    return done, moved


def places(near: Neighbours, day: date) -> dict[str, Place]:
    """Where each posting is shown, by public id.

    Only what is live makes cards. What is closed answers where it repeats a live posting.
    """
    live = [one for name, one in near.candidates.items() if is_live(near.rows[name], day)]
    closed = [one for name, one in near.candidates.items() if not is_live(near.rows[name], day)]
    found = dict.fromkeys(near.rows, Place())
    postings: list[list[Candidate]] = []
    for card in fold(live, lambda twins: canonical(twins).agreed):
        own = [[near.candidates[name] for name in names] for names in card.postings]
        postings += own
        found |= dict(_on_card([canonical(twins) for twins in own], near))
        found |= dict(_twins(own, near))
    for name, twins in homes(closed, postings).items():
        found[name] = Place(canonical=near.rows[canonical(twins).id].pk)
    return found


def canonical(twins: Sequence[Candidate]) -> Candidate:
    """The smallest identity among those that are open the longest, so that it outlives the rest."""
    last = max(cast(Terms, one.agreed).until for one in twins)
    return min(
        (one for one in twins if cast(Terms, one.agreed).until == last), key=lambda one: one.id
    )


def _on_card(heads: list[Candidate], near: Neighbours) -> Iterator[tuple[str, Place]]:
    first = min(one.id for one in heads)
    for one in heads:
        if one.id == first:
            yield first, Place(size=len(heads))
        else:
            yield one.id, Place(card=near.rows[first].pk)


def _twins(own: Iterable[list[Candidate]], near: Neighbours) -> Iterator[tuple[str, Place]]:
    for twins in own:
        name = canonical(twins).id
        yield from (
            (one.id, Place(canonical=near.rows[name].pk)) for one in twins if one.id != name
        )


def _write(near: Neighbours, found: dict[str, Place]) -> int:
    changed = {
        row.pk: found[name]
        for name, row in near.rows.items()
        if found[name] != Place(row.canonical_id, row.card_id, row.card_size)
    }
    stamped = set(changed) | _stale(near, found, changed)
    if not stamped:
        return 0
    number = BoardRevision.objects.raise_number()
    rows = {row.pk: row for row in near.rows.values()}
    _keep_noted([rows[pk] for pk in stamped if pk in rows], number)
    for part in facts.parts(sorted(stamped)):
        JobPosting.objects.filter(pk__in=part).update(revision=number)
    updated = [
        JobPosting(pk=pk, canonical_id=place.canonical, card_id=place.card, card_size=place.size)
        for pk, place in sorted(changed.items())
    ]
    JobPosting.objects.bulk_update(updated, ["canonical", "card", "card_size"], 100)
    return len(changed)


def _stale(near: Neighbours, found: dict[str, Place], changed: dict[int, Place]) -> set[int]:
    """What shows others that changed: cards must not be older than what is on them."""
    rows = {row.pk: row for row in near.rows.values()}
    of_pk = {row.pk: found[name] for name, row in near.rows.items()}
    stale: set[int] = set()
    for pk, place in of_pk.items():
        row = rows[pk]
        own = place.canonical or pk
        shown_on = {own, of_pk[own].card or own} - {pk}
        if pk in changed:
            stale |= shown_on | {one for one in (row.canonical_id, row.card_id) if one}
        stale |= {other for other in shown_on if rows[other].revision < row.revision}
    return stale


def _keep_noted(rows: list[Row], number: int) -> None:
    """What is stamped here was noted; what somebody else has changed since was not."""
    for part in facts.parts([(row.pk, row.revision) for row in rows]):
        seen = dict(part)
        noted = Likeness.objects.filter(posting__in=list(seen)).values_list("pk", "revision")
        known = [pk for pk, revision in noted if revision == seen[pk]]
        Likeness.objects.filter(posting__in=known).update(revision=number)
