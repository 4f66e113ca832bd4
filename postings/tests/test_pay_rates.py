"""Comparable pay: over currencies and periods, from a dated file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from postings.normalizers import pay

RATES = pay.Rates(date(2026, 1, 2), {"EUR": Decimal(1), "USD": Decimal("1.25")})
DAILY = "Date, USD, JPY, \n02 January 2026, 1.25, 180.5, \n"
HISTORY = "Date,USD,JPY,CYP,\n2026-01-02,1.25,180.5,N/A,\n2026-01-01,9,9,9,\n"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("EUR 30 - 40 per hour", (62_400, 83_200)),
        ("EUR 400 a day", (104_000, 104_000)),
        ("EUR 1,000 a week", (52_000, 52_000)),
        ("EUR 3,000 - 4,000 monthly", (36_000, 48_000)),
        ("USD 100,000 - 125,000 a year", (80_000, 100_000)),
        ("up to USD 100,000 a year", (80_000, 80_000)),
        ("from EUR 50,000 a year", (50_000, 50_000)),
    ],
)
def test_pay_of_any_period_and_currency_is_comparable(text: str, year: tuple[int, int]) -> None:
    salary = pay.read(text)
    assert salary is not None
    assert pay.yearly(salary, RATES) == year


@pytest.mark.parametrize("text", ["90k", "EUR 30 - 40", "JPY 9,000,000 a year"])
def test_pay_without_currency_period_or_rate_is_not_compared(text: str) -> None:
    salary = pay.read(text)
    assert salary is not None
    assert pay.yearly(salary, RATES) is None


def test_pay_is_compared_in_the_currency_asked_for() -> None:
    salary = pay.read("EUR 80,000 a year")
    assert salary is not None
    assert pay.yearly(salary, RATES, "USD") == (100_000, 100_000)
    assert pay.yearly(salary, RATES, "KPW") is None


def test_conversion_there_and_back_gives_the_amount() -> None:
    there = RATES.convert(Decimal(100), "EUR", "USD")
    assert there == 125
    assert RATES.convert(there, "USD", "EUR") == 100


def test_packaged_rates_are_dated_and_name_their_source() -> None:
    rates = pay.load()
    assert rates.date >= date(2026, 10, 30)
    assert rates.per_euro["EUR"] == 1
    assert {"USD", "GBP", "CAD", "AUD", "PLN", "SEK", "INR"} <= rates.per_euro.keys()
    head = (Path(pay.__file__).parent / "rates.csv").read_text(encoding="utf-8")
    assert "Source: European Central Bank" in head


@pytest.mark.parametrize("written", [DAILY, HISTORY, "# ours\n" + DAILY, "\ufeff" + DAILY])
def test_operator_can_name_a_file_of_the_bank(written: str, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(written, encoding="utf-8")
    rates = pay.load(path)
    assert rates.date == date(2026, 1, 2)
    assert rates.per_euro == {"EUR": 1, "USD": Decimal("1.25"), "JPY": Decimal("180.5")}


@pytest.mark.parametrize(
    "written",
    ["", "Date\n2026-01-02\n", "Date,USD\n", "Date,USD\nsoon,1\n", "Date,USD\n2026-01-02,x\n"]
    + ["Date,USD\n2026-01-02,0\n", "Date,USD\n2026-01-02,-1\n", "Date,USD\n2026-01-02,NaN\n"],
)
def test_file_without_rates_is_refused(written: str, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(ValueError, match="exchange rates"):
        pay.load(path)
