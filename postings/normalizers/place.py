"""The place as stated, made readable; `places` says what it means."""

import re

from postings.text import letters_only

_COMMA = re.compile(r"(?:\s*,)+\s*(?=[^\s,])")


def stated(text: str) -> str:
    """The text with one space after each comma; "" where it holds no letter ("., .")."""
    if not letters_only(text):
        return ""
    return _COMMA.sub(", ", text).strip(" ,")
