"""Which files a run looks at, in a stable order, with a reason for each that it does not."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from postings.vocabulary import RejectedKind


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. named: given singly by the operator, so it is never skipped."""

    path: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that is not read: rejected with a kind, or skipped with none."""

    path: str
    reason: str
    kind: str = ""
    folder: bool = False


Step = Found | Passed
# Bytes; PostgreSQL's indexes hold 2,704.
LONGEST_PATH = 2000


def shown(path: str) -> str:
    """A path as text that a database and a terminal can hold, the same for the same path.

    Bytes that are no UTF-8 and control characters become escapes; the end of a path longer than
    an index holds becomes its digest.
    """
    data = os.fsencode(path)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
    if len(text.encode()) <= LONGEST_PATH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text.encode()[: LONGEST_PATH - 30].decode('utf-8', 'ignore')}…{digest}"


def is_gone(path: str) -> bool:
    """Whether the file of a path given by `shown` is surely there no more."""
    if "\\" in path or "…" in path:  # may not be the path itself
        return False
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def walk(paths: Iterable[str]) -> Iterator[Step]:
    """Every file below the paths once, sorted by name within each folder.

    Hidden files and folders are not walked. Paths come out absolute, so that a record does not
    depend on how its path was typed.
    """
    walked: set[str] = set()
    for given in paths:
        path = absolute(given)
        if path in walked or any(path.startswith(done + os.sep) for done in walked):
            continue
        if os.path.isdir(path):
            yield from _folder(path, path, walked)
        else:
            yield _named(path)
        walked.add(path)


def absolute(path: str) -> str:
    """A path as `walk` gives it: of a file that is a link itself, not what it leads to."""
    if Path(path).is_dir():
        return os.path.realpath(path)
    return str(Path(os.path.realpath(Path(path).parent)) / Path(path).name)


def _named(path: str) -> Step:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        return _unreadable(path, error)
    return Found(path, named=True) if stat.S_ISREG(mode) else _special(path)


def _folder(folder: str, root: str, walked: set[str]) -> Iterator[Step]:
    # A stack of its own: folders may be nested deeper than Python's calls.
    open_folders = [_listed(folder)]
    while open_folders:
        entry = next(open_folders[-1], None)
        if entry is None:
            open_folders.pop()
        elif isinstance(entry, Passed):
            yield entry
        elif entry.name.startswith(".") or entry.path in walked:
            continue
        elif entry.is_symlink():
            yield _link(entry, root)
        elif entry.is_dir(follow_symlinks=False):
            open_folders.append(_listed(entry.path))
        elif entry.is_file(follow_symlinks=False):
            yield Found(entry.path)
        else:
            yield _special(entry.path)


def _listed(folder: str) -> Iterator[os.DirEntry[str] | Passed]:
    try:
        with os.scandir(folder) as entries:
            return iter(sorted(entries, key=lambda entry: entry.name))
    except OSError as error:
        return iter([_unreadable(folder, error, folder=True)])


def _link(entry: os.DirEntry[str], root: str) -> Step:
    target = os.path.realpath(entry.path)
    if not os.path.exists(target):
        return Passed(entry.path, "this link leads nowhere", RejectedKind.NOT_A_FILE)
    if target != root and not target.startswith(root + os.sep):
        return Passed(
            entry.path, "this link leaves the folder; name its target", RejectedKind.LEAVES_FOLDER
        )
    if os.path.isdir(target):
        return Passed(entry.path, "a link to a folder that is walked at its own place")
    return Found(entry.path) if os.path.isfile(target) else _special(entry.path)


def _special(path: str) -> Passed:
    return Passed(path, "not a regular file but a device, pipe or socket", RejectedKind.NOT_A_FILE)


def _unreadable(path: str, error: OSError, *, folder: bool = False) -> Passed:
    kind = "folder" if folder else "file"
    reason = f"this {kind} cannot be read: {error.strerror}"
    return Passed(path, reason, RejectedKind.UNREADABLE, folder)
