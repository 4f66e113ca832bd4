"""What a list shows around its cards: its count sentence, the chosen filters, orders, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import cache
from django.utils.html import format_html_join

from postings import versions
from postings.filters import Asked
from postings.models import paths
from postings.records import SearchPage
from postings.templating.labels import for_people_in, label_of

# Pages shown on either side of the current one.
PAGER_REACH = 2
# Each link holds all the others: many chips, or many links to a long address, make megabytes.
MOST_CHIPS, LONGEST_ADDRESS, CHIPS_WHERE_LONG = 12, 2_000, 2
# Where a list's links lead, so that its count is what is read and said next.
RESULTS = "#results"
# What nobody looks at goes after a day.
KEPT_SECONDS = 86_400
SENTENCE = {"q": " for {}", "exclude_organization": " · without {}"}
REMOVED = {"q": "words", "salary_min": "salary", "has_salary": "salary", "live_in": "filter"}
# Part of another filter's chip, or no filter.
NO_CHIPS = frozenset(("sort", "currency", "eligible"))
# Filters whose fields are part of the form.
FIELDS = frozenset(("q", "live_in", "salary_min", "currency"))
# Those with a field among the filters.
PANEL = (FIELDS - {"q"}) | {"skill", "organization", "place", "country"}


class Links:
    """Addresses of a list that ask for something more or less than it; each value encoded once."""

    def __init__(self, values: tuple[tuple[str, str], ...], path: str) -> None:
        self.path = path
        self.parts = [(name, value, urlencode(((name, value),))) for name, value in values]
        self.long = sum(len(part) for *_, part in self.parts) > LONGEST_ADDRESS

    def to(self, parts: list[str]) -> str:
        return ("?" + "&".join(parts) if parts else self.path) + RESULTS

    def without(self, *names: str, values: Sequence[str] | None = None) -> str:
        """The list without these parameters, or without some values of one."""
        kept = self._kept(names, values)
        # Without words the newest are first anyway.
        if "q" in names and "sort=newest" in kept:
            kept.remove("sort=newest")
        return self.to(kept)

    def replaced(self, name: str, *values: str) -> str:
        """The list with these values of a parameter instead of all that it has."""
        given = [urlencode(((name, value),)) for value in values]
        return self.to(sorted([*self._kept((name,), None), *given]))

    def added(self, pairs: Iterable[tuple[str, str]]) -> str:
        """The list with these parameters and values too."""
        parts = {part for *_, part in self.parts}
        return self.to(sorted(parts | {urlencode((pair,)) for pair in pairs}))

    def around(self, name: str) -> tuple[str, list[str], str]:
        """What is written before a parameter, with its "&", its own values, and what follows."""
        before = "".join(f"{part}&" for one, _, part in self.parts if one < name)
        after = "".join(f"&{part}" for one, _, part in self.parts if one > name)
        return before, [value for one, value, _ in self.parts if one == name], after

    def _kept(self, names: tuple[str, ...], values: Sequence[str] | None) -> list[str]:
        return [
            part
            for name, one, part in self.parts
            if name not in names or (values is not None and one not in values)
        ]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter: the words that name it and the list without it."""

    name: str
    value: str
    label: str
    without: str

    @property
    def kind(self) -> str:
        return REMOVED.get(self.name, self.name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list says of itself."""

    links: Links
    chips: tuple[Chip, ...]
    more: int
    sentence: str

    @property
    def count(self) -> int:
        return len(self.chips) + self.more


def shown(asked: Asked, page: SearchPage, names: Mapping[tuple[str, str], str]) -> Shown:
    links = Links(asked.values, paths.path("list"))
    chosen = [pair for pair in asked.values if pair[0] not in NO_CHIPS]
    chosen.sort(key=lambda pair: pair[0] != "q")  # words first, as they are said
    most = CHIPS_WHERE_LONG if links.long else MOST_CHIPS
    chips = tuple(_chip(pair, links, asked, names) for pair in chosen[:most])
    return Shown(links, chips, len(chosen) - len(chips), _sentence(page, chips))


def _chip(
    pair: tuple[str, str], links: Links, asked: Asked, names: Mapping[tuple[str, str], str]
) -> Chip:
    name, value = pair
    if name == "salary_min":
        without = links.without("salary_min", "currency")
        label = f"at least {asked.query.currency} {int(value):,} a year"
    elif name == "language":
        without = links.without(name, values=[value])
        label = f"in {label_of(name, value, names)}"
    elif name == "live_in":
        without = links.without("live_in", "eligible")
        label = for_people_in(value, asked.query.eligible)
    else:
        without = links.without(name, values=[value])
        label = label_of(name, value, names)
    return Chip(name, value, label, without)


def _sentence(page: SearchPage, chips: tuple[Chip, ...]) -> str:
    sentence = f"{page.total:,} posting{'' if page.total == 1 else 's'}"
    for chip in chips:
        if chip.name == "posted":
            window = chip.label.lower()
            sentence += f" · posted {'in the ' if window.startswith('last') else ''}{window}"
        elif chip.name in ("work_mode", "has_salary", "employment_type", "seniority"):
            sentence += " · " + chip.label.lower()
        else:
            sentence += SENTENCE.get(chip.name, " · {}").format(chip.label)
    return sentence


def hidden_fields(asked: Asked) -> str:
    """What else is asked for, so that a form of words adds to it."""
    others = [pair for pair in asked.values if pair[0] not in FIELDS]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', others)


def notices(asked: Asked) -> list[str]:
    """What was left out and is not said beside one of the form's first fields: further down the
    filters, where it is said too, nobody would look for it."""
    return [
        f"{name.replace('_', ' ')}: {said}" if name else said
        for name, said in asked.errors.items()
        if name not in FIELDS
    ]


def in_panel(errors: Mapping[str, str]) -> bool:
    """Whether something that was left out has its field among the filters."""
    return any(name in errors for name in PANEL)


def kept(name: str, version: str, make: Callable[..., str], *given: object) -> str:
    """HTML that is made once for a version of what it shows."""
    key = f"kept.{versions.current().release}.{name}.{version}"
    html = cache.get(key)
    if html is None:
        html = make(*given)
        cache.set(key, html, KEPT_SECONDS)
    return html


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to other pages; a number without one is a gap."""

    previous: str
    next: str
    offered: list[tuple[int | None, str]]


def pager(page: SearchPage, values: tuple[tuple[str, str], ...], path: str) -> Pager:
    """The pages to offer: the first, those around the current one, the last."""
    parts = [(name, urlencode(((name, value),))) for name, value in values]
    before = [part for name, part in parts if name < "page"]
    after = [part for name, part in parts if name > "page"]

    def to(number: int) -> str:
        paged = [*before, *([f"page={number}"] if number > 1 else []), *after]
        return "?" + "&".join(paged) if paged else path

    numbers = [] if sum(map(len, before + after)) > LONGEST_ADDRESS else _numbers(page)
    offered = [(number, to(number) if number else "") for number in numbers]
    return Pager(
        to(page.page - 1) if page.page > 1 else "",
        to(page.page + 1) if page.page < page.pages else "",
        offered,
    )


def _numbers(page: SearchPage) -> list[int | None]:
    near = set(range(page.page - PAGER_REACH, page.page + PAGER_REACH + 1))
    offered: list[int | None] = []
    for number in sorted(n for n in near | {1, page.pages} if 1 <= n <= page.pages):
        previous = offered[-1] if offered else number - 1
        if previous is not None and number - previous == 2:
            offered.append(number - 1)
        elif previous is not None and number - previous > 2:
            offered.append(None)
        offered.append(number)
    return offered
