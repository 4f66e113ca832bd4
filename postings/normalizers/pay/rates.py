"""Pay of any currency and period as one comparable figure, for sorting and filtering only."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from postings.normalizers.pay import tables
from postings.records import Salary

# Paid units in a year of full-time work: 52 weeks of 5 days of 8 hours, holidays paid. 2,080 hours
# is the usual divisor (29 CFR 778.113 divides a year's pay by 52 weeks, a week's by its hours).
YEARLY = {"HOUR": 2080, "DAY": 260, "WEEK": 52, "MONTH": 12, "YEAR": 1}
# The largest amount that is compared; a larger one is no pay, and no column holds it.
_LARGEST = 10**12


@dataclass(frozen=True, slots=True)
class Rates:
    """Exchange rates of a day: code -> units for one euro, the euro included."""

    date: date
    per_euro: Mapping[str, Decimal]

    def convert(self, amount: Decimal, currency: str, into: str) -> Decimal | None:
        """The amount in another currency, or None where one of the two has no rate."""
        if currency not in self.per_euro or into not in self.per_euro:
            return None
        return amount / self.per_euro[currency] * self.per_euro[into]


def load(path: Path | None = None) -> Rates:
    """The rates of a file in the ECB's format (eurofxref.csv, also -hist), else the package's.

    The first day of the file counts. Raises OSError where it cannot be read and ValueError where
    it holds no rates.
    """
    return _packaged() if path is None else _read(path)


@cache
def _packaged() -> Rates:
    return _read(tables.FOLDER / "rates.csv")


def _read(path: Path) -> Rates:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(line for line in file if line.strip() and not line.startswith("#"))
        head, first = next(rows, []), next(rows, [])
    stated = dict(zip(map(str.strip, head), map(str.strip, first), strict=False))
    try:
        day = _day(stated.pop("Date", ""))
        quoted = {code: Decimal(rate) for code, rate in stated.items() if rate not in ("", "N/A")}
    except (ValueError, InvalidOperation) as error:
        raise ValueError(f"{path} holds no exchange rates in the ECB's format") from error
    if not quoted or any(not rate.is_finite() or rate <= 0 for rate in quoted.values()):
        raise ValueError(f"{path} holds no exchange rates, or one that is not above zero")
    return Rates(day, quoted | {"EUR": Decimal(1)})


def _day(written: str) -> date:
    """The ECB writes 2026-10-30 in its history and 30 October 2026 in its daily file."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return datetime.strptime(written, "%d %B %Y").date()


def yearly(salary: Salary, rates: Rates, into: str = "EUR") -> tuple[int, int] | None:
    """Lowest and highest pay of a year in whole units of a currency; None where it is unknown.

    Where one bound is not stated, the other stands for it. Full-time work is taken for granted,
    see YEARLY, so the figure is never shown without a "≈".
    """
    units = YEARLY.get(salary.unit_text)
    stated = [value for value in (salary.min_value, salary.max_value) if value is not None]
    if units is None or not stated or max(stated) > _LARGEST:
        return None
    converted = [rates.convert(value * units, salary.currency, into) for value in stated]
    known = [round(value) for value in converted if value is not None]
    return (min(known), max(known)) if known else None
