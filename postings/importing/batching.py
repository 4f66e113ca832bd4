"""A batch that the database refuses is stored file by file, so that one file fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, OperationalError

from postings.importing.reading import Parsed, Unread
from postings.importing.refreshing import Setting
from postings.importing.settling import Settled
from postings.importing.storing import store
from postings.records import UnreadableFile
from postings.vocabulary import RejectedKind


@dataclass(slots=True)
class Stored:
    """files: each with what became of its posting; left: postings that these files stated before
    and no longer do; failed: files that the database refused."""

    files: list[tuple[Parsed, Settled]] = field(default_factory=list)
    left: list[Settled] = field(default_factory=list)
    failed: list[Unread] = field(default_factory=list)

    def add(self, other: Stored) -> None:
        self.files += other.files
        self.left += other.left
        self.failed += other.failed


def store_batch(parsed: Sequence[Parsed], setting: Setting) -> Stored:
    """Raises OperationalError where the database itself fails: no file is to blame then."""
    if not parsed:
        return Stored()
    try:
        return Stored(*store(parsed, setting))
    except OperationalError:
        raise
    except (DatabaseError, UnreadableFile, ValueError) as error:
        if len(parsed) == 1:
            item = parsed[0]
            reason = f"the database refused it: {error}"
            return Stored(failed=[Unread(item.path, reason, RejectedKind.NOT_STORED, item.digest)])
    result = Stored()
    for item in parsed:
        result.add(store_batch([item], setting))
    return result
