"""The one table that a bench ends in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEAD = ("what", "measured", "target", "", "how it is taken")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `reached` is None where there is no target."""

    what: str
    measured: str
    how: str
    target: str = ""
    reached: bool | None = None

    def cells(self) -> tuple[str, ...]:
        verdict = "" if self.reached is None else "reached" if self.reached else "missed"
        return (self.what, self.measured, self.target, verdict, self.how)


def as_text(rows: Iterable[Row]) -> str:
    """Columns as wide as they need; the last one, the explanation, runs free."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
