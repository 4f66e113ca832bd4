"""Pay: what a salary field or a body states, and what is made of it."""

from postings.normalizers.pay.body import in_body
from postings.normalizers.pay.placing import placed
from postings.normalizers.pay.rates import Rates, load, yearly
from postings.normalizers.pay.reading import read
from postings.normalizers.pay.showing import shown
from postings.normalizers.pay.stating import stated

__all__ = ["Rates", "in_body", "load", "placed", "read", "shown", "stated", "yearly"]
