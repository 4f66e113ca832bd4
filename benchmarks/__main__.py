"""`python -m benchmarks`: measures in a scratch folder and prints one table.

CORPUS names a folder of posting files (default: the real ones, else generated), FILES or N how many
of them, RUNS how many pairs of imports, WORKERS how many processes read.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks import pages
from benchmarks.corpus import NoCorpus, choose
from benchmarks.imports import Bench, Failed
from benchmarks.table import as_text
from postings.tests.real import real_postings

# Enough to see the noise, few enough for a coffee.
RUNS = 3


def main(environment: Mapping[str, str]) -> int:
    started = time.monotonic()

    def tell(line: str) -> None:
        print(f"{time.monotonic() - started:5.0f} s  {line}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="board-bench-") as folder:
        scratch = Path(folder)
        try:
            corpus = choose(environment, scratch, _real_folder())
            workers = int(environment.get("WORKERS") or os.cpu_count() or 1)
            runs = int(environment.get("RUNS") or RUNS)
            tell(f"{corpus.files:,} {corpus.name}, {workers} workers, {runs} pairs")
            bench = Bench(corpus, scratch, workers, runs, tell)
            rows = [*bench.rows(), *pages.rows(bench.board, tell)]
        except (NoCorpus, Failed, ValueError) as error:
            print(error, file=sys.stderr)
            return 2
    print(f"{corpus.files:,} {corpus.name}, {workers} workers of {os.cpu_count()} cores\n")
    print(as_text(rows))
    return 0


def _real_folder() -> Path | None:
    try:
        return real_postings()
    except pytest.skip.Exception:
        return None


if __name__ == "__main__":
    sys.exit(main(os.environ))
