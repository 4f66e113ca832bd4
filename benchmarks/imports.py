"""What an import costs: the real command in fresh processes, beside markdown and bleach alone."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.corpus import Corpus
from benchmarks.table import Row

ROOT = Path(__file__).resolve().parent.parent
# Seconds between two looks at the memory of a process and its workers.
LOOK_EVERY = 0.1
COLD_SHARE, COLD_RATE, UNCHANGED_RATE, PEAK_MIB = 60, 480, 8_000, 400
# An unchanged run is short, so noise weighs more.
UNCHANGED_RUNS = 3
Tell = Callable[[str], None]


class Failed(Exception):
    """A measured command failed; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one command did: files it went through, its own seconds, resident memory in MiB.

    processor: seconds of all its processes, interpreter and Django start-up included.
    """

    files: int
    seconds: float
    peak: float
    processor: float

    @property
    def rate(self) -> float:
        return self.files / max(self.seconds, 0.001)  # the command rounds to milliseconds


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and how imports are measured; `runs` is the number of pairs."""

    corpus: Corpus
    scratch: Path
    workers: int
    runs: int
    tell: Tell

    def rows(self) -> Iterator[Row]:
        """Leaves the imported board in `self.board`, for the pages."""
        run(["manage.py", "migrate", "--verbosity", "0"], self.empty)
        cold, bare = self._pairs()
        yield from self._cold_rows(cold, bare)
        again = [self._import(self.board, "unchanged") for _ in range(UNCHANGED_RUNS)]
        rate = median(one.rate for one in again)
        how = f"import of a folder already imported; median of {UNCHANGED_RUNS}"
        yield _rate_row("unchanged import", rate, how, UNCHANGED_RATE)
        dry = self._import(self.board, "dry run", "--dry-run")
        yield _rate_row("dry run, board imported", dry.rate, "the same with --dry-run")
        empty = self._import(self._fresh(), "dry run on an empty board", "--dry-run")
        yield _rate_row("dry run, empty board", empty.rate, "every file is read and rolled back")
        yield from self._memory_rows(cold)

    @property
    def board(self) -> Path:
        return self.scratch / "board"

    @property
    def empty(self) -> Path:
        return self.scratch / "empty"

    def _pairs(self) -> tuple[list[Figures], list[Figures]]:
        cold, bare = [], []
        for _ in range(self.runs):
            cold.append(self._import(self._fresh(self.board), "cold import"))
            bare.append(self._bare())
        return cold, bare

    def _cold_rows(self, cold: list[Figures], bare: list[Figures]) -> Iterator[Row]:
        workers = f"{self.workers} workers, their start-up included"
        rate = median(one.rate for one in cold)
        how = f"import_postings into an empty board; {workers}; median of {self.runs}"
        yield _rate_row("cold import", rate, how, COLD_RATE)
        rate = median(one.rate for one in bare)
        how = f"bleach.clean(markdown.markdown(body)), nothing stored; {workers}"
        yield _rate_row("markdown and bleach alone", rate, how)
        pairs = list(zip(cold, bare, strict=True))
        shares = [100 * ours.rate / theirs.rate for ours, theirs in pairs]
        how = "pair by pair, run in turn (A B A B); the median counts"
        reached = median(shares) >= COLD_SHARE
        yield Row("cold import beside it", _percents(shares), how, f"≥ {COLD_SHARE} %", reached)
        shares = [100 * theirs.processor / ours.processor for ours, theirs in pairs]
        how = "the same by processor time of all processes, which busy neighbours change less"
        yield Row("… by processor time", _percents(shares), how)

    def _memory_rows(self, cold: list[Figures]) -> Iterator[Row]:
        part = max(1, self.corpus.files // 4)
        few = self._import(self._fresh(), f"{part:,} files", "--limit", str(part))
        peak = max(one.peak for one in cold)
        how = "cold import, command and workers together, each at its highest"
        reached = peak <= PEAK_MIB
        yield Row("peak memory", f"{peak:,.0f} MiB", how, f"≤ {PEAK_MIB} MiB", reached)
        how = f"the same with {part:,} files, to compare with all {self.corpus.files:,}"
        yield Row("peak memory, a quarter", f"{few.peak:,.0f} MiB", how)

    def _fresh(self, folder: Path | None = None) -> Path:
        """A data folder with an empty board."""
        folder = folder or Path(tempfile.mkdtemp(dir=self.scratch))
        shutil.rmtree(folder, ignore_errors=True)
        return Path(shutil.copytree(self.empty, folder))

    def _import(self, data: Path, what: str, *options: str) -> Figures:
        report = self.scratch / "report.json"
        limit = () if self.corpus.limit is None else ("--limit", str(self.corpus.limit))
        command = ["import_postings", str(self.corpus.folder), "--no-progress"]
        command += ["--workers", str(self.workers), "--report", str(report), *limit, *options]
        spent = run(["manage.py", *command], data, accepted=(0, 1))
        told = json.loads(report.read_text(encoding="utf-8"))
        peak = max(spent.peak, told["peak_mib"])
        figures = Figures(told["counts"]["files"], told["seconds"], peak, spent.processor)
        return self._told(what, figures)

    def _bare(self) -> Figures:
        call = ["-m", "benchmarks.bare", str(self.corpus.folder), str(self.workers)]
        printed = self.scratch / "bare.json"
        spent = run([*call, str(self.corpus.limit or 0)], self.empty, output=printed)
        told = json.loads(printed.read_text(encoding="utf-8"))
        figures = Figures(told["files"], told["seconds"], spent.peak, spent.processor)
        return self._told("markdown and bleach alone", figures)

    def _told(self, what: str, figures: Figures) -> Figures:
        self.tell(f"{what}: {figures.rate:,.0f} files/s, {figures.peak:,.0f} MiB")
        return figures


class Spent(NamedTuple):
    """The most memory a command and its children held at one time, in MiB; processor seconds."""

    peak: float
    processor: float


def run(
    words: Sequence[str], data: Path, accepted: Sequence[int] = (0,), output: Path | None = None
) -> Spent:
    """Runs Python in a data folder; output: a file for what it prints. Raises Failed."""
    data.mkdir(parents=True, exist_ok=True)
    before = _processor_seconds()
    said = data / "stderr"
    with (output or Path(os.devnull)).open("w") as out, said.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=environment(data), stdout=out, stderr=errors
        )
        peak = 0.0
        try:
            while process.poll() is None:
                peak = max(peak, resident_mib(process.pid))
                time.sleep(LOOK_EVERY)
        finally:
            process.kill()
    if process.returncode not in accepted:
        raise Failed(f"{' '.join(words[:3])} failed:\n{said.read_text()[-2000:]}")
    return Spent(peak, _processor_seconds() - before)


def _processor_seconds() -> float:
    """Of every process below this one that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def environment(data: Path) -> dict[str, Any]:
    """Ours with the settings of a fresh board; no measured process may meet a real database."""
    return os.environ | {
        "DATA_DIR": str(data),
        "DATABASE_URL": "",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "",
        "DEBUG": "0",
        "SECRET_KEY": "only-for-the-bench",
        # What is measured is made anew, unless a measurement says otherwise.
        "PAGE_CACHE_ENTRIES": "0",
        "DJANGO_SETTINGS_MODULE": "jobboard.settings",
    }


def resident_mib(process: int) -> float:
    """Resident memory of a process and all below it; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    own = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return own + sum(resident_mib(int(child)) for child in children)


def _percents(shares: Sequence[float]) -> str:
    return ", ".join(f"{share:.0f} %" for share in shares)


def _rate_row(what: str, rate: float, how: str, target: int | None = None) -> Row:
    if target is None:
        return Row(what, f"{rate:,.0f} files/s", how)
    return Row(what, f"{rate:,.0f} files/s", how, f"≥ {target:,}", rate >= target)
