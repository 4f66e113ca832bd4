"""Form fields for what is stored as a list of codes, and what makes a code one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from postings.normalizers import places
from postings.normalizers.pay import tables
from postings.normalizers.places.tables import regions
from postings.vocabulary import EmploymentType

_BETWEEN = re.compile(r"\s*[,;\n]\s*")
# As `normalizers.language` gives it: a language of ISO 639, and the one script that it tells.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-hant)?")


class CodesField(forms.CharField):
    """Words between commas for a list; `read` gives the code of a word, None where it is none.

    what: one of them, for the message that names the wrong one.
    """

    def __init__(self, read: Callable[[str], str | None], what: str, **kwargs: Any) -> None:
        self.read, self.what = read, what
        super().__init__(required=False, widget=forms.TextInput(attrs={"size": 80}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list | tuple):
            return list(value)
        words = list(filter(None, _BETWEEN.split((value or "").strip())))
        codes = {word: self.read(word) for word in words}
        if wrong := [word for word, code in codes.items() if code is None]:
            raise forms.ValidationError(f"No {self.what}: {', '.join(wrong)}.")
        return list(dict.fromkeys(code for code in codes.values() if code))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return list(initial or []) != self.to_python(data)
        except forms.ValidationError:
            return True


class WordsField(forms.MultipleChoiceField):
    """Boxes to tick for a list; the order of the list stays while the same are ticked."""

    def __init__(self, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(
            required=False, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs
        )


def countries() -> CodesField:
    """Countries by code or by name, stored as ISO 3166-1 alpha-2."""
    help_text = "ISO 3166-1 codes or names, with commas: NO, SE, Denmark"
    return CodesField(places.country_of, "country", help_text=help_text)


def region_words() -> CodesField:
    known = {word.casefold(): word for word in regions()}
    return CodesField(
        lambda word: known.get(word.casefold()),
        "region of ours",
        help_text=f"With commas; known are {', '.join(regions())}.",
    )


def employment_types() -> WordsField:
    return WordsField(EmploymentType.choices())


def currency(text: str) -> str:
    """An ISO 4217 code in capitals; raises ValidationError for anything else."""
    code = text.strip().upper()
    if code and code not in tables.codes():
        raise forms.ValidationError(f"“{text}” is no currency of ISO 4217, such as EUR or USD.")
    return code


def language(text: str) -> str:
    """A language code in lower case; raises ValidationError for anything else."""
    code = text.strip().lower()
    if code and not _LANGUAGE.fullmatch(code):
        raise forms.ValidationError(f"“{text}” is no code of a language, such as en or pt.")
    return code
