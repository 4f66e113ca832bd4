"""What an editor is told of a posting's repeats, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from postings.folding.grouping import Neighbours
from postings.models import BlockKey, JobPosting, Merge, Split
from postings.normalizers.repeats import same_job
from postings.querysets import is_live
from postings.vocabulary import Repeat

# A block of one title and employer can have thousands.
MOST_TOLD = 200
SOURCE, PLACE, APART, LIKE = "another source", "another place", "split by an editor", "not folded"


@dataclass(frozen=True, slots=True)
class Told:
    """Another posting and what it is to the one asked about; reason: a sentence."""

    pk: int
    public_id: str
    title: str
    place_text: str
    live: bool
    relation: str
    reason: str


def repeats_of(posting: JobPosting) -> list[Told]:
    """What is folded with it, what an editor split from it, and what repeats it all the same."""
    near = Neighbours()
    near.load([posting.pk])
    near.load(_near(posting))
    return sorted(_told(posting, near), key=lambda one: (one.relation, one.public_id))


def _near(posting: JobPosting) -> set[int]:
    folded = JobPosting.objects.folded_with([posting]).values_list("pk", flat=True)
    keys = BlockKey.objects.filter(posting=posting).values_list("key", flat=True)
    like = BlockKey.objects.filter(key__in=list(keys)).values_list("posting_id", flat=True)
    return {*folded[:MOST_TOLD], *like.distinct()[:MOST_TOLD]}


def _told(posting: JobPosting, near: Neighbours) -> Iterator[Told]:
    mine = near.candidates.get(posting.public_id)
    if mine is None:
        return
    asked = near.rows[posting.public_id]
    page = asked.canonical_id or asked.pk
    for name, other in near.candidates.items():
        row = near.rows[name]
        verdict = same_job(mine, other)
        if name == posting.public_id:
            continue
        if name in mine.apart:
            relation = APART
        elif page == (row.canonical_id or row.pk):
            relation = SOURCE
        elif (asked.card_id or page) == (row.card_id or row.pk) and is_live(row):
            relation = PLACE
        elif verdict.kind is Repeat.DIFFERENT:
            continue
        else:
            relation = LIKE
        live = is_live(row)
        reason = _reason(relation, verdict.kind, verdict.reason)
        yield Told(row.pk, name, row.title, row.place_text, live, relation, reason)


def _reason(relation: str, kind: Repeat, reason: str) -> str:
    """A posting can be here for another's sake: what an editor merged repeats whole."""
    if relation in (SOURCE, PLACE) and kind is Repeat.DIFFERENT:
        return f"By way of another source; by itself: {reason}"
    return reason


def is_merged(posting: JobPosting) -> bool:
    return Merge.objects.filter(public_id=posting.public_id).exists()


def splits_of(posting: JobPosting) -> int:
    one = Split.objects.filter(one=posting.public_id).count()
    return one + Split.objects.filter(other=posting.public_id).count()
