"""One file to what it means, in a worker process: no database, no settings, no clock."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from postings import normalizers, readers
from postings.importing.identity import identity_of
from postings.importing.walking import shown
from postings.normalizers.meaning import mean
from postings.readers import heading_block
from postings.records import (
    Meaning,
    NormalizedPosting,
    RawPosting,
    Rendered,
    Stated,
    UnreadableFile,
)
from postings.rendering import render
from postings.text import looks_binary
from postings.vocabulary import RejectedKind

# What reads a format and what its values mean are one version: a newer one reads files again.
VERSIONS = {
    reader.FORMAT: reader.VERSION * 1000 + normalizers.VERSION for reader in readers.READERS
}
# What a folder of posting files also holds; skipped where no reader recognises it.
COMPANION_NAMES = {"readme", "contributing", "license", "licence"}
POSTING_ENDINGS = {".md", ".markdown", ".txt"}
NO_TEXT = (
    "This is no text: its bytes are those of a picture, an archive, a program or a broken copy."
    " Save it as UTF-8 text, or take it out of the folder."
)


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read. source: the operator's name for where it came from, else its format's;
    latest: the last day that a posting can state as its own; added: the day on which the file
    came into its repository, where that is known."""

    path: str
    named: bool
    source: str
    max_bytes: int
    latest: date = date.max
    added: date | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A posting as its file states it, as it is meant, and as it is shown.

    meant: its texts, and their meaning as long as no other record and no editor changes them.
    """

    path: str
    source: str
    digest: str
    reader_version: int
    identity: str
    raw: RawPosting
    normalized: NormalizedPosting
    rendered: Rendered
    meant: tuple[Stated, Meaning]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that gave no posting: rejected with a kind, or skipped with none."""

    path: str
    reason: str
    kind: str = ""
    digest: str = ""
    line: int | None = None
    field: str = ""


def read_files(tasks: Sequence[Task]) -> list[Parsed | Unread]:
    return [read_file(task) for task in tasks]


def read_file(task: Task) -> Parsed | Unread:
    """Never raises for what a file holds; what is wrong with it comes back as `Unread`."""
    digest = ""
    try:
        data = read_bytes(task.path, task.max_bytes)
        digest = digest_of(data)
        return _parse(task, data, digest)
    except UnreadableFile as error:
        return Unread(shown(task.path), error.reason, error.kind, digest, error.line, error.field)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: str, max_bytes: int) -> bytes:
    """The bytes of a regular file; raises UnreadableFile for anything else."""
    try:
        # Without O_NONBLOCK the opening of a pipe would wait for its writer.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb", buffering=0) as file:
            facts = os.fstat(handle)
            if not stat.S_ISREG(facts.st_mode):
                raise UnreadableFile(RejectedKind.NOT_A_FILE, "this is no regular file")
            data = file.read(max_bytes + 1) if facts.st_size <= max_bytes else None
    except OSError as error:
        raise UnreadableFile(
            RejectedKind.UNREADABLE, f"this file cannot be read: {error.strerror}"
        ) from error
    if data is None or len(data) > max_bytes:
        raise UnreadableFile(
            RejectedKind.TOO_LARGE,
            f"larger than {max_bytes:,} bytes; IMPORT_MAX_BYTES sets the limit",
        )
    return data


def _parse(task: Task, data: bytes, digest: str) -> Parsed | Unread:
    path = shown(task.path)
    binary = looks_binary(data)
    text = "" if binary else readers.text_of(data)
    reader = readers.recognise(text)
    if reader is None and not task.named and _is_companion(path):
        return Unread(path, "no posting, and not named as one", digest=digest)
    if binary:
        raise UnreadableFile(RejectedKind.UNRECOGNISED, NO_TEXT)
    raw = reader.read(text, path) if reader else readers.read(text, path)
    if task.added:
        raw = replace(raw, values={**raw.values, "date_added": task.added.isoformat()})
    normalized, rendered, meant = meant_by(raw, task.latest)
    source = task.source or raw.format
    return Parsed(
        path=path,
        source=source,
        digest=digest,
        reader_version=VERSIONS.get(raw.format, 0),
        identity=identity_of(raw, normalized, source, path),
        raw=raw,
        normalized=normalized,
        rendered=rendered,
        meant=meant,
    )


def meant_by(
    raw: RawPosting, latest: date
) -> tuple[NormalizedPosting, Rendered, tuple[Stated, Meaning]]:
    """What a reader gave, as it is meant, as it is shown, and its texts with their meaning.

    Raises UnreadableFile where it cannot be said or shown.
    """
    normalized = normalizers.normalize(raw, latest)
    rendered = render(normalized.description)
    stated = stated_in(normalized, rendered)
    return normalized, rendered, (stated, mean(stated))


def stated_in(normalized: NormalizedPosting, rendered: Rendered) -> Stated:
    """The texts of a posting that this file alone states, as `meanings.stated_of` gives them."""
    return Stated(
        title=normalized.title,
        organization=normalized.hiring_organization,
        place_text=normalized.place_text,
        salary_text=normalized.salary_text,
        employment_type_text=normalized.employment_type_text,
        apply_url=normalized.apply_url,
        description=normalized.description,
        text=rendered.text,
        tags=normalized.skills,
    )


def _is_companion(path: str) -> bool:
    pure = PurePath(path)
    if heading_block.PLACE.search(path):
        return False
    return pure.stem.lower() in COMPANION_NAMES or pure.suffix.lower() not in POSTING_ENDINGS
