"""What pages of a board cost in process: through Django's test client, no page kept.

Run as `python -m benchmarks.asking KINDS REQUESTS` in the data folder of a board; KINDS is a file
of `benchmarks.questions`, REQUESTS how many of each. Prints a line of JSON for each kind.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import hostile
from benchmarks.questions import Kind

# Requests before the clock runs, and those whose queries are counted: of the last addresses, so
# that no measured page has been asked for before.
WARM_UP, COUNTED = 5, 20
MOST_REDIRECTS = 3


class Asking:
    """A visitor in this process."""

    def __init__(self, requests: int) -> None:
        self.client, self.requests = Client(SERVER_NAME="127.0.0.1"), requests

    def measured(self, kind: Kind, before: Callable[[], object] = lambda: None) -> dict[str, Any]:
        """Times in ms of a kind's pages in their order; `before` runs before each, unmeasured."""
        warm, measured = _parted(kind.addresses)
        for address in warm[:WARM_UP]:
            self.get(address)
        queries = 0
        rounds = -(-self.requests // len(measured))
        times = []
        for address in (measured * rounds)[: self.requests]:
            before()
            times.append(self.get(address))
        for address in warm[:COUNTED]:
            with CaptureQueriesContext(connection) as captured:
                self.get(address)
            queries = max(queries, len(captured))
        told = {"name": kind.name, "how": kind.how, "mixed": kind.mixed}
        return told | {"times": times, "queries": queries}

    def get(self, address: str) -> float:
        """Milliseconds; raises RuntimeError where the page is not what was to be measured."""
        started = time.perf_counter()
        response = self.client.get(address)
        spent = (time.perf_counter() - started) * 1000
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}, not 200.")
        return spent

    def forget_cards(self) -> None:
        """Empties what this process keeps, and lets a page without cards fill in the rest."""
        cache.clear()
        self.get(f"{reverse('list')}?q=zzzzqqqqzzzz")

    def hostile(self) -> dict[str, Any]:
        """The slowest of all hostile searches, redirects included, and how many failed."""
        self.client.raise_request_exception = False
        slowest, which, failed = 0.0, "", []
        addresses = hostile.addresses(reverse("list"))
        for address in addresses:
            started, status = time.perf_counter(), 302
            path = address
            for _ in range(MOST_REDIRECTS):
                response = self.client.get(path)
                status = response.status_code
                if status not in (301, 302):
                    break
                path = response.headers["Location"]
            spent = (time.perf_counter() - started) * 1000
            if status >= 500 or status in (301, 302):
                failed.append(address[:80])
            if spent > slowest:
                slowest, which = spent, address[:80]
        told = {"name": "hostile searches", "failed": failed, "asked": len(addresses)}
        return told | {"slowest": slowest, "which": which}


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
    call_command("collectstatic", interactive=False, verbosity=0)
    kinds = [Kind(**told) for told in json.loads(Path(path).read_text(encoding="utf-8"))]
    for told in results(kinds, int(requests)):
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
