"""Makes the tables of pay out of CLDR and ISO 4217: python -m postings.tests.pay_tables FOLDER."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale, localedata
from babel.core import get_global
from babel.numbers import get_territory_currencies

Row = tuple[str, ...]
ENGLISH = Locale("en")
# Their dollars are quoted by the ECB and worth 0.5 to 1 US dollar, so that an amount is plausible
# in both; a peso written "$" is not, and neither are the smaller dollars.
OWN_DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD")


def tender() -> list[str]:
    """The codes that are legal tender somewhere today, by CLDR."""
    rows = get_global("territory_currencies").values()
    return sorted({code for row in rows for code, _, end, legal in row if end is None and legal})


def currencies() -> Iterator[Row]:
    """Code, sign as English text of any country writes it, English name in plural."""
    names = localedata.load("en")["currency_names_plural"]
    abroad = Locale("en", "001").currency_symbols
    for code in tender():
        shown = abroad["USD"] if code == "USD" else ENGLISH.currency_symbols.get(code, "")
        plural = names.get(code, {}).get("other", "")
        yield code, "" if shown == code else shown.replace("\u202f", " "), plural


def dollar_places() -> Iterator[Row]:
    """Territory and what its bare "$" is: USD, an own dollar, or "" where it may be either."""
    for territory in sorted(get_global("territory_currencies")):
        here = get_territory_currencies(territory) if len(territory) == 2 else []
        if "USD" in here:
            yield territory, "USD"
        elif len(here) == 1 and here[0] in OWN_DOLLARS:
            yield territory, here[0]


def written(sign: str, locale: str) -> set[str]:
    """The currencies that a CLDR locale writes with a sign."""
    symbols = Locale.parse(locale).currency_symbols
    return {code for code, symbol in symbols.items() if symbol.replace("\xa0", " ") == sign}


TABLES = {
    "currencies.csv": (("code", "sign", "plural"), currencies),
    "dollar_places.csv": (("territory", "currency"), dollar_places),
}


def read(path: Path) -> list[Row]:
    """The rows of a table without its remarks and its head."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return [tuple(row) for row in csv.reader(lines)][1:]


def main(folder: str) -> None:
    for name, (head, rows) in TABLES.items():
        path = Path(folder) / name
        remarks = [line for line in _lines(path) if line.startswith("#")]
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(remarks)
            csv.writer(file, lineterminator="\n").writerows([head, *rows()])


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []


if __name__ == "__main__":
    main(sys.argv[1])
