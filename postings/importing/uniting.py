"""Makes several organizations one, and takes that back; every import keeps to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from postings.importing.refreshing import refresh
from postings.models import (
    BoardRevision,
    JobPosting,
    Organization,
    OrganizationAlias,
    SourceRecord,
)
from postings.vocabulary import AliasKind, NameKind

# Postings that are settled at once.
BATCH = 200


class Refused(Exception):
    """Why organizations cannot be made one, or an alias not be taken back."""


def merge(stays: Organization, others: Iterable[Organization], user: Any = None) -> int:
    """Gives the postings of the others to the one that stays, locked ones too; how many.

    The others keep their rows and names; their keys, and all that led to them, lead to it now.
    Raises Refused.
    """
    with transaction.atomic():
        BoardRevision.objects.hold()
        keys = [one.key for one in others]
        rows = _standing([stays.key, *keys])
        if not keys or stays.key in keys or len(set(keys)) < len(keys):
            raise Refused("Only several organizations can be made one.")
        # Standing ones are made aliases of a standing one, so there is never a circle.
        return sum(_give(rows[key], rows[stays.key], user) for key in keys)


def _standing(keys: Sequence[str]) -> dict[str, Organization]:
    rows = {one.key: one for one in Organization.objects.filter(key__in=keys)}
    gone = OrganizationAlias.objects.merged().filter(key__in=keys)
    for alias in gone.select_related("organization"):
        raise Refused(f"“{rows[alias.key]}” is merged into “{alias.organization}” already.")
    if set(rows) != set(keys):
        raise Refused("One of the organizations is there no more.")
    return rows


def _give(other: Organization, stays: Organization, user: Any) -> int:
    postings = JobPosting.objects.filter(hiring_organization=other)
    fast = JobPosting.objects.filter(pk__in=_held_fast(postings))
    OrganizationAlias.objects.filter(organization=other).update(organization=stays)
    OrganizationAlias.objects.update_or_create(
        key=other.key,
        defaults={
            "organization": stays,
            "under": stays.key,
            "kind": AliasKind.MERGED,
            "followers": sorted(fast.values_list("public_id", flat=True)),
            "made_at": timezone.now(),
            "made_by": user if getattr(user, "pk", None) else None,
        },
    )
    return _move(postings, stays)


def _move(postings: QuerySet[Any], organization: Organization) -> int:
    number, now = BoardRevision.objects.raise_number(), timezone.now()
    return postings.update(hiring_organization=organization, revision=number, changed_at=now)


def split(alias: OrganizationAlias) -> int:
    """Takes a merge back: postings whose records spell that name, and those that followed it
    without a record, return to the organization that it was; how many. Raises Refused.

    What was merged into that one goes along.
    """
    with transaction.atomic():
        BoardRevision.objects.hold()
        made = OrganizationAlias.objects.merged().filter(pk=alias.pk)
        known = made.select_related("organization").first()
        own = known and Organization.objects.filter(key=known.key).first()
        if known is None or own is None:
            raise Refused("That has been taken back already.")
        beneath = _beneath(known.key)
        ids, followers = _concerned(known, {known.key, *beneath})
        OrganizationAlias.objects.filter(key__in=beneath).update(organization=own)
        known.delete()
        returned = _move(followers, own)
        for start in range(0, len(ids), BATCH):
            settled = refresh(ids[start : start + BATCH])
            returned += sum("hiring_organization" in one.changes for one in settled)
        return returned


def returning(alias: OrganizationAlias) -> int:
    """How many postings a split gives back, as far as their records can tell without reading."""
    ids, followers = _concerned(alias, {alias.key, *_beneath(alias.key)})
    return len(ids) + followers.count()


def _concerned(alias: OrganizationAlias, keys: set[str]) -> tuple[list[int], QuerySet[Any]]:
    """Ids of postings with a record that spells one of the keys, and the alias's followers, as far
    as they are still where it leads."""
    held = JobPosting.objects.filter(hiring_organization=alias.organization)
    fast = _held_fast(held)
    spelled = SourceRecord.objects.filter(posting__in=held).values_list("posting_id", "spelled")
    ids = {
        posting
        for posting, names in spelled.iterator(chunk_size=2_000)
        if any(kind == NameKind.ORGANIZATION and key in keys for kind, key, _ in names)
    }
    return sorted(ids - fast), held.filter(pk__in=fast, public_id__in=alias.followers)


def _held_fast(postings: QuerySet[Any]) -> set[int]:
    """Ids of those that no record brings back: an editor locked the name, or none is left."""
    locked = {
        pk
        for pk, fields in postings.exclude(locked_fields=[]).values_list("pk", "locked_fields")
        if "hiring_organization" in fields
    }
    return locked.union(postings.filter(records__isnull=True).values_list("pk", flat=True))


def _beneath(key: str) -> list[str]:
    """Keys that lead through this one."""
    found: dict[str, None] = {}
    level = [key]
    while level:
        below = OrganizationAlias.objects.filter(under__in=level).values_list("key", flat=True)
        level = [one for one in below if one not in found and one != key]
        found |= dict.fromkeys(level)
    return list(found)
