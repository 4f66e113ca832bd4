"""Links that change what is asked of a list: filters with their counts, orders, ways out."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.html import format_html, format_html_join

from postings.filters import Asked
from postings.normalizers import pay, places
from postings.records import Facet, FacetValue, SearchPage
from postings.templating.labels import CLOSED, label_of
from postings.templating.lists import MOST_CHIPS, REMOVED, RESULTS, Links, Shown
from postings.text import name_key
from postings.vocabulary import ELIGIBLE, ELIGIBLE_USUALLY, NOT_STATED, REPEATED_FILTERS, Sort

# Values of a filter that are shown before "more": where names are sought among many, more.
FIRST_VALUES, FIRST_NAMES = 5, 8
# Filters whose values the board spells its own way.
SPELLED = frozenset(("skill", "organization", "place"))
NAMES = frozenset(("skill", "organization", "country"))
# Of currencies, those that most postings name.
FIRST_CURRENCIES = frozenset(("EUR", "USD", "GBP"))
# The database counts nothing by value; these filters have few values and are offered all the same.
UNCOUNTED = {name: list(CLOSED[name]) for name in ("has_salary", "work_mode", "posted")}


class Row(NamedTuple):
    """A value as it is shown."""

    href: str
    label: str
    number: int | None
    chosen: bool


class Values(NamedTuple):
    """The values of a filter; left: whether there are more than these."""

    first: list[Row]
    more: list[Row]
    left: bool


def facet(
    shown: Shown, page: SearchPage, names: Mapping[tuple[str, str], str], name: str
) -> Values | None:
    """The values of a filter as links.

    None where there are none, or where the address is so long that links would make megabytes.
    """
    if shown.links.long:
        return None
    found = next((one for one in page.facets if one.name == name), None)
    facet = found or _uncounted(name, shown, page)
    rows = list(_rows(facet, shown, names))
    first = FIRST_NAMES if name in NAMES else FIRST_VALUES
    return Values(rows[:first], rows[first:], facet.left) if rows else None


def _uncounted(name: str, shown: Shown, page: SearchPage) -> Facet:
    chosen = [value for one, value, _ in shown.links.parts if one == name]
    if name == "eligible" and any(one == "live_in" for one, *_ in shown.links.parts):
        chosen = chosen or list(ELIGIBLE_USUALLY)
        return Facet(name, tuple(FacetValue(key, key, None, key in chosen) for key in ELIGIBLE))
    offered = UNCOUNTED.get(name, ()) if page.indexed is None else chosen
    return Facet(name, tuple(FacetValue(key, key, None, key in chosen) for key in offered))


def _rows(facet: Facet, shown: Shown, names: Mapping[tuple[str, str], str]) -> Iterator[Row]:
    name, links = facet.name, shown.links
    if name == "eligible":
        yield from _groups(facet, shown)
        return
    before, chosen, after = links.around(name)
    others = chosen if name in REPEATED_FILTERS else []
    # An editor's name for a value leads to it too; the value is then listed under its own key.
    held = {one.key for one in facet.values}
    aliases = [key for key in chosen if key not in held]
    for one in facet.values:
        if one.chosen:
            keys = [one.key] if one.key in chosen else aliases
            href = links.without(name, values=keys)
        elif not others:
            href = f"?{before}{name}={one.key}{after}{RESULTS}"
        else:
            own = "&".join([f"{name}={key}" for key in sorted([*others, one.key])])
            href = f"?{before}{own}{after}{RESULTS}"
        # Countries have a filter of their own, which also says how many state none, nor a region.
        hidden = name == "place" and one.key in _countries()
        hidden = hidden or (name == "region" and one.key == NOT_STATED)
        if one.chosen or (one.count != 0 and not hidden):
            spelled = name in SPELLED and one.name != one.key
            label = one.name if spelled else label_of(name, one.key, names)
            yield Row(href, label, one.count, one.chosen)


def _groups(facet: Facet, shown: Shown) -> Iterator[Row]:
    """Groups of who may apply."""
    chosen = {one.key for one in facet.values if one.chosen}
    for one in facet.values:
        if one.chosen or one.count != 0:
            href = _with_group(shown.links, chosen ^ {one.key})
            yield Row(href, label_of("eligible", one.key, {}), one.count, one.chosen)


def _with_group(links: Links, wanted: set[str]) -> str:
    """The list with these groups alone; without any, all postings."""
    if not wanted:
        return links.without("live_in", "eligible")
    if wanted == set(ELIGIBLE_USUALLY):
        return links.without("eligible")
    return links.replaced("eligible", *wanted)


@functools.cache
def _countries() -> frozenset[str]:
    return frozenset(name_key(name) for _, name in places.countries())


def unstated(shown: Shown, page: SearchPage) -> Row | None:
    """Postings that do not say who may apply, where `live_in` leaves out some."""
    groups = [one for one in page.facets if one.name == "eligible"]
    values = {one.key: one for facet in groups for one in facet.values}
    left = values.get(NOT_STATED)
    if left is None or left.chosen or not left.count:
        return None
    chosen = {key for key, one in values.items() if one.chosen}
    return Row(_with_group(shown.links, chosen | {left.key}), "show", left.count, False)


def without_country(shown: Shown) -> str:
    """The list with postings too whose place says neither country nor region."""
    asked = {name for name, *_ in shown.links.parts if name in ("country", "region")}
    return shown.links.added((name, NOT_STATED) for name in asked)


@functools.lru_cache(maxsize=64)
def countries(chosen: str) -> str:
    """Every country as an option of a select."""
    return _options(places.countries(), chosen)


@functools.lru_cache(maxsize=64)
def currencies(chosen: str) -> str:
    """Every currency that has an exchange rate, as options of a select."""
    codes = sorted(pay.load().per_euro, key=lambda code: (code not in FIRST_CURRENCIES, code))
    return _options([(code, code) for code in codes], chosen)


def rates_of() -> date:
    """The day of the exchange rates."""
    return pay.load().date


def _options(rows: Sequence[tuple[str, str]], chosen: str) -> str:
    shown = ((key, " selected" if key == chosen else "", label) for key, label in rows)
    return format_html_join("", '<option value="{}"{}>{}</option>', shown)


def sorts(shown: Shown, asked: Asked, page: SearchPage) -> str:
    """The orders to choose from, as links; "" where there is one alone."""
    words, links = bool(asked.query.words), shown.links
    default = Sort.RELEVANCE if words else Sort.NEWEST
    chosen = Sort(asked.query.sort or default)
    offered = [(Sort.NEWEST, "Newest", True), (Sort.RELEVANCE, "Best match", words)]
    offered += [(Sort.SALARY, "Salary", bool(page.comparable) or chosen == Sort.SALARY)]
    useful = [(order, label) for order, label, is_useful in offered if is_useful]
    if page.indexed is None or page.total < 2 or links.long or len(useful) < 2:
        return ""
    current = format_html(' aria-current="{}"', "true")
    rows = [
        (
            links.without("sort") if order == default else links.replaced("sort", order.value),
            current if order == chosen else "",
            label,
        )
        for order, label in useful
    ]
    listed = format_html_join("", '<li><a href="{}" rel="nofollow"{}>{}</a></li>', rows)
    return format_html('<ul class="sorts" aria-label="Order">{}</ul>', listed)


def ways_out(shown: Shown, page: SearchPage, names: Mapping[tuple[str, str], str]) -> str:
    """Where nothing is found: filters to drop, the one that gives most first, with the numbers.

    Without numbers from the engine, the chosen filters as they are.
    """
    rows = []
    dropped = sorted(page.dropped.items(), key=lambda one: (-one[1], one[0]))
    for (name, value), count in dropped[: MOST_CHIPS if not shown.links.long else 2]:
        chip = next((one for one in shown.chips if (one.name, one.value) == (name, value)), None)
        # "" is all values of a filter; one that is not in the address stands there by another name.
        named = [value] if value in shown.links.around(name)[1] else None
        href = chip.without if chip else shown.links.without(name, values=named)
        label = chip.label if chip else label_of(name, value, names) if value else "filter"
        count_said = f": {count:,} posting{'' if count == 1 else 's'}"
        rows.append((href, REMOVED.get(name, name.replace("_", " ")), label, count_said))
    if not rows and len(shown.chips) > 1:
        rows = [(chip.without, chip.kind, chip.label, "") for chip in shown.chips]
    return format_html_join(
        "", '<li><a href="{}" rel="nofollow">without the {} {}</a>{}</li>', rows
    )


def without(shown: Shown, *names: str) -> str:
    """The list without these parameters."""
    return shown.links.without(*names)


def meant(shown: Shown, page: SearchPage) -> str:
    """The list with the words as the board spells them."""
    return shown.links.replaced("q", page.suggested)
