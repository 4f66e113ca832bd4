"""Values of filters as people say them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language_info

from postings.filters import POSTED_CHOICES
from postings.normalizers import places
from postings.templatetags.board import clamp
from postings.vocabulary import (
    ELIGIBLE_USUALLY,
    NOT_STATED,
    WORLDWIDE,
    EmploymentType,
    MayApply,
    Seniority,
    WorkMode,
)

POSTED = {str(days): label for days, label in POSTED_CHOICES}
EMPLOYMENT_TYPES = {one.value: one.label for one in EmploymentType} | {
    EmploymentType.FULL_TIME.value: "Full-time",
    EmploymentType.PART_TIME.value: "Part-time",
    EmploymentType.INTERN.value: "Internship",
}
WORK_MODES = {one.value: one.label for one in WorkMode}
SENIORITIES = {one.value: one.label for one in Seniority} | {Seniority.MID.value: "Mid-level"}
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
# Languages that Django has no name for; CLDR's English names.
LANGUAGES = {
    "am": "Amharic",
    "fil": "Filipino",
    "ha": "Hausa",
    "ht": "Haitian Creole",
    "lo": "Lao",
    "mt": "Maltese",
    "ps": "Pashto",
    "rw": "Kinyarwanda",
    "si": "Sinhala",
    "so": "Somali",
    "yo": "Yoruba",
    "zh": "Chinese",
    "zu": "Zulu",
}
CLOSED = {
    "posted": POSTED,
    "eligible": ELIGIBLE,
    "work_mode": WORK_MODES,
    "employment_type": EMPLOYMENT_TYPES,
    "seniority": SENIORITIES,
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
        return "Country not stated" if value == NOT_STATED else places.country_name(value)
    if name == "language":
        return language_name(value)
    return clamp(names.get((name.removeprefix("exclude_"), value), value), 40)


def language_name(code: str) -> str:
    """The English name of a BCP 47 code, or the code itself where there is none."""
    if code in LANGUAGES:
        return LANGUAGES[code]
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code


def for_people_in(country: str, eligible: tuple[str, ...]) -> str:
    """Whom the filter `live_in` finds postings for, and by which groups where not the usual."""
    label = f"for people in {places.country_name(country)}"
    if not eligible or set(eligible) == set(ELIGIBLE_USUALLY):
        return label
    groups = (said for key, said in ELIGIBLE_SHORTLY.items() if key in eligible)
    return f"{label} ({' or '.join(groups)})"
