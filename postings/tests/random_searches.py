"""Searches drawn at random from what a board holds."""

from __future__ import annotations

import random
import re
from typing import Any

from postings.normalizers import pay
from postings.records import SearchQuery
from postings.tests.asking import GROUPS, REPEATED, SINGLE, USUAL, WINDOWS
from postings.tests.reference import Row

# Lowest pay that is asked for, in euros, and the currencies in which.
PAID = (30_000, 60_000, 90_000, 150_000)
CURRENCIES = ("EUR", "USD", "JPY")


def random_queries(rows: list[Row], number: int, seed: int = 3) -> list[SearchQuery]:
    """Searches that combine up to four filters, mostly such as find something."""
    chance = random.Random(seed)
    return [_random_query(chance, rows) for _ in range(number)]


def _random_query(chance: random.Random, rows: list[Row]) -> SearchQuery:
    wished = chance.choice(rows)
    asked: dict[str, Any] = {}
    kinds = (*REPEATED, *SINGLE, "words")
    for kind in chance.sample(kinds, chance.randint(0, 4)):
        if kind in REPEATED:
            others = chance.sample(rows, min(chance.randint(0, 2), len(rows)))
            # What is excluded is not what is wished.
            given = others if kind == "exclude_organization" else [wished, *others]
            keys = {key for row in given for key in _one(chance, row, kind)}
            asked[REPEATED[kind]] = tuple(sorted(keys))
        else:
            asked |= _random_single(chance, wished, kind)
    return SearchQuery(**asked)


def _random_single(chance: random.Random, wished: Row, kind: str) -> dict[str, Any]:
    if kind == "has_salary":
        return {kind: True}
    if kind == "posted":
        return {kind: chance.choice(WINDOWS)}
    if kind == "words":
        return {kind: _random_words(chance, wished.title)}
    if kind == "salary_min":
        currency, euros = chance.choice(CURRENCIES), wished.euros or chance.choice(PAID)
        amount = round(euros * pay.load().per_euro[currency])
        return {"salary_min": max(amount, 1), "currency": currency}
    groups = [one for one in GROUPS if chance.random() < 0.5]
    usual = not groups or set(groups) == set(USUAL)
    country = chance.choice([*wished.who.countries, "HR", "US", "DE", "AQ"])
    return {"live_in": country, "eligible": () if usual else tuple(sorted(groups))}


def _one(chance: random.Random, row: Row, kind: str) -> list[str]:
    values = sorted(getattr(row, kind.removeprefix("exclude_")))
    return chance.sample(values, min(1, len(values)))


def _random_words(chance: random.Random, title: str) -> str:
    words = re.findall(r"[^\W\d_]{2,}", title) or ["engineer"]
    word, other = chance.choice(words), chance.choice(words)
    shapes = (word, f"{word} {other}", f'"{" ".join(words[:2])}"', f"{word} -{other}x", f"-{word}")
    return chance.choice((*shapes, word[:-1], "python", "data -senior", "enginer", "go"))
