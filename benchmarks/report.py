"""docs/performance.md keeps the last table of each bench, between two marks."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.table import HEAD, Row

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
PACKAGES = ("Django", "tantivy", "granian")


class NoPlace(Exception):
    """The document has no marks for a table."""


def write(name: str, subject: str, rows: Sequence[Row], scratch: Path) -> None:
    """Puts a table in the place of the last one of that name; raises NoPlace."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(replaced(text, name, section(subject, rows, scratch)), encoding="utf-8")


def replaced(text: str, name: str, new: str) -> str:
    """The text with what stands between the marks of a name made new."""
    start, end = f"<!-- {name}: written by the bench -->", f"<!-- end of {name} -->"
    before, found, rest = text.partition(start)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise NoPlace(f"There is no place for the table “{name}”: {start} … {end}")
    return f"{before}{start}\n{new}\n{end}{after}"


def section(subject: str, rows: Sequence[Row], scratch: Path) -> str:
    cells = [HEAD, ("---",) * len(HEAD), *(row.cells() for row in rows)]
    lines = ["| " + " | ".join(map(_escaped, line)) + " |" for line in cells]
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return "\n".join([f"{subject}. {day}, {machine(scratch)}.", "", *lines])


def _escaped(cell: str) -> str:
    """Nothing of a cell, which may hold a hostile search, is markup."""
    return re.sub(r"([\\|<>&*_`\[\]])", r"\\\1", cell)


def machine(scratch: Path) -> str:
    """Cores, memory, disk and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    disk = shutil.disk_usage(scratch).total / 10**9
    versions = [f"{name} {version(name)}" for name in PACKAGES]
    return ", ".join(
        [
            f"{os.cpu_count()} cores{_model()}",
            f"{memory:.0f} GiB of memory",
            f"disk of {disk:,.0f} GB{_file_system(scratch)}",
            f"{platform.system()} {platform.release().split('-')[0]}",
            f"Python {platform.python_version()}",
            f"SQLite {sqlite3.sqlite_version}",
            *versions,
        ]
    )


def _model() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = re.search(r"^model name\s*:\s*(.+)$", told, re.MULTILINE)
    return f" ({found[1].strip()})" if found else ""


def _file_system(folder: Path) -> str:
    """The type of the mount that is nearest above a folder."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return ""
    above = [one for one in mounts if folder.resolve().is_relative_to(one[1])]
    return f" ({max(above, key=lambda one: len(one[1]))[2]})" if above else ""
