"""`find(SearchQuery) -> SearchPage`, and the postings and names that a page needs beside it."""

from postings.finding.asking import by_key, find, similar, snippets
from postings.finding.members import (
    Problem,
    Repeats,
    canonical_of,
    problems_of,
    repeats_of,
)
from postings.finding.named import Named
from postings.finding.names import Suggestion, suggestions
from postings.finding.rows import Brief, Card, Elsewhere, Row, cards, for_page
from postings.finding.skills import skills_of

__all__ = [
    "Brief",
    "Card",
    "Elsewhere",
    "Named",
    "Problem",
    "Repeats",
    "Row",
    "Suggestion",
    "by_key",
    "canonical_of",
    "cards",
    "find",
    "for_page",
    "problems_of",
    "repeats_of",
    "similar",
    "skills_of",
    "snippets",
    "suggestions",
]
