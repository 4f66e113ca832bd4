"""Form fields of the query string's grammar: many values of one name, flags, numbers, codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from postings.normalizers import pay, places, skills
from postings.text import name_key
from postings.vocabulary import NOT_STATED

# Names are kept with 200 characters; more values than these are no search.
LONGEST_NAME, MOST_VALUES = 200, 100
_YES, _NO = frozenset(("on", "true", "yes", "1")), frozenset(("off", "false", "no", "0", ""))
_GROUPING = re.compile("[ ,_'’\u00a0\u202f]")
_THOUSANDS = re.compile("([0-9]+)[kK]")
UNKNOWN_COUNTRY = "No country we know; write its English name or its code, as HR."
_LANGUAGE = re.compile("[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


class RepeatedInput(forms.TextInput):
    """A text input whose parameter may be repeated in the query string."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))


def word_of(words: Iterable[str]) -> Callable[[str], str]:
    """Reads one of a closed set of values in any case and punctuation: "full-time"."""
    known = {name_key(value): str(value) for value in words}
    return lambda text: known.get(name_key(text), "")


def country(text: str) -> str:
    """Alpha-2 of a country's code or name, or NOT_STATED."""
    return _not_stated(text) or places.country_of(text) or ""


def region(text: str) -> str:
    """The key of a region's name, or NOT_STATED."""
    return _not_stated(text) or name_key(text)


def _not_stated(text: str) -> str:
    return NOT_STATED if name_key(text) == name_key(NOT_STATED) else ""


def skill(text: str) -> str:
    """The key of a skill by any of its names: "golang" asks for "go"."""
    return skills.canonical(text)[0]


def language(text: str) -> str:
    """A BCP 47 tag in lower case."""
    tag = text.strip().lower().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


class ValuesField(forms.Field):
    """Values any of which may hold, as sorted unique keys.

    What is refused is an error whose `params` hold the keys that are `kept`.
    """

    widget = RepeatedInput

    def __init__(
        self,
        *,
        key: Callable[[str], str] = name_key,
        unknown: str = "A value that cannot be one is left out.",
        **kwargs: Any,
    ) -> None:
        """unknown: what is said of a value without a key."""
        super().__init__(**kwargs)
        self.key, self.unknown = key, unknown

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
            raise ValidationError(self.unknown, params={"kept": kept})
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

    def __init__(self, *, digits: int = 9, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.digits = digits

    def clean(self, value: Any) -> int | None:
        digits = _GROUPING.sub("", value or "")
        if not digits:
            return None
        whole = digits.isascii() and digits.isdigit() and len(digits) <= self.digits
        if not (whole and int(digits)):
            raise ValidationError("A whole number above 0 is expected.")
        return int(digits)


class AmountField(WholeField):
    """A whole number that may be written in thousands: "60k"."""

    def clean(self, value: Any) -> int | None:
        thousands = _THOUSANDS.fullmatch(_GROUPING.sub("", value or ""))
        return super().clean(f"{thousands[1]}000" if thousands else value)


class CurrencyField(forms.Field):
    """ISO 4217 in upper case, of a currency that has an exchange rate."""

    widget = forms.TextInput

    def clean(self, value: Any) -> str:
        code = (value or "").strip().upper()
        if code and not re.fullmatch("[A-Z]{3}", code):
            raise ValidationError("A currency has three letters, as EUR.")
        if code and code not in pay.load().per_euro:
            raise ValidationError(f"{code} has no exchange rate here; name another currency.")
        return code


class CountryField(forms.Field):
    """A country by code or name as alpha-2; "" where there is none."""

    widget = forms.TextInput

    def clean(self, value: Any) -> str:
        named = (value or "").strip()
        code = places.country_of(named) if named else ""
        if code is None:
            raise ValidationError(UNKNOWN_COUNTRY)
        return code


class CountryFilter(django_filters.Filter):
    field_class = CountryField


class ValuesFilter(django_filters.Filter):
    field_class = ValuesField


class OnFilter(django_filters.Filter):
    field_class = OnField


class WholeFilter(django_filters.Filter):
    field_class = WholeField


class AmountFilter(django_filters.Filter):
    field_class = AmountField


class CurrencyFilter(django_filters.Filter):
    field_class = CurrencyField
