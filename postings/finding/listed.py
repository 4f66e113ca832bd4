"""Conditions on columns that hold lists, as a database without operators for them can tell."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from postings.normalizers import places
from postings.querysets import JobPostingQuerySet
from postings.records import SearchQuery
from postings.search import eligible
from postings.vocabulary import ELIGIBLE, NOT_STATED, WORLDWIDE, EligibilityKind, MayApply

# Each is looked at as the text of its JSON.
_COLUMNS = ("countries", "regions", "employment_types", "applicant_location_requirements")
_WHO = "applicant_location_requirements"
_NOBODY = Q(pk__in=())


def matching(postings: JobPostingQuerySet, query: SearchQuery) -> JobPostingQuerySet:
    """Those that meet the query's filters by country, region, employment and who may apply."""
    conditions = []
    if query.employment_types:
        conditions.append(_holds("employment_types", query.employment_types))
    if query.countries:
        conditions.append(reduce(or_, map(_in_country, query.countries)))
    if query.regions:
        conditions.append(reduce(or_, map(_in_region, query.regions)))
    if query.live_in:
        conditions.append(_may_apply(query.live_in, eligible.groups(query)))
    if not conditions:
        return postings
    texts = {f"{name}_text": Cast(name, TextField()) for name in _COLUMNS}
    return postings.alias(**texts).filter(*conditions)


def _holds(column: str, values: Iterable[str]) -> Q:
    found = (Q(**{f"{column}_text__contains": f'"{value}"'}) for value in values)
    return reduce(or_, found, _NOBODY)


def _unstated() -> Q:
    """Also a posting that no normalizer has read yet."""
    return _holds(_WHO, [EligibilityKind.NOT_STATED.value]) | Q(**{f"{_WHO}_text": "{}"})


def _in_country(code: str) -> Q:
    return _unstated() if code == NOT_STATED else _holds("countries", [code])


def _in_region(key: str) -> Q:
    """A key is letters and digits alone; whatever stands between them in a name is let through."""
    if key == NOT_STATED:
        return _unstated()
    if key == WORLDWIDE:
        return _holds(_WHO, [EligibilityKind.WORLDWIDE.value])
    letters = r'[^a-z0-9"]*'.join(key[:80]) if key.isalnum() and key.isascii() else r"^\b$"
    return Q(regions_text__iregex=f'"{letters}"')


def _may_apply(country: str, shown: Iterable[MayApply]) -> Q:
    """As `search.eligible.of`: no posting is in two groups."""
    may_be_others = Q(**{f"{_WHO}_text__contains": '"open": true'})
    groups = {
        MayApply.YES: _holds(_WHO, [country, EligibilityKind.WORLDWIDE.value]),
        MayApply.REGION: _holds(_WHO, places.regions_of(country)),
        MayApply.NOT_STATED: _unstated() | may_be_others,
    }
    wanted, found, others = set(shown), _NOBODY, _NOBODY
    for group in ELIGIBLE:
        if group in wanted:
            found |= groups[group] & ~others
        else:
            others |= groups[group]
    return found
