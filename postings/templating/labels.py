"""Values of filters as people say them."""

from __future__ import annotations

from collections.abc import Mapping

from postings import wording
from postings.filters import POSTED_CHOICES
from postings.templating.board import clamp
from postings.vocabulary import ELIGIBLE_USUALLY, NOT_STATED, WORLDWIDE, MayApply

ELIGIBLE = {
    MayApply.YES.value: "Yes, stated",
    MayApply.REGION.value: "Yes, by region",
    MayApply.NOT_STATED.value: "Not stated",
}
# The same in a few words, after "for people in Croatia".
ELIGIBLE_SHORTLY = {
    MayApply.YES.value: "country stated",
    MayApply.REGION.value: "region stated",
    MayApply.NOT_STATED.value: "not stated",
}
CLOSED: dict[str, Mapping[str, str]] = {
    "posted": {str(days): label for days, label in POSTED_CHOICES},
    "eligible": ELIGIBLE,
    "work_mode": wording.MODES,
    "employment_type": wording.EMPLOYMENT,
    "seniority": wording.SENIORITIES,
    "has_salary": {"on": "Salary stated"},
    "region": {WORLDWIDE: "Worldwide", NOT_STATED: "Region not stated"},
}


def label_of(name: str, value: str, names: Mapping[tuple[str, str], str]) -> str:
    """A value of a filter as people say it; names: those that the board spells its own way."""
    if value in CLOSED.get(name, {}):
        return CLOSED[name][value]
    if name == "q":
        return f"“{clamp(value, 40)}”"
    if name == "country":
        return "Country not stated" if value == NOT_STATED else wording.country(value)
    if name == "language":
        return wording.language(value)
    spelled = names.get((name.removeprefix("exclude_"), value), value)
    return wording.region(spelled) if name == "region" else clamp(spelled, 40)


def for_people_in(country: str, eligible: tuple[str, ...]) -> str:
    """Whom the filter `live_in` finds postings for, and by which groups where not the usual."""
    label = f"for people in {wording.country(country)}"
    if not eligible or set(eligible) == set(ELIGIBLE_USUALLY):
        return label
    groups = (said for key, said in ELIGIBLE_SHORTLY.items() if key in eligible)
    return f"{label} ({' or '.join(groups)})"
