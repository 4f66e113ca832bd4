"""Bodies of a big board: blocks of the source's bodies recombined, none rendered again."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Sequence
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_VOID = {"br", "hr", "img"}
_LINE = re.compile(r"</(?:p|li|h[1-6]|tr|pre|blockquote)>|<(?:[bh]r|[uo]l)[^>]*>")
# A body's other half comes from one of so many bodies before or behind it by number of blocks.
WINDOW = 100
# A word of seven of these letters occurs in no language; there are 612 million.
_LETTERS = "bcdfghjkmnpqrtvwxz"
_WORDS = len(_LETTERS) ** 7
_STRIDE = 2_654_435_761  # prime, so that every number has a word of its own


class Block(NamedTuple):
    """A paragraph, list or heading as it is shown, and the same as plain text."""

    html: str
    text: str


def blocks(shown: str) -> tuple[Block, ...]:
    """What a sanitised body consists of, in order."""
    found, depth, start = [], 0, 0
    for tag in _TAG.finditer(shown):
        if tag[2] not in _VOID:
            depth += -1 if tag[1] else 1
        if depth == 0:
            found.append(shown[start : tag.end()])
            start = tag.end()
    found.append(shown[start:])
    return tuple(Block(one, _plain(one)) for one in found if one.strip())


def _plain(shown: str) -> str:
    text = html.unescape(_TAG.sub("", _LINE.sub("\n", shown)))
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))


def recombined(
    source: random.Random, own: Sequence[Block], other: Sequence[Block], word: str
) -> Block:
    """As many blocks as `own` has, about half of them from the same places of `other`, and a word
    that no other body has."""
    bits = source.getrandbits(len(own) + 1)
    picked = list(own)
    if other:
        for place in range(len(own)):
            if bits >> place & 1:
                picked[place] = other[place * len(other) // len(own)]
    picked.append(Block(f"<p>Reference {word}</p>", f"Reference {word}"))
    return Block("".join([one.html for one in picked]), "\n".join([one.text for one in picked]))


def rare_word(number: int) -> str:
    """A word of its own for each number below 612 million."""
    rest, letters = number * _STRIDE % _WORDS, []
    for _ in range(7):
        rest, letter = divmod(rest, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(letters)
