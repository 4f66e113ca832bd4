"""The reading of places, measured: `python -m postings.tests.golden_places` prints it."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from postings.normalizers import places
from postings.records import Places
from postings.tests.real import golden_rows
from postings.text import letters_only

EXACT = ("remote", "hybrid", "worldwide")
SETS: dict[str, Callable[[Places], Iterable[str]]] = {
    "countries": lambda found: found.countries,
    "regions": lambda found: found.regions,
    "cities": lambda found: (locality.name for locality in found.localities),
}


@dataclass(frozen=True, slots=True)
class Score:
    """How much of one field is right: of exact fields the share, of sets precision and recall."""

    right: float
    precision: float = 1.0
    recall: float = 1.0
    misses: tuple[str, ...] = ()

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def scores() -> dict[str, Score]:
    """Field -> how it does; skips visibly without the labelled truth."""
    rows = [(row, places.read(row["raw"])) for row in golden_rows("location.dev.jsonl")]
    exact = {name: _exact(name, rows) for name in EXACT}
    return exact | {name: _sets(name, rows) for name in SETS}


def _exact(name: str, rows: list[tuple[dict[str, Any], Places]]) -> Score:
    misses = [
        _miss(row, row[name], got)
        for row, found in rows
        if (got := getattr(found, name)) is not row[name]
    ]
    return Score(1 - len(misses) / len(rows), misses=tuple(misses))


def _sets(name: str, rows: list[tuple[dict[str, Any], Places]]) -> Score:
    hits, said, true, misses = 0, 0, 0, []
    for row, found in rows:
        got, expected = list(SETS[name](found)), row[name]
        keys, right = set(map(_key, got)), set(map(_key, expected))
        hits, said, true = hits + len(keys & right), said + len(keys), true + len(right)
        if keys != right:
            misses.append(_miss(row, expected, got))
    precision, recall = hits / said if said else 1.0, hits / true if true else 1.0
    return Score(1 - len(misses) / len(rows), precision, recall, tuple(misses))


def _key(name: str) -> str:
    return letters_only(name.replace("ł", "l"))


def _miss(row: dict[str, Any], expected: object, got: object) -> str:
    return f"{row['raw'][:120]!r}: expected {expected}, got {got}"


def table() -> list[str]:
    """The measured numbers as lines, then every miss."""
    return list(_lines(scores()))


def _lines(found: dict[str, Score]) -> Iterator[str]:
    for name, score in found.items():
        line = f"{name:10} right {score.right:7.2%}"
        if name in SETS:
            line += f"  P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
        yield f"{line}  misses {len(score.misses)}"
    for name, score in found.items():
        yield from (f"{name}: {miss}" for miss in score.misses)


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
