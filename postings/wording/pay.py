"""Pay in words: what is stated, what was concluded from it, and a year of it to compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from postings.normalizers import pay
from postings.normalizers.pay.rates import YEARLY
from postings.normalizers.pay.tables import shown_signs
from postings.records import Salary
from postings.vocabulary import SalaryUnit

# How one source writes a range of money; "USD 191480.0~311600.0" is its rawest form.
MACHINE_RANGE = re.compile(r"([A-Z]{3}) (\d+)(?:\.(\d+))?~(\d+)(?:\.(\d+))?")
RANGE_SIGN = re.compile(r"(\d[^\d~]{0,3}?)\s?~\s?(?=[^\d~]{0,4}\d)")
# As the column that sorts by pay holds it.
COMPARED_IN = "EUR"
# Of a figure that is only compared; more would pretend to know it.
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Pay:
    """What is shown of a posting's pay.

    shown: one line of what is stated, "" where nothing is. words: the source's own. found: whether
    they are the body's. concluded: sentences on what the words leave open. amount: whether `shown`
    is an amount that was read, not words that may name none.
    """

    shown: str
    words: str = ""
    found: bool = False
    concluded: tuple[str, ...] = ()
    amount: bool = True

    @property
    def line(self) -> str:
        """`shown`, in quotes where it is only words: “Competitive” must not look like pay."""
        return self.shown if self.amount or not self.shown else f"Salary: “{self.shown}”"


@dataclass(frozen=True, slots=True)
class Year:
    """A year of pay that is stated by the hour, day, week or month, and how it was reckoned."""

    shown: str
    basis: str


def paid(posting: Any) -> Pay:
    """The pay of a posting or of a card's row."""
    salary = _salary(posting)
    shown = pay.shown(salary)
    if not shown:
        return Pay(readable(posting.salary_text), posting.salary_text, amount=False)
    return Pay(shown, salary.text, salary.from_body, tuple(_concluded(salary)))


def _salary(posting: Any) -> Salary:
    return Salary(
        posting.salary_text or posting.salary_found_text,
        posting.salary_currency,
        posting.salary_min_value,
        posting.salary_max_value,
        posting.salary_unit_text,
        frozenset(posting.salary_inferred),
        from_body=bool(posting.salary_found_text),
    )


def _concluded(salary: Salary) -> Iterator[str]:
    if "currency" in salary.inferred:
        sign = shown_signs().get(salary.currency, "")
        yield f"“$” is read as {sign}." if sign else "Which dollar “$” is, is not stated."
    elif not salary.currency:
        yield "Currency not stated."
    if "unit_text" in salary.inferred:
        yield f"Period not stated; read as {period(salary.unit_text)}."
    elif not salary.unit_text:
        yield "Period not stated."


def period(unit: str) -> str:
    """Like "an hour"."""
    return f"{'an' if unit == SalaryUnit.HOUR else 'a'} {unit.lower()}"


def year(posting: Any) -> Year | None:
    """Of a posting whose pay is stated for a shorter period and can be compared."""
    salary = _salary(posting)
    if salary.unit_text in ("", SalaryUnit.YEAR) or "unit_text" in salary.inferred:
        return None
    known = pay.yearly(salary, pay.load(), COMPARED_IN)
    if known is None:
        return None
    bound = "from " if salary.max_value is None else "up to " if salary.min_value is None else ""
    sign, (low, high) = shown_signs()[COMPARED_IN], map(_rounded, known)
    amount = f"{low:,}" if low == high else f"{low:,} – {high:,}"
    return Year(f"≈ {bound}{sign} {amount} a year", _basis(salary))


def _rounded(value: int) -> int:
    return round(value, DIGITS - len(str(value)))


def _basis(salary: Salary) -> str:
    times = f"{YEARLY[salary.unit_text]:,} {salary.unit_text.lower()}s of full-time work a year"
    if salary.currency == COMPARED_IN:
        return f"{times}."
    rates = pay.load().date
    return f"{times}, exchange rates of {rates.day} {rates:%B %Y}."


def readable(text: str) -> str:
    """A salary as stated; only machine spellings of a range are set as a person would."""
    if match := MACHINE_RANGE.fullmatch(text.strip()):
        currency, least, least_part, most, most_part = match.groups()
        low, high = _amount(least, least_part), _amount(most, most_part)
        return f"{currency} {low}" if low == high else f"{currency} {low} – {high}"
    return RANGE_SIGN.sub(r"\1 – ", text)


def _amount(whole: str, part: str | None) -> str:
    grouped = f"{int(whole):,}"
    return f"{grouped}.{part.ljust(2, '0')}" if part and part.strip("0") else grouped
