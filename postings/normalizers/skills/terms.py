"""The vocabulary of skills as tables: what a tag means, and what to look for in a text."""

import functools
from dataclasses import dataclass
from importlib import resources
from itertools import combinations

import ahocorasick_rs

from postings.text import name_key
from postings.vocabulary import SkillKind

_FILE = "vocabulary.tsv"
# What divides words beside the space; each is one character, so that positions stay.
_DIVIDERS = "\t\xa0,;:()[]{}/|•·●*_\"'“”‘’<>!?–—-"


@dataclass(frozen=True, slots=True)
class Skill:
    """A row of the vocabulary; hints are words, lower case, that support a tag but name nothing."""

    key: str
    name: str
    kind: SkillKind
    hints: tuple[str, ...]
    not_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling of a skill: `cased` is "" where any case will do; `guarded` ones need company."""

    skill: Skill
    cased: str
    guarded: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """The whole vocabulary.

    tags: name key of every name and alias -> skill. automaton: finds in texts from
    `lower(spaced(text))` a space or line end and a pattern, whose number is one for each of both.
    spellings: per pattern, its spellings; shorter: per pattern, number and length of the patterns
    that it begins with, longest first; within: per pattern, the spellings that are some of its
    words: "ruby" of "ruby on rails".
    """

    tags: dict[str, Skill]
    spellings: tuple[tuple[Spelling, ...], ...]
    shorter: tuple[tuple[tuple[int, int], ...], ...]
    within: tuple[tuple[Spelling, ...], ...]
    automaton: ahocorasick_rs.AhoCorasick


def spaced(text: str) -> str:
    """The text with a space for each character that divides words, of the same length."""
    for divider in _DIVIDERS:
        text = text.replace(divider, " ")
    return text


def lower(text: str) -> str:
    """The text in lower case, of the same length."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(map(_lower, text))


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


@functools.cache
def terms() -> Terms:
    """The vocabulary, read on first use (measured: 25 ms and 3 MB)."""
    tags: dict[str, Skill] = {}
    table: dict[str, list[Spelling]] = {}
    for name, kind, written, before in _rows():
        skill, spellings = _skill(name, kind, written, before)
        for key in _tag_keys(name, written):
            tags.setdefault(key, skill)
        for pattern, spelling in spellings:
            table.setdefault(pattern, []).append(spelling)
    patterns = list(table)
    both = [f"{start}{pattern}" for start in " \n" for pattern in patterns]
    numbers = {pattern: number for number, pattern in enumerate(patterns)}
    return Terms(
        tags=tags,
        spellings=tuple(map(tuple, table.values())) * 2,
        shorter=tuple(_shorter(pattern, numbers) for pattern in patterns) * 2,
        within=tuple(_within(pattern, table) for pattern in patterns) * 2,
        automaton=ahocorasick_rs.AhoCorasick(
            both, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        ),
    )


def _rows() -> list[tuple[str, str, list[str], str]]:
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    cells = [(line.split("\t") + ["", ""])[:4] for line in lines]
    return [(name, kind, written.split("|"), before) for name, kind, written, before in cells]


def _skill(
    name: str, kind: str, written: list[str], before: str
) -> tuple[Skill, list[tuple[str, Spelling]]]:
    hints = tuple(word[1:].lower() for word in written if word.startswith("~"))
    skill = Skill(name_key(name), name, SkillKind(kind), hints, frozenset(before.split()))
    spellings = [_spelling(skill, word) for word in written if word and word[0] not in "~#-"]
    if "-" not in written and all(pattern != lower(spaced(name)) for pattern, _ in spellings):
        spellings.insert(0, _spelling(skill, name))
    return skill, spellings


def _spelling(skill: Skill, word: str) -> tuple[str, Spelling]:
    bare = spaced(word.lstrip("=?"))
    exact = word[0] in "=?"
    return lower(bare), Spelling(skill, bare if exact else "", word[0] == "?")


def _tag_keys(name: str, written: list[str]) -> list[str]:
    named = [word.lstrip("=?#") for word in written if word and word[0] not in "~-"]
    return [name_key(word) for word in (name, *named)]


def _shorter(pattern: str, numbers: dict[str, int]) -> tuple[tuple[int, int], ...]:
    words = pattern.split(" ")
    starts = [" ".join(words[:count]) for count in range(len(words) - 1, 0, -1)]
    return tuple((numbers[start], len(start)) for start in starts if start in numbers)


def _within(pattern: str, table: dict[str, list[Spelling]]) -> tuple[Spelling, ...]:
    words = pattern.split(" ")
    parts = [" ".join(words[i:j]) for i, j in combinations(range(len(words) + 1), 2)]
    return tuple(one for part in parts if part != pattern for one in table.get(part, ()))
