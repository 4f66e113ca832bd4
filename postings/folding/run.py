"""The work of folding: after changes, or anew for the whole board."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from postings.folding import noting
from postings.folding.grouping import fold_marked
from postings.folding.report import FoldReport, report
from postings.models import BoardRevision, Unfolded

log = logging.getLogger(__name__)
Watch = Callable[[int], None]
# What a request can take on: some 0.5 s.
SMALL = 300


@dataclass(frozen=True, slots=True)
class Folding:
    """How many postings were noted, folded with others, and moved to or from a page or card."""

    noted: int = 0
    folded: int = 0
    moved: int = 0

    def __add__(self, other: Folding) -> Folding:
        return Folding(
            self.noted + other.noted, self.folded + other.folded, self.moved + other.moved
        )


def catch_up(watch: Watch = lambda number: None) -> Folding:
    """Folds all that has changed since it was last done.

    In many transactions: what a killed run leaves is marked, and the next one goes on from there.
    """
    done = Folding()
    while (step := _step()) != Folding():
        done += step
        watch(step.folded)
    return done


def _step() -> Folding:
    """Notes a batch of what changed, or folds one of what is marked when all is noted."""
    with transaction.atomic():
        BoardRevision.objects.hold()
        noted = noting.note_changed()
        return Folding(noted) if noted else Folding(0, *fold_marked())


def refold(
    everything: bool = False, dry_run: bool = False, watch: Watch = lambda number: None
) -> tuple[Folding, FoldReport]:
    """What `catch_up` does, or that for every posting; and how the board is folded then.

    A dry run leaves no trace, and lets nobody else write meanwhile.
    """
    if dry_run:
        with transaction.atomic():
            answer = refold(everything, watch=watch)
            transaction.set_rollback(True)
        return answer
    if everything:
        with transaction.atomic():
            BoardRevision.objects.hold()
            noting.begin_anew()
    return catch_up(watch), report()


def follow() -> None:
    """What a request does after a change: folds the little that changed, and leaves much."""
    if noting.gap(SMALL + 1) > SMALL or Unfolded.objects.all()[: SMALL + 1].count() > SMALL:
        log.warning("More has changed than a request can fold: run manage.py fold_repeats")
        return
    catch_up()
