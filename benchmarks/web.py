"""What a server answers in a second, beside a bare Django view under the same server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.imports import Tell
from benchmarks.served import BARE, BOARD, CONNECTIONS, WORKERS, Request, Server, serve
from benchmarks.table import Row

# Of the real postings.
UNCACHED_RATE, CACHED_SHARE = 250, 80
# Addresses of a kind over HTTP: the page cache holds all of them.
ADDRESSES = 50
PRIVATE_MIB = 250
_GZIP = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Trial:
    """Requests that one server is asked, with the status it is to answer."""

    name: str
    how: str
    server: Server
    requests: Sequence[Request]
    status: int = 200
    target: int | None = None


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
            requests = [(address, {}) for address in self.kinds[kind]]
            how = f"{len(requests)} addresses of: {kind}"
            yield Trial(f"{name} over HTTP, uncached", how, server, requests)

    def _cached(self, server: Server) -> Iterator[Trial]:
        lists = self._lists({})
        yield Trial("list over HTTP, cached", "the same lists, kept", server, lists)
        how = "the same as browsers ask for it"
        yield Trial("… kept compressed", how, server, self._lists(_GZIP))
        tagged = []
        for address, _ in lists:
            tag = server.get(address)[1].get("etag")
            if tag:
                tagged.append((address, {"If-None-Match": tag}))
        if tagged:
            how = "the same, of what the client already has"
            yield Trial("list over HTTP, 304", how, server, tagged, status=304)

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
        bare = found[trials[0].name]
        for trial in trials:
            rounds = found[trial.name]
            rate, late = (median(one[key] for one in rounds) for key in ("rate", "p99"))
            shares = [
                100 * one["rate"] / least["rate"] for one, least in zip(rounds, bare, strict=True)
            ]
            shown = f"{rate:,.0f} requests/s, p99 {late:.1f} ms"
            if trial is trials[0]:
                busy = median(one["busy"] for one in rounds)
                how = f"{trial.how}; {WORKERS} workers, {CONNECTIONS} connections,"
                how += f" median of {self.rounds}; our client takes {100 * busy:.0f} % of a core"
                yield Row(trial.name, shown, how)
                continue
            shown += f", {median(shares):.0f} % of bare"
            target, reached = "", None
            if trial.target:
                target, reached = f"≥ {trial.target:,} requests/s", rate >= trial.target
            elif trial.name == "list over HTTP, cached":
                target = f"≥ {CACHED_SHARE} % of bare"
                reached = median(shares) >= CACHED_SHARE
            yield Row(trial.name, shown, trial.how, target, reached)
