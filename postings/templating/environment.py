"""The language of the public pages' templates: Jinja, with what they may call."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

import jinja2
from django.template import engines

from postings import wording
from postings.models.paths import path
from postings.templating import board, facets, lists

FILTERS: dict[str, Callable[..., Any]] = {
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
    "plural": board.plural,
    "seniority": wording.seniority,
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
    "paid": wording.paid,
    "posted": board.posted,
    "rates_of": facets.rates_of,
    "shown": lists.shown,
    "site_name": board.site_name,
    "skill_groups": wording.skills,
    "sorts": facets.sorts,
    "static": board.static,
    "unstated": facets.unstated,
    "url": path,
    "ways_out": facets.ways_out,
    "where": wording.where,
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


def macro(template: str, name: str) -> Callable[..., str]:
    """A macro of a template; what it returns is HTML, which other templates do not escape again."""
    found: Callable[..., str] = getattr(engines["jinja2"].env.get_template(template).module, name)
    return found
