"""One batch of parsed files into the database, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from postings.importing import problems
from postings.importing.dating import with_first_day
from postings.importing.identity import public_id
from postings.importing.merging import Statement, merge, stated_by
from postings.importing.naming import Spellings
from postings.importing.reading import Parsed
from postings.importing.refreshing import Setting, refresh, settle_all, write_settled
from postings.importing.settling import Settled, begin, new_posting
from postings.importing.walking import is_gone
from postings.models import BoardRevision, JobPosting, SourceRecord

RECORD_FIELDS = [
    field.name for field in SourceRecord._meta.concrete_fields if not field.primary_key
]


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
            .prefetch_related("skills", "problems")
        }
        self.records = {
            record.path: record
            for record in SourceRecord.objects.filter(path__in=list(self.ids)).defer("body")
        }
        self.left: set[int] = set()  # postings that lost a record to another
        self.fresh: list[tuple[SourceRecord, Parsed]] = []

    def write(self) -> tuple[list[tuple[Parsed, Settled]], list[Settled]]:
        siblings = self._siblings()
        groups: dict[str, list[Statement]] = defaultdict(list)
        for item in self.batch:
            record = self._record_for(item, siblings)
            dated = with_first_day(item, record)
            self._fill(record, dated)
            statement = Statement(record, dated.normalized, dated.rendered, dated.meant)
            groups[self.ids[dated.path]].append(statement)
            self.fresh.append((record, dated))
        read_now = {id(record) for record, _ in self.fresh}
        for key, records in siblings.items():
            others = [stated_by(one) for one in records if id(one) not in read_now]
            groups[key].extend(others)
            for other in others:
                self.spellings.need(other.normalized)
        settled = self._settle(groups)
        self._save(groups, settled)
        left = [one for one in refresh(self.left) if one.changed]
        return self._outcomes(settled), left

    def _siblings(self) -> dict[str, list[SourceRecord]]:
        by_id: dict[str, list[SourceRecord]] = defaultdict(list)
        if self.postings:
            ids = {posting.pk: key for key, posting in self.postings.items()}
            for record in SourceRecord.objects.filter(posting__in=list(ids)):
                known = self.records.get(record.path)
                if known is not None:
                    known.body = record.body
                by_id[ids[record.posting_id]].append(known or record)
        return by_id

    def _record_for(self, item: Parsed, siblings: dict[str, list[SourceRecord]]) -> SourceRecord:
        record = self.records.get(item.path)
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

    def _settle(self, groups: dict[str, list[Statement]]) -> dict[str, Settled]:
        identities = {self.ids[item.path]: item.identity for item in self.batch}
        begun = {}
        for key, statements in groups.items():
            posting = self.postings.get(key) or new_posting(
                key,
                identities[key],
                run=self.setting.run,
                now=self.setting.now,
                pending=self.setting.pending,
            )
            merged = merge(statements)
            begun[key] = (begin(posting, merged), merged)
        return settle_all(begun, self.spellings)

    def _save(self, groups: dict[str, list[Statement]], settled: dict[str, Settled]) -> None:
        write_settled(settled.values())
        for key, statements in groups.items():
            for statement in statements:
                statement.record.posting = settled[key].posting
        records = [record for record, _ in self.fresh]
        known = [record for record in records if record.pk is not None]
        SourceRecord.objects.bulk_create([record for record in records if record.pk is None])
        SourceRecord.objects.bulk_update(known, RECORD_FIELDS, 50)
        problems.write(
            (
                record,
                (*item.raw.problems, *item.normalized.problems, *item.rendered.problems),
            )
            for record, item in self.fresh
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
