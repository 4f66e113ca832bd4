"""A place text as words with what stands between them."""

import re
from dataclasses import dataclass

from postings.normalizers.places.folding import fold
from postings.normalizers.places.tables import cities, gazetteer, words

# What stands before a word: nothing that ends a name, a comma or bracket, or more.
JOINED, COMMA, HARD = 0, 1, 2

_WORD = re.compile(r"[^\W_]+(?:['’‘`´ʼ.][^\W_]+)*\.?|&")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FIRST_FLAG_LETTER = 0x1F1E6
# "CityorRemote", "RemoteCity,Country": the source lost the spaces of some texts.
_GLUED_OR = re.compile(r"(?<=[^\W\d_])or(?=Remote\b)")
_GLUED = re.compile(r"(?<=[a-zß-öø-ÿ]{2})(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2})")
_GLUED_WORD = re.compile(r"[^\W\d_]+")


# "North & South America", "Central/Eastern Europe".
_HALVES = re.compile(
    r"\b((?:North|South|East|West)(?:ern)?|Central|Latin)(?:\s?[&/,]\s?|\s(?:and|or)\s)"
    r"((?:North|South|East|West)(?:ern)?|Central|Latin)\s(America|Europe|Asia|Africa)\b",
    re.IGNORECASE,
)


_ASIA_PACIFIC = re.compile(r"\bAsia\s?[/-]\s?Pac(?:ific)?\b")
# "State of Goiás", "Canton of Bern": one order for both. China's province is a name of Taiwan.
_DIVISION_OF = re.compile(
    r"\b(?:State|Canton|Community|Province|Prefecture|County|Department|Federal Territory) of "
    r"(?!China\b|Palestine\b)([^\W\d_]{2,20}(?:[ -][^\W\d_]{2,20}){0,3})(?=\s*(?:,|$))"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, its key, and what stands before it."""

    text: str
    key: str
    gap: int
    before: str


def split(text: str) -> list[Word]:
    """The words of a text."""
    found, end = [], 0
    for match in _WORD.finditer(text):
        before = text[end : match.start()]
        end = match.end()
        written = match[0]
        if written.endswith(".") and not _abbreviation(written):
            written = written[:-1]
            end -= 1
        word_key = "and" if written == "&" else fold(written)
        found.append(Word(written, word_key, _gap(before), before))
    return found


def spelled_out(text: str) -> str:
    """The text with the countries of flags, and with spaces between words that are glued."""
    text = _FLAG.sub(_country_of_flag, text)
    text = _GLUED_WORD.sub(_apart, _GLUED_OR.sub(" or ", text))
    if " of " in text:
        text = _DIVISION_OF.sub(r"\1 State", text)
    if "Pac" in text:
        text = _ASIA_PACIFIC.sub("Asia Pacific", text)
    return _HALVES.sub(r"\1 \3 & \2 \3", text)


def _apart(match: re.Match[str]) -> str:
    """The words glued to one, where one of them or all together have a meaning."""
    parts = _GLUED.split(match[0])
    if len(parts) == 1 or fold(match[0]) in cities():
        return match[0]
    known, fillers = gazetteer().names, words("fillers")
    whole = " ".join(map(fold, parts))
    meant = [part for part in (whole, *map(fold, parts)) if part in known or part in fillers]
    return " ".join(parts) if meant or whole in cities() else match[0]


def _country_of_flag(match: re.Match[str]) -> str:
    letters = (chr(ord(letter) - _FIRST_FLAG_LETTER + ord("A")) for letter in match[0])
    return f", {gazetteer().display.get(''.join(letters), '')} "


def _abbreviation(word: str) -> bool:
    """Whether the full stop belongs to the word: "U.S.", "St."."""
    return "." in word[:-1] or len(word) <= 3


def _gap(before: str) -> int:
    marks = before.strip()
    if not marks or before == "-":
        return JOINED
    return COMMA if marks in (",", "(", ".", "),", ")", "’", "'") else HARD
