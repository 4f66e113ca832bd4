"""Whether a body says anything."""

import re

# Fewer visible letters than two lines of text are no description of a job.
MIN_LETTERS = 80

# A longer body with this many letters at its start needs no closer look.
_GLANCE = 1200
_HIDDEN = re.compile(r"<!--.*?-->|\]\([^()\s]*\)|https?://\S+", re.DOTALL)
_STOCK_LINES = re.compile(
    r"^[\s#*]*(?:(?:job )?description:?|check out similar jobs below[^\n]*)[\s*]*$",
    re.IGNORECASE | re.MULTILINE,
)


def is_short(body: str) -> bool:
    """Whether a body holds next to nothing but stock lines, links and comments."""
    if len(body) > _GLANCE and sum(map(str.isalpha, body[:_GLANCE])) > _GLANCE // 2:
        return False
    visible = _STOCK_LINES.sub("", _HIDDEN.sub("", body[: 4 * _GLANCE]))
    return sum(map(str.isalpha, visible)) < MIN_LETTERS
