"""The form in which an editor corrects a posting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from postings import links
from postings.admin import fields
from postings.lifecycle import LOCKED_TOGETHER
from postings.models import CURATED_FIELDS, JobPosting
from postings.records import UnreadableFile
from postings.rendering import render
from postings.vocabulary import ClosedReason, Decision

TEXTS = ("place_text", "salary_text", "benefits_text", "summary", "description")
SALARY = ("salary_currency", "salary_min_value", "salary_max_value", "salary_unit_text")
DECISIONS: dict[str, tuple[str, Decision, ClosedReason]] = {
    "publish": ("Publish", Decision.PUBLISHED, ClosedReason.EDITOR),
    "close": ("Close", Decision.CLOSED, ClosedReason.EDITOR),
    "filled": ("Close as filled", Decision.CLOSED, ClosedReason.FILLED),
    "reopen": ("Reopen", Decision.REOPENED, ClosedReason.EDITOR),
    "reject": ("Reject (visitors get 404)", Decision.REJECTED, ClosedReason.EDITOR),
}


class PlainText(forms.CharField):
    """Text as it is stored: browsers send its line ends as CRLF, which is no correction."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"strip": False})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class PostingForm(forms.ModelForm):
    """Corrections, a decision on the state, and locks to give back to the source."""

    countries = fields.countries()
    regions = fields.region_words()
    employment_types = fields.employment_types()
    decide = forms.ChoiceField(
        required=False,
        label="Decide",
        choices=[("", "Leave as it is"), *((key, row[0]) for key, row in DECISIONS.items())],
        help_text="Holds against imports; docs/editors.md says how long.",
    )
    unlock = forms.MultipleChoiceField(
        required=False,
        label="Give back to the source",
        widget=forms.CheckboxSelectMultiple,
        help_text="Ticked fields take the source's value again, now and at every import.",
    )
    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = JobPosting
        fields = [*CURATED_FIELDS, "featured"]
        field_classes = dict.fromkeys(TEXTS, PlainText)
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "cols": 80})
            for name in TEXTS
            if name != "description"
        } | {name: forms.TextInput(attrs={"size": 80}) for name in ("title", "url", "apply_url")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unlock"].choices = list(_locks(self.instance.locked_fields or []))
        self.initial["seen_revision"] = self.instance.revision
        for name in ("salary_min_value", "salary_max_value"):
            amount = self.initial.get(name)
            if amount is not None and amount == int(amount):
                self.initial[name] = int(amount)  # people write 60000, not 60000.00

    def clean_apply_url(self) -> str:
        return self._checked_link("apply_url")

    def clean_url(self) -> str:
        return self._checked_link("url")

    def _checked_link(self, name: str) -> str:
        value = self.cleaned_data[name].strip()
        if not value or name not in self.changed_data:
            return value
        try:
            return links.outward(value).url
        except links.RefusedLink as refusal:
            raise forms.ValidationError(f"This link is refused: {refusal}") from refusal

    def clean_salary_currency(self) -> str:
        return fields.currency(self.cleaned_data["salary_currency"])

    def clean_language(self) -> str:
        return fields.language(self.cleaned_data["language"])

    def clean_employment_types(self) -> list[str]:
        if "employment_types" in self.changed_data:
            return self.cleaned_data["employment_types"]
        return self.instance.employment_types  # their order is no correction

    def clean_description(self) -> str:
        value = self.cleaned_data["description"]
        try:
            render(value)
        except UnreadableFile as error:
            raise forms.ValidationError(error.reason) from error
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("date_posted")) != bool(cleaned.get("date_posted_precision")):
            self.add_error(
                "date_posted_precision",
                "A date and its precision are given together or not at all.",
            )
        self._check_salary(cleaned)
        seen = cleaned.get("seen_revision")
        if seen is not None and seen != self.instance.revision:
            # Without this, values that an import changed meanwhile would be taken for corrections.
            raise forms.ValidationError(
                "This posting has changed since you opened it. Open it again and redo your change."
            )
        return cleaned

    def _check_salary(self, cleaned: dict[str, Any]) -> None:
        least, most = cleaned.get("salary_min_value"), cleaned.get("salary_max_value")
        for name in ("salary_min_value", "salary_max_value"):
            if cleaned.get(name) is not None and cleaned[name] <= 0:
                self.add_error(name, "Pay is more than nothing; leave it empty if not stated.")
        if least is not None and most is not None and least > most:
            self.add_error("salary_max_value", "The salary ends below where it begins.")
        unpaid = least is None and most is None and set(SALARY) & set(self.changed_data)
        if unpaid and (cleaned.get("salary_currency") or cleaned.get("salary_unit_text")):
            message = "A currency or a period says nothing without an amount."
            self.add_error("salary_min_value", message)


def _locks(locked: Iterable[str]) -> Iterator[tuple[str, str]]:
    """One box for what is locked together, named by its first field."""
    left = list(locked)
    while left:
        kin = next((group for group in LOCKED_TOGETHER if left[0] in group), {left[0]})
        together = [name for name in CURATED_FIELDS if name in kin]
        yield (
            left[0],
            ", ".join(str(JobPosting._meta.get_field(one).verbose_name) for one in together),
        )
        left = [name for name in left if name not in kin]
