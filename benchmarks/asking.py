"""What pages of a board cost in process: the WSGI application is called, no page kept.

Run as `python -m benchmarks.asking KINDS REQUESTS` in the data folder of a board whose static files
are collected; KINDS is a file of `benchmarks.questions`, REQUESTS how many of each. Answers each
line of its input with a line of JSON: what it measured of the next kind.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import hostile
from benchmarks.questions import Kind
from benchmarks.visitor import Visitor

# Requests before the clock runs, and those whose queries are counted: of the last addresses, so
# that no measured page has been asked for before.
WARM_UP, COUNTED = 5, 20
MOST_REDIRECTS, REDIRECTS = 3, (301, 302)
# Characters of a hostile address that are shown.
SHOWN = 80


@dataclass(slots=True)
class Spent:
    """Milliseconds of one request; processor time does not count what neighbours take away."""

    wall: float = 0.0
    processor: float = 0.0


@contextlib.contextmanager
def clock() -> Iterator[Spent]:
    """Holds what its block has taken, once that ends."""
    spent, started, used = Spent(), time.perf_counter(), time.process_time()
    yield spent
    spent.wall = (time.perf_counter() - started) * 1000
    spent.processor = (time.process_time() - used) * 1000


class Asking:
    """A visitor in this process."""

    def __init__(self, requests: int) -> None:
        self.visitor, self.requests = Visitor(), requests

    def measured(self, kind: Kind, before: Callable[[], object] = lambda: None) -> dict[str, Any]:
        """Times in ms of a kind's pages in their order, and bytes read from the disk for them;
        `before` runs before each, unmeasured."""
        warm, measured = _parted(kind.addresses)
        for address in warm[:WARM_UP]:
            self.get(address)
        rounds = -(-self.requests // len(measured))
        spent, read = [], _read_from_disk()
        for address in (measured * rounds)[: self.requests]:
            before()
            spent.append(self.get(address))
        read = _read_from_disk() - read
        queries = 0
        for address in warm[:COUNTED]:
            with CaptureQueriesContext(connection) as captured:
                self.get(address)
            queries = max(queries, len(captured))
        told = {"name": kind.name, "how": kind.how, "mixed": kind.mixed, "queries": queries}
        processor = median(one.processor for one in spent)
        times = [one.wall for one in spent]
        return told | {"times": times, "processor": processor, "read": read}

    def get(self, address: str) -> Spent:
        """Raises RuntimeError where the page is not what was to be measured."""
        with clock() as spent:
            answer = self.visitor.get(address)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}, not 200.")
        return spent

    def forget_cards(self) -> None:
        """Empties what this process keeps, and lets a page without cards fill in the rest."""
        cache.clear()
        self.get(f"{reverse('list')}?q=zzzzqqqqzzzz")

    def hostile(self) -> dict[str, Any]:
        """The slowest of all hostile searches, redirects included, and which failed.

        apart: milliseconds of the phrase of common words, which the slowest leaves aside.
        """
        slowest, which, failed, apart = Spent(), "", [], 0.0
        addresses = hostile.addresses(reverse("list"))
        for address in addresses:
            with clock() as spent:
                status = self._followed(address)
            if status >= 500 or status in REDIRECTS:
                failed.append(address[:SHOWN])
            if address.endswith(quote(hostile.COMMON_PHRASE)):
                apart = spent.wall
            elif spent.wall > slowest.wall:
                slowest, which = spent, address[:SHOWN]
        told = {"name": "hostile searches", "failed": failed, "asked": len(addresses)}
        told |= {"slowest": slowest.wall, "processor": slowest.processor, "which": which}
        return told | {"apart": apart}

    def _followed(self, address: str) -> int:
        """The status at the end of some redirects, else that of the last one."""
        for _ in range(MOST_REDIRECTS):
            answer = self.visitor.get(address)
            if answer.status not in REDIRECTS:
                break
            address = answer.headers["location"]
        return answer.status


def _read_from_disk() -> int:
    """Bytes that were read for this process so far; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return int(dict(line.split(": ") for line in lines)["read_bytes"])


def _parted(addresses: Sequence[str]) -> tuple[list[str], list[str]]:
    """Addresses to warm up with, and those to measure; all for both where there are few."""
    if len(addresses) < 4 * COUNTED:
        return list(addresses), list(addresses)
    return list(addresses[-COUNTED:]), list(addresses[:-COUNTED])


def results(kinds: Sequence[Kind], requests: int) -> Iterator[dict[str, Any]]:
    asking = Asking(requests)
    for kind in kinds:
        if not kind.addresses:
            print(f"No address for: {kind.name}", file=sys.stderr)
            continue
        yield asking.measured(kind)
        if kind.name == "list, unfiltered":
            how = "the same, with no card kept; not in the mix"
            cold = Kind("list, cards cold", how, kind.addresses, mixed=False)
            yield asking.measured(cold, asking.forget_cards)
    yield asking.hostile()


def main(path: str, requests: str) -> None:
    # What the server loads, so that whatever it does at its start is done here too.
    importlib.import_module("jobboard.wsgi")
    kinds = [Kind(**told) for told in json.loads(Path(path).read_text(encoding="utf-8"))]
    for _, told in zip(sys.stdin, results(kinds, int(requests)), strict=False):
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
