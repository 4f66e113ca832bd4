"""Pay as a line of text for people: what is stated, and nothing that is concluded."""

from decimal import Decimal

from postings.normalizers.pay import tables
from postings.records import Salary

_UNITS = {
    "HOUR": "an hour",
    "DAY": "a day",
    "WEEK": "a week",
    "MONTH": "a month",
    "YEAR": "a year",
}


def shown(salary: Salary) -> str:
    """Like "US$ 90,000 – 120,000 a year", "from € 400 a day"; "" where no amount is stated.

    A concluded period is left out, and a concluded currency is the bare "$" that the source has.
    """
    sign = "$" if "currency" in salary.inferred else tables.shown_signs().get(salary.currency, "")
    unit = "" if "unit_text" in salary.inferred else _UNITS.get(salary.unit_text, "")
    low, high = salary.min_value, salary.max_value
    if low is not None and high is not None:
        before, amount = "", _amount(low) if low == high else f"{_amount(low)} – {_amount(high)}"
    elif low is not None:
        before, amount = "from", _amount(low)
    elif high is not None:
        before, amount = "up to", _amount(high)
    else:
        return ""
    return " ".join(part for part in (before, sign, amount, unit) if part)


def _amount(value: Decimal) -> str:
    """With thousands apart, and cents only where there are some."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
