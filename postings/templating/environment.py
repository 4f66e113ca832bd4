"""The language of the public pages' templates: Jinja, with what they may call."""

from __future__ import annotations

import functools
from collections.abc import Callable, MutableMapping
from typing import Any

import jinja2
from django.template import engines

from postings import wording
from postings.finding import Named
from postings.models.paths import path, prefix
from postings.templating import board, facets, lists


def macro(template: str, name: str) -> Callable[..., str]:
    """A macro of a template; what it returns is HTML, which other templates do not escape again."""
    found: Callable[..., str] = getattr(engines["jinja2"].env.get_template(template).module, name)
    return found


def tag(skill: Named, found: bool) -> str:
    """A skill as one of a card's tags, kept: hardly any is on one card alone.

    found: whether the text alone names it.
    """
    return _tag(skill, found, prefix())


@functools.lru_cache(maxsize=4_096)
def _tag(skill: Named, found: bool, prefix: str) -> str:
    return macro("postings/_names.html", "new_tag")(skill, found)


# What a value becomes; Jinja calls these in a third of the time of its globals.
FILTERS: dict[str, Callable[..., Any]] = {
    "address": board.address,
    "body": board.body,
    "clamp": board.clamp,
    "colour": board.colour,
    "day": board.day,
    "differs": board.differs,
    "employment": wording.employment,
    "grouped": board.grouped,
    "in_panel": lists.in_panel,
    "initials": board.initials,
    "language": wording.language,
    "paid": wording.paid,
    "plural": board.plural,
    "posted": board.posted,
    "seniority": wording.seniority,
    "skill_groups": wording.skills,
    "tag": tag,
    "where": wording.where,
    "why_closed": board.why_closed,
}
GLOBALS: dict[str, Callable[..., Any]] = {
    "absolute": board.absolute,
    "asset": board.asset,
    "by_host": board.by_host,
    "countries": facets.countries,
    "currencies": facets.currencies,
    "facet": facets.facet,
    "hidden_fields": lists.hidden_fields,
    "kept": lists.kept,
    "meant": facets.meant,
    "notices": lists.notices,
    "outward": board.outward,
    "pager": lists.pager,
    "rates_of": facets.rates_of,
    "shown": lists.shown,
    "site_name": board.site_name,
    "sorts": facets.sorts,
    "static": board.static,
    "unstated": facets.unstated,
    "url": path,
    "ways_out": facets.ways_out,
    "without": facets.without,
    "without_country": facets.without_country,
    "yearly": wording.year,
}


class _Environment(jinja2.Environment):
    """With globals that do not change any more once a template is loaded."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A plain dict: each import of macros compares its keys, in a tenth of the time of those of
        the usual chain of maps."""
        return {**self.globals, **(d or {})}


def environment(**options: Any) -> jinja2.Environment:
    """For Django's settings, which give the options; a name that nobody set is an error."""
    del options["autoescape"]  # never anything but on
    options |= {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = _Environment(autoescape=True, **options)
    made.filters |= FILTERS
    made.globals |= GLOBALS
    return made
