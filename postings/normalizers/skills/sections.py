"""Which lines of a body say what an applicant must know, and which praise the company."""

import functools
import re
from bisect import bisect
from collections import deque
from importlib import resources

_FILE = "sections.tsv"
# The lists of headings, in the order in which they are tried.
_HEADINGS = ("role", "asked", "other", "open")
# A heading is short; a longer line tells something; the longest tell of the company.
_HEADING_TAIL, _ITEM, _LONGEST_LINE = 50, 120, 600
# Where an alternative begins with the beginning of a word.
_WORD_START = re.compile(r"(^|\|)\\b([a-z])(?=[a-z(\\])")
# How far behind a name the word may stand that makes people of it.
_NEAR = 30


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    """The expression of a list; "headings" is that of all headings, a group for each, and "said"
    that of what one studied, which is its group, or knows."""
    if name == "people":
        return re.compile(rf"[a-z ]*?(?:{_words(name)})\b")
    if name == "said":
        return re.compile(f"({_words('studies')})|{_words('knows')}")
    if name != "headings":
        return re.compile(_words(name))
    groups = "|".join(f"({_words(kind)})" for kind in _HEADINGS)
    return re.compile(rf"\n[^\w\n]{{0,6}}(?:{groups})[^\n]{{0,{_HEADING_TAIL}}}(?=\n)")


@functools.cache
def _words(name: str) -> str:
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    # A scanned text has a space for each apostrophe.
    return "|".join(_quick(words) for kind, words in rows if kind == name).replace("'", " ")


def _quick(words: str) -> str:
    """The same with each word's beginning checked behind its first letter: alternatives that all
    begin with a letter are looked for at such letters alone, in half the time."""
    return _WORD_START.sub(r"\1\2(?<!\\w\2)", words)


class Sections:
    """The sections of one text as `mentions.scan` lowered it; made once, asked per position."""

    def __init__(self, lowered: str) -> None:
        self._text = lowered
        self._starts: list[int] = []
        self._kinds: list[str] = []
        self._lines: dict[int, bool] = {}
        for match in _pattern("headings").finditer(self._text):
            # A sentence is no heading, but "You have..." is one.
            if match[0][-1] not in ".;," or match[0].endswith(".."):
                self._starts.append(match.start())
                self._kinds.append(_HEADINGS[(match.lastindex or 1) - 1])

    def asks_for(self, position: int) -> bool:
        """Whether the line there is one of what is asked of applicants."""
        start = self._text.rfind("\n", 0, position) + 1
        if start not in self._lines:
            self._lines[start] = self._asks(start, self._text.find("\n", position))
        return self._lines[start]

    def asks_for_field(self, start: int, end: int) -> bool:
        """Whether a field of work named there is one to know, and not one of colleagues."""
        line = self._text.rfind("\n", 0, start) + 1
        if not self.asks_for(start) or _pattern("people").match(self._text, start, end + _NEAR):
            return False
        if self._is_studied(line, start):
            return False
        if _pattern("knows").search(self._text, line, start):
            return True
        is_item = self._text.find("\n", end) - line <= _ITEM and self._kind(line) == "asked"
        return is_item or "experience" in self._text[end : end + 12]

    def _is_studied(self, line: int, start: int) -> bool:
        """Whether the last said before is a degree, in whichever of several fields."""
        if not _pattern("studies").search(self._text, line, start):
            return False
        said = _pattern("said").finditer(self._text, line, start)
        last = deque(said, maxlen=1)
        return bool(last and last[0][1])

    def _kind(self, start: int) -> str:
        at = bisect(self._starts, start) - 1
        return self._kinds[at] if at >= 0 else "open"

    def _asks(self, start: int, end: int) -> bool:
        kind = self._kind(start)
        if kind == "other" or end - start > _LONGEST_LINE:
            return False
        line = self._text[start:end]
        asks = kind == "asked" or _pattern("asks").search(line)
        return bool(asks) and not _pattern("praises").search(line)
