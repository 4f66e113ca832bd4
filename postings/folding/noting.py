"""Keeps of each posting what tells its repeats, and notes whose card may have to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import F, Q

from postings.folding import facts
from postings.models import BlockKey, BoardRevision, FoldState, JobPosting, Likeness, Unfolded
from postings.normalizers.repeats import NOTHING, block_keys, signature
from postings.normalizers.repeats.signatures import VERSION

# Raised when the same postings would fold otherwise: all is then noted anew.
RULES = 1000 * 1 + VERSION
# As many texts in one transaction; a thousand are some 5 MB.
BATCH = 256
_KINDS = "tuxj"
_KIND_AT = 60


def key_number(key: str) -> int:
    """A block key as a positive number of 62 bits: its kind, and 60 bits of its hash."""
    kind, _, digits = key.partition(":")
    return _KINDS.index(kind) << _KIND_AT | int(digits, 16) >> 4


def state() -> FoldState:
    """How far changes were noted; other rules begin anew."""
    found, _ = FoldState.objects.get_or_create(pk=1, defaults={"rules": RULES})
    return found if found.rules == RULES else begin_anew()


def begin_anew() -> FoldState:
    """Has every posting noted again, inside the caller's transaction."""
    Likeness.objects.all().delete()
    found, _ = FoldState.objects.update_or_create(
        pk=1, defaults={"revision": 0, "posting": 0, "rules": RULES}
    )
    return found


def gap(most: int) -> int:
    """How many postings changed and were not noted; counted up to `most`."""
    held = FoldState.objects.filter(pk=1, rules=RULES).first() or FoldState()
    return len(changed(held, most))


def changed(since: FoldState, most: int) -> list[tuple[int, int]]:
    """Revision and id of the first postings that changed and were not noted since, in order."""
    noted = Q(likeness__isnull=False, likeness__revision__gte=F("revision"))
    changed = JobPosting.objects.exclude(noted).order_by("revision", "pk")
    # Two questions, because one for both reads all that is noted of the revision each time.
    found: list[tuple[int, int]] = []
    for later in (
        Q(revision=since.revision, pk__gt=since.posting),
        Q(revision__gt=since.revision),
    ):
        rows = changed.filter(later).values_list("revision", "pk")
        found += rows[: most - len(found)] if len(found) < most else []
    return found


def note_changed() -> int:
    """Notes some of what changed, inside the caller's transaction; 0: all is noted."""
    held = state()
    number = BoardRevision.objects.current().number
    if held.revision == number:
        return 0
    found = changed(held, BATCH)
    note([pk for _, pk in found])
    held.revision, held.posting = found[-1] if len(found) == BATCH else (number, 0)
    held.save()
    return len(found)


def note(ids: Sequence[int]) -> None:
    """Keeps what these postings say now, and marks them and what they were folded with."""
    texts = dict(_texts(ids))
    tags = facts.skills(ids)
    rows = {row.pk: row for row, _ in facts.rows(ids)}
    decisions = facts.decided(row.public_id for row in rows.values())
    kept: list[Likeness] = []
    keys: list[BlockKey] = []
    for pk, row in rows.items():
        text = NOTHING if row.is_hidden else signature(texts.get(pk, ""))
        kept.append(Likeness(posting_id=pk, signature=text.to_bytes(), revision=row.revision))
        if not row.is_hidden:
            told = facts.candidate(row, text, tags[pk], decisions)
            keys += [BlockKey(posting_id=pk, key=key_number(key)) for key in block_keys(told)]
    _replace(kept, keys)
    for part in facts.parts(rows.values()):
        mark({*JobPosting.objects.folded_with(part).values_list("pk", flat=True)})
    mark(rows)


def mark(ids: Iterable[int]) -> None:
    """Has these postings folded anew."""
    rows = [Unfolded(posting_id=pk) for pk in sorted(ids)]
    Unfolded.objects.bulk_create(rows, BATCH, ignore_conflicts=True)


def _texts(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    for part in facts.parts(ids):
        found = JobPosting.objects.filter(pk__in=part)
        yield from found.values_list("pk", "description_text")


def _replace(kept: list[Likeness], keys: list[BlockKey]) -> None:
    for part in facts.parts(one.posting_id for one in kept):
        BlockKey.objects.filter(posting__in=part).delete()
    BlockKey.objects.bulk_create(keys, BATCH)
    Likeness.objects.bulk_create(
        kept,
        BATCH,
        update_conflicts=True,
        update_fields=["signature", "revision"],
        unique_fields=["posting"],
    )
