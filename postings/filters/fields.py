"""Form fields of the query string's grammar: many values of one name, flags, numbers, codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from postings.normalizers import skills
from postings.text import name_key

# Names are kept with 200 characters; more values than these are no search.
LONGEST_NAME, MOST_VALUES = 200, 100
_YES, _NO = frozenset(("on", "true", "yes", "1")), frozenset(("off", "false", "no", "0", ""))
_GROUPING = re.compile("[ ,_'’\u00a0\u202f]")
_LANGUAGE = re.compile("[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


class RepeatedInput(forms.TextInput):
    """A text input whose parameter may be repeated in the query string."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))


def skill(text: str) -> str:
    """The key of a skill by any of its names: "golang" asks for "go"."""
    return skills.canonical(text)[0]


def employment_type(text: str) -> str:
    """As schema.org spells them: FULL_TIME."""
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


def language(text: str) -> str:
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
