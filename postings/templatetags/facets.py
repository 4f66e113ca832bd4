"""Links that change what is asked of a list: filters with their counts, orders, ways out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django import template
from django.utils.html import format_html, format_html_join

from postings.filters import POSTED_CHOICES, REPEATED, Asked
from postings.records import Facet, FacetValue, SearchPage
from postings.templatetags.lists import MOST_CHIPS, REMOVED, Shown, label_of
from postings.vocabulary import Sort

register = template.Library()

# Values of a filter that are shown before "more".
FIRST_VALUES = 8
# The database counts nothing by value; these filters have few values and are offered all the same.
UNCOUNTED = {
    "remote": (FacetValue("on", "", None),),
    "posted": tuple(FacetValue(str(days), "", None) for days, _ in POSTED_CHOICES),
}
VALUE = (
    '<li><a href="{}" rel="nofollow"{}>{}<span class="hidden">, </span>'
    '<span class="count">{}</span><span class="hidden">{}</span></a></li>'
)
MORE = (
    '<details class="more-values"><summary>{} more</summary><ul class="values">{}</ul>{}</details>'
)


@register.simple_tag
def facet(
    shown: Shown, page: SearchPage, names: Mapping[tuple[str, str], str], *filters: str
) -> str:
    """The values of one filter, or of several with one value each, as a list of links.

    "" where there are none, or where the address is so long that links would make megabytes.
    """
    if shown.links.long:
        return ""
    found = {one.name: one for one in page.facets}
    rows: list[tuple[object, ...]] = []
    left = 0
    for name in filters:
        one = found.get(name) or _uncounted(name, shown, page)
        rows += _rows(one, shown, names)
        left += one.left
    first = format_html_join("", VALUE, rows[:FIRST_VALUES])
    if not first:
        return ""
    return format_html('<ul class="values">{}</ul>{}', first, _more(rows[FIRST_VALUES:], left))


def _uncounted(name: str, shown: Shown, page: SearchPage) -> Facet:
    chosen = [value for one, value, _ in shown.links.parts if one == name]
    offered = UNCOUNTED.get(name, ()) if page.indexed is None else ()
    values = offered or tuple(FacetValue(value, "", None) for value in chosen)
    return Facet(
        name, tuple(FacetValue(one.key, "", None, chosen=one.key in chosen) for one in values)
    )


def _more(rows: list[tuple[object, ...]], left: int) -> str:
    if not rows:
        return ""
    beyond = format_html("<p>and {} more: type a name</p>", f"{left:,}") if left else ""
    return format_html(MORE, len(rows), format_html_join("", VALUE, rows), beyond)


def _rows(
    facet: Facet, shown: Shown, names: Mapping[tuple[str, str], str]
) -> Iterator[tuple[object, ...]]:
    """Each value's link, mark, name, count, and what following the link does."""
    name, links = facet.name, shown.links
    before, chosen, after = links.around(name)
    others = chosen if name in REPEATED else []
    current = format_html(' aria-current="{}"', "true")
    for one in facet.values:
        if one.chosen:
            href = links.without(name, value=one.key)
        elif not others:
            href = f"?{before}{name}={one.key}{after}#results"
        else:
            own = "&".join(f"{name}={key}" for key in sorted([*others, one.key]))
            href = f"?{before}{own}{after}#results"
        if one.chosen or one.count != 0:
            label = (
                one.name
                if name in REPEATED and one.name != one.key
                else label_of(name, one.key, names)
            )
            count = "" if one.count is None else f"{one.count:,}"
            does = "remove filter" if one.chosen else "add filter"
            said = f" {'posting' if one.count == 1 else 'postings'}, {does}" if count else does
            yield href, current if one.chosen else "", label, count, said


@register.simple_tag
def sorts(shown: Shown, asked: Asked, page: SearchPage) -> str:
    """The orders to choose from, as links; "" where there is one alone."""
    words, links = bool(asked.query.words), shown.links
    stated = any(
        one.name == "has_salary" and any(v.count for v in one.values) for one in page.facets
    )
    default = Sort.RELEVANCE if words else Sort.NEWEST
    chosen = Sort(asked.query.sort or default)
    offered = [(Sort.NEWEST, "Newest", True), (Sort.RELEVANCE, "Best match", words)]
    offered += [(Sort.SALARY, "Salary", stated or chosen == Sort.SALARY)]
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


@register.simple_tag
def ways_out(shown: Shown, page: SearchPage, names: Mapping[tuple[str, str], str]) -> str:
    """Where nothing is found: filters to drop, the one that gives most first, with the numbers.

    Without numbers from the engine, the chosen filters as they are.
    """
    rows = []
    dropped = sorted(page.dropped.items(), key=lambda one: (-one[1], one[0]))
    for (name, value), count in dropped[: MOST_CHIPS if not shown.links.long else 2]:
        chip = next((one for one in shown.chips if (one.name, one.value) == (name, value)), None)
        href = chip.without if chip else shown.links.without(name, value=value)
        label = chip.label if chip else label_of(name, value, names)
        count_said = f": {count:,} posting{'' if count == 1 else 's'}"
        rows.append((href, REMOVED.get(name, name.replace("_", " ")), label, count_said))
    if not rows and len(shown.chips) > 1:
        rows = [(chip.without, chip.kind, chip.label, "") for chip in shown.chips]
    return format_html_join(
        "", '<li><a href="{}" rel="nofollow">without the {} {}</a>{}</li>', rows
    )


@register.simple_tag
def without(shown: Shown, *names: str) -> str:
    """The list without these parameters."""
    return shown.links.without(*names)


@register.simple_tag
def meant(shown: Shown, page: SearchPage) -> str:
    """The list with the words as the board spells them."""
    return shown.links.replaced("q", page.suggested)
