"""The language of the search field: any text is a valid query, and none of it raises.

A word must occur, in any of its forms ("engineers" finds "engineering"). "Words in quotes",
straight or curly, must stand so, one after another. A hyphen right before a word or a quote
excludes it: -java, -"on call". A hyphen inside a word does not. Parts joined by hyphens, dots or
apostrophes ("front-end", "node.js") are one word, found joined or apart; a slash or comma is a
space, but CI/CD is one word. AND, OR and NOT are words like others (OR is Oregon), "*" is nothing.
A quote without its partner is nothing. The last word is unfinished unless a space follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from postings.search import analysis, technologies
from postings.text import clean_line

# What is longer than a title and an organization together is no search.
LONGEST_TEXT = 400
MOST_CLAUSES = 32
# A letter alone begins too many words to be unfinished.
SHORTEST_PREFIX = 2

_QUOTE = '"“”„‟«»＂'
_CHUNK = re.compile(
    rf"(?P<minus>(?<!\S)-(?!-))?"
    rf"(?:[{_QUOTE}](?P<phrase>[^{_QUOTE}]*)[{_QUOTE}]|(?P<word>[^\s{_QUOTE}]+))"
)
# One word with what it may hold inside; everything else parts words.
_WORD = re.compile(r"(?:(?<![^\W_])\.)?[^\W_]+(?:\+\+|[#♯]|(?:['’.\-&][^\W_]+)*)")

_AROUND = "()[]{},;:!?*"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to find, or to exclude.

    text: as typed, without quotes and minus. tokens, stems: its words as `analysis.exact` and
    `analysis.stem` make them, never empty; several where it is a phrase or punctuated inside.
    joined: the tokens as one word ("nodejs"), "" where there is one token or the clause is quoted.
    phrase: quoted, so that only `tokens` in this order count.
    technology: the key in the field `tech` of the technology that the word means, "" for none.
    ambiguous: the word alone is not enough ("go", "r", "c"): only `technology` and `skills` count.
    skills: keys of skills that are this technology by another spelling or the same.
    others: stems of other spellings, one word each, that count as the word itself.
    """

    text: str
    tokens: tuple[str, ...]
    stems: tuple[str, ...]
    joined: str = ""
    phrase: bool = False
    excluded: bool = False
    technology: str = ""
    ambiguous: bool = False
    skills: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A parsed query. unfinished: the last clause is a plain word that may still go on."""

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    unfinished: bool = False

    @property
    def sought(self) -> tuple[Clause, ...]:
        """The clauses that must be found."""
        return tuple(clause for clause in self.clauses if not clause.excluded)

    @property
    def excluded(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.excluded)

    def spelled(self, replacements: Mapping[str, str]) -> str:
        """The query's text with words (as in `Clause.tokens`) replaced by those they map to."""
        parts, after = [], 0
        for token, start, end in analysis.spans(self.text):
            if token in replacements:
                parts += [self.text[after:start], replacements[token]]
                after = end
        return "".join((*parts, self.text[after:]))


def parse(text: str) -> Wanted:
    """What a visitor asks for: at most MOST_CLAUSES of the first LONGEST_TEXT characters."""
    cut = text[:LONGEST_TEXT]
    line = analysis.normal(clean_line(cut))
    pieces = list(_pieces(line))[:MOST_CLAUSES]
    plain = [piece.text if not (piece.phrase or piece.excluded) else "" for piece in pieces]
    following = [*plain[1:], ""]
    clauses = tuple(_clause(piece, after) for piece, after in zip(pieces, following, strict=False))
    going_on = bool(plain and plain[-1]) and cut[-1:].isalnum() and len(text) == len(cut)
    return Wanted(line, clauses, going_on)


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    phrase: bool = False
    excluded: bool = False


def _pieces(line: str) -> Iterator[_Piece]:
    for match in _CHUNK.finditer(line):
        excluded = match["minus"] is not None
        if match["phrase"] is not None:
            if analysis.exact(match["phrase"]):
                yield _Piece(match["phrase"].strip(), True, excluded)
            continue
        for word in _words(match["word"]):
            yield _Piece(word, False, excluded)


def _words(chunk: str) -> Iterator[str]:
    sides = chunk.strip(_AROUND).rstrip(".").split("/")
    if len(sides) > 1 and analysis.is_one(sides) and not any(map(technologies.aliases, sides)):
        yield "/".join(sides)
        return
    for side in sides:
        for match in _WORD.finditer(side):
            yield match[0]


def _clause(piece: _Piece, following: str) -> Clause:
    # A word too long for the index is in no posting: it must find nothing, not everything.
    beyond = (piece.text.casefold(),)
    tokens = tuple(analysis.exact(piece.text)) or beyond
    stems = tuple(analysis.stem(piece.text)) or beyond
    if piece.phrase:
        return Clause(piece.text, tokens, stems, phrase=True, excluded=piece.excluded)
    meant = technologies.meant(piece.text, following)
    return Clause(
        piece.text,
        tokens,
        stems,
        joined="".join(tokens) if len(tokens) > 1 else "",
        excluded=piece.excluded,
        technology=technologies.key(piece.text) if meant else "",
        ambiguous=meant and technologies.ambiguous(piece.text),
        skills=technologies.aliases(piece.text) if meant else (),
        others=technologies.others(piece.text) if meant else (),
    )
