"""How well pay is read, against the labelled truth: python -m postings.tests.golden_pay."""

import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from postings.normalizers import pay
from postings.tests.real import golden_rows

FIELDS = ("is_salary", "currency", "min", "max", "period")
Values = dict[str, Any]


def got(raw: str) -> Values:
    """What we read, in the words of the labels."""
    salary = pay.read(raw)
    if salary is None:
        return dict.fromkeys(FIELDS[1:]) | {"is_salary": False}
    return {
        "is_salary": True,
        "currency": salary.currency or None,
        "min": salary.min_value,
        "max": salary.max_value,
        "period": salary.unit_text or None,
    }


def expected(row: Values) -> Values:
    numbers = {
        field: None if row[field] is None else Decimal(str(row[field])) for field in ("min", "max")
    }
    return {field: row[field] for field in FIELDS} | numbers


def compared() -> Iterator[tuple[str, Values, Values]]:
    """Raw text, the label and our reading, of every row."""
    for row in golden_rows("salary.dev.jsonl"):
        yield row["raw"], expected(row), got(row["raw"])


def table() -> list[str]:
    """Scores, then every miss."""
    rows = list(compared())
    lines = [f"salary: {len(rows)} strings"]
    for field in FIELDS:
        right = sum(want[field] == have[field] for _, want, have in rows)
        lines.append(f"  {field:<10} {right:>4}  {right / len(rows):.1%}")
    right = sum(want == have for _, want, have in rows)
    lines.append(f"  {'all fields':<10} {right:>4}  {right / len(rows):.1%}")
    invented = sum(have["is_salary"] and not want["is_salary"] for _, want, have in rows)
    lines.append(f"  a number where there is none: {invented}")
    return [*lines, *(f"miss: {miss}" for miss in missed(rows))]


def missed(rows: list[tuple[str, Values, Values]]) -> Iterator[str]:
    for raw, want, have in rows:
        if want != have:
            yield f"{raw}\n  expected {_shown(want)}\n  got      {_shown(have)}"


def _shown(values: Values) -> str:
    return " ".join(f"{field}={values[field]}" for field in FIELDS)


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
