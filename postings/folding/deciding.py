"""Editors' decisions on repeats: split, merge, and taking either back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from postings.folding import noting
from postings.models import BoardRevision, JobPosting, Merge, Split


@transaction.atomic
def split(public_id: str, others: Iterable[str], user: Any) -> int:
    """Sets a posting apart from others, whatever else would join them; how many pairs are new.

    It leaves the merge that it is in with any of them.
    """
    BoardRevision.objects.hold()
    apart = set(others) - {public_id}
    label = Merge.objects.filter(public_id=public_id).values_list("label", flat=True).first()
    if label and Merge.objects.filter(label=label, public_id__in=apart).exists():
        _leave(public_id)
    pairs = [tuple(sorted((public_id, other))) for other in apart]
    known = set(_pairs(public_id).values_list("one", "other"))
    new = [pair for pair in pairs if pair not in known]
    Split.objects.bulk_create(Split(one=pair[0], other=pair[1], **_by(user)) for pair in new)
    _fold_anew({public_id, *apart})
    return len(new)


@transaction.atomic
def rejoin(public_id: str, others: Iterable[str]) -> int:
    """Takes splits back; how many."""
    BoardRevision.objects.hold()
    wanted = set(others)
    number, _ = _pairs(public_id).filter(Q(one__in=wanted) | Q(other__in=wanted)).delete()
    _fold_anew({public_id, *wanted})
    return int(number)


@transaction.atomic
def merge(public_ids: Iterable[str], user: Any) -> int:
    """Makes postings one, with all that they were merged with; how many that are.

    It takes back the splits among those that are named.
    """
    BoardRevision.objects.hold()
    named = set(public_ids)
    labels = set(Merge.objects.filter(public_id__in=named).values_list("label", flat=True))
    merged = Merge.objects.filter(label__in=labels)
    whole = named | set(merged.values_list("public_id", flat=True))
    if len(whole) < 2:
        return 0
    Split.objects.filter(one__in=named, other__in=named).delete()
    Merge.objects.filter(public_id__in=whole).delete()
    label = secrets.token_hex(8)
    Merge.objects.bulk_create(
        Merge(public_id=name, label=label, **_by(user)) for name in sorted(whole)
    )
    _fold_anew(whole)
    return len(whole)


@transaction.atomic
def unmerge(public_id: str) -> int:
    """Takes a posting out of its merge; how many postings that parts it from."""
    BoardRevision.objects.hold()
    left = _leave(public_id)
    _fold_anew({public_id, *left})
    return len(left)


def _pairs(public_id: str):  # type: ignore[no-untyped-def]
    return Split.objects.filter(Q(one=public_id) | Q(other=public_id))


def _by(user: Any) -> dict[str, Any]:
    known = user if getattr(user, "pk", None) else None
    return {"decided_by": known, "decided_at": timezone.now()}


def _leave(public_id: str) -> set[str]:
    """Takes it out of its merge, and ends a merge of one; who else was in it."""
    mine = Merge.objects.filter(public_id=public_id).first()
    if mine is None:
        return set()
    mine.delete()
    left = set(Merge.objects.filter(label=mine.label).values_list("public_id", flat=True))
    if len(left) == 1:
        Merge.objects.filter(label=mine.label).delete()
    return left


def _fold_anew(public_ids: Iterable[str]) -> None:
    """A merge is among what tells who is compared, so it is noted anew."""
    ids = JobPosting.objects.filter(public_id__in=list(public_ids)).values_list("pk", flat=True)
    noting.note(list(ids))
