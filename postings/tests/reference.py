"""What a search must answer, told from the database's rows in plain Python, without the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from postings import querysets, versions
from postings.models import JobPosting
from postings.normalizers import pay, places
from postings.records import Eligibility, Facet, SearchPage, SearchQuery
from postings.search import answers, numbers
from postings.tests.asking import (
    FACETS,
    GROUPS,
    REPEATED,
    SINGLE,
    USUAL,
    WINDOWS,
    asks,
    chosen,
    every_id,
)
from postings.text import name_key


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
    country: frozenset[str]
    region: frozenset[str]
    language: frozenset[str]
    work_mode: frozenset[str]
    employment_type: frozenset[str]
    seniority: frozenset[str]
    has_salary: bool
    euros: int | None
    who: Eligibility
    posted: date | None
    until: date | None

    def values(self, name: str, day: date) -> Iterable[str]:
        """What the filter of that name counts the posting under."""
        if name == "has_salary":
            return ("on",) if self.has_salary else ()
        if name == "posted":
            return [str(window) for window in WINDOWS if self.is_within(window, day)]
        return getattr(self, name)

    def is_within(self, window: int, day: date) -> bool:
        return self.posted is not None and self.posted >= day - timedelta(days=window)

    def pays(self, query: SearchQuery) -> bool:
        """As a person would reckon: what is asked for, in euros, is not above the best pay."""
        rate = pay.load().per_euro[query.currency]
        return self.euros is not None and self.euros >= round(query.salary_min / rate)


def read() -> list[Row]:
    """Every published posting, those that have run out too."""
    postings = JobPosting.objects.filter(status="published").select_related("hiring_organization")
    whole = postings.prefetch_related("skills").defer("description_html", "description")
    return [_row(posting) for posting in whole]


def _row(posting: JobPosting) -> Row:
    stated = posting.applicant_location_requirements
    who = Eligibility(
        stated.get("kind", "not_stated"),
        tuple(stated.get("countries", ())),
        tuple(stated.get("regions", ())),
        stated.get("open", False),
    )
    nowhere = ["not_stated"] if who.kind == "not_stated" else []
    anywhere = ["worldwide"] if who.kind == "worldwide" else []
    names = [places.country_name(code) for code in posting.countries]
    names += [name for name, state, _ in posting.localities]
    names += [state for name, state, _ in posting.localities]
    amounts = (posting.salary_min_value, posting.salary_max_value)
    return Row(
        id=posting.pk,
        public_id=posting.public_id,
        title=posting.title,
        skill=frozenset(
            skill.key
            for skill in posting.skills.all()
            if skill.key not in posting.skills_unsupported
        ),
        organization=_some(posting.hiring_organization and posting.hiring_organization.key),
        place=frozenset(map(name_key, filter(None, names))),
        country=frozenset([*posting.countries, *nowhere]),
        region=frozenset([*map(name_key, posting.regions), *anywhere, *nowhere]),
        language=_some(posting.language),
        work_mode=_some(posting.work_mode),
        employment_type=frozenset(posting.employment_types),
        seniority=_some(posting.seniority),
        has_salary=amounts != (None, None),
        euros=posting.salary_yearly_max,
        who=who,
        posted=posting.date_posted,
        until=posting.valid_through,
    )


def _some(value: str | None) -> frozenset[str]:
    return frozenset([value] if value else ())


@dataclass(frozen=True, slots=True)
class Expected:
    """The numbers of a page; counts: by filter and key, without zeros, before any cut."""

    rows: list[Row]
    undated: int
    without_salary: int
    without_country: int
    comparable: int
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
        counts = {name: self._count(name, rows) for name, rows in aside.items()}
        if query.live_in:
            others = self.matching(query, among, "live_in")
            counts["eligible"] = Counter(places.may_apply(row.who, query.live_in) for row in others)
            del counts["eligible"]["no"]
        no_date = sum(row.posted is None for row in aside["posted"])
        return Expected(
            found,
            no_date if query.posted is not None else 0,
            self._without_salary(query, among),
            self._without_country(query, among),
            sum(row.euros is not None for row in found),
            counts,
        )

    def _without_salary(self, query: SearchQuery, among: Iterable[Row]) -> int:
        left = self.matching(query, among, "has_salary", "salary_min")
        if query.salary_min is not None:
            return sum(row.euros is None for row in left)
        return sum(not row.has_salary for row in left) if query.has_salary else 0

    def _without_country(self, query: SearchQuery, among: Iterable[Row]) -> int:
        picked = [values for values in (query.countries, query.regions) if values]
        if not picked or all("not_stated" in values for values in picked):
            return 0
        left = self.matching(query, among, "country", "region")
        return sum("not_stated" in row.country for row in left)

    def matching(self, query: SearchQuery, among: Iterable[Row], *aside: str) -> list[Row]:
        """The rows that meet every filter of a search, but those of these names."""
        left = [name for name in (*REPEATED, *SINGLE) if name not in aside and asks(query, name)]
        return [row for row in among if all(self._meets(row, query, name) for name in left)]

    def _meets(self, row: Row, query: SearchQuery, name: str) -> bool:
        if name == "exclude_organization":
            return row.organization.isdisjoint(query.exclude_organizations)
        if name == "posted":
            return row.is_within(query.posted or 0, self.day)
        if name == "has_salary":
            return row.has_salary
        if name == "salary_min":
            return row.pays(query)
        if name == "live_in":
            return places.may_apply(row.who, query.live_in) in (query.eligible or USUAL)
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


def problems(page: SearchPage, wanted: Expected, query: SearchQuery) -> list[str]:
    """Where a page's numbers are not those of the rows."""
    told_and_true = [
        ("total", page.total, len(wanted.rows)),
        ("undated", page.undated, wanted.undated),
        ("without_salary", page.without_salary, wanted.without_salary),
        ("without_country", page.without_country, wanted.without_country),
        ("comparable", page.comparable, wanted.comparable),
    ]
    wrong = [f"{name}: {told}, not {true}" for name, told, true in told_and_true if told != true]
    facets = {facet.name: facet for facet in page.facets}
    for name in wanted.counts:
        facet = facets.pop(name, Facet(name, ()))
        wrong += _wrong(facet, wanted.counts[name], set(chosen(query, name)))
    return wrong + [f"{name} is counted too" for name in facets]


def _wrong(facet: Facet, counts: Counter[str], picked: set[str]) -> Iterable[str]:
    if facet.name in ("posted", "eligible"):
        ranked = [str(window) for window in WINDOWS] if facet.name == "posted" else list(GROUPS)
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
