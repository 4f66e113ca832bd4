"""Pay: what is stated is read, what is not is never invented."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings.normalizers import pay
from postings.normalizers.pay import tables
from postings.records import Salary
from postings.tests.pace import within
from postings.vocabulary import SalaryUnit

# Who earns from how many thousand a year; the second is between the others.
RANGES = [("Cook", 31), ("Baker", 36), ("Chef", 52)]
CASES = json.loads((Path(__file__).parent / "cases/pay.json").read_text(encoding="utf-8"))


def number(stated: str | None) -> Decimal | None:
    return None if stated is None else Decimal(stated)


@pytest.mark.parametrize(("text", "currency", "low", "high", "unit", "inferred"), CASES["read"])
def test_pay_is_read_as_stated(
    text: str, currency: str, low: str | None, high: str | None, unit: str, inferred: list[str]
) -> None:
    expected = Salary(text, currency, number(low), number(high), unit, frozenset(inferred))
    assert pay.read(text) == expected


@pytest.mark.parametrize("text", CASES["nothing"])
def test_text_without_pay_gives_no_number(text: str) -> None:
    assert pay.read(text) is None


def test_placeholder_is_pay_only_outside_the_months_in_which_a_machine_wrote_it() -> None:
    rows = list(tables.rows("placeholders.csv"))
    assert rows
    for row in rows:
        months = [date.fromisoformat(f"{month}-01") for month in row["months"].split()]
        assert pay.read(row["text"]) is not None
        assert pay.read(row["text"], row["format"], date(2030, 1, 1)) is not None
        assert pay.read(row["text"], "another format", months[0]) is not None
        assert all(pay.read(row["text"], row["format"], month) is None for month in months)
        assert all(pay.stated(row["text"], row["format"], month) == "" for month in months)


def test_source_words_are_kept() -> None:
    salary = pay.read("  about  90k – 95k EUR, before\ttax ")
    assert salary is not None
    assert salary.text == "about 90k – 95k EUR, before tax"


@pytest.mark.parametrize(("text", "currency", "low", "high", "unit"), CASES["body"])
def test_pay_is_found_in_a_body(
    text: str, currency: str, low: str | None, high: str | None, unit: str
) -> None:
    salary = pay.in_body(text)
    assert salary is not None
    assert (salary.currency, salary.unit_text) == (currency, unit)
    assert (salary.min_value, salary.max_value) == (number(low), number(high))
    assert salary.from_body


@pytest.mark.parametrize("text", CASES["no_pay_in_body"])
def test_other_money_in_a_body_is_no_pay(text: str) -> None:
    assert pay.in_body(text) is None


def test_year_is_concluded_in_a_body_only_where_asked_for() -> None:
    text = "Our base salary range is $91,500 - $123,400."
    assert pay.in_body(text) is None
    salary = pay.in_body(text, conclude_year=True)
    assert salary is not None
    assert "unit_text" in salary.inferred
    assert pay.in_body("It is $91,500 - $123,400.", conclude_year=True) is None


def test_words_of_a_body_are_cut_to_the_sentence_with_pay() -> None:
    salary = pay.in_body("We sell tea. The salary is £43,000 a year. We like tea.")
    assert salary is not None
    assert salary.text == "The salary is £43,000 a year."


def test_words_of_a_body_say_both_ends_of_several_ranges() -> None:
    lines = [f"{who}: a salary of £{low},000 - £{low + 4},000 a year" for who, low in RANGES]
    salary = pay.in_body("\n".join(lines))
    assert salary is not None
    assert (salary.min_value, salary.max_value) == (31_000, 56_000)
    assert salary.text == f"{lines[0]} … {lines[2]}"


@pytest.mark.parametrize(("text", "countries", "currency"), CASES["placed"])
def test_bare_dollar_is_the_dollar_of_the_place_or_open(
    text: str, countries: list[str], currency: str
) -> None:
    salary = pay.read(text)
    assert salary is not None
    placed = pay.placed(salary, countries)
    assert placed == replace(salary, currency=currency)
    assert pay.placed(placed, countries) == placed


@pytest.mark.parametrize(("text", "shown"), CASES["shown"])
def test_only_what_is_stated_is_shown(text: str, shown: str) -> None:
    salary = pay.read(text)
    assert salary is not None
    assert pay.shown(salary) == shown


def test_nothing_is_shown_of_no_amount() -> None:
    assert pay.shown(Salary("a fair wage")) == ""


# What people and machines write pay with, so that random texts come near it.
PIECES = [
    "$",
    "€",
    "USD",
    "CAD ",
    "zł",
    "kr.",
    "k",
    "M",
    "1",
    "40",
    "120,000",
    "1.200,00",
    "90000.0",
]
PIECES += [" - ", "–", "~", " to ", "+", "/", "(", ")", ", ", ": ", ". ", "\n", " ", "%", "401k"]
PIECES += ["per ", "year", "/hr", "monthly", "a ", "up to ", "from ", "between ", "and ", "Salary "]
PIECES += [
    "base",
    "OTE",
    "bonus",
    "raised",
    "mid",
    "lakhs",
    "１２",
    "٣",
    "\u2028",
    "in Canada",
    "0",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=200)


def assert_in_domain(salary: Salary) -> None:
    values = [value for value in (salary.min_value, salary.max_value) if value is not None]
    assert values == sorted(values)
    assert values
    assert all(value > 0 for value in values)
    assert salary.currency in tables.codes() | {""}
    assert salary.unit_text in {*SalaryUnit, ""}
    assert salary.inferred <= {"currency", "unit_text"}
    assert pay.shown(salary)
    compared = pay.yearly(salary, pay.load())
    assert compared is None or 0 <= compared[0] <= compared[1]


@given(TEXTS)
@settings(max_examples=400)
def test_any_field_gives_nothing_or_a_salary(text: str) -> None:
    salary = pay.read(text)
    if salary is not None:
        assert_in_domain(salary)
        assert pay.read(salary.text) == salary


@given(TEXTS)
@settings(max_examples=400)
def test_any_body_gives_nothing_or_a_salary(text: str) -> None:
    salary = pay.in_body(text, conclude_year=True)
    if salary is not None:
        assert_in_domain(salary)
        assert salary.unit_text
        assert salary.from_body


@given(TEXTS, st.lists(st.sampled_from(["US", "CA", "AU", "DE", "MX", "", "zz"])))
def test_a_place_never_changes_a_stated_currency(text: str, countries: list[str]) -> None:
    salary = pay.read(text)
    if salary is not None and "currency" not in salary.inferred:
        assert pay.placed(salary, countries) == salary


HOSTILE = ["$", "$1 ", "1", "1,", "1,000 ", "1k", "a", "a ", "-", "\n", "$1\n", "USD ", "$1,000 - "]
HOSTILE += [
    "salary $50 per hour, ",
    "salary $1 per year ",
    "up to ",
    "1%",
    "40",
    ".",
    "zł ",
    "$1. A",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_a_moment(piece: str) -> None:
    text = piece * (65_536 // len(piece))
    # Some 30 ms on a slow machine; quadratic work would take minutes.
    with within(1):
        pay.read(text)
        pay.in_body(text)
