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

# What stands between the places of one text.
_BETWEEN = re.compile(r"[,;|/•·()\[\]]|\s[-–—]\s|\sor\s", re.IGNORECASE)
# Words beside a place that say how one works there.
_WORK_MODE = re.compile(
    r"\b(?:(?:fully|100\s?%|partially|partly)\s+)?"
    r"(?:remote(?:ly)?|hybrid|on-?\s?site|in[- ]office|wfh|telecommute|home[- ]?(?:based|office))\b"
    r"(?:[- ]?(?:ok|okay|only|first|friendly|optional|possible|eligible|based)\b)?[:\-–]?",
    re.IGNORECASE,
)
_IN = re.compile(r"^(?:based\s+)?(?:in|within)\s+", re.IGNORECASE)
# A longer part is a sentence; the longest list of the real files has 148 countries.
_LONGEST, _MOST = 60, 200


def named(text: str) -> tuple[str, ...]:
    """The places that a text lists, each as stated, without words of work mode; doubles kept."""
    parts = (" ".join(_WORK_MODE.sub(" ", part).split()) for part in _BETWEEN.split(text))
    clean = (_IN.sub("", part.strip(" :-–—&+*")) for part in parts)
    return tuple(part for part in clean if _is_place(part))[:_MOST]


def _is_place(part: str) -> bool:
    return len(part) <= _LONGEST and any(map(str.isalpha, part))


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
