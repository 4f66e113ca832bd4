"""Brings postings to what their records say, and saves them under one revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import connection

from postings import lifecycle, meanings, normalizers
from postings.importing.merging import Merged, Statement, merge, stated_by
from postings.importing.naming import Spellings
from postings.importing.settling import WRITTEN_FIELDS, Settled, begin, begin_alone, settle
from postings.models import BoardRevision, ImportRun, JobPosting, SourceRecord

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Setting:
    """What all batches of a run share."""

    run: ImportRun
    now: datetime
    pending: bool = False


def write_settled(settled: Iterable[Settled]) -> None:
    """Saves settled postings and their skills under one new revision, if any changed."""
    everything = list(settled)
    _write_versions(one for one in everything if not one.changed)
    changed = [one for one in everything if one.changed]
    if not changed:
        return
    lifecycle.stamp(one.posting for one in changed)
    new = [one.posting for one in changed if one.posting.pk is None]
    # An update by cases of so many columns takes five times as long.
    JobPosting.objects.bulk_create(
        [one.posting for one in changed if one.posting.pk is not None],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=WRITTEN_FIELDS,
    )
    JobPosting.objects.bulk_create(new)
    _write_skills([one for one in changed if one.skills is not None], {id(one) for one in new})
    meanings.write_problems((one.posting, one.meaning) for one in changed if one.meaning)


def _write_skills(reset: list[Settled], new: set[int]) -> None:
    """The rows between postings and skills; new: ids of the objects that were just created."""
    through = JobPosting.skills.through
    known = [one.posting.pk for one in reset if id(one.posting) not in new]
    through.objects.filter(jobposting__in=known).delete()
    rows = [(one.posting.pk, skill) for one in reset for skill in one.skills or ()]
    if rows:
        # Ten a posting: made as objects they would cost a tenth of an import.
        quote = connection.ops.quote_name
        columns = f"{quote('jobposting_id')}, {quote('skill_id')}"
        table = quote(through._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES (%s, %s)", rows)  # noqa: S608


def _write_versions(unchanged: Iterable[Settled]) -> None:
    """By which rules a meaning was read, where they give the same; nobody sees it."""
    JobPosting.objects.filter(pk__in=[one.posting.pk for one in unchanged if one.meaning]).exclude(
        meaning_version=normalizers.VERSION
    ).update(meaning_version=normalizers.VERSION)


def settle_all(
    begun: Mapping[Key, tuple[Settled, Merged]], spellings: Spellings
) -> dict[Key, Settled]:
    """Gives postings that were begun their names, which are written first."""
    for settled, _ in begun.values():
        if settled.meaning:
            spellings.need_skills(settled.meaning.skills)
    names = spellings.settle()
    return {key: settle(*one, names) for key, one in begun.items()}


def refresh(
    posting_ids: Iterable[int], known: Mapping[int, Statement] | None = None
) -> list[Settled]:
    """Settles postings anew from the records they have, inside the caller's transaction.

    known: statements of records that were read just now, by the records' ids.
    """
    known = known or {}
    ids = list(posting_ids)
    if not ids:
        return []
    BoardRevision.objects.hold()
    postings = JobPosting.objects.filter(pk__in=ids).select_related("hiring_organization")
    statements: dict[int, list[Statement]] = defaultdict(list)
    spellings = Spellings()
    for record in SourceRecord.objects.filter(posting__in=ids):
        statement = known.get(record.pk) or stated_by(record)
        statements[record.posting_id].append(statement)
        spellings.need(statement.normalized)
    begun, left = {}, []
    for posting in postings.prefetch_related("skills", "problems"):
        if statements[posting.pk]:
            merged = merge(statements[posting.pk])
            begun[posting.pk] = (begin(posting, merged), merged)
        else:
            left.append(_abandoned(posting))
    settled = [*settle_all(begun, spellings).values(), *left]
    write_settled(settled)
    return settled


def _abandoned(posting: JobPosting) -> Settled:
    """A posting whose last file now states another one: its texts stay, its state may change."""
    settled = begin_alone(posting)
    if settled.changes:
        settled.outcome = "updated"
    state = lifecycle.state_from(posting, [])
    if posting.status != state.status:
        posting.status, posting.closed_reason = state.status, state.closed_reason
        posting.closed_on = state.closed_on
        settled.outcome = "closed"
    return settled
