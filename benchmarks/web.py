"""What a server answers in a second, beside a bare Django view under the same server."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.imports import Tell, run
from benchmarks.served import BARE, BOARD, CONNECTIONS, WORKERS, Request, Server, serve
from benchmarks.table import Row

# Of the real postings.
UNCACHED_RATE, CACHED_SHARE = 250, 80
# Addresses of a kind over HTTP: the page cache holds all of them.
ADDRESSES = 50
PLAIN = "plain"
_GZIP = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Trial:
    """Requests that one server is asked, with the status it is to answer.

    target: requests a second; kept: how the pages come from the page cache, if they do.
    """

    name: str
    how: str
    server: Server
    requests: Sequence[Request]
    status: int = 200
    target: int | None = None
    kept: str = ""


class Web:
    """The servers of one board, and the rounds in which they are asked in turn (A B A B)."""

    def __init__(
        self,
        board: Path,
        kinds: Sequence[Mapping[str, Any]],
        rounds: int,
        seconds: float,
        tell: Tell,
    ) -> None:
        self.board, self.rounds, self.seconds, self.tell = board, rounds, seconds, tell
        self.kinds = {kind["name"]: kind["addresses"][:ADDRESSES] for kind in kinds}

    def rows(self, rate: int | None = None) -> Iterator[Row]:
        """rate: the least number of uncached lists a second, where there is such a target."""
        with contextlib.ExitStack() as stack:
            board = stack.enter_context(serve(self.board, BOARD, "/", PAGE_CACHE_ENTRIES=""))
            fresh = stack.enter_context(serve(self.board, BOARD, "/"))
            bare = self._bare(stack, len(board.get("/")[2]))
            trials = [bare, *self._uncached(fresh, rate), *self._cached(board)]
            yield from self._shown(trials, self._measured(trials))

    def _bare(self, stack: contextlib.ExitStack, size: int) -> Trial:
        """A bare view whose page is as long as the front page."""
        settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.bare_site", "BARE_BYTES": str(size)}
        server = stack.enter_context(serve(self.board, BARE, "/", **settings))
        how = f"{size:,} constant bytes behind Django's standard middleware"
        return Trial("bare view over HTTP", how, server, [("/", {})])

    def _lists(self, headers: Mapping[str, str]) -> list[Request]:
        addresses = self.kinds["list, unfiltered"] + self.kinds["one filter"][: ADDRESSES - 1]
        return [(address, headers) for address in addresses]

    def _uncached(self, server: Server, rate: int | None) -> Iterator[Trial]:
        lists = self._lists({})
        how = f"{len(lists)} lists with facets: the front page, and those of one filter"
        yield Trial("list over HTTP, uncached", how, server, lists, target=rate)
        how = "the same as browsers ask for it"
        yield Trial("… compressed", how, server, self._lists(_GZIP))
        for name, kind in (("search", "search, two common words"), ("detail", "detail")):
            requests: list[Request] = [(address, {}) for address in self.kinds[kind]]
            how = f"{len(requests)} addresses of: {kind}"
            yield Trial(f"{name} over HTTP, uncached", how, server, requests)

    def _cached(self, server: Server) -> Iterator[Trial]:
        lists = self._lists({})
        yield Trial("list over HTTP, cached", "the same lists, kept", server, lists, kept=PLAIN)
        how = "the same as browsers ask for it"
        yield Trial("… kept compressed", how, server, self._lists(_GZIP), kept="gzip")
        tagged = []
        for address, _ in lists:
            tag = server.get(address)[1].get("etag")
            if tag:
                tagged.append((address, {"If-None-Match": tag}))
        if tagged:
            how = "the same, of what the client already has"
            yield Trial("list over HTTP, 304", how, server, tagged, 304, kept="304")

    def _measured(self, trials: Sequence[Trial]) -> dict[str, list[dict[str, Any]]]:
        """Of each trial what each round found, after one short round that counts for nothing."""
        found: dict[str, list[dict[str, Any]]] = {trial.name: [] for trial in trials}
        for number in range(self.rounds + 1):
            self.tell(f"HTTP, round {number} of {self.rounds}")
            for trial in trials:
                warm = max(4 * len(trial.requests), 100)
                most = warm if number == 0 else None
                seconds = self.seconds
                told = trial.server.load(trial.requests, seconds, most, trial.status)
                if number:
                    found[trial.name].append(told)
        return found

    def _shown(
        self, trials: Sequence[Trial], found: Mapping[str, list[dict[str, Any]]]
    ) -> Iterator[Row]:
        first, *others = trials
        bare = found[first.name]
        busy = median(one["busy"] for one in bare)
        how = f"{first.how}; {WORKERS} workers, {CONNECTIONS} connections,"
        how += f" median of {self.rounds}; our client takes {100 * busy:.0f} % of a core"
        yield Row(first.name, _told(bare), how)
        for trial in others:
            rounds = found[trial.name]
            shown, target, reached = _told(rounds), "", None
            if trial.kept:
                pairs = zip(rounds, bare, strict=True)
                share = median(100 * ours["rate"] / theirs["rate"] for ours, theirs in pairs)
                shown += f", {share:.0f} % of bare"
                if trial.kept == PLAIN:
                    target, reached = f"≥ {CACHED_SHARE} % of bare", share >= CACHED_SHARE
            elif trial.target:
                rate = median(one["rate"] for one in rounds)
                target, reached = f"≥ {trial.target:,} requests/s", rate >= trial.target
            yield Row(trial.name, shown, trial.how, target, reached)


def _told(rounds: Sequence[Mapping[str, Any]]) -> str:
    rate, late = (median(one[key] for one in rounds) for key in ("rate", "p99"))
    return f"{rate:,.0f} requests/s, p99 {late:.1f} ms"


def rows(board: Path, rounds: int, seconds: float, tell: Tell) -> Iterator[Row]:
    """Of an imported board, a data folder."""
    printed = board / "kinds.json"
    run(["manage.py", "search_index", "update", "--no-progress"], board)
    run(["-m", "benchmarks.questions", str(ADDRESSES)], board, output=printed)
    kinds = json.loads(printed.read_text(encoding="utf-8"))
    yield from Web(board, kinds, rounds, seconds, tell).rows(UNCACHED_RATE)
