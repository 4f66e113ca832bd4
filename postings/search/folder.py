"""Where the index lies: one folder a build, and a pointer to the one that serves."""

from __future__ import annotations

import os
import re
import shutil
import time
import uuid
from pathlib import Path

from postings.search import schema

INDEX = re.compile(r"index-[\w.+-]+")

OTHERS_KEPT_SECONDS = 7 * 86_400


class Unusable(Exception):
    """There is no index that could answer: none yet, lost, corrupt, or of another version."""


def pointer(root: Path) -> Path:
    """Each format has its own, so that two releases may run beside each other."""
    return root / f"current-{schema.FORMAT}"


def serving(root: Path) -> Path:
    """The folder of the index that serves; raises Unusable."""
    try:
        name = pointer(root).read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise Unusable("no index: none has been made yet, or it was removed") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"no index: {error}") from error
    if not INDEX.fullmatch(name):
        raise Unusable(f"{pointer(root)} names no index")
    return root / name


def new(root: Path) -> Path:
    """An empty folder beside the one that serves."""
    folder = root / f"index-{schema.FORMAT}-{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    return folder


def put_in_service(root: Path, folder: Path) -> None:
    """Makes the folder the one that serves, at once, and removes the others of this format.

    Whoever still reads one of those keeps its open files. Call it while no other build is under
    way.
    """
    made = root / f"{pointer(root).name}.new"
    made.write_text(folder.name, encoding="ascii")
    with made.open() as file:
        os.fsync(file.fileno())
    made.replace(pointer(root))
    clear(root, keep=folder)


def clear(root: Path, keep: Path | None) -> None:
    """Removes what builds have left behind, but for one folder.

    An index of another format may serve another release: it goes when it was not written for a
    week.
    """
    for left in root.glob("index-*"):
        ours = left.name.startswith(f"index-{schema.FORMAT}-")
        if left != keep and (ours or _age(left) > OTHERS_KEPT_SECONDS):
            remove(left)


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0


def remove(folder: Path) -> None:
    """Removes an index that does not serve, as far as that can be done."""
    shutil.rmtree(folder, ignore_errors=True)


def size(root: Path) -> int:
    """Bytes of all files of the index that serves; raises Unusable."""
    folder = serving(root)
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
