"""Pay as stated, or nothing where the text says nothing."""

import re
from datetime import date

# Machine-made: the first two months of the heading-block feed say this of nearly every job.
_PLACEHOLDER = "65k-95k USD"
_PLACEHOLDER_MONTHS = ((2024, 1), (2024, 2))
# Machine-made too: minimum and maximum added together.
_LONE_FLOAT = re.compile(r"\d+\.0")

_GLUED_DOLLAR = re.compile(r"^\$\s*(?=[^\W\d])")
_WORDS = re.compile(r"[^\W\d_]+")
# Words that state nothing where no amount stands beside them.
_EMPTY_WORDS = frozenset(
    ("null", "none", "n", "a", "na", "nan", "nil", "undefined", "k", "m", "per", "to", "from")
    + ("not", "specified", "provided", "stated", "disclosed", "unknown")
    + ("yr", "year", "yearly", "annum", "annual", "annually", "month", "monthly", "mo")
    + ("hr", "hour", "hourly", "day", "daily", "week", "weekly")
    + ("usd", "eur", "gbp", "cad", "aud", "chf", "inr", "us", "ca", "c")
)


def stated(text: str, source_format: str, date_posted: date | None) -> str:
    """The text without a "$" glued to a word; "" for "~0k", "$0", "null" and placeholders."""
    text = _GLUED_DOLLAR.sub("", text.strip())
    if not re.search("[1-9]", text):
        words = _WORDS.findall(text.lower())
        return text if any(word not in _EMPTY_WORDS for word in words) else ""
    if source_format == "heading-block":
        month = (date_posted.year, date_posted.month) if date_posted else None
        if text == _PLACEHOLDER and month in _PLACEHOLDER_MONTHS:
            return ""
        if _LONE_FLOAT.fullmatch(text):
            return ""
    return text
