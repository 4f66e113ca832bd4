"""`find(SearchQuery) -> SearchPage`, and the postings and names that a page needs beside it."""

from postings.finding.asking import by_key, find, similar, snippets
from postings.finding.members import Elsewhere, Repeats, canonical_of, repeats_of
from postings.finding.names import Suggestion, suggestions
from postings.finding.rows import Card, Named, Row, cards, for_page, skills_of

__all__ = [
    "Card",
    "Elsewhere",
    "Named",
    "Repeats",
    "Row",
    "Suggestion",
    "by_key",
    "canonical_of",
    "cards",
    "find",
    "repeats_of",
    "for_page",
    "similar",
    "skills_of",
    "snippets",
    "suggestions",
]
