"""A big board and all that is measured of it: index, pages, memory, and the same over HTTP."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus
from benchmarks.imports import Failed, Tell, run
from benchmarks.options import DATABASE, Options
from benchmarks.served import BOARD, WORKERS, Request, Server, serve
from benchmarks.table import Row
from benchmarks.turns import in_turn
from benchmarks.web import Web
from postings.search import folder

INDEX_RATE, FINDABLE_SECONDS, PRIVATE_MIB, HOSTILE_MS = 2_000, 1.0, 250, 100
# Median and p99 in ms, up to so many postings.
MIXES = ((100_000, 10, 30), (1_000_000, 15, 100))
DETAIL_MS, APART_MS = 2.5, 1_000
# Beside those measured, addresses to warm up with.
MORE_ADDRESSES = 20
# Once through the mix, however long it takes.
LONG = 3_600.0
# Until both workers have looked at most of what they map: it is theirs together then.
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Big:
    """Where a big board is made and measured."""

    options: Options
    scratch: Path
    tell: Tell

    @property
    def board(self) -> Path:
        return self.options.board or self.scratch / "board"

    def make(self, corpus: Corpus, number: int) -> Iterator[Row]:
        """Leaves the board in `self.board`."""
        source = self.scratch / "source"
        self._manage(source, "migrate", "--verbosity", "0")
        self.tell(f"import of {corpus.files:,} {corpus.name}")
        limit = () if corpus.limit is None else ("--limit", str(corpus.limit))
        command = ["manage.py", "import_postings", str(corpus.folder), "--no-progress", *limit]
        run([*command, "--workers", str(self.options.workers)], source, accepted=(0, 1))
        self.tell(f"{number:,} postings are made of its live ones")
        self._manage(self.board, "migrate", "--verbosity", "0")
        printed = self.scratch / "grown.json"
        grow = ["-m", "benchmarks.growing", str(source / DATABASE), str(number)]
        run(grow, self.board, output=printed)
        told = json.loads(printed.read_text(encoding="utf-8"))
        how = f"{told['cards']:,} cards, {told['organizations']:,} organizations, "
        how += f"{told['skills']:,} skills of postings; the live postings of the source, their "
        how += "bodies recombined block by block"
        made = f"{number / told['seconds']:,.0f} postings/s"
        yield Row("big board made", made, how)
        shutil.rmtree(source)

    def size(self) -> int:
        """Live postings of the board; all of a big board's are."""
        with contextlib.closing(sqlite3.connect(self.board / DATABASE)) as connection:
            return int(connection.execute("SELECT count(*) FROM postings_jobposting").fetchone()[0])

    def rows(self, number: int) -> Iterator[Row]:
        yield from self._index_rows(number)
        kinds = self._kinds()
        yield from self._page_rows(number, kinds)
        with serve(self.board, BOARD, "/", PAGE_CACHE_ENTRIES="") as server:
            yield from self._findable_rows(server)
            yield from self._memory_rows(server, kinds)
        options = self.options
        yield from Web(self.board, kinds, options.runs, options.seconds, self.tell).rows()

    def _manage(self, data: Path, *words: str) -> Any:
        return run(["manage.py", *words], data)

    def _index_rows(self, number: int) -> Iterator[Row]:
        self.tell("search_index rebuild")
        started = time.perf_counter()
        spent = self._manage(self.board, "search_index", "rebuild", "--no-progress")
        seconds = time.perf_counter() - started
        rate = number / seconds
        how = f"search_index rebuild in a process of its own, {seconds:,.0f} s"
        target = f"≥ {INDEX_RATE:,}"
        yield Row("index built", f"{rate:,.0f} postings/s", how, target, rate >= INDEX_RATE)
        how = f"resident, files that are mapped included; {spent.processor:,.0f} s of processor"
        yield Row("… peak memory", f"{spent.peak:,.0f} MiB", how)
        index = folder.size(self.board / "search") / 2**20
        database = (self.board / DATABASE).stat().st_size / 2**20
        yield Row("index size", f"{index:,.0f} MiB", f"{1024 * index / number:.2f} kiB a posting")
        how = f"{1024 * database / number:.2f} kiB a posting, its body as text and HTML"
        yield Row("database size", f"{database:,.0f} MiB", how)

    def _kinds(self) -> list[dict[str, Any]]:
        self.tell("questions are drawn")
        printed = self.scratch / "kinds.json"
        wanted = str(self.options.requests + MORE_ADDRESSES)
        run(["-m", "benchmarks.questions", wanted], self.board, output=printed)
        kinds: list[dict[str, Any]] = json.loads(printed.read_text(encoding="utf-8"))
        return kinds

    def _page_rows(self, number: int, kinds: Sequence[dict[str, Any]]) -> Iterator[Row]:
        self._manage(self.board, "collectstatic", "--no-input", "--verbosity", "0")
        self.tell("pages in process")
        asking = ["-m", "benchmarks.asking", str(self.scratch / "kinds.json")]
        words = [*asking, str(self.options.requests)]
        asked: tuple[list[dict[str, Any]], ...] = ([], [])
        for told in in_turn(words, self.board, len(asked)):
            self.tell(f"… {told[-1]['name']}")
            for answers, one in zip(asked, told, strict=True):
                answers.append(one)
        first, second = asked
        for one in second[:-1]:
            yield _page_row(one)
        yield _mix_row(number, second)
        how = "each kind by another process just before, which had to read from the disk what the "
        how += f"system did not hold in memory: {_read(first)}"
        yield Row("… asked for the first time", _shown(_mixed(first))[0], how)
        yield from _hostile_rows(number, second[-1])

    def _findable_rows(self, server: Server) -> Iterator[Row]:
        self.tell("changes until they are found")
        for name, how, port in (
            ("a change until it is found", "as the admin saves it, by the next search", ""),
            ("… by another process", f"over HTTP, by all of {WORKERS} workers", str(server.port)),
        ):
            printed = self.scratch / "changes.json"
            run(["-m", "benchmarks.editing", *filter(None, [port])], self.board, output=printed)
            seconds = json.loads(printed.read_text(encoding="utf-8"))["seconds"]
            how += f"; the slowest of {len(seconds)}"
            reached = max(seconds) <= FINDABLE_SECONDS
            target = f"≤ {FINDABLE_SECONDS:g} s"
            yield Row(name, f"{max(seconds):.2f} s", how, target, reached)

    def _memory_rows(self, server: Server, kinds: Sequence[dict[str, Any]]) -> Iterator[Row]:
        self.tell("memory of the server's processes")
        requests: list[Request] = [(address, {}) for kind in kinds for address in kind["addresses"]]
        orders, found = random.Random(ROUNDS), []
        for _ in range(ROUNDS):
            server.load(requests, LONG, most=len(requests))
            found.append(server.private_mib())
            orders.shuffle(requests)
        if not found[-1]:
            raise Failed("The server's processes cannot be looked at.")
        private, anonymous = (max(one) for one in zip(*found[-1], strict=True))
        how = f"USS after {len(requests):,} pages of the mix were asked for {ROUNDS} times, over"
        how += f" HTTP, pages kept; the larger of {WORKERS} workers; {anonymous:.0f} MiB of it"
        how += f" anonymous; after the first time {max(found[0])[0]:.0f} MiB"
        reached = private <= PRIVATE_MIB
        shown = f"{private:.0f} MiB"
        yield Row("private memory of a process", shown, how, f"≤ {PRIVATE_MIB} MiB", reached)


def _mixed(asked: Sequence[dict[str, Any]]) -> list[float]:
    return [time for told in asked if told.get("mixed") for time in told["times"]]


def _read(asked: Sequence[dict[str, Any]]) -> str:
    mixed = sum(told["read"] for told in asked if told.get("mixed"))
    return f"{mixed / 1024 / len(_mixed(asked)):,.0f} kiB a request"


def _shown(times: Sequence[float]) -> tuple[str, float, float]:
    ranked = sorted(times)
    middle, late, latest = (
        ranked[min(int(len(ranked) * share), len(ranked) - 1)] for share in (0.5, 0.95, 0.99)
    )
    return f"{middle:.1f} ms, p95 {late:.1f}, p99 {latest:.1f}", middle, latest


def _page_row(told: dict[str, Any]) -> Row:
    shown, middle, latest = _shown(told["times"])
    shown += f", processor {told['processor']:.1f}, queries: {told['queries']}"
    how = f"{told['how']}; {len(told['times'])} requests"
    if told["name"] == "detail":
        return Row(told["name"], shown, how, f"median ≤ {DETAIL_MS} ms", middle <= DETAIL_MS)
    if told["name"] == "search, phrase of common words":
        return Row(told["name"], shown, how, f"p99 ≤ {APART_MS:,} ms", latest <= APART_MS)
    return Row(told["name"], shown, how)


def _mix_row(number: int, asked: Sequence[dict[str, Any]]) -> Row:
    times = _mixed(asked)
    shown, middle, latest = _shown(times)
    _, least, late = next((mix for mix in MIXES if number <= mix[0]), MIXES[-1])
    how = f"all {len(times):,} requests above but cold cards and phrases of common words; read from"
    how += f" the disk: {_read(asked)}"
    reached = middle <= least and latest <= late
    return Row("mix", shown, how, f"≤ {least} ms, p99 ≤ {late}", reached)


def _hostile_rows(number: int, told: dict[str, Any]) -> Iterator[Row]:
    failed = told["failed"]
    shown = f"slowest {told['slowest']:.0f} ms, processor {told['processor']:.0f}, "
    shown += f"{len(failed)} failed"
    which = failed[0] if failed else told["which"]
    how = f"{told['asked']} of them; {'failed' if failed else 'slowest'}: {which}"
    reached = not failed and told["slowest"] <= HOSTILE_MS
    yield Row(told["name"], shown, how, f"≤ {HOSTILE_MS} ms, none fails", reached)
    most = HOSTILE_MS if number <= MIXES[0][0] else APART_MS
    how, reached = "400 characters of the commonest words, in quotes", told["apart"] <= most
    yield Row("… a phrase of them", f"{told['apart']:.0f} ms", how, f"≤ {most:,} ms", reached)
