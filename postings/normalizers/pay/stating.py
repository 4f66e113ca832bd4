"""The words of a salary field as they are shown, or nothing where they say nothing."""

import re
from datetime import date
from functools import cache

from postings.normalizers.pay import tables

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
    if date_posted and (source_format, text, f"{date_posted:%Y-%m}") in _placeholders():
        return ""
    if source_format == "heading-block" and _LONE_FLOAT.fullmatch(text):
        return ""
    return text


@cache
def _placeholders() -> frozenset[tuple[str, str, str]]:
    """Format, text and month of what a machine wrote into many postings that do not say it."""
    return frozenset(
        (row["format"], row["text"], month)
        for row in tables.rows("placeholders.csv")
        for month in row["months"].split()
    )
