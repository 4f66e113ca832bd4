"""The tables of pay say what their sources say."""

import pytest

from postings.normalizers.pay import tables
from postings.tests import pay_tables
from postings.vocabulary import SalaryUnit

LOCATED = [row for row in tables.rows("signs.csv") if row["locale"]]


@pytest.mark.parametrize("name", pay_tables.TABLES)
def test_table_is_what_cldr_makes_of_it(name: str) -> None:
    head, rows = pay_tables.TABLES[name]
    assert pay_tables.read(tables.FOLDER / name) == list(rows())
    assert next(tables.rows(name)).keys() == set(head)


@pytest.mark.parametrize("row", LOCATED, ids=lambda row: row["sign"])
def test_sign_is_written_in_the_locale_that_it_names(row: dict[str, str]) -> None:
    assert row["currency"] in pay_tables.written(row["sign"], row["locale"])


def test_sign_without_a_locale_says_where_it_is_from() -> None:
    assert all(row["locale"] or row["remark"] for row in tables.rows("signs.csv"))


def test_tables_name_currencies_and_units_that_exist() -> None:
    stated = [*tables.signs().values(), *tables.names().values()]
    assert set(stated) <= tables.codes() | {"", "$"}
    assert {unit for unit, _ in tables.units().values()} == set(SalaryUnit)
    assert {how for _, how in tables.units().values()} == {"any", "after", "per"}
    assert set(tables.dollar_places().values()) <= tables.codes()


def test_every_table_says_where_it_is_from() -> None:
    for path in tables.FOLDER.glob("*.csv"):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name
