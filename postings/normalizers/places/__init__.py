"""Places: what a place text says, who may apply, and what the body says against it."""

from postings.normalizers.places.reading import read, work_mode

__all__ = ("read", "work_mode")
