"""One batch of parsed files into the database, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from postings import lifecycle
from postings.importing.identity import public_id
from postings.importing.merging import Statement, merge, stated_by
from postings.importing.naming import Names, Spellings
from postings.importing.reading import VERSIONS, Parsed
from postings.importing.settling import WRITTEN_FIELDS, Settled, new_posting, settle
from postings.importing.walking import is_gone
from postings.models import BoardRevision, ImportProblem, ImportRun, JobPosting, SourceRecord

RECORD_FIELDS = [
    field.name for field in SourceRecord._meta.concrete_fields if not field.primary_key
]


@dataclass(frozen=True, slots=True)
class Setting:
    """What all batches of a run share."""

    run: ImportRun
    now: datetime
    pending: bool = False


def store(
    batch: Sequence[Parsed], setting: Setting
) -> tuple[list[tuple[Parsed, Settled]], list[Settled]]:
    """Writes a batch; what became of the posting of each file, in the order of the files, and of
    the postings that these files stated before.

    The first file of a posting gets its outcome, the others of the same batch `unchanged`.
    """
    with transaction.atomic():
        BoardRevision.objects.hold()
        return _Batch(batch, setting).write()


class _Batch:
    """The rows of one batch while they are brought together."""

    def __init__(self, batch: Sequence[Parsed], setting: Setting) -> None:
        self.batch, self.setting = batch, setting
        self.now = timezone.now()  # a long run's start may lie before an editor's decision
        self.spellings = Spellings()
        self.ids = {item.path: public_id(item.identity) for item in batch}
        self.postings = {
            posting.public_id: posting
            for posting in JobPosting.objects.filter(public_id__in=set(self.ids.values()))
            .select_related("hiring_organization")
            .prefetch_related("skills")
        }
        self.records = {
            (record.source, record.path): record
            for record in SourceRecord.objects.filter(path__in=list(self.ids)).defer("body")
        }
        self.left: set[int] = set()  # postings that lost a record to another
        self.fresh: list[tuple[SourceRecord, Parsed]] = []

    def write(self) -> tuple[list[tuple[Parsed, Settled]], list[Settled]]:
        siblings = self._siblings()
        groups: dict[str, list[Statement]] = defaultdict(list)
        for item in self.batch:
            record = self._record_for(item, siblings)
            self._fill(record, item)
            groups[self.ids[item.path]].append(Statement(record, item.normalized, item.rendered))
            self.fresh.append((record, item))
        read_now = {id(record) for record, _ in self.fresh}
        for key, records in siblings.items():
            others = [stated_by(one) for one in records if id(one) not in read_now]
            groups[key].extend(others)
            for other in others:
                self.spellings.need(other.normalized)
        names = self.spellings.settle()
        settled = self._settle(groups, names)
        self._save(groups, settled)
        left = [one for one in refresh(self.left, self.setting) if one.changed]
        return self._outcomes(settled), left

    def _siblings(self) -> dict[str, list[SourceRecord]]:
        by_id: dict[str, list[SourceRecord]] = defaultdict(list)
        if self.postings:
            ids = {posting.pk: key for key, posting in self.postings.items()}
            for record in SourceRecord.objects.filter(posting__in=list(ids)):
                known = self.records.get((record.source, record.path))
                if known is not None:
                    known.body = record.body
                by_id[ids[record.posting_id]].append(known or record)
        return by_id

    def _record_for(self, item: Parsed, siblings: dict[str, list[SourceRecord]]) -> SourceRecord:
        record = self.records.get((item.source, item.path)) or self._of_other_format(item)
        if record is None:
            record = _moved(item, siblings.get(self.ids[item.path], ()))
        if record is None:
            return SourceRecord(
                source=item.source,
                path=item.path,
                first_seen=self.setting.now,
                created_by_run=self.setting.run,
            )
        self.spellings.take(record.spelled)
        posting = self.postings.get(self.ids[item.path])
        if posting is None or posting.pk != record.posting_id:
            self.left.add(record.posting_id)
            record.created_by_run, record.first_seen = self.setting.run, self.setting.now
            record.archived, record.draft = False, False
        return record

    def _of_other_format(self, item: Parsed) -> SourceRecord | None:
        """The record of a file that has changed its format, where formats name the sources."""
        if item.source != item.raw.format:
            return None
        others = (self.records.get((source, item.path)) for source in VERSIONS)
        return next((record for record in others if record), None)

    def _fill(self, record: SourceRecord, item: Parsed) -> None:
        meaning, now = item.normalized, self.now
        record.path, record.source, record.format = item.path, item.source, item.raw.format
        record.reader_version, record.digest = item.reader_version, item.digest
        record.values, record.extra = dict(item.raw.values), dict(item.raw.extra)
        record.skills, record.body = list(item.raw.skills), item.raw.body
        record.own_date = meaning.date_posted
        record.own_date_precision = meaning.date_posted_precision
        if meaning.archived and not record.archived:
            record.archived_seen = now
        elif not meaning.archived:
            record.archived_seen = None
        # An import never publishes what is pending: a draft stays one until an editor decides.
        record.archived, record.draft = meaning.archived, meaning.draft or record.draft
        record.last_seen, record.missing_since = self.setting.now, None
        record.last_run = self.setting.run
        record.spelled = self.spellings.add(meaning)

    def _settle(self, groups: dict[str, list[Statement]], names: Names) -> dict[str, Settled]:
        identities = {self.ids[item.path]: item.identity for item in self.batch}
        result = {}
        for key, statements in groups.items():
            posting = self.postings.get(key) or new_posting(
                key,
                identities[key],
                run=self.setting.run,
                now=self.setting.now,
                pending=self.setting.pending,
            )
            result[key] = settle(posting, merge(statements), names, now=self.setting.now)
        return result

    def _save(self, groups: dict[str, list[Statement]], settled: dict[str, Settled]) -> None:
        write_settled(settled.values())
        for key, statements in groups.items():
            for statement in statements:
                statement.record.posting = settled[key].posting
        records = [record for record, _ in self.fresh]
        known = [record for record in records if record.pk is not None]
        SourceRecord.objects.bulk_create([record for record in records if record.pk is None])
        SourceRecord.objects.bulk_update(known, RECORD_FIELDS, 50)
        ImportProblem.objects.filter(record__in=[record.pk for record in known]).delete()
        ImportProblem.objects.bulk_create(
            ImportProblem(
                record=record,
                kind=problem.kind,
                field=problem.field[:60],
                line=problem.line,
                message=problem.message,
            )
            for record, item in self.fresh
            for problem in (*item.raw.problems, *item.normalized.problems, *item.rendered.problems)
        )

    def _outcomes(self, settled: dict[str, Settled]) -> list[tuple[Parsed, Settled]]:
        told: set[str] = set()
        outcomes = []
        for item in self.batch:
            key = self.ids[item.path]
            first = key not in told
            told.add(key)
            result = settled[key]
            outcomes.append((item, result if first else Settled(result.posting, "unchanged")))
        return outcomes


def _moved(item: Parsed, siblings: Iterable[SourceRecord]) -> SourceRecord | None:
    """The record of the same posting and source whose file is no longer there: it was moved."""
    for record in siblings:
        if record.source == item.source and is_gone(record.path):
            return record
    return None


def write_settled(settled: Iterable[Settled]) -> None:
    """Saves settled postings and their skills under one new revision, if any changed."""
    changed = [one for one in settled if one.changed]
    if not changed:
        return
    lifecycle.stamp(one.posting for one in changed)
    new = [one.posting for one in changed if one.posting.pk is None]
    JobPosting.objects.bulk_update(
        [one.posting for one in changed if one.posting.pk is not None], WRITTEN_FIELDS, 20
    )
    JobPosting.objects.bulk_create(new)
    through = JobPosting.skills.through
    reset = [one for one in changed if one.skills is not None]
    created = {id(posting) for posting in new}
    through.objects.filter(
        jobposting__in=[one.posting.pk for one in reset if id(one.posting) not in created]
    ).delete()
    through.objects.bulk_create(
        through(jobposting_id=one.posting.pk, skill_id=skill)
        for one in reset
        for skill in one.skills or ()
    )


def refresh(posting_ids: Iterable[int], setting: Setting) -> list[Settled]:
    """Settles postings anew from the records they have, inside the caller's transaction."""
    ids = list(posting_ids)
    if not ids:
        return []
    BoardRevision.objects.hold()
    postings = JobPosting.objects.filter(pk__in=ids).select_related("hiring_organization")
    statements: dict[int, list[Statement]] = defaultdict(list)
    spellings = Spellings()
    for record in SourceRecord.objects.filter(posting__in=ids):
        statement = stated_by(record)
        statements[record.posting_id].append(statement)
        spellings.need(statement.normalized)
    names = spellings.settle()
    settled = [
        settle(posting, merge(statements[posting.pk]), names, now=setting.now)
        if statements[posting.pk]
        else _abandoned(posting)
        for posting in postings.prefetch_related("skills")
    ]
    write_settled(settled)
    return settled


def _abandoned(posting: JobPosting) -> Settled:
    """A posting whose last file now states another one: its values stay, its state may change."""
    state = lifecycle.state_from(posting, [])
    if posting.status == state.status:
        return Settled(posting, "unchanged")
    posting.status, posting.closed_reason = state.status, state.closed_reason
    posting.closed_on = state.closed_on
    return Settled(posting, "closed")
