"""What a search must answer, told from the database's rows in plain Python, without the engine."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from postings import querysets, versions
from postings.finding import find
from postings.indexing.cards import places
from postings.models import JobPosting
from postings.records import Facet, SearchPage, SearchQuery
from postings.search import answers, numbers

WINDOWS = (1, 7, 30, 90, 365)
# Filters with values of their own, and the field of `SearchQuery` that asks for them.
REPEATED = {
    "skill": "skills",
    "organization": "organizations",
    "place": "places",
    "exclude_organization": "exclude_organizations",
}
ON = ("remote", "has_salary")
FACETS = ("skill", "organization", "place", *ON, "posted")


def set_day(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Lets the whole board live on a day, at noon."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(day.year, day.month, day.day, 12, tzinfo=tz)

    monkeypatch.setattr(querysets, "datetime", Then)
    versions.forget()


@dataclass(frozen=True, slots=True)
class Row:
    """A published posting, as far as it can be filtered by."""

    id: int
    public_id: str
    title: str
    skill: frozenset[str]
    organization: frozenset[str]
    place: frozenset[str]
    remote: bool
    has_salary: bool
    posted: date | None
    until: date | None

    def values(self, name: str, day: date) -> Iterable[str]:
        """What the filter of that name counts the posting under."""
        if name in ON:
            return ("on",) if getattr(self, name) else ()
        if name == "posted":
            return [str(window) for window in WINDOWS if self.is_within(window, day)]
        return getattr(self, name)

    def is_within(self, window: int, day: date) -> bool:
        return self.posted is not None and self.posted >= day - timedelta(days=window)


def read() -> list[Row]:
    """Every published posting, those that have run out too."""
    postings = JobPosting.objects.filter(status="published").select_related("hiring_organization")
    return [
        Row(
            posting.pk,
            posting.public_id,
            posting.title,
            frozenset(skill.key for skill in posting.skills.all()),
            frozenset([posting.hiring_organization.key] if posting.hiring_organization else ()),
            frozenset(key for key, _, _ in places(posting.place_text)),
            posting.job_location_type != "",
            posting.salary_text != "",
            posting.date_posted,
            posting.valid_through,
        )
        for posting in postings.prefetch_related("skills").defer("description_html")
    ]


@dataclass(frozen=True, slots=True)
class Expected:
    """The numbers of a page; counts: by filter and key, without zeros, before any cut."""

    rows: list[Row]
    undated: int
    without_salary: int
    counts: dict[str, Counter[str]]


class Reference:
    """The live postings of a day, and what each search finds among them."""

    def __init__(self, rows: Iterable[Row], day: date) -> None:
        self.day = day
        self.rows = [row for row in rows if row.until is None or row.until >= day]
        self.said: dict[str, tuple[set[int], set[int]]] = {}

    def newest(self) -> list[Row]:
        """Newest first, undated last, ties by public id."""
        dated = [row for row in self.rows if row.posted]
        dated.sort(key=lambda row: (-row.posted.toordinal(), row.public_id))
        undated = [row for row in self.rows if not row.posted]
        return dated + sorted(undated, key=lambda row: row.public_id)

    def expected(self, query: SearchQuery, monkeypatch: pytest.MonkeyPatch) -> Expected:
        """The words of a search are the engine's to find; all else is counted here."""
        among = self.rows
        if query.words:
            typed, alike = self._said(query.words, monkeypatch)
            among = [row for row in self.rows if row.id in typed]
            if len(among) < answers.LITTLE:
                among = [row for row in self.rows if row.id in alike]
        found = self.matching(query, among)
        aside = dict.fromkeys(FACETS, found)
        aside |= {name: self.matching(query, among, name) for name in FACETS if asks(query, name)}
        no_date = sum(row.posted is None for row in aside["posted"])
        no_salary = sum(not row.has_salary for row in aside["has_salary"])
        return Expected(
            found,
            no_date if query.posted is not None else 0,
            no_salary if query.has_salary else 0,
            {name: self._count(name, rows) for name, rows in aside.items()},
        )

    def matching(self, query: SearchQuery, among: Iterable[Row], aside: str = "") -> list[Row]:
        """The rows that meet every filter of a search, but the one of that name."""
        left = [name for name in (*REPEATED, *ON, "posted") if name != aside and asks(query, name)]
        return [row for row in among if all(self._meets(row, query, name) for name in left)]

    def _meets(self, row: Row, query: SearchQuery, name: str) -> bool:
        if name == "exclude_organization":
            return row.organization.isdisjoint(query.exclude_organizations)
        if name == "posted":
            return row.is_within(query.posted or 0, self.day)
        if name in ON:
            return bool(getattr(row, name))
        return not getattr(row, name).isdisjoint(getattr(query, REPEATED[name]))

    def _count(self, name: str, rows: Iterable[Row]) -> Counter[str]:
        return Counter(value for row in rows for value in row.values(name, self.day))

    def _said(self, words: str, monkeypatch: pytest.MonkeyPatch) -> tuple[set[int], set[int]]:
        """Postings that have the words as typed, and those that have them typed or alike."""
        if words not in self.said:
            found = []
            for little in (0, 10**9):
                with monkeypatch.context() as patch:
                    patch.setattr(answers, "LITTLE", little)
                    found.append(set(every_id(SearchQuery(words=words))))
            self.said[words] = found[0], found[1]
        return self.said[words]


def chosen(query: SearchQuery, name: str) -> tuple[str, ...]:
    """What a search asks of a filter, as the query string writes it."""
    if name in ON:
        return ("on",) if getattr(query, name) else ()
    if name == "posted":
        return () if query.posted is None else (str(query.posted),)
    return getattr(query, REPEATED[name])


def asks(query: SearchQuery, name: str) -> bool:
    return bool(chosen(query, name))


def every_id(query: SearchQuery, page_size: int = 100) -> list[int]:
    """The hits of every page, in order."""
    query = replace(query, page_size=page_size)
    first = find(query, facets=False)
    rest = [find(replace(query, page=n), facets=False) for n in range(2, first.pages + 1)]
    return [pk for page in (first, *rest) for pk in page.ids]


def added(query: SearchQuery, name: str, key: str) -> SearchQuery:
    """The search that a facet's number is of: with that value as all it asks of that filter."""
    value: Any = {"posted": int(key)} if name == "posted" else {name: True}
    return replace(query, page=1, **({REPEATED[name]: (key,)} if name in REPEATED else value))


def dropped(query: SearchQuery, name: str, key: str) -> SearchQuery:
    """The search without a value of a filter, "" for all that it has."""
    if name == "q":
        return replace(query, words="")
    left = tuple(one for one in chosen(query, name) if key and one != key)
    nothing: Any = {name: None if name == "posted" else False}
    return replace(query, **({REPEATED[name]: left} if name in REPEATED else nothing))


def random_queries(rows: list[Row], number: int, seed: int = 3) -> list[SearchQuery]:
    """Searches that combine up to four filters, mostly such as find something."""
    chance = random.Random(seed)
    return [_random_query(chance, rows) for _ in range(number)]


def _random_query(chance: random.Random, rows: list[Row]) -> SearchQuery:
    wished = chance.choice(rows)
    asked: dict[str, Any] = {}
    kinds = (*REPEATED, *ON, "posted", "words")
    for kind in chance.sample(kinds, chance.randint(0, 4)):
        if kind in ON:
            asked[kind] = True
        elif kind == "posted":
            asked[kind] = chance.choice(WINDOWS)
        elif kind == "words":
            asked[kind] = _random_words(chance, wished.title)
        else:
            others = chance.sample(rows, min(chance.randint(0, 2), len(rows)))
            # What is excluded is not what is wished.
            given = others if kind == "exclude_organization" else [wished, *others]
            keys = {key for row in given for key in _one(chance, row, kind)}
            asked[REPEATED[kind]] = tuple(sorted(keys))
    return SearchQuery(**asked)


def _one(chance: random.Random, row: Row, kind: str) -> list[str]:
    values = sorted(getattr(row, kind.removeprefix("exclude_")))
    return chance.sample(values, min(1, len(values)))


def _random_words(chance: random.Random, title: str) -> str:
    words = re.findall(r"[^\W\d_]{2,}", title) or ["engineer"]
    word, other = chance.choice(words), chance.choice(words)
    shapes = (word, f"{word} {other}", f'"{" ".join(words[:2])}"', f"{word} -{other}x", f"-{word}")
    return chance.choice((*shapes, word[:-1], "python", "data -senior", "enginer", "go"))


def problems(page: SearchPage, wanted: Expected, query: SearchQuery) -> list[str]:
    """Where a page's numbers are not those of the rows."""
    told_and_true = [
        ("total", page.total, len(wanted.rows)),
        ("undated", page.undated, wanted.undated),
        ("without_salary", page.without_salary, wanted.without_salary),
    ]
    wrong = [f"{name}: {told}, not {true}" for name, told, true in told_and_true if told != true]
    facets = {facet.name: facet for facet in page.facets}
    for name in FACETS:
        facet = facets.pop(name, Facet(name, ()))
        wrong += _wrong(facet, wanted.counts[name], set(chosen(query, name)))
    return wrong + [f"{name} is counted too" for name in facets]


def _wrong(facet: Facet, counts: Counter[str], picked: set[str]) -> Iterable[str]:
    if facet.name == "posted":
        ranked = [str(window) for window in WINDOWS]
    else:
        keys = picked | set(counts)
        ranked = sorted(keys, key=lambda key: (key not in picked, -counts[key], key))
    shown = ranked[: numbers.MOST_VALUES + len(picked)]
    listed = [(value.key, value.count, value.chosen) for value in facet.values]
    true = [(key, counts[key], key in picked) for key in shown]
    if listed != true:
        first = next(at for at in range(99) if listed[at : at + 1] != true[at : at + 1])
        yield f"{facet.name} at {first}: {listed[first:][:3]}, not {true[first:][:3]}"
    left = len(ranked) - len(shown)
    if facet.left > left or bool(facet.left) != bool(left):
        yield f"{facet.name}: {facet.left} left, not {left}"
