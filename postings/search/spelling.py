"""Words spelled nearly as typed, found by asking for every string within one mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
# A word of five letters that lost one has four; in shorter ones nearly any mistake is a word too.
SHORTEST = 4
# Asking takes time by length: 27 strings a letter.
LONGEST = 20
# Of a token, how many postings hold it; costs 0.25 µs.
Frequency = Callable[[str], int]


def edits(word: str) -> Iterator[str]:
    """Every string that one letter dropped, swapped with the next, put in or changed makes.

    The word itself is not among them; some come twice. Digits are put in only where one stands
    already. Nothing for a word shorter than SHORTEST, longer than LONGEST or not of a-z and 0-9.
    """
    if not (SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalnum()):
        return
    letters = _LETTERS if word.isalpha() else _LETTERS + _DIGITS
    for at in range(len(word) + 1):
        before, here, after = word[:at], word[at : at + 1], word[at + 1 :]
        for letter in letters:
            yield before + letter + here + after
            if here and letter != here:
                yield before + letter + after
        if here:
            yield before + after
        if after and here != after[0]:
            yield before + after[0] + here + after[1:]


def nearest(word: str, frequency: Frequency, most: int = 3) -> tuple[str, ...]:
    """The words within one mistake that occur, at most `most`.

    Those that begin as typed come first, since first letters are seldom wrong; then the frequent.
    """
    found = [(near, count) for near in set(edits(word)) if (count := frequency(near))]
    found.sort(key=lambda pair: (pair[0][0] != word[0], -pair[1], pair[0]))
    return tuple(near for near, _ in found[:most])
