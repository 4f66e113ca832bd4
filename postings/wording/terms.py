"""Type of employment, level, language and skills in words."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from postings.vocabulary import EmploymentType, Seniority


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


EMPLOYMENT = {word.value: word.label for word in EmploymentType} | {
    EmploymentType.FULL_TIME.value: "Full-time",
    EmploymentType.PART_TIME.value: "Part-time",
    EmploymentType.INTERN.value: "Internship",
}
SENIORITIES = {word.value: word.label for word in Seniority} | {Seniority.MID.value: "Mid-level"}
Skill = TypeVar("Skill", bound=Keyed)


def employment(types: Iterable[str]) -> str:
    """Like "Full-time, contractor"; "" for none."""
    return ", ".join(EMPLOYMENT.get(one, one) for one in types).capitalize()


def seniority(word: str) -> str:
    """Like "Mid-level"; "" for none."""
    return SENIORITIES.get(word, word)


@functools.cache
def _languages() -> dict[str, str]:
    lines = (Path(__file__).parent / "languages.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if not line.startswith("#"))


def language(code: str) -> str:
    """The English name of a language (BCP 47); the code itself where there is none."""
    return _languages().get(code.lower(), code)


@dataclass(frozen=True, slots=True)
class Skills(Generic[Skill]):
    """A posting's skills by what speaks for them.

    tagged: a tag and the text; found: the text alone; unsupported: a tag alone.
    """

    tagged: tuple[Skill, ...]
    found: tuple[Skill, ...]
    unsupported: tuple[Skill, ...]

    @property
    def supported(self) -> tuple[Skill, ...]:
        """What facets count too."""
        return self.tagged + self.found


def skills(posting: Any, named: Iterable[Skill]) -> Skills[Skill]:
    """Those that are named, apart; each group keeps their order."""
    without, found = frozenset(posting.skills_unsupported), frozenset(posting.skills_from_text)
    all_named = tuple(named)
    return Skills(
        tuple(one for one in all_named if one.key not in without and one.key not in found),
        tuple(one for one in all_named if one.key in found and one.key not in without),
        tuple(one for one in all_named if one.key in without),
    )
