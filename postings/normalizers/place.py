"""The place as stated, and whether it says by itself that the job is fully remote."""

import re

from postings.text import letters_only
from postings.vocabulary import JobLocationType

_COMMA = re.compile(r"(?:\s*,)+\s*(?=[^\s,])")
_REMOTE = re.compile(
    r"remote|telecommut|telework|\banywhere\b|\bworldwide\b|\bglobal(?:ly)?\b"
    r"|\bdistributed\b|\bwork(?:ing)? from (?:home|anywhere)\b|\bwfh\b"
    r"|\bhome[- ]?(?:based|office)\b",
    re.IGNORECASE,
)
# Remote only for some of the time, some of the staff or if one likes.
_NOT_FULLY = re.compile(
    r"hybrid|\bremote[- ]?(?:ok|okay|optional|possible|friendly|negotiable|option|during|until)\b"
    r"|\bor\s+(?:[\w-]*based\s+|fully\s+)?remote|[a-z]orremote|remote(?:ly)?\s+or\b"
    r"|partial|partly|temporar|part[- ]remote"
    r"|\bno(?:t|n)?[- ]remote|remote[^,]*\bdays?\b|occasional|\bon-?site\b|\bin[- ]office\b",
    re.IGNORECASE,
)


def stated(text: str) -> str:
    """The text with one space after each comma; "" where it holds no letter ("., .")."""
    if not letters_only(text):
        return ""
    return _COMMA.sub(", ", text).strip(" ,")


def location_type(text: str) -> str:
    """TELECOMMUTE where the text says fully remote, else ""."""
    if _REMOTE.search(text) and not _NOT_FULLY.search(text):
        return JobLocationType.TELECOMMUTE.value
    return ""
