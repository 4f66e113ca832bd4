"""`--dates-from-git`: the day on which each file came into its git repository."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from postings import normalizers
from postings.importing.gitlog import Failed, Log, git, read_log
from postings.importing.reading import Parsed
from postings.importing.walking import absolute, shown
from postings.models import SourceRecord
from postings.querysets import today

# Repositories in one run, each a process; folders of submodules have dozens.
MOST_REPOSITORIES = 1_000


class Days:
    """Days of files, and what there is to say about those that have none. Raises NoGit."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._git = git()
        self._asked = [absolute(path) for path in paths]
        self._tops: dict[str, str | None] = {}
        self._logs: dict[str, Log] = {}
        self._failed: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._cut_off: Counter[str] = Counter()

    def of(self, path: str) -> date | None:
        """The day of the first commit that added this path, or None where git does not say."""
        top = self._top(os.path.dirname(path))
        if top is None:
            self._counts["lie in no git checkout"] += 1
            return None
        log = self._log(top)
        name = os.fsencode(os.path.relpath(path, top))
        day = log.days.get(name)
        if name in log.cut_off:
            self._cut_off[top] += 1
        elif day is None and top not in self._failed:
            self._counts["are in a checkout and not committed"] += 1
        self._counts["dated"] += day is not None
        return day

    def notes(self) -> list[str]:
        """What a person should know, a line each."""
        counts = dict(self._counts)
        lines = [f"git gave the day of {counts.pop('dated', 0):,} files"]
        lines += [f"{number:,} files {why}" for why, number in counts.items()]
        lines += [
            f"{shown(top)} is a shallow clone: {number:,} of its files are older than its history"
            " and get no day; `git fetch --unshallow` brings the rest"
            for top, number in self._cut_off.items()
        ]
        return lines + [f"{shown(top)} gives no days: {why}" for top, why in self._failed.items()]

    def _top(self, folder: str) -> str | None:
        """The nearest folder upwards with a `.git`, which a submodule has too."""
        climbed = []
        while folder not in self._tops:
            climbed.append(folder)
            if os.path.lexists(os.path.join(folder, ".git")):
                self._tops[folder] = folder
            elif os.path.dirname(folder) == folder:
                self._tops[folder] = None
            else:
                folder = os.path.dirname(folder)
        top = self._tops[folder]
        self._tops.update(dict.fromkeys(climbed, top))
        return top

    def _log(self, top: str) -> Log:
        if top not in self._logs:
            try:
                if len(self._logs) >= MOST_REPOSITORIES:
                    raise Failed(f"more than {MOST_REPOSITORIES:,} repositories in one run")
                self._logs[top] = read_log(self._git, top, self._part(top))
            except Failed as failure:
                self._logs[top], self._failed[top] = Log(), str(failure)
        return self._logs[top]

    def _part(self, top: str) -> str:
        """The folder or file of a repository that holds all that was asked for; "." for all."""
        if any(_below(top, path) for path in self._asked):
            return "."
        inside = [path for path in self._asked if _below(path, top)]
        return os.path.relpath(os.path.commonpath(inside), top) if inside else "."


def with_first_day(item: Parsed, record: SourceRecord) -> Parsed:
    """The file with the earliest day known of its record: a moved file is no new one."""
    known, told = record.values.get("date_added"), item.raw.values.get("date_added")
    if not known or (told and told <= known):
        return item
    raw = replace(item.raw, values={**item.raw.values, "date_added": known})
    normalized = normalizers.normalize(raw, today() + timedelta(days=2))
    return replace(item, raw=raw, normalized=normalized)


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
