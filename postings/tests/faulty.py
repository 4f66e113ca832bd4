"""Readers of files that die or hang; importable by name, so that worker processes find them."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from postings.importing.reading import Parsed, Task, Unread, read_files
from postings.importing.rereading import Redone, Source, mean_sources

CULPRIT = "culprit.md"


def read_or_die(tasks: Sequence[Task]) -> list[Parsed | Unread]:
    if _has_culprit(tasks):
        os._exit(7)
    return read_files(tasks)


def read_or_hang(tasks: Sequence[Task]) -> list[Parsed | Unread]:
    if _has_culprit(tasks):
        time.sleep(600)
    return read_files(tasks)


def _has_culprit(tasks: Sequence[Task]) -> bool:
    return any(task.path.endswith(CULPRIT) for task in tasks)


def mean_or_die(sources: Sequence[Source]) -> list[Redone]:
    if any(CULPRIT in source.raw.body for source in sources):
        os._exit(7)
    return mean_sources(sources)
