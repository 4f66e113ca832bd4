"""What a posting's columns mean, in plain English: the same words on cards, pages and feeds."""

from postings.wording.caveats import Caveat, caveats
from postings.wording.pay import Pay, Year, paid, year
from postings.wording.places import MODES, Where, country, mode, region, where
from postings.wording.terms import (
    EMPLOYMENT,
    SENIORITIES,
    Skills,
    employment,
    language,
    seniority,
    skills,
)

__all__ = [
    "EMPLOYMENT",
    "MODES",
    "SENIORITIES",
    "Caveat",
    "Pay",
    "Skills",
    "Where",
    "Year",
    "caveats",
    "country",
    "employment",
    "language",
    "mode",
    "paid",
    "region",
    "seniority",
    "skills",
    "where",
    "year",
]
