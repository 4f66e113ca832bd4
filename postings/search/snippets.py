"""The part of a text that shows best what was searched for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from postings.records import Piece
from postings.search import analysis, technologies
from postings.search.words import SHORTEST_PREFIX, Clause, Wanted

# Two lines and a half of a card, and how much of it stands before the first marked word.
LENGTH, LEAD = 200, 40
# Room for the rest of the word that the end would cut.
_TAIL = 15
# From the first marked word on.
_REACH = LENGTH - LEAD - _TAIL
CUT = "…"
# As far into a text as is looked: ten times a usual body.
_DEEPEST = 50_000
_MOST_MARKS = 60  # of one way to find a clause
# Of a longer phrase its beginning is marked.
_LONGEST_PHRASE = 16
_WORD = re.compile(r"[^\W_]*")
_SHARPS, _LONGEST_SYMBOLS = ("#", "♯"), 2
_SPACES = re.compile(r"\s+")
_ACCENTED = re.compile("[\xc0-\u024f]")
_ACCENTS = {
    letter: base
    for letter in map(chr, range(0xC0, 0x250))
    if (base := unicodedata.normalize("NFD", letter)[0]).isascii()
}
_SIGNED = frozenset(analysis.OWN_LETTERS)
_INNER_SIGNS = "-./'’"
# What English stemming may change at the end of a stem: hoping, hope; company, companies.
_CHANGING = "eiy"


class _Mark(NamedTuple):
    """A searched word in a text; `clause` is which of those searched."""

    start: int
    end: int
    clause: int


class _Text(NamedTuple):
    """A text as shown and, character by character, as it is searched."""

    shown: str
    folded: str


class Snippets:
    """Passages of texts, for one search."""

    def __init__(self, wanted: Wanted) -> None:
        self._signed = _is_signed(wanted)
        self._sought = [_Sought(wanted, clause) for clause in wanted.sought]

    def of(self, text: str) -> tuple[Piece, ...]:
        """About LENGTH characters around the words searched for, those marked, cut at words.

        Words count as they are found: in any form, accents apart. A line break is a space, "…" says
        where it is cut. () where the text holds none of the words.
        """
        read = _read(text[:_DEEPEST], self._signed)
        alone = len(self._sought) == 1
        found = sorted(
            _Mark(start, _symbols_end(read.shown, end), number)
            for number, one in enumerate(self._sought)
            for start, end in one.places(read, alone)
        )
        marks: list[_Mark] = []
        for mark in found:
            if not marks or mark.start >= marks[-1].end:
                marks.append(mark)
        if not marks:
            return ()
        start, end = _window(read.shown, marks)
        return tuple(_pieces(read.shown, start, end, marks))


def _is_signed(wanted: Wanted) -> bool:
    """Whether it matters that C++, C#, F# and .NET are words of their own."""
    words = (word for one in wanted.sought for word in (*one.tokens, *one.stems, *one.others))
    return any(word[:1] in _SIGNED or word in "cf" or "net".startswith(word) for word in words)


def _read(text: str, signed: bool = True) -> _Text:
    """signed: with names that end or begin in a symbol as words, as `analysis.prepared` has it."""
    shown = analysis.normal(text)
    folded = _lower(analysis.prepared(shown) if signed else shown)
    # Lower case is as long in every script but for one letter, which `normal` replaces.
    return _Text(shown, folded if len(folded) == len(shown) else shown)


def _lower(text: str) -> str:
    """The text in small letters without accents."""
    if text.isascii():
        return text.lower()
    data = text.encode()
    beyond = analysis.beyond_ascii(data)
    # Most texts are not ASCII for their dashes and quotes: bytes take a fifth of characters then.
    if beyond == beyond.lower() and not _ACCENTED.search(beyond):
        return data.lower().decode()
    return _ACCENTED.sub(lambda match: _ACCENTS.get(match[0], match[0]), text.lower())


class _Sought:
    """One clause, and what finds it."""

    def __init__(self, wanted: Wanted, clause: Clause) -> None:
        last = wanted.unfinished and clause is wanted.clauses[-1]
        self.clause = clause
        self._pattern: re.Pattern[str] | None = None
        # How words begin that may be it, and which they are then; None: any.
        self._beginnings: list[tuple[str, frozenset[str] | None]] = []
        if clause.ambiguous:
            return
        if len(clause.tokens) > 1:
            self._pattern = _pattern(_words(clause)[:_LONGEST_PHRASE], r"[\W_]+")
        elif clause.phrase:
            words = {*clause.tokens, *_words(clause)}
            self._beginnings = [(word, frozenset([word])) for word in words]
        else:
            forms = frozenset((*clause.stems, *clause.others))
            beginnings = {_unchanging(stem) for stem in forms}.union(_words(clause))
            self._beginnings = [(start, forms) for start in beginnings]
        if last and len(clause.tokens[-1]) >= SHORTEST_PREFIX:
            self._beginnings.append((clause.tokens[-1], None))

    def places(self, text: _Text, alone: bool) -> list[tuple[int, int]]:
        """Where it stands in a text, at most _MOST_MARKS places of each way to find it; alone: only
        as far as LENGTH after the first that fits, which is shown where nothing else is sought."""
        found = [span for way in self._ways(text) for span in _first(way, alone)]
        if not found and not self.clause.phrase:
            found = list(_first(_apart(text.folded, self.clause), alone))
        return found

    def _ways(self, text: _Text) -> Iterator[Iterator[tuple[int, int]]]:
        """The places by each way to find it, in the order of the text."""
        if self.clause.ambiguous:
            yield iter(sorted(technologies.places(self.clause.technology, text.shown)))
        if self._pattern is not None:
            yield (match.span() for match in self._pattern.finditer(text.folded))
        for start, forms in self._beginnings:
            yield _beginning(text.folded, start, forms, self.clause.phrase)


def _first(places: Iterator[tuple[int, int]], alone: bool) -> Iterator[tuple[int, int]]:
    last = None
    for start, end in islice(places, _MOST_MARKS):
        if alone and last is not None and start > last:
            return
        if last is None and end + _LONGEST_SYMBOLS <= start + _REACH:
            last = start + LENGTH
        yield start, end


def _symbols_end(text: str, end: int) -> int:
    """Where a word ends together with the symbols right after it."""
    if text.startswith("++", end):
        return end + 2
    return end + text.startswith(_SHARPS, end)


def _words(clause: Clause) -> tuple[str, ...]:
    """A clause's words as texts are read, where "ß" and "æ" stay what they are."""
    return _words_of(clause.text)


@lru_cache(maxsize=1024)
def _words_of(text: str) -> tuple[str, ...]:
    folded = _read(text).folded
    return tuple(folded[start:end] for _, start, end in analysis.spans(text))


def _unchanging(stem: str) -> str:
    return stem[:-1] if len(stem) > 2 and stem[-1] in _CHANGING else stem


def _beginning(
    text: str, start: str, forms: frozenset[str] | None, literal: bool = False
) -> Iterator[tuple[int, int]]:
    """The words that begin so and are, stemmed unless `literal`, one of the forms; None: any."""
    at = text.find(start)
    while at >= 0:
        match = _WORD.match(text, at)
        end = match.end() if match else at
        if end > at and not text[at - 1 : at].isalnum():
            word = text[at:end]
            if forms is None or (word if literal else _stem(word)) in forms:
                yield at, end
        at = text.find(start, max(end, at + 1))


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return "".join(analysis.stem(word))


def _apart(text: str, clause: Clause) -> Iterator[tuple[int, int]]:
    """A word written with punctuation inside ("front-end" for frontend), or without."""
    word = clause.joined or clause.tokens[0]
    # Hardly any text has it so, and to know that takes a tenth of a pattern for it.
    bare = text
    for sign in _INNER_SIGNS:
        bare = bare.replace(sign, "")
    if word in bare:
        pattern = _pattern(word, f"[{_INNER_SIGNS}]?")
        yield from (match.span() for match in pattern.finditer(text))


def _pattern(parts: Sequence[str], between: str) -> re.Pattern[str]:
    # It begins with a letter and looks back after it: ten times as fast to search for.
    first, *others = map(re.escape, parts)
    rest = "".join(between + part for part in others)
    return re.compile(rf"{first}(?<![^\W_]{first}){rest}(?![^\W_])")


def _window(text: str, marks: list[_Mark]) -> tuple[int, int]:
    """Begin and end of the stretch that holds most of the clauses, rare ones before frequent."""
    often = Counter(mark.clause for mark in marks)
    if len(often) == 1 and marks[0].end <= marks[0].start + _REACH:
        return _around(text, marks[0].start)
    inside: Counter[int] = Counter()
    best, start, last = 0.0, marks[0].start, 0
    for first, mark in enumerate(marks):
        while last < len(marks) and marks[last].end <= mark.start + _REACH:
            inside[marks[last].clause] += 1
            last += 1
        worth = sum(1 + 1 / often[clause] for clause, count in inside.items() if count)
        if worth > best:
            best, start = worth, mark.start
        if last > first:
            inside[mark.clause] -= 1
        else:
            last = first + 1  # one mark longer than a window
    return _around(text, start)


def _around(text: str, start: int) -> tuple[int, int]:
    """The stretch that shows what begins there, cut at words."""
    begin = max(min(start - LEAD, len(text) - LENGTH), 0)
    return _at_words(text, begin, min(begin + LENGTH, len(text)), start)


def _at_words(text: str, begin: int, end: int, kept: int) -> tuple[int, int]:
    """The stretch without the pieces of words at its ends; what begins at `kept` stays."""
    while 0 < begin < kept and not text[begin - 1].isspace():
        begin += 1
    stop = end
    while stop < len(text) and stop > kept and not text[stop].isspace():
        stop -= 1
    return begin, stop if stop > kept else end


def _pieces(text: str, start: int, end: int, marks: list[_Mark]) -> Iterator[Piece]:
    lead = CUT if text[:start].strip() else ""
    after = start
    for mark in marks:
        if mark.start < start or mark.end > end:
            continue
        plain = _one_line(text[after : mark.start])
        plain = lead + (plain.lstrip() if after == start else plain)
        if plain:
            yield Piece(plain)
        yield Piece(_one_line(text[mark.start : mark.end]), marked=True)
        after, lead = mark.end, ""
    rest = _one_line(text[after:end]).rstrip() + (CUT if text[end:].strip() else "")
    if rest:
        yield Piece(rest)


def _one_line(text: str) -> str:
    if text.isprintable() and "  " not in text:
        return text  # as most are: of white space, only the blank is printable
    return _SPACES.sub(" ", text)
