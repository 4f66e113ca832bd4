"""Pay: what a salary field or a body states, and what is made of it."""

from postings.normalizers.pay.body import in_body
from postings.normalizers.pay.reading import read
from postings.normalizers.pay.stating import stated

__all__ = ["in_body", "read", "stated"]
