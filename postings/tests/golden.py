"""Everything that is measured against the labelled truth, in one table: `-m postings.tests.golden`.

Every set with what it must reach, then every miss.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import postings.tests.ready  # noqa: F401  # before anything that needs models
from postings.tests import golden_pay, golden_places, golden_postings, golden_repeats

# A share in percent, a number of cases, or nothing that must be reached.
HEAD = ("set", "measured", "value", "target", "")


@dataclass(frozen=True, slots=True)
class Line:
    """A figure; `reached` is None where nothing is promised."""

    set: str
    measured: str
    value: str
    target: str = ""
    reached: bool | None = None

    def cells(self) -> tuple[str, ...]:
        said = "" if self.reached is None else ("reached" if self.reached else "MISSED")
        return self.set, self.measured, self.value, self.target, said


def table() -> list[str]:
    """The figures of all sets, aligned, then their misses; skips without the labelled truth."""
    lines: list[Line] = []
    misses: list[str] = []
    for part in (_pay, _places, _repeats, _postings):
        part(lines, misses)
    return [*aligned([HEAD, *(line.cells() for line in lines)]), "", *misses]


def aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _share(
    name: str, measured: str, right: float, least: float | None = None, words: str = "{:.1%}"
) -> Line:
    if least is None:
        return Line(name, measured, words.format(right))
    return Line(name, measured, words.format(right), f"≥ {words.format(least)}", right >= least)


def _most(name: str, measured: str, number: int, most: int) -> Line:
    return Line(name, measured, str(number), f"≤ {most}", number <= most)


def _pay(lines: list[Line], misses: list[str]) -> None:
    rows = list(golden_pay.compared())
    name = f"salary ({len(rows)})"
    right = sum(want == have for _, want, have in rows)
    lines.append(_share(name, "all fields right", right / len(rows), 0.96))
    invented = sum(have["is_salary"] and not want["is_salary"] for _, want, have in rows)
    lines.append(_most(name, "a number where there is none", invented, 0))
    for field in golden_pay.FIELDS:
        right = sum(want[field] == have[field] for _, want, have in rows)
        lines.append(_share(name, field, right / len(rows)))
    misses += [f"salary: {line}" for line in golden_pay.missed(rows)]


def _places(lines: list[Line], misses: list[str]) -> None:
    targets = {"remote": 0.97, "hybrid": 0.97, "worldwide": 0.97, "countries": 0.96,
               "regions": 0.95}  # fmt: skip
    for field, score in golden_places.scores().items():
        if field in golden_places.SETS:
            words = f"P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}"
            least = targets.get(field)
            target = f"F1 ≥ {least}" if least else ""
            reached = score.f1 >= least if least else None
            lines.append(Line("places", field, words, target, reached))
        else:
            lines.append(_share("places", field, score.right, targets.get(field)))
        misses += [f"places, {field}: {miss}" for miss in score.misses]


def _repeats(lines: list[Line], misses: list[str]) -> None:
    pairs = golden_repeats.results()
    wrong = [one for one in pairs if one.found and not one.label]
    left = [one for one in pairs if one.label and not one.found]
    true = sum(one.label for one in pairs)
    lines.append(_most(f"repeats ({len(pairs)})", "joined wrongly", len(wrong), 0))
    lines.append(_most(f"repeats ({len(pairs)})", f"of {true} true ones missed", len(left), 2))
    misses += [f"repeats, {one.id} ({one.kind}): {one.reason}" for one in (*wrong, *left)]


def _postings(lines: list[Line], misses: list[str]) -> None:
    number, missed = golden_postings.results()
    name = f"postings ({number})"
    for field, wrong in missed.items():
        lines.append(_most(name, f"{field} wrong", len(wrong), 0))
        misses += [f"postings, {field}: {one}" for one in wrong]


def main(write: Callable[[str], object] = sys.stdout.write) -> None:
    write("\n".join(table()) + "\n")


if __name__ == "__main__":
    main()
