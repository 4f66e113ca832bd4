"""Processes that search, write and die, for the tests of what a search index survives.

`python -m postings.tests.searching ACTION …`, with a board's environment, prints one JSON value.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from postings import finding, indexing, lifecycle, versions  # noqa: E402
from postings.indexing import inspecting, updating  # noqa: E402
from postings.models import JobPosting  # noqa: E402
from postings.records import Indexed, SearchQuery  # noqa: E402
from postings.tests.editing import save  # noqa: E402
from postings.vocabulary import Decision  # noqa: E402


def edit(postings: list[JobPosting], title: str) -> int:
    """Gives them all a title; the board's revision then."""
    with transaction.atomic():
        number = lifecycle.stamp(postings)
        for posting in postings:
            posting.title = title
        JobPosting.objects.bulk_update(postings, ["title", "revision", "changed_at"], 200)
    return number


def forked(work: Callable[[], Any]) -> int:
    """A child that does the work and ends."""
    connection.close()
    if child := os.fork():
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def kill(action: str, times: str) -> list[dict[str, Any]]:
    """Kills so many updates or rebuilds, each at a random point, and looks what is left."""
    work = {"update": updating.bring_up, "rebuild": updating.rebuild}[action]
    began = time.monotonic()
    edit(list(JobPosting.objects.live().heads()), "Round of the undisturbed")
    assert _ended(forked(work))
    seconds, seen, killed = time.monotonic() - began, [], 0
    for number in range(10 * int(times)):
        edit(list(JobPosting.objects.live().heads()), f"Round {number}")
        child = forked(work)
        time.sleep(random.uniform(0, seconds))
        os.kill(child, signal.SIGKILL)
        if _ended(child):
            seconds *= 0.9  # the first one had to warm up
        else:
            killed += 1
        seen.append(_told(lambda number=number: _left(f"Round {number}")))
        if killed == int(times):
            return seen
    raise AssertionError("they ended before they could be killed")


def _ended(child: int) -> bool:
    return os.waitpid(child, 0)[1] == 0


def _told(work: Callable[[], Any]) -> Any:
    """What the work gives in a process of its own; threads of the engine do not survive a fork."""
    reading, writing = os.pipe()
    child = forked(lambda: os.write(writing, json.dumps(work()).encode()))
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    assert _ended(child)
    return json.loads(told)


def _left(title: str) -> dict[str, Any]:
    """What visitors find after a kill, and whether the next update makes it all good."""
    now = indexing.present()
    page = finding.find(SearchQuery())
    updating.bring_up(wait=10)
    whole = finding.find(SearchQuery(words=f'"{title}"'))
    return {
        "behind": page.indexed is None or page.indexed.revision < now.revision,
        "served": page.indexed is not None,
        "total": page.total,
        "live": JobPosting.objects.live().heads().count(),
        "new": whole.total,
        "differences": inspecting.verify().as_text(),
    }


def read(stop: str) -> dict[str, Any]:
    """Asks again and again, as a view does: which totals it saw, and when it first found what.

    stop: a file that ends it when it is there.
    """
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    totals: set[tuple[int, int]] = set()
    found: dict[int, float] = {}
    asked = unanswered = 0
    edition = 1
    while not os.path.exists(stop):
        version = versions.current()
        held = indexing.keep_up(Indexed(version.board_id, version.revision))
        page = finding.find(SearchQuery(), engine=held is not None)
        asked += 1
        if page.indexed is None:
            unanswered += 1
        else:
            totals.add((page.indexed.revision, page.total))
        # One that was replaced before it was looked for is seen with the one that replaced it.
        newest = max(filter(_is_found, range(edition, edition + 3)), default=edition - 1)
        found |= dict.fromkeys(range(edition, newest + 1), time.time())
        edition = newest + 1
        time.sleep(0.02)
    return {"totals": sorted(totals), "found": found, "asked": asked, "unanswered": unanswered}


def _is_found(edition: int) -> bool:
    sought = finding.find(SearchQuery(words=f'"edition{edition}"'), facets=False)
    return sought.total == 1 and not sought.corrected


def change(seconds: str, pause: str) -> dict[str, Any]:
    """Closes, reopens and edits postings: the true number of live ones by revision, and when."""
    until = time.time() + float(seconds)
    now = indexing.present()
    history = {now.revision: JobPosting.objects.live().heads().count()}
    edited: dict[int, float] = {}
    draw = random.Random(20)
    everything = list(JobPosting.objects.live().heads())
    chosen, others = everything[:1], everything[1:]
    while time.time() < until:
        some = draw.sample(others, 3)
        decision = draw.choice([Decision.CLOSED, Decision.REOPENED])
        with transaction.atomic():
            lifecycle.decide(some, decision, None)
            history[indexing.present().revision] = JobPosting.objects.live().heads().count()
        number = len(edited) + 1
        with transaction.atomic():
            edit(chosen, f"Keeper of edition{number}")
            history[indexing.present().revision] = JobPosting.objects.live().heads().count()
        edited[number] = time.time()
        time.sleep(float(pause))
    return {"history": history, "edited": edited}


def admin_save(title: str) -> str:
    """An editor's change through the admin's form; the public id of what was changed."""
    setup_test_environment()
    client = Client()
    client.force_login(User.objects.create_superuser("edith"))
    posting = JobPosting.objects.live().order_by("pk")[5]
    return save(client, posting, title=title).public_id


ACTIONS = {"kill": kill, "read": read, "change": change, "admin_save": admin_save}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(ACTIONS[sys.argv[1]](*sys.argv[2:])))
