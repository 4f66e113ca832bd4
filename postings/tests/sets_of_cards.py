"""Boards of cards with the sets of them, made without a database."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from postings.records import Indexed, SearchDocument
from postings.search import folder, gathering
from postings.search.reader import Reader, Snapshot
from postings.search.writer import Writer
from postings.tests.factories import public_id
from postings.vocabulary import WorkMode

DAY = date(2026, 1, 1)
TITLES = ("Cook", "Baker", "Bakers of bread", "Pastry cook")


def employer(number: int) -> tuple[str, str, str]:
    return (f"cafe{number}", f"Café {number}", f"cafe-{number}")


def card(number: int, chance: random.Random) -> SearchDocument:
    skills = chance.sample(range(60), chance.choice([0, 1, 5, 20, 30]))
    places = chance.sample(range(50), chance.choice([0, 1, 2, 4, 9]))
    return SearchDocument(
        number,
        public_id(number),
        chance.choice(TITLES),
        skills=tuple((f"skill{one}", f"skill{one}", "") for one in skills),
        places=tuple((f"town{one}", f"town{one}", "") for one in places),
        countries=tuple(chance.sample(["NO", "SE", "FI", "DK"], chance.randrange(1, 5))),
        organization=employer(number % 50) if number % 7 else None,
        language="en" if number % 5 else "",
        work_mode=chance.choice(["", WorkMode.REMOTE.value]),
        salary=chance.choice([None, 40_000, 90_000]),
        has_salary=bool(number % 2),
        date_posted=chance.choice([None, DAY - timedelta(days=chance.randrange(400))]),
        valid_through=chance.choice([None, DAY + timedelta(days=chance.randrange(-2, 9))]),
    )


Board = dict[int, SearchDocument]


def write(
    serving: Path,
    put: list[SearchDocument],
    take: Iterable[int] = (),
    *,
    new: bool = False,
    before: int = 0,
) -> None:
    """before: how many cards were put and taken, of a new index."""
    writer = Writer(serving, new=new)
    if new:
        writer.mark = replace(writer.mark, ordinals=before)
    writer.take(map(public_id, take))
    writer.put(put)
    writer.commit(Indexed("board", len(put)))
    writer.settle()


def gather(serving: Path, name: str = "sets-1") -> None:
    gathering.make(serving, name)
    writer = Writer(serving)
    writer.commit(writer.mark.indexed, sets=name)
    writer.settle()


def made(root: Path, serving: Path, before: int = 0) -> Board:
    """Of several segments, with the sets of them; put in service."""
    chance = random.Random(3)
    cards = {number: card(number, chance) for number in range(1, 401)}
    every = list(cards.values())
    for first in range(0, len(every), 100):
        write(serving, every[first : first + 100], new=not first, before=before)
    gather(serving)
    folder.put_in_service(root, serving)
    return cards


def opened(root: Path) -> Snapshot:
    return Reader(root).snapshot()
