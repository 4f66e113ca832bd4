"""Keeps the search index up with the database, by the board's revision."""

from postings.indexing.keeping import keep_up, ready
from postings.indexing.updating import bring_up, present

__all__ = ["bring_up", "keep_up", "present", "ready"]
