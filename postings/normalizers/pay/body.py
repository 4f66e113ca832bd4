"""Pay in the running text of a posting: only where it cannot be another money."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from postings.normalizers.pay import reading, tables
from postings.normalizers.pay.offers import TAXED, kinds
from postings.normalizers.pay.reading import Found
from postings.normalizers.pay.tokens import Token
from postings.records import Salary

LONGEST = 65_536
# A thought that speaks of pay is one sentence or one line of a list.
_WINDOW = 250
# A line that introduces the next one, or a heading.
_INTRODUCTION = 90
# The most that any of 4,000 real bodies has is 8; a text with more is about money, not about pay.
_MOST_WINDOWS = 12

# Between quoted sentences that do not follow each other.
QUOTES = " … "

# So many words around an amount speak of it.
_NEAR = 16

# Words of another money than pay.
_OTHER = frozenset(("deal", "perk", "thing", "company"))

_DIGIT = re.compile(r"\d")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-ZÀ-Þ(])")
_PERIOD = re.compile(
    r"year|yr|annu|p\.?\s?a\b|/\s?[ymdhwa]|p/|month|\bmo\b|hour|\bhr|\bday\b|daily|week|per diem"
    r"|jahr|jähr|monat|stunde|\ban\b|mois|mensuel|heure|jour|año|anual|\bmes\b|mensual|hora|\bano\b"
    r"|mês|mensal|anno|mese|jaar|maand|\buur|rok|roczn|mies|godz|\bår\b|månad|måned|tim",
)
# What full-time or freelance work pays, in a strong currency: narrower than in a salary field,
# since other sums stand in a text, too.
_PLAUSIBLE = {
    "HOUR": (3, 500),
    "DAY": (30, 4_000),
    "WEEK": (100, 15_000),
    "MONTH": (300, 60_000),
    "YEAR": (8_000, 900_000),
}


def in_body(text: str, conclude_year: bool = False) -> Salary | None:
    """The pay that a body (plain text, at most LONGEST characters are read) states, or None.

    It needs a range or a word of pay, a stated period and an amount that such work can pay.
    conclude_year: with a range and a word of pay, a year may be concluded from the amounts, too.
    """
    said: list[tuple[str, list[Found]]] = []
    reached = 0
    for start, window, introduction in _windows(text[:LONGEST]):
        if said and start > reached:
            break
        here, words = _settled(window, conclude_year), window
        if not here and introduction:
            words = f"{introduction}: {window}"
            here = _settled(words, conclude_year)
        if here:
            reached = start + len(window) + _INTRODUCTION
            said.append((" ".join(words.split()), here))
    return _salary(said) if said else None


def _salary(said: list[tuple[str, list[Found]]]) -> Salary:
    """The pay of some sentences, with the words of those that say its bounds.

    Base pay beats what is reached with a variable part, as in a salary field.
    """
    if any(one.role != "ote" for _, here in said for one in here):
        said = [(words, [one for one in here if one.role != "ote"]) for words, here in said]
    salary = reading.salary("", [one for _, here in said for one in here], from_body=True)
    missing = {salary.min_value, salary.max_value} - {None}
    quoted: list[str] = []
    for words, here in said:
        bounds = {
            value
            for one in here
            if (one.currency, one.unit) == (salary.currency, salary.unit_text)
            for value in (one.low, one.high)
        }
        if missing & bounds:
            quoted.append(words)
            missing -= bounds
    return replace(salary, text=QUOTES.join(quoted))


def _settled(window: str, conclude_year: bool) -> list[Found]:
    if not conclude_year and not _PERIOD.search(window.lower()):
        return []
    read = reading.settled(reading.simplified(window))
    offered = [one for one in read if _is_possible(one, conclude_year)]
    # One that is pay beyond doubt vouches for its neighbours.
    return offered if any(map(_is_sure, offered)) else []


def _is_possible(found: Found, conclude_year: bool) -> bool:
    if not found.unit or not any(amount.stated for amount in found.offer.amounts):
        return False
    # Only a year is concluded from amounts; another unit was said later in the sentence.
    concluded = "unit_text" in found.unsaid and found.unit == "YEAR"
    if concluded and not (conclude_year and _is_range(found) and _is_anchored(found)):
        return False
    beside = kinds([*found.offer.head, *found.offer.tail])
    return "deal" not in beside and _plausible(found)


def _is_sure(found: Found) -> bool:
    """Whether a word of pay is near, or a range is and no word of another money."""
    return _is_anchored(found) or (_is_range(found) and not kinds(_around(found)) & _OTHER)


def _is_anchored(found: Found) -> bool:
    around = _around(found)
    if _is_range(found):
        # What is taxed is pay, and so is a range of a year where the sentence speaks of pay.
        if any(token.text in TAXED for token in [*found.offer.inside, *found.offer.tail]):
            return True
        around = _all_around(found) if found.unit == "YEAR" else around
    labelled = bool(around) and around[0].text == "pay" and around[0].start == 0
    return labelled or "anchor" in kinds(around)


def _all_around(found: Found) -> list[Token]:
    return [*found.offer.before, *found.offer.after]


def _around(found: Found) -> list[Token]:
    return [*found.offer.before[-_NEAR:], *found.offer.after[:_NEAR]]


def _is_range(found: Found) -> bool:
    return found.low is not None and found.high is not None and found.low < found.high


def _plausible(found: Found) -> bool:
    least, most = _PLAUSIBLE[found.unit]
    values = [value for value in (found.low, found.high) if value is not None]
    strong = found.currency in tables.STRONG
    return all(least <= value and (value <= most or not strong) for value in values)


def _windows(text: str) -> Iterator[tuple[int, str, str]]:
    """Start and text of each sentence or line with money, and the line that introduces it."""
    count = 0
    for start, line in _lines(text):
        reached = 0
        for match in _money().finditer(line):
            if match.start() < reached or not _is_money(match[0]):
                continue
            count += 1
            if count > _MOST_WINDOWS:
                return
            low, high = _sentence(line, match.start())
            low, reached = max(low, reached), high
            yield start + low, line[low:reached], "" if low else _introduction(text, start)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Start and text of each line that holds a digit; most hold none."""
    at = 0
    while digit := _DIGIT.search(text, at):
        start = max(at, text.rfind("\n", at, digit.start()) + 1)
        end = text.find("\n", digit.end())
        end = len(text) if end < 0 else end
        yield start, text[start:end]
        at = end


def _sentence(line: str, at: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends; a long one is cut between words."""
    low, high = 0, len(line)
    if at > _WINDOW:
        low = line.find(" ", at - _WINDOW, at) + 1 or at - _WINDOW
    if high - at > _WINDOW:
        cut = line.rfind(" ", at, at + _WINDOW)
        high = cut if cut > 0 else at + _WINDOW
    for end in _SENTENCE_END.finditer(line, low, high):
        if end.start() >= at:
            return low, end.start() + 1
        low = end.end()
    return low, high


def _introduction(text: str, start: int) -> str:
    """The line before a place if it is a heading or the like ("Pay range:") and speaks of pay."""
    said = text[max(0, start - 4 * _INTRODUCTION) : start].rstrip().rpartition("\n")[2].strip()
    short = len(said) < _INTRODUCTION and said[-1:] not in (".", "!", "?")
    return said.rstrip(":") if short and _anchors().search(said) else ""


@cache
def _anchors() -> re.Pattern[str]:
    said = "|".join(word for word, known in tables.words().items() if "anchor" in known)
    return re.compile(rf"\b(?:{said})\b", re.I)


@cache
def _money() -> re.Pattern[str]:
    """Signs that are no letters, and what may be a code: quick, not exact."""
    symbols = {sign for sign in tables.signs() if len(sign) == 1 and not sign.isalpha()}
    # Three letters one by one and each spelling by itself are quicker than a count and a class.
    euros = "|".join(rf"{euro}(?<![^\W\d_]...)(?:os?)?\b" for euro in ("eur", "Eur"))
    words = f"zł|[A-Z][A-Z][A-Z](?![A-Za-z])|{euros}"
    return re.compile(f"[{re.escape(''.join(sorted(symbols)))}]|{words}")


def _is_money(said: str) -> bool:
    if not said.isascii() or not said.isalpha():
        return True
    return said in tables.codes() or not said.isupper()
