"""One posting with several sources, one card for a job in several places; reversible."""

from postings.folding.run import catch_up, follow

__all__ = ["catch_up", "follow"]
