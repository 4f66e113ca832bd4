"""Reader of heading blocks: a linked title, the company, badges, the body, a link to apply."""

import re

from postings.records import RawPosting, UnreadableFile
from postings.text import clean_line
from postings.vocabulary import RejectedKind

FORMAT = "heading-block"
VERSION = 1

# The first two lines that hold something; the link of the first ends it.
_HEAD = re.compile(
    r"\s*#[ \t]+(?P<title>\[[^\n]*\))[ \t]*\n\s*###(?P<company>[ \t][^\n]*)?(?:\n|\Z)"
)
_BADGE = re.compile(r"`([^`]*)`")
_BADGES = {"💰": "salary", "🌎": "place", "🌍": "place", "🌏": "place", "❤": "benefits"}
# A badge is wrapped over two lines, seldom more; an unclosed one must not eat the body.
_MAX_BADGE_LINES = 20
_APPLY = re.compile(r"[ \t]*##[ \t]+CLICK TO[ \t]+(\[[^\n]*\))", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Where this format keeps a posting: <Skill>/<YYYY-MM>/<slug>/README.md.
PLACE = re.compile(r"[^/]+/\d{4}-(?:0[1-9]|1[0-2])/[^/]+/README\.md$", re.IGNORECASE)
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_NOT_STATED = ("", "None")


def recognises(text: str) -> bool:
    """Whether a heading that is one link is followed by a "###" line, as in no plain README."""
    head = _HEAD.match(text)
    return head is not None and "](" in head["title"]


def read(text: str, path: str) -> RawPosting:
    """The posting of a recognised text; raises UnreadableFile.

    A path `<Skill>/<YYYY-MM>/<slug>/README.md` states the skill and the month.
    """
    head = _HEAD.match(text)
    if head is None:
        raise UnreadableFile(RejectedKind.UNRECOGNISED, "The file opens with no heading.", line=1)
    values, lines, extra = dict[str, str](), dict[str, int](), dict[str, str]()
    title_line = text.count("\n", 0, head.start("title")) + 1
    title, url = _link(head["title"])
    if not title:
        reason = "The posting has no title: write it between the brackets of “# [Title](link)”."
        raise UnreadableFile(RejectedKind.NO_TITLE, reason, line=title_line, field="title")
    _state(values, lines, "title", title, title_line)
    _state(values, lines, "url", url, title_line)
    company_line = text.count("\n", 0, head.end() - 1) + 1
    company = clean_line(_unescaped(head["company"] or ""))
    _state(values, lines, "hiring_organization", company, company_line)
    body_start = _read_badges(text, head.end(), values, lines, extra)
    body_end = _read_apply_link(text, body_start, values, lines)
    skills = _read_path(path, values)
    body = re.sub(r"\A(?:[ \t]*\n)*", "", text[body_start:body_end].rstrip())
    return RawPosting(FORMAT, values, body, skills=skills, extra=extra, lines=lines)


def _state(
    values: dict[str, str], lines: dict[str, int], field: str, value: str, line: int
) -> None:
    if value not in _NOT_STATED or (value and field == "title"):
        values[field] = value
        lines[field] = line


def _link(link: str) -> tuple[str, str]:
    """Text and address of a "[text](address)" that fills a line; the text may hold brackets."""
    text, _, address = link[1:-1].rpartition("](")
    return clean_line(_unescaped(text)), address.strip().removeprefix("<").removesuffix(">")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text)


def _read_badges(
    text: str, start: int, values: dict[str, str], lines: dict[str, int], extra: dict[str, str]
) -> int:
    """Reads the lines of badges that begin at `start`; returns where they end."""
    line = text.count("\n", 0, start) + 1
    for _ in range(_MAX_BADGE_LINES):
        if not text.startswith(("####", "`"), _first_mark(text, start)):
            break
        end = _badges_end(text, start)
        chunk = text[start:end]
        if not chunk.lstrip().startswith("#### ") and not _has_badge(chunk):
            break
        for match in _BADGE.finditer(chunk):
            badge = clean_line(match[1])
            field, value = _BADGES.get(badge[:1], ""), badge[1:].lstrip("\ufe0f ")
            if field and field not in values:
                _state(values, lines, field, value, line)
            elif badge and value:
                extra[f"badge {badge[:1]}"] = value
        start, line = end, line + chunk.count("\n")
    return start


def _has_badge(chunk: str) -> bool:
    return any(match[1].strip()[:1] in _BADGES for match in _BADGE.finditer(chunk))


def _first_mark(text: str, start: int) -> int:
    """Where the first character of the line is that is no space."""
    while text.startswith((" ", "\t"), start):
        start += 1
    return start


def _badges_end(text: str, start: int) -> int:
    """The end of the line of badges, or of the later line where its open backtick closes."""
    first_end = end = _line_end(text, start)
    for _ in range(_MAX_BADGE_LINES):
        if text.count("`", start, end) % 2 == 0:
            return end
        after = _line_end(text, end)
        if not text[end:after].strip():
            break
        end = after
    return first_end


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end + 1


def _read_apply_link(text: str, start: int, values: dict[str, str], lines: dict[str, int]) -> int:
    """Reads the link that closes the file, if it does; returns where the body ends."""
    end = len(text.rstrip())
    last = text.rfind("\n", 0, end) + 1
    match = _APPLY.fullmatch(text, last, end) if last >= start else None
    if match is None or "](" not in match[1]:
        return len(text)
    _state(values, lines, "apply_url", _link(match[1])[1], text.count("\n", 0, last) + 1)
    return last


def _read_path(path: str, values: dict[str, str]) -> tuple[str, ...]:
    """The skill that the path states; its month becomes the date posted."""
    parts = path.replace("\\", "/").split("/")
    if len(parts) < 4 or parts[-1].lower() != "readme.md" or not _MONTH.fullmatch(parts[-3]):
        return ()
    values["date_posted"] = parts[-3]
    skill = clean_line(parts[-4])
    return (skill,) if skill else ()
