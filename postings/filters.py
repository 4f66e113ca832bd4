"""The query string's grammar: which parameters the list understands and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from postings.links import is_tracking
from postings.models import JobPosting
from postings.records import SearchQuery
from postings.text import name_key
from postings.vocabulary import Sort

# A pasted sentence is a search, a pasted page is none; names are kept with 200 characters.
MOST_CHARACTERS, LONGEST_NAME = 400, 200
MOST_VALUES = 100
POSTED_CHOICES = [
    (1, "Since yesterday"),
    (7, "Last 7 days"),
    (30, "Last 30 days"),
    (90, "Last 90 days"),
    (365, "Last 12 months"),
]
REPEATED = {
    "skill": "skills",
    "organization": "organizations",
    "exclude_organization": "exclude_organizations",
    "place": "places",
    "employment_type": "employment_types",
    "language": "languages",
}
# Where links to the board are posted, these say from where; the board gives them no meaning.
_WHERE_FROM = frozenset(("ref", "ref_src", "referrer"))
_YES, _NO = frozenset(("on", "true", "yes", "1")), frozenset(("off", "false", "no", "0", ""))
_GROUPING = re.compile("[ ,_'’\u00a0\u202f]")
_LANGUAGE = re.compile("[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


class RepeatedInput(forms.TextInput):
    """A text input whose parameter may be repeated in the query string."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))


def _employment_type(text: str) -> str:
    """As schema.org spells them: FULL_TIME."""
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


def _language(text: str) -> str:
    """A BCP 47 tag in lower case."""
    tag = text.strip().lower().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


class ValuesField(forms.Field):
    """Values any of which may hold, as sorted unique keys.

    What is refused is an error whose `params` hold the keys that are `kept`.
    """

    widget = RepeatedInput

    def __init__(self, *, key: Callable[[str], str] = name_key, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key = key

    def clean(self, value: Any) -> tuple[str, ...]:
        if not value:
            return ()
        given = [one for one in dict.fromkeys(value) if one.strip()]
        read = [one for one in given if len(one) <= LONGEST_NAME and "\0" not in one]
        keys = dict.fromkeys(map(self.key, read))
        refused = len(read) < len(given) or keys.pop("", keys) is None
        kept = tuple(sorted(list(keys)[:MOST_VALUES]))
        if len(keys) > MOST_VALUES:
            said = f"Only {MOST_VALUES} values at once; the other {len(keys) - MOST_VALUES}"
            raise ValidationError(f"{said} are left out.", params={"kept": kept})
        if refused:
            raise ValidationError("A value that cannot be one is left out.", params={"kept": kept})
        return kept


class OnField(forms.Field):
    """A filter that is on or not asked for."""

    widget = forms.TextInput

    def clean(self, value: Any) -> bool:
        word = (value or "").strip().lower()
        if word in _YES:
            return True
        if word not in _NO:
            raise ValidationError("The one value is “on”.")
        return False


class WholeField(forms.Field):
    """A whole number above 0 with any grouping of its digits; None where there is none."""

    widget = forms.TextInput

    def clean(self, value: Any) -> int | None:
        digits = _GROUPING.sub("", value or "")
        if not digits:
            return None
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 9 or not int(digits):
            raise ValidationError("A whole number above 0 is expected.")
        return int(digits)


class CurrencyField(forms.Field):
    """Three letters of ISO 4217 in upper case."""

    widget = forms.TextInput

    def clean(self, value: Any) -> str:
        code = (value or "").strip().upper()
        if code and not re.fullmatch("[A-Z]{3}", code):
            raise ValidationError("A currency has three letters, as EUR.")
        return code


class ValuesFilter(django_filters.Filter):
    field_class = ValuesField


class OnFilter(django_filters.Filter):
    field_class = OnField


class WholeFilter(django_filters.Filter):
    field_class = WholeField


class CurrencyFilter(django_filters.Filter):
    field_class = CurrencyField


class PostingFilter(django_filters.FilterSet):
    """Declares the parameters; `read` says what a query string means."""

    q = django_filters.CharFilter(max_length=MOST_CHARACTERS)
    skill = ValuesFilter()
    organization = ValuesFilter()
    exclude_organization = ValuesFilter()
    place = ValuesFilter()
    remote = OnFilter()
    employment_type = ValuesFilter(key=_employment_type)
    language = ValuesFilter(key=_language)
    salary_min = WholeFilter()
    currency = CurrencyFilter()
    has_salary = OnFilter()
    posted = django_filters.ChoiceFilter(
        choices=POSTED_CHOICES,
        error_messages={"invalid_choice": "“%(value)s” is no period we know; choose one."},
    )
    sort = django_filters.ChoiceFilter(
        choices=Sort.choices(),
        error_messages={"invalid_choice": "“%(value)s” is no order we know."},
    )
    page = WholeFilter()

    class Meta:
        model = JobPosting
        fields: list[str] = []


# The class of the form never changes; django-filter would make it anew for every request.
_FORM = PostingFilter().get_form_class()


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
        page = WholeField().clean(data.get("page")) or 1
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
    if asked["salary_min"] and not asked["currency"]:
        errors.setdefault("currency", "A lowest salary needs its currency, as EUR.")
        asked["salary_min"] = None
    elif asked["currency"] and not asked["salary_min"]:
        errors.setdefault("salary_min", "A currency needs the lowest salary that it is for.")
        asked["currency"] = ""
    if asked["sort"] == Sort.RELEVANCE or (asked["sort"] == Sort.NEWEST and not asked["q"]):
        asked["sort"] = ""  # the default; without words nothing is more relevant


def _values(asked: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in asked.items():
        if name in REPEATED:
            yield from ((name, one) for one in value or ())
        elif value and name != "page":
            yield name, "on" if value is True else str(value)


def _query(asked: Mapping[str, Any], page: int, page_size: int) -> SearchQuery:
    return SearchQuery(
        words=asked["q"],
        remote=bool(asked["remote"]),
        salary_min=asked["salary_min"],
        currency=asked["currency"] or "",
        has_salary=bool(asked["has_salary"]),
        posted=int(asked["posted"]) if asked["posted"] else None,
        sort=asked["sort"] or "",
        page=page,
        page_size=page_size,
        **{field: asked[name] or () for name, field in REPEATED.items()},
    )
