"""What visitors ask of a board, drawn from the board itself by a fixed seed.

Run as `python -m benchmarks.questions NUMBER` in the data folder of a board; prints the kinds as
JSON, each with up to so many different addresses.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import django
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse

from benchmarks.sampling import Sampled, sampled

SEED = 4_046
FEED = "/feed.atom"
# Shares of postings between which a word is common: not in nearly all, as "and" is.
COMMON, TOO_COMMON = 0.10, 0.80
COMMON_WORDS, COMMON_PHRASES = 150, 200
MOST_DRAWN = 20
_WORD = re.compile(r"(?<![^\s.,;:()/])[a-z]{4,}(?![^\s.,;:()/])")
_LETTERS = re.compile(r"[^\W\d_]+")
Values = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Pages measured together. mixed: whether they count in the mix over all kinds."""

    name: str
    how: str
    addresses: list[str] = field(default_factory=list)
    mixed: bool = True


class Asker:
    """Draws addresses from a sample of live postings."""

    def __init__(self, number: int) -> None:
        self.number, self.random = number, random.Random(SEED)
        self.sample = sampled(self.random)
        texts = Counter(word for one in self.sample for word in set(_WORD.findall(one.text)))
        most = len(self.sample) * TOO_COMMON
        least = max(2, len(self.sample) * COMMON)
        self.known = set(texts)
        ranked = sorted(texts.items(), key=lambda item: (-item[1], item[0]))
        every = Counter(word for one in self.sample for word in set(_LETTERS.findall(one.text)))
        self.frequent = {word for word, count in every.items() if count >= least}
        self.common = [word for word, count in ranked if least <= count <= most][:COMMON_WORDS]
        self.titles = [word for one in self.sample for word in one.title]

    def kinds(self) -> Iterator[Kind]:
        front = reverse("list")
        yield Kind("list, unfiltered", "the front page; its counts are kept by revision", [front])
        yield from self._searches()
        yield from self._filtered()
        yield Kind("detail", "different postings, drawn", self._details())
        if known(FEED):
            yield Kind("feed", FEED, [FEED])
        how = "two or three words that stand so in most bodies, in quotes"
        yield self._words("search, phrase of common words", how, self._common_phrases(), False)

    def _searches(self) -> Iterator[Kind]:
        yield self._words("search, rare word", "a word of one posting alone", self._rare)
        how = "every other one from titles, else in 10–80 % of all postings"
        yield self._words("search, common word", how, self._common)
        how = "two of those"
        yield self._words("search, two common words", how, lambda: self._both(self._common))
        how = "five words on end out of a body, one of them in fewer than 10 % of all, in quotes"
        yield self._words("search, phrase", how, self._phrase)
        how = "a title's word with a letter dropped, doubled or swapped"
        yield self._words("search, typo", how, self._typo)

    def _filtered(self) -> Iterator[Kind]:
        how = "a skill, an organization, a place, remote, or with a stated salary; facets"
        yield self._asked("one filter", how, self._one_filter)
        how = "two of skill, organization and place of one posting, and remote or salary; facets"
        yield self._asked("three filters", how, self._three_filters)
        how = "a common word and one filter; facets"
        yield self._asked(
            "word and filter", how, lambda: self._q(self._common) + self._one_filter()
        )
        how = "one or two common words, newest first"
        yield self._asked("words, newest first", how, self._newest)
        how = "the last page that can be reached, of a common word or one filter"
        yield self._asked("deep page", how, self._deep)

    def _words(self, name: str, how: str, draw: Callable[[], str], mixed: bool = True) -> Kind:
        return self._asked(name, how, lambda: self._q(draw), mixed)

    def _asked(self, name: str, how: str, draw: Callable[[], Values], mixed: bool = True) -> Kind:
        """Draws until there are enough different addresses, or hardly any new ones."""
        addresses: dict[str, None] = {}
        for _ in range(self.number * 5):
            if len(addresses) >= self.number:
                break
            if values := draw():
                addresses[address(values)] = None
        return Kind(name, how, list(addresses), mixed)

    def _q(self, draw: Callable[[], str]) -> Values:
        return [("q", words)] if (words := draw()) else []

    def _one(self) -> Sampled:
        return self.random.choice(self.sample)

    def _rare(self) -> str:
        words = self._one().text.split()
        return words[-1] if words else ""

    def _common(self) -> str:
        words = self.titles if self.random.random() < 0.5 else self.common
        return self.random.choice(words or self.titles)

    def _both(self, draw: Callable[[], str]) -> str:
        return " ".join(dict.fromkeys((draw(), draw())))

    def _phrase(self) -> str:
        """Those of common words alone are measured apart; where texts have no others, they do."""
        phrase: list[str] = []
        for _ in range(MOST_DRAWN):
            words = _LETTERS.findall(self._one().text)
            start = self.random.randrange(max(1, len(words) - 5))
            phrase = words[start : start + 5]
            if set(phrase) - self.frequent:
                break
        return f'"{" ".join(phrase)}"' if phrase else ""

    def _common_phrases(self) -> Callable[[], str]:
        phrases: Counter[str] = Counter()
        for one in self.sample:
            words = re.findall(r"[a-z]+", one.text)
            pairs = zip(words, words[1:], strict=False)
            triples = zip(words, words[1:], words[2:], strict=False)
            phrases.update({" ".join(some) for some in (*pairs, *triples)})
        ranked = sorted(phrases.items(), key=lambda item: (-item[1], item[0]))
        commonest = [phrase for phrase, _ in ranked[:COMMON_PHRASES]]
        return lambda: f'"{self.random.choice(commonest)}"' if commonest else ""

    def _typo(self) -> str:
        word = self.random.choice(self.titles)
        if len(word) < 5:
            return ""
        at = self.random.randrange(1, len(word) - 1)
        spelled = self.random.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
        return "" if spelled in self.known else spelled

    def _one_filter(self) -> Values:
        one = self._one()
        named = self._names(one)
        if self.random.random() < 0.1 or not named:
            return [(self.random.choice(("remote", "has_salary")), "on")]
        return [self.random.choice(named)]

    def _three_filters(self) -> Values:
        for _ in range(100):
            one = self._one()
            named = self._names(one)
            if len(named) > 1:
                on = "remote" if one.remote else "has_salary"
                return [*self.random.sample(named, 2), (on, "on")]
        return []

    def _names(self, one: Sampled) -> Values:
        """One value of each filter that the posting has, so that the filters agree on it."""
        named = [("organization", one.organization)] if one.organization else []
        named += [("skill", self.random.choice(one.skills))] if one.skills else []
        return named + ([("place", self.random.choice(one.places))] if one.places else [])

    def _newest(self) -> Values:
        words = self._common() if self.random.random() < 0.5 else self._both(self._common)
        return [("q", words), ("sort", "newest")]

    def _deep(self) -> Values:
        """A page past the last one shows the last one."""
        values = self._q(self._common) if self.random.random() < 0.7 else self._one_filter()
        return [*values, ("page", "999999")]

    def _details(self) -> list[str]:
        chosen = self.random.sample(self.sample, min(self.number, len(self.sample)))
        return [one.address for one in chosen]


def asked(values: Sequence[tuple[str, str]]) -> Any:
    from postings.filters import read  # noqa: PLC0415

    data = QueryDict(mutable=True)
    for name, value in values:
        data.appendlist(name, value)
    return read(data, data.urlencode())


def address(values: Sequence[tuple[str, str]]) -> str:
    """The canonical one; any other would be answered by a redirect."""
    canonical = asked(values).address.canonical
    return reverse("list") + (f"?{canonical}" if canonical else "")


def known(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def main(number: str) -> None:
    django.setup()
    print(json.dumps([asdict(kind) for kind in Asker(int(number)).kinds()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
