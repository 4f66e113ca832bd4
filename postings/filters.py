"""The query string's grammar: which parameters the list understands and what they mean."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.http import QueryDict

from postings.models import JobPosting
from postings.records import SearchQuery
from postings.text import name_key

# Longer searches find nothing; a visitor who pastes a whole page still gets an answer.
MOST_CHARACTERS, MOST_WORDS, MOST_NAMES = 200, 12, 100
POSTED_CHOICES = [
    (1, "Since yesterday"),
    (7, "Last 7 days"),
    (30, "Last 30 days"),
    (90, "Last 90 days"),
    (365, "Last 12 months"),
]


class RepeatedInput(forms.TextInput):
    """A text input whose parameter may be repeated in the query string."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))


class NamesField(forms.CharField):
    """Names as a person spells them or as their page does; any of them may hold."""

    widget = RepeatedInput

    def clean(self, value: Any) -> tuple[str, ...]:
        names = [super(NamesField, self).clean(name) for name in (value or [])[:MOST_NAMES]]
        return tuple(dict.fromkeys(name for name in names if name))


class NamesFilter(django_filters.Filter):
    field_class = NamesField


class PostingFilter(django_filters.FilterSet):
    """Declares `q`, `skill`, `organization`, `remote` and `posted`.

    `skill` and `organization` may be repeated and take a name in any spelling, or the slug of its
    page; a name that does not exist finds nothing. A value without meaning is an error of its field
    and is left out of the search.
    """

    q = django_filters.CharFilter(label="Search", max_length=MOST_CHARACTERS)
    skill = NamesFilter(label="Skill", max_length=MOST_CHARACTERS)
    organization = NamesFilter(label="Organization", max_length=MOST_CHARACTERS)
    remote = django_filters.BooleanFilter(label="Remote only", widget=forms.CheckboxInput)
    posted = django_filters.ChoiceFilter(
        label="Posted",
        choices=POSTED_CHOICES,
        empty_label="Any time",
        error_messages={"invalid_choice": "“%(value)s” is no period we know; choose one."},
    )

    class Meta:
        model = JobPosting
        fields: list[str] = []

    def parameters(self) -> QueryDict:
        """The query string again, of what has a meaning alone."""
        self.form.is_valid()
        kept = QueryDict(mutable=True)
        for name, value in self.form.cleaned_data.items():
            if value and value is not True:
                kept.setlist(name, list(value) if isinstance(value, tuple) else [value])
            elif value:
                kept[name] = "on"
        return kept

    def search_query(self, page: int = 1, page_size: int = 20) -> SearchQuery:
        """What is asked for, from the parameters that have a meaning."""
        self.form.is_valid()
        asked = self.form.cleaned_data
        return SearchQuery(
            words=" ".join((asked.get("q") or "").split()[:MOST_WORDS]),
            skills=tuple(dict.fromkeys(map(name_key, asked.get("skill") or ()))),
            organizations=tuple(dict.fromkeys(map(name_key, asked.get("organization") or ()))),
            remote=bool(asked.get("remote")),
            posted=int(asked["posted"]) if asked.get("posted") else None,
            page=page,
            page_size=page_size,
        )


def page_number(value: str | None) -> int:
    """The page a query string asks for; anything that is no page number is the first."""
    if value and value.isascii() and value.isdigit() and len(value) < 10:
        return max(1, int(value))
    return 1 if not value or not value.isdigit() else 10**9
