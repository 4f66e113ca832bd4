"""The query string's grammar: which parameters the list understands and what they mean."""

from postings.filters.grammar import (
    POSTED_CHOICES,
    Address,
    Asked,
    read,
    read_page,
    written_with,
)

__all__ = ["POSTED_CHOICES", "Address", "Asked", "read", "read_page", "written_with"]
