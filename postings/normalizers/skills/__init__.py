"""Skills of a posting: its tags in the board's words, whether its text names them, and more."""

from postings.normalizers.skills.tags import MAX_COUNT, MAX_LENGTH, judged
from postings.normalizers.skills.trust import canonical, found, read, supported

__all__ = ["MAX_COUNT", "MAX_LENGTH", "canonical", "found", "judged", "read", "supported"]
