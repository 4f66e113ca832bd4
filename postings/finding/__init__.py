"""`find(SearchQuery) -> SearchPage`, and the postings and names that a page needs beside it."""

from postings.finding.asking import by_key, find, similar, snippets
from postings.finding.names import Suggestion, suggestions
from postings.finding.rows import Card, Named, Row, cards, skills_of

__all__ = [
    "Card",
    "Named",
    "Row",
    "Suggestion",
    "by_key",
    "cards",
    "find",
    "similar",
    "skills_of",
    "snippets",
    "suggestions",
]
