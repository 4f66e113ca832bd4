"""Names of places as keys: what the spellings of one name share."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base and a mark.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Marks that stand inside a word: "U.S.", "Côte d'Ivoire".
_INSIDE = re.compile("[.'’‘`´ʼ]")


def fold(word: str) -> str:
    """The word in small letters without marks, full stops and apostrophes."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word).casefold()
        word = "".join(filter(_kept, word.translate(_LETTERS)))
    return _INSIDE.sub("", word).lower()


def _kept(character: str) -> bool:
    return not unicodedata.combining(character)


_WORDS = re.compile(r"[^\W_]+(?:[.'’‘`´ʼ][^\W_]+)*\.?|&")


def key(name: str) -> str:
    """The name's words, folded, with one space between: "Saint-Ouen" and "saint ouen" are one."""
    folded = (fold(word) for word in _WORDS.findall(unicodedata.normalize("NFC", name)))
    return " ".join("and" if word == "&" else word for word in folded if word)
