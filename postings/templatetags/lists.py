"""What a list shows around its cards: the chosen filters, links that change one, the pager."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.forms import BaseForm
from django.http import QueryDict

from postings.filters import POSTED_CHOICES, PostingFilter
from postings.records import SearchPage
from postings.templatetags.board import clamp
from postings.text import name_key

register = template.Library()

# Pages shown on either side of the current one.
PAGER_REACH = 2
# Each holds a link with all the others, so that many would make a page of megabytes.
MOST_CHIPS = 12
PARAMETERS = tuple(PostingFilter.base_filters)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: the words that name it and the list without it."""

    name: str
    value: str
    label: str
    without: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is asked of the list, for its form, its chips and its count sentence."""

    q: str = ""
    posted: str = ""
    remote: bool = False
    chips: list[Chip] = field(default_factory=list)


@register.simple_tag
def chosen(form: BaseForm, parameters: QueryDict, suggestions: Mapping[str, Any]) -> Chosen:
    """The filters that have a meaning; the rest of the query string is left aside.

    Four blocks of a page ask; the form keeps the answer.
    """
    if not hasattr(form, "chosen"):
        form.chosen = _chosen(form, parameters, suggestions)
    return form.chosen


def _chosen(form: BaseForm, parameters: QueryDict, suggestions: Mapping[str, Any]) -> Chosen:
    asked = form.cleaned_data
    values: list[tuple[str, str]] = []
    for name in PARAMETERS:
        given = asked.get(name)
        if name in ("skill", "organization"):
            values += [(name, one) for one in given or ()]
        elif given:
            values.append((name, str(given)))
    named = any(name in ("skill", "organization") for name, _ in values)
    spelled = _spelled(suggestions) if named else {}
    chips = [
        Chip(name, value, _label(name, value, spelled), query(parameters, **{name: value}))
        for name, value in values[:MOST_CHIPS]
    ]
    return Chosen(
        asked.get("q") or "", str(asked.get("posted") or ""), bool(asked.get("remote")), chips
    )


def _spelled(suggestions: Mapping[str, Iterable[Any]]) -> dict[str, str]:
    """The board's spelling of the names it suggests, by kind and key."""
    kinds = (("skill", "skills"), ("organization", "organizations"))
    return {
        f"{kind}.{one.slug.replace('-', '')}": one.name
        for kind, plural in kinds
        for one in suggestions.get(plural, ())
    }


def _label(name: str, value: str, spelled: Mapping[str, str]) -> str:
    if name == "posted":
        return dict(POSTED_CHOICES)[int(value)]
    if name == "remote":
        return "Remote"
    if name == "q":
        return f"“{clamp(value, 40)}”"
    return spelled.get(f"{name}.{name_key(value)}", clamp(value, 40))


@register.simple_tag
def counted(page: SearchPage, asked: Chosen) -> str:
    """The count sentence: how many postings, of all those asked for in these words."""
    sentence = f"{page.total:,} posting{'' if page.total == 1 else 's'}"
    for chip in asked.chips:
        if chip.name == "q":
            sentence += f" for {chip.label}"
        elif chip.name == "posted":
            window = chip.label.lower()
            sentence += f" · posted {'in the ' if window.startswith('last') else ''}{window}"
        else:
            sentence += f" · {'remote' if chip.name == 'remote' else chip.label}"
    return sentence


@register.simple_tag
def query(parameters: QueryDict, page: int = 1, **without: str) -> str:
    """ "?…" with the list's own parameters that hold something, less the given values."""
    kept = QueryDict(mutable=True)
    for name in PARAMETERS:
        dropped = without.get(name)
        values = [one for one in parameters.getlist(name) if one.strip()]
        single = name not in ("skill", "organization")
        if dropped is not None:
            values = [] if single else [one for one in values if one.strip() != dropped.strip()]
        if values:
            kept.setlist(name, values[-1:] if single else list(dict.fromkeys(values)))
    if page > 1:
        kept["page"] = str(page)
    return f"?{kept.urlencode()}"


@register.simple_tag
def pager(page: SearchPage) -> list[int | None]:
    """The pages to offer: the first, those around the current one, the last; None is a gap."""
    shown = {1, page.pages} | set(range(page.page - PAGER_REACH, page.page + PAGER_REACH + 1))
    offered: list[int | None] = []
    for number in sorted(number for number in shown if 1 <= number <= page.pages):
        previous = offered[-1] if offered else number - 1
        if previous is not None and number - previous == 2:
            offered.append(number - 1)
        elif previous is not None and number - previous > 2:
            offered.append(None)
        offered.append(number)
    return offered
