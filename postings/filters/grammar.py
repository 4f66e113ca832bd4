"""The query string's grammar: which parameters the list understands and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.core.exceptions import ValidationError
from django.forms import Field
from django.http import QueryDict

from postings.filters import fields
from postings.links import is_tracking
from postings.models import JobPosting
from postings.normalizers import organizations
from postings.records import SearchQuery
from postings.search.words import LONGEST_TEXT
from postings.vocabulary import (
    ELIGIBLE,
    ELIGIBLE_USUALLY,
    POSTED_WINDOWS,
    REPEATED_FILTERS,
    EmploymentType,
    Seniority,
    Sort,
    WorkMode,
)

_WINDOW_NAMES = {1: "Since yesterday", 365: "Last 12 months"}
POSTED_CHOICES = [(days, _WINDOW_NAMES.get(days, f"Last {days} days")) for days in POSTED_WINDOWS]
# A year in Indonesian rupiah has ten digits.
LONGEST_SALARY = 12
# Where links to the board are posted, these say from where; the board gives them no meaning.
_WHERE_FROM = frozenset(("ref", "ref_src", "referrer"))


class PostingFilter(django_filters.FilterSet):
    """Declares the parameters; `read` says what a query string means."""

    q = django_filters.CharFilter(max_length=LONGEST_TEXT)
    skill = fields.ValuesFilter(key=fields.skill)
    organization = fields.ValuesFilter(key=organizations.key)
    exclude_organization = fields.ValuesFilter(key=organizations.key)
    place = fields.ValuesFilter()
    country = fields.ValuesFilter(key=fields.country, unknown=fields.UNKNOWN_COUNTRY)
    region = fields.ValuesFilter(key=fields.region)
    live_in = fields.CountryFilter()
    eligible = fields.ValuesFilter(key=fields.word_of(ELIGIBLE))
    work_mode = fields.ValuesFilter(key=fields.word_of(WorkMode))
    # What `work_mode=remote` was called; addresses that ask for it lead there.
    remote = fields.OnFilter()
    employment_type = fields.ValuesFilter(key=fields.word_of(EmploymentType))
    seniority = fields.ValuesFilter(key=fields.word_of(Seniority))
    language = fields.ValuesFilter(key=fields.language)
    salary_min = fields.AmountFilter(digits=LONGEST_SALARY)
    currency = fields.CurrencyFilter()
    has_salary = fields.OnFilter()
    posted = django_filters.ChoiceFilter(
        choices=POSTED_CHOICES,
        error_messages={"invalid_choice": "“%(value)s” is no period we know; choose one."},
    )
    sort = django_filters.ChoiceFilter(
        choices=Sort.choices(),
        error_messages={"invalid_choice": "“%(value)s” is no order we know."},
    )
    page = fields.WholeFilter()

    class Meta:
        model = JobPosting
        fields: list[str] = []


class _Shared(dict[str, Field]):
    """Fields of a form that is never shown: it reads them, and need not copy them as forms do."""

    def __deepcopy__(self, memo: object) -> _Shared:
        return self


# The class of the form never changes; django-filter would make it anew for every request.
_FORM = PostingFilter().get_form_class()
_FORM.base_fields = _Shared(_FORM.base_fields)


@dataclass(frozen=True, slots=True)
class Address:
    """The one way to write a search, and whether a request wrote it so.

    canonical: a query string without "?"; exact: the request's is the same; broken: parameters
    that are unknown or have no meaning as given, which `canonical` leaves out.
    """

    canonical: str
    exact: bool
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query string asks for.

    values: (parameter, value) of all but the page, in canonical order; errors: by parameter,
    "" for names that no parameter has.
    """

    query: SearchQuery
    values: tuple[tuple[str, str], ...]
    address: Address
    errors: Mapping[str, str]


def read(data: QueryDict, written: str, page_size: int = 20) -> Asked:
    """The meaning of a list's query string; `written` is the same, as the request spells it."""
    form = _FORM(data)
    errors = {}
    for name, said in form.errors.as_data().items():
        errors[name] = _shortened(" ".join(said[0].messages))
        form.cleaned_data[name] = (said[0].params or {}).get("kept")
    asked = form.cleaned_data
    _settle_pairs(asked, errors)
    unknown = [name for name in data if name not in form.fields and not _is_from(name)]
    if unknown:
        named = ", ".join(_shortened(name, 40) for name in unknown[:5])
        errors[""] = f"Not known here: {named}{', …' if len(unknown) > 5 else ''}"
    values = tuple(sorted(_values(asked)))
    page = asked["page"] or 1
    canonical = written_with(values, page)
    broken = (*unknown, *(name for name in errors if name))
    address = Address(canonical, written == canonical, broken)
    return Asked(_query(asked, page, page_size), values, address, errors)


def read_page(data: QueryDict, written: str) -> tuple[int, Address]:
    """The page asked for where the query string knows no other parameter, and its address."""
    page, broken = 1, [name for name in data if name != "page" and not _is_from(name)]
    try:
        page = fields.WholeField().clean(data.get("page")) or 1
    except ValidationError:
        broken.append("page")
    canonical = written_with((), page)
    return page, Address(canonical, written == canonical, tuple(broken))


def written_with(values: Iterable[tuple[str, str]], page: int = 1) -> str:
    """The canonical query string, without "?", of canonical values."""
    paged = [("page", str(page))] if page > 1 else []
    return urlencode(sorted([*values, *paged]))


def _is_from(name: str) -> bool:
    return is_tracking(name) or name.lower() in _WHERE_FROM


def _shortened(text: str, most: int = 200) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _settle_pairs(asked: dict[str, Any], errors: dict[str, str]) -> None:
    """Values that mean something only beside another one, in place."""
    asked["q"] = " ".join((asked["q"] or "").split())
    if asked.pop("remote"):
        asked["work_mode"] = tuple(sorted({*(asked["work_mode"] or ()), WorkMode.REMOTE.value}))
    groups = asked["eligible"] or ()
    usual = not asked["live_in"] or set(groups) == set(ELIGIBLE_USUALLY)
    asked["eligible"] = () if usual else groups
    if asked["salary_min"] and not asked["currency"]:
        errors.setdefault("currency", "A lowest salary needs its currency, as EUR.")
        asked["salary_min"] = None
    if not asked["salary_min"]:
        asked["currency"] = ""  # a form's select always names one
    if asked["sort"] == Sort.RELEVANCE or (asked["sort"] == Sort.NEWEST and not asked["q"]):
        asked["sort"] = ""  # the default; without words nothing is more relevant


def _values(asked: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in asked.items():
        if name in REPEATED_FILTERS or name == "eligible":
            yield from ((name, one) for one in value or ())
        elif value and name != "page":
            yield name, "on" if value is True else str(value)


def _query(asked: Mapping[str, Any], page: int, page_size: int) -> SearchQuery:
    repeated: dict[str, Any] = {
        field: asked[name] or () for name, field in REPEATED_FILTERS.items()
    }
    return SearchQuery(
        words=asked["q"],
        live_in=asked["live_in"] or "",
        eligible=asked["eligible"],
        salary_min=asked["salary_min"],
        currency=asked["currency"] or "",
        has_salary=bool(asked["has_salary"]),
        posted=int(asked["posted"]) if asked["posted"] else None,
        sort=asked["sort"] or "",
        page=page,
        page_size=page_size,
        **repeated,
    )
