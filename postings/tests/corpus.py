"""Six hundred posting files in two editions, and boards of their own that import them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.db import connection

from postings.tests.boards import Board, new_board

FILES = 600
TRADES = ("Baker", "Glazier", "Cartographer", "Bookbinder", "Beekeeper", "Clockmaker", "Weaver")
HOUSES = ("Lantern Works", "lantern works", "Harbour & Sons", "Quiet Mill", "Tall Tree Ltd")
CRAFTS = ("python", "Python", "sewing", "C++", "map reading", "Map Reading", "glass")


def write_corpus(folder: Path, edition: int = 1) -> Path:
    """Our own postings: some state the same job twice, some are archived, some cannot be read.

    The second edition changes every third file, archives some and opens others.
    """
    draw = random.Random(20)
    for number in range(FILES):
        job = number - 1 if number % 9 == 8 else number
        later = edition == 2 and number % 3 == 0
        fields = {
            "title": f"{draw.choice(TRADES)} {job}{' (new hours)' if later else ''}",
            "company": draw.choice(HOUSES[::-1] if later else HOUSES),
            "apply_url": f"https://jobs.example.org/apply/{job}?from={number % 9}",
            "date": f"2024-{1 + number % 12:02}-{1 + number % 28:02}",
            "tags": ", ".join(draw.sample(CRAFTS, 3)),
        }
        if (number % 7 == 0) != (later and number % 4 == 0):
            fields["archived"] = '"true"'
        if number % 50 == 49:
            del fields["title"]
        head = "\n".join(f"{name}: {value}" for name, value in fields.items())
        lines = "\n".join(f"- Duty {line} of this work" for line in range(5 + number % 20))
        path = folder / f"shelf{number // 100}" / f"{number:04}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{head}\n---\n\nWe look for someone patient.\n\n{lines}\n")
    return folder


def corpus_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fixture: the first edition, for all tests of a module."""
    return write_corpus(tmp_path_factory.mktemp("corpus"))


def board_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Board:
    """A fixture: an empty board, for all tests of a module to copy."""
    if connection.vendor != "sqlite":
        pytest.skip("boards of their own are on SQLite; that run has tested them")
    return new_board(tmp_path_factory.mktemp("boards") / "empty")
