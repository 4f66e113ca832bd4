"""How long an editor's change takes until a search finds it, in one process or in all.

Run as `python -m benchmarks.editing [PORT]` in the data folder of a board; PORT is that of a server
of the board. Prints JSON: seconds of each change. Every change is taken back.
"""

from __future__ import annotations

import http.client
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from benchmarks.bodies import rare_word
from benchmarks.visitor import Visitor

CHANGES = 5
# Gives up after so many seconds; looks again after as many; believes so many answers on end, over
# connections of their own, because workers take them in turn.
PATIENCE, LOOK_EVERY, BELIEVED = 30.0, 0.01, 20
Look = Callable[[str], bytes]


def main(port: str = "") -> None:
    importlib.import_module("jobboard.wsgi")
    look = _served(int(port)) if port else _in_process()
    print(json.dumps({"seconds": list(_changes(look, BELIEVED if port else 1))}))


def _in_process() -> Look:
    visitor = Visitor()
    return lambda path: visitor.get(path).content


def _served(port: int) -> Look:
    def look(path: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    return look


def _changes(look: Look, believed: int) -> Iterator[float]:
    from postings.models import JobPosting  # noqa: PLC0415, the app registry is not ready before

    postings = list(JobPosting.objects.live().heads().order_by("public_id")[:CHANGES])
    for number, posting in enumerate(postings):
        word = rare_word(500_000_000 + number + time.time_ns() % 10_000_000)
        title = posting.title
        try:
            yield _until_found(look, believed, posting, f"{title[:280]} {word}", word)
        finally:
            _save(posting, title)


def _until_found(look: Look, believed: int, posting: Any, title: str, word: str) -> float:
    """Seconds from before the change to the first of so many answers on end that show it."""
    path, wanted = f"/?q={word}", posting.public_id.encode()
    look(path)  # nothing is found, and that is kept
    started = time.perf_counter()
    _save(posting, title)
    on_end, first = 0, 0.0
    while on_end < believed:
        if time.perf_counter() - started > PATIENCE:
            raise RuntimeError(f"A change was not found within {PATIENCE:.0f} s.")
        if wanted in look(path):
            first = first or time.perf_counter() - started
            on_end += 1
        else:
            on_end, first = 0, 0.0
            time.sleep(LOOK_EVERY)
    return first


def _save(posting: Any, title: str) -> None:
    """As the admin saves it."""
    from postings import lifecycle  # noqa: PLC0415

    with transaction.atomic():
        posting.title = title
        lifecycle.curate(posting, ["title"])
        lifecycle.stamp([posting])
        posting.save()


if __name__ == "__main__":
    main(*sys.argv[1:])
