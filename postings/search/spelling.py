"""Words spelled nearly as typed, found by asking for every string within one mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from postings.search.words import Clause, Wanted

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
# A word of five letters that lost one has four; in shorter ones nearly any mistake is a word too.
SHORTEST = 4
# Asking takes time by length: 27 strings a letter.
LONGEST = 30
# Of a token, how many postings hold it; costs 0.25 µs.
Frequency = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word of the board, and in how many postings it stands."""

    word: str
    frequency: int


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


def nearest(word: str, frequency: Frequency, most: int = 3) -> tuple[Candidate, ...]:
    """The words within one mistake that occur, at most `most`.

    Those that begin as typed come first, since first letters are seldom wrong; then the frequent.
    """
    found = [Candidate(near, count) for near in set(edits(word)) if (count := frequency(near))]
    found.sort(key=lambda near: (near.word[0] != word[0], -near.frequency, near.word))
    return tuple(found[:most])


def unknown(wanted: Wanted, frequency: Frequency) -> tuple[Clause, ...]:
    """The plain words, of one token each, that occur nowhere; the unfinished one among them."""
    return tuple(
        clause
        for clause in wanted.sought
        if not clause.phrase and len(clause.tokens) == 1 and not frequency(clause.tokens[0])
    )


def suggest(wanted: Wanted, frequency: Frequency) -> str:
    """The query with every unknown word replaced by its nearest, "" where none has one.

    frequency: of tokens as `analysis.exact` makes them, unstemmed.
    """
    replacements = {}
    for clause in unknown(wanted, frequency):
        near = nearest(clause.tokens[0], frequency, most=1)
        if near:
            replacements[clause.tokens[0]] = near[0].word
    return wanted.spelled(replacements) if replacements else ""
