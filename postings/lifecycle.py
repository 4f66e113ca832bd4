"""Which state a posting is in and who decided it; which fields an editor has locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from postings import text
from postings.models import CURATED_FIELDS, BoardRevision, JobPosting, Tombstone
from postings.querysets import today
from postings.rendering import RENDERER_VERSION, render
from postings.vocabulary import ClosedReason, Decision, Status

HOLDING = {Decision.CLOSED: Status.CLOSED, Decision.REJECTED: Status.REJECTED}
OPENING = {Decision.PUBLISHED, Decision.REOPENED}
# One decision settles all parts of a date, of a salary, of a place.
LOCKED_TOGETHER = (
    {"date_posted", "date_posted_precision"},
    {"salary_currency", "salary_min_value", "salary_max_value", "salary_unit_text"},
    {"countries", "regions"},
)


class Statement(Protocol):
    """What one source record says of a posting's state; `models.SourceRecord` is one."""

    archived: bool
    archived_seen: datetime | None
    draft: bool
    missing_since: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """A status and, for a closed one, why and on which day, where stated."""

    status: str
    closed_reason: str = ""
    closed_on: date | None = None


PUBLISHED = State(Status.PUBLISHED)


def state_from(posting: JobPosting, ranked: Sequence[Statement]) -> State:
    """The state that the records, best first, and the editor's decision give a posting.

    An editor's closed or rejected holds; published or reopened holds until a record that was not
    archived at the decision is (house rule: status is decided, never locked).
    """
    if posting.decision in HOLDING:
        return _held(posting)
    present = [record for record in ranked if record.missing_since is None]
    first = present[0] if present else None
    if posting.decision in OPENING:
        newly = any(_newly_archived(record, posting.decided_at) for record in ranked)
        return _archived() if newly else PUBLISHED
    if posting.needs_approval or (first and first.draft):
        return State(Status.PENDING)
    if first is None:
        gone = [record.missing_since for record in ranked if record.missing_since]
        return State(Status.CLOSED, ClosedReason.REMOVED, max(gone).date() if gone else None)
    return _archived() if first.archived else PUBLISHED


def _held(posting: JobPosting) -> State:
    status = HOLDING[Decision(posting.decision)]
    if status != Status.CLOSED:
        return State(status)
    return State(status, posting.closed_reason or ClosedReason.EDITOR, posting.closed_on)


def _archived() -> State:
    return State(Status.CLOSED, ClosedReason.ARCHIVED)


def _newly_archived(record: Statement, decided_at: datetime | None) -> bool:
    if not record.archived or record.archived_seen is None:
        return False
    return decided_at is None or record.archived_seen > decided_at


def closure(posting: JobPosting, day: date | None = None) -> State | None:
    """How a posting that visitors once saw came to its end; None while it is live or hidden."""
    if posting.status == Status.CLOSED:
        return State(posting.status, posting.closed_reason, posting.closed_on)
    ended = posting.valid_through
    if posting.status == Status.PUBLISHED and ended and ended < (day or today()):
        return State(Status.CLOSED, ClosedReason.EXPIRED, ended)
    return None


def lock(posting: JobPosting, fields: Iterable[str]) -> None:
    """Marks fields as an editor's; the one place where locks are set. Does not save."""
    wanted = set(posting.locked_fields) | {name for name in fields if name in CURATED_FIELDS}
    posting.locked_fields = sorted(_with_their_kin(wanted))


def unlock(posting: JobPosting, fields: Iterable[str]) -> None:
    """Gives fields back to the sources; the next merge of the records fills them. Does not save."""
    posting.locked_fields = sorted(set(posting.locked_fields) - _with_their_kin(set(fields)))


def _with_their_kin(fields: set[str]) -> set[str]:
    return fields.union(*(group for group in LOCKED_TOGETHER if fields & group))


def curate(posting: JobPosting, changed: Iterable[str]) -> None:
    """Locks what an editor changed and redoes what derives from it. Does not save.

    Raises `records.UnreadableFile` for a description that cannot be rendered.
    """
    changed = set(changed)
    lock(posting, changed)
    if "title" in changed or not posting.slug:
        posting.slug = text.slug(posting.title)
    if "description" in changed:
        rendered = render(posting.description)
        posting.description_html, posting.description_text = rendered.html, rendered.text
        posting.renderer_version = RENDERER_VERSION


@transaction.atomic
def decide(
    postings: Iterable[JobPosting],
    decision: Decision,
    user: Any,
    reason: ClosedReason = ClosedReason.EDITOR,
) -> int:
    """Carries out an editor's decision, which holds even where the state is so already.

    How many postings it changed.
    """
    BoardRevision.objects.hold()
    now, decided, changed = timezone.now(), [], 0
    closed = HOLDING.get(decision) == Status.CLOSED
    for posting in postings:
        before = (posting.status, posting.closed_reason)
        posting.decision, posting.decided_at = decision, now
        posting.decided_by = user if getattr(user, "pk", None) else None
        posting.status = HOLDING.get(decision, Status.PUBLISHED)
        posting.closed_reason = reason if closed else ""
        posting.closed_on = now.date() if closed else None
        decided.append(posting)
        changed += before != (posting.status, posting.closed_reason)
    state = ["status", "closed_reason", "closed_on"]
    _store(decided, ["decision", "decided_at", "decided_by", *state])
    return changed


@transaction.atomic
def feature(postings: Iterable[JobPosting], featured: bool) -> int:
    """Sets or takes the editor's flag; how many postings it changed."""
    BoardRevision.objects.hold()
    changed = [posting for posting in postings if posting.featured != featured]
    for posting in changed:
        posting.featured = featured
    _store(changed, ["featured"])
    return len(changed)


def _store(postings: list[JobPosting], fields: list[str]) -> None:
    if postings:
        stamp(postings)
        JobPosting.objects.bulk_update(postings, [*fields, "revision", "changed_at"], 200)


def stamp(postings: Iterable[JobPosting]) -> int:
    """Raises the board's revision and writes it on what changed, inside the caller's transaction.

    Does not save the postings.
    """
    number, now = BoardRevision.objects.raise_number(), timezone.now()
    for posting in postings:
        posting.revision, posting.changed_at = number, now
    return number


def delete(postings: Iterable[JobPosting]) -> int:
    """Deletes postings for good and leaves a tombstone for each; how many."""
    doomed = list(postings)
    if not doomed:
        return 0
    with transaction.atomic():
        BoardRevision.objects.hold()
        number = BoardRevision.objects.raise_number()
        Tombstone.objects.bulk_create(
            Tombstone(public_id=posting.public_id, revision=number) for posting in doomed
        )
        # What was folded with them has to be folded anew.
        JobPosting.objects.folded_with(doomed).update(revision=number)
        JobPosting.objects.filter(pk__in=[posting.pk for posting in doomed]).delete()
    return len(doomed)


def renamed(name: Any) -> None:
    """Stamps the postings of an organization or skill that an editor renamed."""
    with transaction.atomic():
        BoardRevision.objects.hold()
        number = BoardRevision.objects.raise_number()
        name.postings.update(revision=number)
