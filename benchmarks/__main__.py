"""`python -m benchmarks`: measures in a scratch folder and prints one table.

CORPUS names a folder of posting files (default: the real ones, else generated), FILES how many of
them are read, RUNS how many pairs of imports or rounds over HTTP, WORKERS how many processes read.

N makes a big board of so many postings instead of measuring imports. KEEP=1 leaves its folder, and
BOARD=folder takes it again; SCRATCH names where it is made; REQUESTS and SECONDS how much is asked.
WRITE=1 puts the table into docs/performance.md.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from benchmarks import meaning, pages, report, web
from benchmarks.big import Big
from benchmarks.corpus import Corpus, NoCorpus, choose
from benchmarks.imports import Bench, Failed, Tell
from benchmarks.options import Options, Refused, options
from benchmarks.table import Row, as_text
from postings.tests.real import real_postings


def main(environment: Mapping[str, str]) -> int:
    started = time.monotonic()

    def tell(line: str) -> None:
        print(f"{time.monotonic() - started:5.0f} s  {line}", file=sys.stderr, flush=True)

    scratch = None
    try:
        asked = options(environment)
        busy = f"load of the machine before {os.getloadavg()[0]:.1f}"
        scratch = Path(tempfile.mkdtemp(prefix="board-bench-", dir=asked.scratch))
        subject, rows = _measured(asked, scratch, tell)
        subject = f"{subject}, {busy}"
        print(f"{subject}\n")
        print(as_text(rows))
        if asked.write:
            report.write(_place(asked, subject), subject, rows, scratch)
    except (NoCorpus, Failed, Refused, report.NoPlace) as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        if scratch:
            _leave(scratch, keep=environment.get("KEEP", "") not in ("", "0"), tell=tell)
    return 0


def _place(asked: Options, subject: str) -> str:
    """The table of the document that this is."""
    big = asked.board or asked.postings
    return f"{subject.split()[0].replace(',', '')} postings" if big else "the real postings"


def _leave(scratch: Path, keep: bool, tell: Tell) -> None:
    board = scratch / "board"
    if keep and board.is_dir():
        tell(f"The board stays: BOARD={board}")
    else:
        shutil.rmtree(scratch, ignore_errors=True)


def _measured(asked: Options, scratch: Path, tell: Tell) -> tuple[str, list[Row]]:
    """What was measured, and its rows."""
    workers = f"{asked.workers} workers of {os.cpu_count()} cores"
    if asked.board:
        big = Big(asked, scratch, tell)
        return f"{big.size():,} postings, {workers}", _as_told(big.rows(big.size()), tell)
    corpus = choose(asked, scratch, _real_folder())
    subject = f"{corpus.files:,} {corpus.name}, {workers}"
    if asked.postings:
        big = Big(asked, scratch, tell)
        made = _as_told(big.make(corpus, asked.postings), tell)
        rows = [*made, *_as_told(big.rows(asked.postings), tell)]
        return f"{asked.postings:,} postings made of {subject}", rows
    return subject, _small(asked, corpus, scratch, tell)


def _small(asked: Options, corpus: Corpus, scratch: Path, tell: Tell) -> list[Row]:
    tell(f"{corpus.files:,} {corpus.name}, {asked.workers} workers, {asked.runs} pairs")
    bench = Bench(corpus, scratch, asked.workers, asked.runs, tell)
    rows = [*bench.rows(), *_as_told(meaning.rows(corpus, bench.empty, tell), tell)]
    rows += _as_told(pages.rows(bench.board, tell), tell)
    return [*rows, *_as_told(web.rows(bench.board, asked.runs, asked.seconds, tell), tell)]


def _as_told(rows: Iterable[Row], tell: Tell) -> list[Row]:
    """The rows, each told when it is measured: what fails later takes none of them with it."""
    kept = []
    for row in rows:
        tell(f"{row.what}: {row.measured}")
        kept.append(row)
    return kept


def _real_folder() -> Path | None:
    try:
        return real_postings()
    except pytest.skip.Exception:
        return None


if __name__ == "__main__":
    sys.exit(main(os.environ))
