"""Names without the legal form at their end: "Acme GmbH" and "Acme" are one employer."""

import csv
import functools
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

_WORD = re.compile(r"[^\s,;()|]+")
_SLUG = re.compile(r"[^\W\d_A-Z][^\W_A-Z]*(?:-[^\W_A-Z]+)+")
_SLUG_WORD = re.compile(r"[^-]+")
# Initials with dots: "S.A.", "z o.o.", "d.o.o".
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_LETTERS = re.compile(r"[^\w&/]")
# A name may end in several: "GmbH & Co. KG".
_MOST_FORMS = 4
# What is left of "The Limited" is no name.
_ARTICLES = frozenset(("the", "a", "an", "die", "der", "das", "la", "le", "el"))
_NO_DECOMPOSITION = str.maketrans("øłđıæœß", "oldiaos")


class _Unit(NamedTuple):
    """A word of a name, or one letter of its initials: folded, where it starts, how written."""

    text: str
    start: int
    written: str


def without_legal_form(name: str) -> str:
    """The name without the legal forms that end it, never empty where the name is not."""
    units = _units(name)
    kept = len(units)
    all_capitals = not any(map(str.islower, name))
    for _ in range(_MOST_FORMS):
        start = _start_of_form(units[:kept], all_capitals)
        left = [unit.text for unit in units[:start] if unit.text.strip("&/")]
        if not start or not left or left in ([article] for article in _ARTICLES):
            break
        kept = start
    return name if kept == len(units) else name[: units[kept].start].rstrip(" ,;&|-–—/(") or name


def _units(name: str) -> list[_Unit]:
    # Only slugs join a form by a hyphen; elsewhere it is part of a word.
    pattern = _SLUG_WORD if _SLUG.fullmatch(name) else _WORD
    units = []
    for match in pattern.finditer(name):
        if _INITIALS.fullmatch(match[0]):
            units += [
                _Unit(_folded(letter), match.start() + at, match[0])
                for at, letter in enumerate(match[0])
                if letter != "."
            ]
        elif text := _folded(_LETTERS.sub("", match[0])):
            units.append(_Unit(text, match.start(), match[0]))
    return units


def _folded(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in marked if not unicodedata.combining(c)).translate(_NO_DECOMPOSITION)


def _start_of_form(units: list[_Unit], all_capitals: bool) -> int:
    """The index of the first unit of the form that ends the name; 0 where none does."""
    if not units:
        return 0
    for words, how in _forms().get(units[-1].text[-1], ()):
        start = _start(units, words)
        if start > 0 and _is_written(units[start:], how, all_capitals):
            return start
    return 0


def _start(units: list[_Unit], words: list[str]) -> int:
    """Where the words that end the units begin, each a word or initials; -1 if they do not."""
    at = len(units)
    for word in reversed(words):
        size = len(word)
        if at and units[at - 1].text == word:
            at -= 1
        elif at >= size and [unit.text for unit in units[at - size : at]] == list(word):
            at -= size
        else:
            return -1
    return at


def _is_written(units: list[_Unit], how: str, all_capitals: bool) -> bool:
    """Whether the form is spelled as its row of the table demands."""
    dotted = all(unit.written.endswith(".") or "." in unit.written for unit in units)
    if how in ("any", "dotted"):
        return dotted or how == "any"
    capitals = not any(unit.written.islower() or unit.written.istitle() for unit in units)
    return dotted or (capitals and not (how == "contrast" and all_capitals))


@functools.cache
def _forms() -> dict[str, list[tuple[list[str], str]]]:
    """Last letter -> the forms that end in it, longest first, with how they must be written."""
    path = Path(__file__).with_name("legal_forms.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    forms: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    for row in sorted(rows, key=lambda row: -len(row["form"])):
        forms[row["form"][-1]].append((row["form"].split(), row["how"]))
    return dict(forms)
