"""Sentences of a body around what was found in it."""

import re
from collections.abc import Iterable, Iterator

EVIDENCE_LENGTH = 200

# How far a sentence is looked for on each side; longer ones are cut.
_REACH = 400
# Real bodies have a few; more are an attack on the patterns that read them.
_MOST, _MOST_WORDS = 20, 200
_START = re.compile(r"[.!?](?:[*_)\"”]*)\s|\n")
_END = re.compile(r"[.!?](?:[*_)\"”]*)(?=\s|\Z)|\n")
_MARKS = re.compile(r"\*{1,3}|(?<![^\W_])_{1,3}|_{1,3}(?![^\W_])|^[#>\s]+|\\(?=[^\w\s])")
_BULLET = re.compile(r"^(?:[-+•·]|\d{1,3}\.)\s+")


class Text:
    """A body and the same in small letters, position by position."""

    def __init__(self, body: str) -> None:
        self.body = body
        lowered = body.lower()
        if len(lowered) != len(body):  # "İ" becomes two characters
            lowered = "".join(c if len(c.lower()) != 1 else c.lower() for c in body)
        self.lowered = lowered

    def places(self, sign: str, most: int) -> Iterator[int]:
        """Where the small-letter text holds the sign, the first so many times."""
        at = self.lowered.find(sign)
        while at >= 0 and most:
            yield at
            most -= 1
            at = self.lowered.find(sign, at + len(sign))

    def places_of(self, signs: Iterable[str]) -> list[int]:
        """Where the signs are, each the first few times."""
        return [at for sign in signs for at in self.places(sign, _MOST)]

    def places_of_word(self, word: str) -> list[int]:
        """Where the word is, in singular or plural and no beginning of a longer one."""
        return [
            at
            for at in self.places(word, _MOST_WORDS)
            if not self.lowered[at + len(word) : at + len(word) + 2].removeprefix("s")[:1].isalpha()
        ][:_MOST]

    def sentences(self, places: list[int]) -> list[tuple[int, int]]:
        """Start and end of the sentences at the places, each once, in order, at most 20."""
        if not places:
            return []
        return list(dict.fromkeys(self.sentence(at + 1) for at in sorted(set(places))[:_MOST]))

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence or line around a position."""
        start = max(0, at - _REACH)
        for match in _START.finditer(self.body, start, at):
            start = match.end()
        ending = _END.search(self.body, at, at + _REACH)
        return start, ending.end() if ending else min(len(self.body), at + _REACH)

    def evidence(self, start: int, end: int) -> str:
        """The text between two positions as one line without markdown, cut at 200 characters."""
        line = _BULLET.sub("", " ".join(_MARKS.sub("", self.body[start:end]).split()))
        return line if len(line) <= EVIDENCE_LENGTH else line[: EVIDENCE_LENGTH - 1].rstrip() + "…"
