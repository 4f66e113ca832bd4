"""What a run did, as a person reads it and as a program does."""

from __future__ import annotations

import resource
from collections import Counter
from dataclasses import dataclass, field
from difflib import unified_diff
from typing import Any

from postings import meanings
from postings.importing.reading import Parsed, Unread
from postings.importing.settling import Settled

COUNTS = (
    "files",
    "created",
    "updated",
    "unchanged",
    "closed",
    "reopened",
    "skipped",
    "rejected",
)
SCHEMA = 1
# Fields without an alias that a run names; more are one line, "others".
MOST_UNKNOWN = 200
# A console shows as many; the JSON report and the admin hold all.
MOST_SHOWN = 50
# Lines of one body's difference.
MOST_LINES = 12
LONGEST_LINE = 2_500


@dataclass
class RunReport:
    """Counts of files by outcome (`closed` also counts postings whose files are gone).

    problems: of files, by kind. posting_problems: of how many postings the texts have problems of
    each kind, among those whose files were read; troubled: the kinds of each that has any, by id.
    notes: what else a person should know.
    """

    run: int | None = None
    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[Unread] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    posting_problems: Counter[str] = field(default_factory=Counter)
    troubled: dict[int, frozenset[str]] = field(default_factory=dict)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    changes: list[dict[str, Any]] | None = None
    seconds: float = 0.0
    peak_mib: float = 0.0
    refused: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all well, 1 something was rejected, 2 the guard refused."""
        if self.refused:
            return 2
        return 1 if self.counts["rejected"] else 0

    @property
    def changed_anything(self) -> bool:
        return any(self.counts[name] for name in ("created", "updated", "closed", "reopened"))

    @property
    def files_per_second(self) -> float:
        return self.counts["files"] / self.seconds if self.seconds else 0.0

    def found(self, item: Parsed, settled: Settled) -> None:
        """What reading a file could not settle, and what is open of its posting now."""
        problems = (*item.raw.problems, *item.normalized.problems, *item.rendered.problems)
        self.problems.update(str(problem.kind) for problem in problems)
        for name in item.raw.extra:
            known = name in self.unknown_fields or len(self.unknown_fields) < MOST_UNKNOWN
            self.unknown_fields[name if known else "(others)"] += 1
        if settled.meaning:
            open_now = meanings.problems(settled.posting, settled.meaning)
            self._has(settled.posting.pk, frozenset(str(one.kind) for one in open_now))

    def _has(self, posting: int, kinds: frozenset[str]) -> None:
        """Another of its files may have been read before."""
        self.posting_problems.subtract(self.troubled.pop(posting, ()))
        self.posting_problems.update(kinds)
        if kinds:
            self.troubled[posting] = kinds

    def as_json(self) -> dict[str, Any]:
        report: dict[str, Any] = {
            "schema": SCHEMA,
            "run": self.run,
            "counts": {name: self.counts[name] for name in COUNTS},
            "rejected": [
                {"path": file.path, "line": file.line, "field": file.field, "reason": file.reason}
                for file in self.rejected
            ],
            "problems": dict(sorted(self.problems.items())),
            "posting_problems": dict(sorted((+self.posting_problems).items())),
            "unknown_fields": dict(sorted(self.unknown_fields.items())),
            "seconds": round(self.seconds, 3),
            "files_per_second": round(self.files_per_second, 1),
            "peak_mib": round(self.peak_mib, 1),
        }
        if self.changes is not None:
            report["changes"] = self.changes
        if self.notes:
            report["notes"] = self.notes
        if self.refused:
            report["refused"] = self.refused
        return report

    def as_text(self) -> str:
        lines = [f"Run {self.run}" if self.run else "Dry run: nothing was written"]
        lines += [f"  {name:<10}{self.counts[name]:>9,}" for name in COUNTS]
        lines += self._changes_text()
        lines += self._block("Rejected", [_located(file) for file in self.rejected])
        lines += self._block("Problems of files (postings are kept)", _tally(self.problems))
        lines += self._block("Postings with problems", _tally(+self.posting_problems))
        lines += self._block("Fields no alias is known for", _tally(self.unknown_fields))
        lines += self._block("Dates from git", self.notes)
        lines.append(
            f"{self.seconds:.1f} s, {self.files_per_second:,.0f} files/s,"
            f" at most {self.peak_mib:,.0f} MiB"
        )
        if self.refused:
            lines.append(f"Refused: {self.refused}")
        return "\n".join(lines)

    def _changes_text(self) -> list[str]:
        lines = []
        for change in (self.changes or [])[:MOST_SHOWN]:
            lines.append(_plain(f"{change['action']}: {change['title']} ({change['path']})"))
            for name, (old, new) in change["fields"].items():
                lines += _difference(name, old, new)
        more = len(self.changes or []) - MOST_SHOWN
        return [*lines, f"… and {more:,} more; --report FILE.json has all"] if more > 0 else lines

    def _block(self, title: str, lines: list[str]) -> list[str]:
        if not lines:
            return []
        shown = [f"  {_plain(line)}" for line in lines[:MOST_SHOWN]]
        more = len(lines) - MOST_SHOWN
        if more > 0:
            shown.append(f"  … and {more:,} more; --report FILE.json and the admin have all")
        return [f"{title}:", *shown]


def _located(file: Unread) -> str:
    place = file.path + (f", line {file.line}" if file.line else "")
    return f"{place}{f', {file.field}' if file.field else ''}: {file.reason}"


def _tally(counter: Counter[str]) -> list[str]:
    return [f"{name}: {number:,}" for name, number in counter.most_common()]


def _difference(name: str, old: Any, new: Any) -> list[str]:
    """One line for a short value, the lines that differ for a body."""
    if not (isinstance(old, str) and isinstance(new, str) and "\n" in old + new):
        return [_plain(f"  {name}: {_short(old)} → {_short(new)}")]
    diff = [
        _plain(f"    {line}")
        for line in unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    more = [f"    … and {len(diff) - MOST_LINES} more lines"] if len(diff) > MOST_LINES else []
    return [f"  {name}:", *diff[:MOST_LINES], *more]


def _plain(line: str) -> str:
    """One line that does nothing to a terminal but stand in it."""
    if not line.isprintable():
        line = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "not stated")
    return text if len(text) <= 120 else text[:119] + "…"


def peak_mib(workers: int) -> float:
    """Most resident memory, in MiB: this process plus every worker at the largest one's peak."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + workers * child) / 1024
