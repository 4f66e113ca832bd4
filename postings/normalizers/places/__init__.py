"""Places: what a place text says, who may apply, and what the body says against it."""

from postings.normalizers.places.contradicting import contradictions
from postings.normalizers.places.eligibility import (
    countries,
    country_name,
    country_of,
    eligibility,
    may_apply,
    regions_of,
)
from postings.normalizers.places.reading import read, work_mode

__all__ = (
    "contradictions",
    "countries",
    "country_name",
    "country_of",
    "eligibility",
    "may_apply",
    "read",
    "regions_of",
    "work_mode",
)
