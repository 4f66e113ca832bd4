"""What a page costs: the WSGI application called in process, set up as in production.

Run as `python -m benchmarks.pages` in the data folder of an imported board; prints JSON.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.imports import Tell, run
from benchmarks.table import Row
from benchmarks.visitor import Visitor

LIST_MS, DETAIL_MS, LIST_QUERIES, DETAIL_QUERIES = 8.0, 3.0, 6, 5
# Requests a kind of page, and how many different addresses they go to at most.
REQUESTS, DETAILS, NAMES, WORDS = 100, 300, 25, 20
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages that are measured together; no budget where there is none."""

    name: str
    addresses: Sequence[str]
    how: str
    status: int = 200
    ms: float | None = None
    queries: int | None = None


def kinds() -> Iterator[Kind]:
    # The app registry is not ready when this module is imported.
    from postings.models import JobPosting, Organization, Skill  # noqa: PLC0415

    front, live = reverse("list"), JobPosting.objects.live()
    skills, organizations = _commonest(Skill), _commonest(Organization)
    yield _list("list, front page", [front], "all live postings, newest first")
    filtered = [f"{front}?{urlencode({'skill': skill.key})}" for skill in skills]
    yield _list("list, by skill", filtered, "filtered by one of the commonest skills")
    words = [f"{front}?q={word}" for word in _words(live)]
    yield _list("list, search word", words, "one of the commonest words of titles")
    details = _spread(live.filter(canonical=None), DETAILS)
    how = f"{len(details)} different live postings, none that leads to another"
    yield Kind("detail page", details, how, ms=DETAIL_MS, queries=DETAIL_QUERIES)
    yield _list("skill page", _addresses(skills), "one of the commonest skills")
    how = "one of the organizations with most live postings"
    yield _list("organization page", _addresses(organizations), how)
    closed = _spread(JobPosting.objects.closed().filter(canonical=None), REQUESTS)
    yield Kind("closed page", closed, f"{len(closed)} different closed postings, 410", status=410)


def _list(name: str, addresses: Sequence[str], how: str) -> Kind:
    return Kind(name, addresses, how, ms=LIST_MS, queries=LIST_QUERIES)


def _spread(postings: Any, most: int) -> list[str]:
    """Addresses of so many postings, spread evenly over all."""
    ordered = list(postings.order_by("public_id").only("slug", "public_id"))
    return _addresses(ordered[:: max(1, len(ordered) // most)][:most])


def _commonest(model: type[Model]) -> list[Any]:
    from postings.querysets import live_condition  # noqa: PLC0415

    names = model.objects.filter(live_condition("postings__"))
    return list(names.annotate(number=Count("postings")).order_by("-number", "key")[:NAMES])


def _addresses(rows: Sequence[Any]) -> list[str]:
    return [row.get_absolute_url() for row in rows]


def _words(live: Any) -> list[str]:
    titles = live.values_list("title", flat=True)
    words = Counter(word for title in titles for word in re.findall("[a-z]{4,}", title.lower()))
    return [word for word, _ in sorted(words.items(), key=lambda item: (-item[1], item[0]))[:WORDS]]


def measured(kind: Kind, visitor: Visitor) -> dict[str, Any]:
    """Median and p95 in ms, median of processor time, and the most queries of any page."""
    addresses = list(kind.addresses)
    for address in addresses[:WARM_UP] * (WARM_UP if len(addresses) < WARM_UP else 1):
        _get(visitor, address, kind.status)
    queries = 0
    for address in addresses[:NAMES]:
        with CaptureQueriesContext(connection) as captured:
            _get(visitor, address, kind.status)
        queries = max(queries, len(captured))
    rounds = -(-REQUESTS // len(addresses))
    timed = [_get(visitor, address, kind.status) for address in addresses * rounds]
    times = sorted(one.wall for one in timed)
    return {
        "median": median(times),
        "p95": times[int(0.95 * len(times))],
        "processor": median(one.processor for one in timed),
        "queries": queries,
        "requests": len(times),
    }


class Timed(NamedTuple):
    """Milliseconds of one request; processor time does not count what neighbours take away."""

    wall: float
    processor: float


def _get(visitor: Visitor, address: str, status: int) -> Timed:
    """Raises RuntimeError where the page is not what was to be measured."""
    started, used = time.perf_counter(), time.process_time()
    answer = visitor.get(address)
    spent = Timed((time.perf_counter() - started) * 1000, (time.process_time() - used) * 1000)
    if answer.status != status:
        raise RuntimeError(f"{address} answered {answer.status}, not {status}.")
    return spent


def _row(kind: dict[str, Any], found: dict[str, Any]) -> Row:
    shown = (
        f"{found['median']:.1f} ms, p95 {found['p95']:.1f}, "
        f"processor {found['processor']:.1f}, {found['queries']} queries"
    )
    how = f"{kind['how']}; {found['requests']} requests, no cache in front"
    if kind["ms"] is None:
        return Row(kind["name"], shown, how)
    reached = found["median"] <= kind["ms"] and found["queries"] <= kind["queries"]
    target = f"≤ {kind['ms']:g} ms, ≤ {kind['queries']} queries"
    return Row(kind["name"], shown, how, target, reached)


def rows(board: Path, tell: Tell) -> Iterator[Row]:
    """The board is a data folder; its pages are measured in a process of their own."""
    tell("pages …")
    printed = board / "pages.json"
    run(["-m", "benchmarks.pages"], board, output=printed)
    for line in printed.read_text(encoding="utf-8").splitlines():
        yield _row(**json.loads(line))


def main() -> None:
    visitor = Visitor()
    call_command("collectstatic", interactive=False, verbosity=0)
    for kind in kinds():
        if not kind.addresses:
            print(f"No address for: {kind.name}", file=sys.stderr)
            continue
        told = {name: getattr(kind, name) for name in ("name", "how", "ms", "queries")}
        print(json.dumps({"kind": told, "found": measured(kind, visitor)}), flush=True)


if __name__ == "__main__":
    main()
