"""What an operator may ask about the index: what it holds, and whether that is so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from postings.indexing import updating
from postings.indexing.cards import AT_ONCE, cards
from postings.models import JobPosting, Tombstone
from postings.querysets import today
from postings.records import Indexed
from postings.search import contents, folder
from postings.search.documents import digest
from postings.search.folder import Unusable
from postings.search.reader import Snapshot, reader
from postings.search.writer import segments

# Lines of differences that are shown; all are counted.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Status:
    """The index as it lies there; `trouble` says why it cannot serve, "" where it can."""

    database: Indexed
    indexed: Indexed | None = None
    folder: str = ""
    cards: int = 0
    in_sets: int = 0
    segments: int = 0
    deleted: int = 0
    bytes: int = 0
    behind: int = 0
    trouble: str = ""

    def as_text(self) -> str:
        lines = [f"Database   revision {self.database.revision:,} of {self.database.board_id}"]
        if self.indexed:
            lines += [
                f"Index      revision {self.indexed.revision:,} of {self.indexed.board_id}",
                f"Folder     {self.folder}",
                f"Holds      {self.cards:,} postings, {self.bytes / 2**20:,.1f} MiB,"
                f" {self.segments} segments, {self.deleted:,} deleted cards not yet merged away",
            ]
        if self.in_sets:
            lines.append(f"Sets       count {self.in_sets:,} of them")
        if self.trouble:
            lines.append(f"State      unusable: {self.trouble}; lists come from the database")
        elif self.behind:
            lines.append(f"State      behind: {self.behind:,} changed postings to catch up with")
        else:
            lines.append("State      up to date")
        return "\n".join(lines)


def status() -> Status:
    """Never raises; a broken index is a state like others."""
    now = updating.present()
    try:
        indexed = updating.held(now)
        root = updating.root()
        serving = folder.serving(root)
        parts = segments(serving)
        snapshot = reader(root).snapshot()
        return Status(
            database=now,
            indexed=indexed,
            folder=str(serving),
            cards=snapshot.cards,
            in_sets=0 if snapshot.sets is None else len(snapshot.sets.all() - snapshot.mark.gone),
            segments=len(parts),
            deleted=sum(deleted for _, deleted in parts),
            bytes=folder.size(root),
            behind=0 if indexed == now else updating.gap(indexed, 10**9),
        )
    except (Unusable, OSError) as error:
        return Status(database=now, trouble=str(error))


@dataclass
class Differences:
    """What is in one and not, or not so, in the other; lines name the first ones.

    wrong_sets: of cards, by which the index counts, that are not those that it holds.
    """

    compared: int = 0
    missing: int = 0
    surplus: int = 0
    unlike: int = 0
    wrong_sets: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.missing + self.surplus + self.unlike + self.wrong_sets

    def as_text(self) -> str:
        if not self.number:
            return f"{self.compared:,} live postings compared: index and database agree."
        left = self.number - len(self.lines)
        more = [f"  … and {left:,} more"] if left else []
        head = (
            f"{self.compared:,} live postings compared: {self.missing:,} are missing in the index,"
            f" {self.surplus:,} are there and not live, {self.unlike:,} differ;"
            f" {self.wrong_sets:,} sets are wrong."
        )
        advice = "`manage.py search_index rebuild` makes the index anew."
        return "\n".join([head, *self.lines, *more, advice])

    def tell(self, line: str) -> None:
        if len(self.lines) < MOST_SHOWN:
            self.lines.append(f"  {line}")


def verify(watch: Callable[[int], None] = lambda number: None) -> Differences:
    """Compares all that the index holds with what the database would have it hold.

    Postings that changed after the index's revision are left aside. Raises Unusable.
    """
    updating.held(updating.present())
    snapshot = reader(updating.root()).snapshot()
    indexed = snapshot.indexed
    found = Differences()
    settled = JobPosting.objects.filter(revision__lte=indexed.revision)
    everything = contents.digests(snapshot, today())
    for pk, times in Counter(pk for pk, _ in everything).items():
        if times > 1:
            found.surplus += times - 1
            found.tell(f"{times} times there: posting number {pk}")
    held = dict(everything)
    for card in cards(settled):
        found.compared += 1
        watch(1)
        seen = held.pop(card.id, None)
        if seen is None:
            found.missing += 1
            found.tell(f"missing: {card.public_id} {card.title}")
        elif seen != digest(card):
            found.unlike += 1
            found.tell(f"differs: {card.public_id} {card.title}")
    for pk in _unexplained(held, snapshot):
        found.surplus += 1
        found.tell(f"not live: posting number {pk}")
    for line in contents.wrong_sets(snapshot):
        found.wrong_sets += 1
        found.tell(line)
    return found


def _unexplained(held: Iterable[int], snapshot: Snapshot) -> Iterator[int]:
    """Those that no change after the index's revision explains."""
    indexed = snapshot.indexed
    deleted = Tombstone.objects.filter(revision__gt=indexed.revision)
    gone = contents.ids(snapshot, deleted.values_list("public_id", flat=True))
    ordered = sorted(set(held) - gone)
    for start in range(0, len(ordered), AT_ONCE):
        part = ordered[start : start + AT_ONCE]
        later = JobPosting.objects.filter(pk__in=part, revision__gt=indexed.revision)
        known = set(later.values_list("pk", flat=True))
        yield from (pk for pk in part if pk not in known)
