"""Bodies without what is not their author's, and whether they say anything."""

import base64
import binascii
import re

from postings.body_rules import TRACKERS
from postings.normalizers.emphasis import mended
from postings.normalizers.organizations import hosts
from postings.normalizers.signs import Signs
from postings.records import CleanBody
from postings.text import has_letters

# Fewer visible letters than two lines of text are no description of a job.
MIN_LETTERS = 80

# A longer body with this many letters at its start needs no closer look.
_GLANCE = 1200
_HIDDEN = re.compile(r"<!--.*?-->|\]\([^()\s]*\)|https?://\S+", re.DOTALL)
_STOCK_LINES = re.compile(
    r"^[ \t#*]*(?:(?:job )?description:?|check out similar jobs below[^\n]*)[ \t*]*$",
    re.IGNORECASE | re.MULTILINE,
)

# A heading that says what every body is; the page has its own.
_FIRST_LINE = re.compile(
    r"[#*_ \t]*(?:(?:full )?job )?description[ \t]*[:*_# \t]*(?:\n[ \t]*[=-]{2,}[ \t]*)?(?:\n|\Z)",
    re.IGNORECASE,
)
_SIMILAR = re.compile(
    r"^[#*_ >]*check out similar jobs below[^\w\n]*$\n?", re.IGNORECASE | re.MULTILINE
)
# Remote OK adds this to postings, whoever wrote them: a word, and the reader's own address in
# base64. An employer's own "mention the word …" is an instruction that applicants need, and stays.
_TRAP = re.compile(
    r"mention\s+the\s+words?\s+[\w*\\'’ -]{1,80}?(?:\s+and\s+tag\s+\S{4,60})?"
    r"\s+when\s+applying\s+to\s+show\s+(?:that\s+)?you(?:['’]ve)?\s+read\s+the\s+job\s+post(?:ing)?"
    r"(?:\s+completely)?(?:\s*\(\s*[^()\s]{4,60}\s*\))?[.!]?"
    r"(?:\s*This\s+is\s+a\s+(?:beta\s+)?feature\s+to\s+avoid\s+spam\s+applicants\.?)?"
    r"(?:\s*Companies\s+can\s+search\s+these\s+\w{1,10}\s+to\s+find\s+applicants\s+that\s+read"
    r"\s+this\s+and\s+(?:instantly\s+)?see\s+they\W{0,2}re\s+human\.?)?[*_]*",
    re.IGNORECASE,
)
_BEFORE_TRAP = re.compile(r"[*_]*(?:please|be sure to)\s{1,3}[*_]*\Z|[*_]+\Z", re.IGNORECASE)
_TAG_LINE = re.compile(r"^[ ]*\\?[#(]*R([A-Za-z0-9+/]{9,22}={0,2})\)?[ ]*$\n?", re.MULTILINE)
_ADDRESS = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}")
_BLANK_LINES = re.compile(r"(\n(?:[ \t\xa0]*\n)+)")
# Marks around a paragraph that its copy may have otherwise.
_AROUND = " \t\n\xa0*_#"
# A repeated line may be meant, a repeated paragraph is not; real runs have up to 57.
_REPEAT_LENGTH, _REPEATED_PARAGRAPHS = 80, 200
_LONG_LINE = 60
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([ ]*<?([^()\s>]{1,2000})>?[^()\n]{0,200}\)")
# Without these a rule takes nothing out.
_SIMILAR_SIGN, _TRAP_SIGN, _IMAGE_SIGN = "imilar jobs below", "applying", "!["
_TAG_SIGNS = ("\nR", "#R", "(R")
_SIGNS = Signs((_SIMILAR_SIGN, _TRAP_SIGN, _IMAGE_SIGN, *_TAG_SIGNS))


def is_short(body: str) -> bool:
    """Whether a body holds next to nothing but stock lines, links and comments."""
    if len(body) > _GLANCE and has_letters(body[:_GLANCE], _GLANCE // 2 + 1):
        return False
    visible = _STOCK_LINES.sub("", _HIDDEN.sub("", body[: 4 * _GLANCE]))
    return not has_letters(visible, MIN_LETTERS)


def clean(source: str) -> CleanBody:
    """A body in markdown without stock lines, traps for robots and pictures that count readers.

    What is taken out stands in `removed`, by rule: "first line", "similar jobs", "trap", "tag",
    "image", "repeat". All else stays; spaces are put where emphasis glued words together.
    """
    removed: list[tuple[str, str]] = []
    text, known = source, -1
    while known < len(removed):  # what stood below may now be the first line
        known = len(removed)
        text = _without_junk(text, removed)
        if known == len(removed):
            text = _without_repeats(text, removed)
        text = text.strip() if known < len(removed) else text
    return CleanBody(mended(text), tuple(removed))


def _without_junk(source: str, removed: list[tuple[str, str]]) -> str:
    text = _without_first_lines(source, removed)
    signs = _SIGNS.held(text)
    if _SIMILAR_SIGN in signs:
        text = _taken(_SIMILAR, "similar jobs", text, removed)
    if _TRAP_SIGN in signs and "ention" in text:
        text = _without_traps(text, removed)
    if signs.intersection(_TAG_SIGNS):
        text = _TAG_LINE.sub(lambda match: _without_tag(match, removed), text)
    if _IMAGE_SIGN in signs:
        text = _IMAGE.sub(lambda match: _without_counter(match, removed), text)
    return text


def _without_first_lines(text: str, removed: list[tuple[str, str]]) -> str:
    """The text without its first line, as long as that is a stock one."""
    while match := _FIRST_LINE.match(bare := text.lstrip()):
        removed.append(("first line", match[0].strip()))
        text = bare[match.end() :]
    return text


def _taken(pattern: re.Pattern[str], rule: str, text: str, removed: list[tuple[str, str]]) -> str:
    removed += [(rule, match[0].strip()) for match in pattern.finditer(text)]
    return pattern.sub("", text)


def _without_traps(text: str, removed: list[tuple[str, str]]) -> str:
    kept, end = [], 0
    for match in _TRAP.finditer(text):
        before = _BEFORE_TRAP.search(text, max(end, match.start() - 20), match.start())
        start = before.start() if before else match.start()
        removed.append(("trap", text[start : match.end()]))
        kept.append(text[end:start])
        end = match.end()
    return "".join(kept) + text[end:]


def _without_tag(match: re.Match[str], removed: list[tuple[str, str]]) -> str:
    try:
        decoded = base64.b64decode(match[1] + "=" * (-len(match[1]) % 4))
    except (binascii.Error, ValueError):
        return match[0]
    if not _ADDRESS.fullmatch(decoded):
        return match[0]
    removed.append(("tag", match[0].strip()))
    return ""


def _without_counter(match: re.Match[str], removed: list[tuple[str, str]]) -> str:
    """Nothing for a picture that counts readers, and for one of a job board: its own logo."""
    if not TRACKERS.search(match[1]) and hosts.kind(hosts.of(match[1])) != "board":
        return match[0]
    removed.append(("image", match[0]))
    return ""


def _without_repeats(text: str, removed: list[tuple[str, str]]) -> str:
    """The text without paragraphs that stand twice, one copy right after the other.

    Feeds write the summary of a posting before its description, which begins with it.
    """
    long_lines = [line.strip(_AROUND) for line in text.split("\n") if len(line) >= _LONG_LINE]
    if len(set(long_lines)) == len(long_lines):  # so are most, and this is soon known
        return text
    pieces = _BLANK_LINES.split(text)
    paragraphs = [piece.strip(_AROUND) for piece in pieces[::2]]
    last: dict[str, int] = {}
    kept, at = [], 0
    while at < len(paragraphs):
        first = last.get(paragraphs[at], at)
        run = at - first
        if _is_repeat(paragraphs[first:at], paragraphs[at : at + run]):
            end = min(2 * (at + run), len(pieces))
            removed.append(("repeat", "".join(pieces[2 * at : end]).strip()))
            at += run
            continue
        last[paragraphs[at]] = at
        kept += pieces[2 * at : 2 * at + 2]
        at += 1
    return "".join(kept) if len(kept) < len(pieces) else text


def _is_repeat(first: list[str], second: list[str]) -> bool:
    if not 0 < len(first) <= _REPEATED_PARAGRAPHS or first != second:
        return False
    return sum(map(len, first)) >= _REPEAT_LENGTH
