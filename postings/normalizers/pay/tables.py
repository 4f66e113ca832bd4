"""The tables of pay, read once when the first text is: signs, codes, names, units, words."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

# Currencies in which a year's pay is a five-digit number or more.
STRONG = frozenset(("USD", "EUR", "GBP", "CAD", "AUD", "SGD"))
# Codes that are English words, abbreviations or given names unless they are written in capitals.
_CAPITALS_ONLY = frozenset(
    ("ALL", "ANG", "BAM", "BOB", "COP", "CUP", "DOP", "ERN", "GEL", "LAK", "MAD", "MOP", "PEN")
    + ("RON", "SOS", "STN", "TOP", "TRY", "WST")
)

# Signs that are words of another sense in any other spelling (feet).
_AS_WRITTEN = frozenset(("Ft",))


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of a table of this folder; those that begin with "#" say where it is from."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


@cache
def codes() -> frozenset[str]:
    return frozenset(row["code"] for row in rows("currencies.csv"))


@cache
def shown_signs() -> dict[str, str]:
    """Code -> sign for readers of any country; the code itself where it has none."""
    return {row["code"]: row["sign"] or row["code"] for row in rows("currencies.csv")}


@cache
def signs() -> dict[str, str]:
    """Sign -> code, "$" for a bare dollar, "" for a sign of several currencies."""
    read = {row["sign"]: row["currency"] for row in rows("signs.csv")}
    return read | {"$": "$"}


@cache
def names() -> dict[str, str]:
    """Lower-case words -> code, as `signs` has them."""
    plural = {row["plural"].lower(): row["code"] for row in rows("currencies.csv")}
    singular = {name.removesuffix("s"): code for name, code in plural.items()}
    stated = {row["name"].lower(): row["currency"] for row in rows("names.csv")}
    return {name: code for name, code in (singular | plural | stated).items() if name}


@cache
def capital_names() -> frozenset[str]:
    """Lower-case names that stand for a code in capitals and beside an amount only."""
    return frozenset(row["name"].lower() for row in rows("names.csv") if row["name"].isupper())


@cache
def units() -> dict[str, tuple[str, str]]:
    """Lower-case word -> unit, and how it says it (see the table)."""
    return {row["word"]: (row["unit"], row["how"]) for row in rows("units.csv")}


@cache
def words() -> dict[str, frozenset[str]]:
    """Lower-case word or phrase -> its kinds (see the table)."""
    read: dict[str, frozenset[str]] = {}
    for row in rows("words.csv"):
        for word in row["words"].split("|"):
            read[word] = read.get(word, frozenset()) | {row["kind"]}
    return read


@cache
def longest() -> dict[str, int]:
    """First word of a phrase -> words in the longest such phrase."""
    read: dict[str, int] = {}
    for phrase in (*words(), *names(), *units()):
        first, *others = phrase.split()
        read[first] = max(read.get(first, 1), 1 + len(others))
    return read


@cache
def dollar_places() -> dict[str, str]:
    """ISO 3166 alpha-2 -> the currency that a bare "$" is there."""
    return {row["territory"]: row["currency"] for row in rows("dollar_places.csv")}


def code_of(word: str) -> str:
    """The ISO 4217 code that a word is, or ""."""
    code = word.upper()
    if len(word) != 3 or code not in codes():
        return ""
    return code if word == code or code not in _CAPITALS_ONLY else ""


# Digits in groups of three (or Indian groups), with cents; or plain digits, with a fraction.
_NUMBER = (
    r"(?P<number>(?:"
    r"\d{1,3}(?P<mark>[ .,'’]|, (?=000\b))\d{3}(?:(?P=mark)\d{3}){0,4}(?:(?!(?P=mark))[.,]\d{1,2})?"
    r"|\d{1,2}(?:,\d{2}){1,4},\d{3}(?:\.\d{1,2})?|\d{1,15}(?:[.,]\d{1,2})?)(?![.,]?\d))"
)
# Pension plans, percentages, ordinals, names of levels and contracts.
_JUNK = (
    r"(?P<junk>40[13]\s?\(?[kb]\b\)?|\d[\d.,]{0,15}\s?%|\d{1,6}(?:st|nd|rd|th)\b|[^\W\d_]+\d\w*)"
)
# Grouped thousands or so many thousand, before which a single letter is a sign.
_AFTER_LETTER = r"\s?\d{1,3}(?:[ ,]\d{3})+(?![\d,.]*\d)|\d{1,4}k\b"
_MARKS = (
    r"(?P<tilde>~+)",
    r"(?P<dash>[-‐‑‒–—―−]+|\.{2,}|…)",
    r"(?P<plus>\+)",
    r"(?P<slash>/)",
    r"(?P<colon>:)",
    r"(?P<limit>(?<!\S)[<>≤≥])",
    r"(?P<stop>[^\w\s:])",
)


@cache
def token() -> re.Pattern[str]:
    """One token of a text; the group that matched names its kind."""
    glued = "|".join(sorted(codes() | {"PLZ"}))
    letters = "".join(filter(_is_letter, signs()))
    scale = (
        rf"(?P<scale>\s?k(?=(?:{glued})\b|(?![^\W\d_]))"
        r"|\+?\s?(?:thousand|lakhs?|lacs?|lpa|crores?|mio|mil|mln|millions?|bn|billions?|trillions?|trn)\b"
        r"|(?:mm?|b|cr|l|tn?)\b)?"
    )
    parts = (
        rf"(?P<sign>{_signs()})",
        rf"(?P<code>(?<![^\W_])(?:{glued})(?=\d))",
        rf"(?P<letter>(?<!\w)[{letters}](?={_AFTER_LETTER}))",
        _JUNK,
        _NUMBER + scale,
        rf"(?P<word>p\.\s?(?:c\.\s?)?[am]\.?|(?:{_abbreviations()})|[^\W\d_]+(?:['’.-][^\W\d_]+)*)",
        *_MARKS,
    )
    return re.compile("|".join(parts), re.IGNORECASE)


def _abbreviations() -> str:
    """Words whose full stop ends no sentence ("min.")."""
    return "|".join(re.escape(word) for word in words() if word.endswith(".") and " " not in word)


def _is_letter(sign: str) -> bool:
    return len(sign) == 1 and sign.isalpha()


def _signs() -> str:
    """Longest first; no letter beside a letter of the sign."""
    return "|".join(
        (r"(?<![^\W\d_])" if sign[0].isalpha() else "")
        + (f"(?-i:{sign})" if sign in _AS_WRITTEN else re.escape(sign))
        + (r"(?![^\W\d_])" if sign[-1].isalpha() else "")
        for sign in sorted(signs(), key=len, reverse=True)
        if not _is_letter(sign)
    )
