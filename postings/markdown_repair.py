"""Clean-up of posting bodies so that python-markdown sees what their authors meant."""

import re
from html import escape

# What is never text: zero-width and bidi marks, soft hyphens, control characters (two of which
# python-markdown uses for its own marks) and lone surrogates, which no database stores. The
# joiners U+200C and U+200D stay: Persian words and family emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# Bullets of word processors; check marks and arrows say something and stay.
_BULLETS = "•●▪◦‣⁃∙·○■□▸►◆⚫⬤\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
# Patterns for line starts begin with the line end before: a literal is found much faster than "^".
_UNICODE_BULLET = re.compile(
    rf"(\n[ ]*(?:>[ ]?)*)(?:([*+-]|\d+\.)[ \xa0]+)?[{_BULLETS}]+[ \xa0]*(?=\S)"
)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_BLANK_LINES = re.compile(r"\n(?:[ \xa0]*\n)+")
_HARD_SPACES = re.compile(r"(\n(?:[ ]*(?:[*+-]|#{1,6})[ ]*(?=\xa0))?)[ ]*\xa0[ \xa0]*")

_ITEM = r"(?:[*+-]|\d{1,3}\.)[ ]+"
_HASHTAG = re.compile(rf"(\n[ ]*(?:{_ITEM})*(?:>[ ]?)*)(#(?=[^#\s])|##+(?=[^#\sA-ZÀ-Þ*]))")
_HASHTAG_HEADING = re.compile(r"\n#{1,6}[ ]+([*_]{0,3})#(?=[^\W\d_])")
# Whole paragraphs were marked as headings to make them large.
_LONG_HEADING = re.compile(r"\n#{1,6}[ ]+(.{200,})$", re.M)
_EMPTY_HEADING = re.compile(rf"\n(?:[ ]*{_ITEM}|)#{{1,6}}[ #*_]*$", re.M)
# Not a paragraph that merely ends in a dash line: python-markdown would make a heading of it.
_LONG_SETEXT = re.compile(r"^(.{81,}|[ ]*[*+-][ ].*)\n(?=[ ]{0,3}(?:-{2,}|={2,})[ ]*$)", re.M)
_CLOSING_HASH = re.compile(r"(\n#{1,6}[ ][^\n]*[^\s#\\])(#+)[ ]*$", re.M)
_TAG_OF_HASH, _HASH_AT_END = re.compile(r"#[^\s#]"), re.compile(r"#[ #*_]*\n")
_LIST_AFTER_TEXT = re.compile(
    r"(\n(?:\*\*|[^\s#|>*+\d-]|\d+(?!\.[ ])).*)\n(?=[ ]{0,3}(?:[*+-]|1\.)[ ]+\S)"
)

# Two or more lines with an escaped dash are a list that lost its markup on the way.
_ESCAPED_ITEM = r"[ ]{0,3}\\[*+-][ \xa0]+\S[^\n]*"
_ESCAPED_ITEMS = re.compile(rf"^{_ESCAPED_ITEM}(?:\n+{_ESCAPED_ITEM})+$", re.M)
_ESCAPED_BULLET = re.compile(r"^[ ]{0,3}\\[*+-][ \xa0]+(.*?)[ ]*$", re.M)
_DOUBLE_BULLET = re.compile(r"^([ ]*[*+-][ ]+)\\[*+-][ \xa0]+(?=\S)", re.M)

_UNIT_BREAK = re.compile(rf"(\n(?=\n|[ ]*{_ITEM}|#))")
_STAR_RUN = re.compile(r"(?<!\*)\*{4,}(?!\*)")
_CLOSING_SIGNS = tuple(":,.;!?)")
_STRAY_UNDERSCORES = re.compile(r"(?<!\S)__(?!\S)")
# html2text escapes underscores in addresses, too, where they are no emphasis.
_ESCAPED_ADDRESS = re.compile(r"(?<!\S)\S*\\_\S*")
# A heading is short; longer bold lines in the files are sentences.
_HEADING_LENGTH = 80
_HEADINGS = re.compile(
    r"\n(?:(#{1,6})[ ]*(?:(\*\*|__)(?=\S)([^*\n]+?)\2[ ]*$)?"
    rf"|(?<=\n\n)[ ]{{0,3}}_?\*\*_?([^*\n]{{1,{_HEADING_LENGTH}}}?)_?\*\*_?[ ]*(:?)[ ]*"
    r"(?=\n\n(?!_?\*\*[^*\n]+\*\*_?[ ]*:?[ ]*\n|#)[^\n]|\n[ ]{0,3}[*+-][ ]))",
    re.M,
)
# A sentence, a hashtag, "Label: value" or a link in bold is no heading.
_NO_HEADING = re.compile(r"^\\?#|(?<!\.)[.!,;]$|:.*\S|[\[\]<>|@]|://|^\W*$")

_DROPPED = "script|style|template|svg|math|iframe|noscript|noframes|noembed|object|title"
_DROP = re.compile(
    rf"(`[^`\n]*`)|<\s*({_DROPPED})\b(?:[^>]*?/>|.*?(?:<\s*/\s*\2\b[^>]*(?:>|\Z)|\Z))"
    r"|<!--.*?--!?>|<!doctype[^>]*>",
    re.S | re.I,
)
_KEPT = (
    "a|abbr|b|blockquote|br|caption|code|dd|del|dl|dt|em|figcaption|figure|h[1-6]|hr|i|img|ins"
    "|kbd|li|mark|ol|p|pre|q|s|small|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul"
)
# Wrappers say nothing once their attributes are gone, and python-markdown would not look inside.
_WRAPPERS = (
    "article|aside|body|button|center|div|font|footer|form|header|html|label|main|nav|section|span"
)
_ATTRIBUTES = r"(?:\s+[a-zA-Z_:@][^\s\"'<>=]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*\s*/?"
_TAG_LIKE = re.compile(
    rf"(`[^`\n]*`)|(</?(?:{_KEPT}){_ATTRIBUTES}>)|(</?(?:{_WRAPPERS}){_ATTRIBUTES}>)"
    r"|<([a-z][a-z0-9+.-]*://[^\s<>]+|[^\s<>@!:]+@[^\s<>@]+\.[^\s<>@]+)>|\\?<",
    re.I,
)
RAW_TAG = re.compile(rf"</?(?:{_KEPT})[\s/>]", re.I)
_FENCE = re.compile(r"^(`{3,}|~{3,})[^\n`]*\n(.*?)(?:^\1[`~]*[ ]*$|\Z)", re.M | re.S)
_STASHED = re.compile("\x02(\\d+)\x03")


def repair_markdown(source: str) -> str:
    """The body with its markdown mended; letters and digits a reader sees stay as they are.

    A `<` that begins no tag HTML knows comes back as `&lt;`, script and style leave with their
    content. Tabs are expanded and blank lines folded, as python-markdown wants its input.
    """
    text = "\n" + source.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    text = _without_invisible(text)
    blocks: list[str] = []
    if "```" in text or "~~~" in text:
        text = _FENCE.sub(lambda match: _stash_code(match, blocks), text)
    if "<" in text:
        text = _TAG_LIKE.sub(_tag_or_text, _DROP.sub(lambda match: match[1] or "", text))
    text = "\n\n" + _BLANK_LINES.sub("\n\n", text.strip("\n")) + "\n"
    text = _mended_blocks(text)
    if "*" in text:
        text = _mended_emphasis(text)
    if "\\_" in text:
        text = _ESCAPED_ADDRESS.sub(_plain_address, text)
    if "__" in text:
        text = _STRAY_UNDERSCORES.sub("", text)
    text = _real_headings(text).strip("\n")
    if blocks:
        text = _STASHED.sub(lambda match: blocks[int(match[1])], text)
    return text


def _without_invisible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        return text
    # Line and paragraph separators stand between words; dropping them would glue the two.
    text = text.replace("\u2028", " ").replace("\u2029", " ")
    text = _UNICODE_BULLET.sub(_star_bullet, text)
    text = _PRIVATE_USE.sub("", text)
    if "\xa0" in text:
        text = _HARD_SPACES.sub(lambda match: match[1] + " " * (match[1] != "\n"), text)
    return text


def _star_bullet(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2] or '*'} "


def _stash_code(match: re.Match[str], blocks: list[str]) -> str:
    blocks.append(f"<pre><code>{escape(match[2], quote=False)}</code></pre>")
    return f"\n\x02{len(blocks) - 1}\x03\n"


def _tag_or_text(match: re.Match[str]) -> str:
    code, tag, wrapper, autolink = match.groups()
    if wrapper:
        inline = wrapper.strip("</").lower().startswith(("span", "font", "label", "button"))
        return "" if inline else "\n\n"
    return code or tag or autolink or "&lt;"


def _mended_blocks(text: str) -> str:
    if "#" in text:
        if _TAG_OF_HASH.search(text):
            text = _HASHTAG.sub(r"\1\\\2", text)
            text = _HASHTAG_HEADING.sub(r"\n\1\\#", text)
        text = _LONG_HEADING.sub(r"\n\1\n", text)
    if "#" in text and _HASH_AT_END.search(text):
        text = _EMPTY_HEADING.sub("\n", text)
        text = _CLOSING_HASH.sub(lambda match: match[1] + match[2].replace("#", r"\#"), text)
    if "\n--" in text or "\n==" in text:
        text = _LONG_SETEXT.sub(r"\1\n\n", text)
    if "\\-" in text or "\\*" in text or "\\+" in text:
        text = _ESCAPED_ITEMS.sub(_plain_items, _DOUBLE_BULLET.sub(r"\1", text))
    return _LIST_AFTER_TEXT.sub(r"\1\n\n", text)


def _plain_address(match: re.Match[str]) -> str:
    token = match[0]
    is_address = "://" in token or "www." in token or "@" in token
    return token.replace("\\_", "_") if is_address else token


def _plain_items(match: re.Match[str]) -> str:
    return "\n" + re.sub(r"\n+", "\n", _ESCAPED_BULLET.sub(r"* \1", match[0])) + "\n"


def _mended_emphasis(text: str) -> str:
    parts = _UNIT_BREAK.split(text)
    for index in range(0, len(parts), 2):
        unit = parts[index]
        if "**" in unit and "`" not in unit and unit.strip("\n ") != "***":
            parts[index] = _mended_unit(unit)
    return "".join(parts)


def _mended_unit(unit: str) -> str:
    """One paragraph or list item: pairs hug their words, what has no partner goes."""
    pieces = _STAR_RUN.sub("", unit).split("**")
    if len(pieces) % 2 == 0:
        last = pieces.pop()
        pieces[-1] += last
    for index in range(1, len(pieces), 2):
        bold = pieces[index]
        inner = bold.strip()
        if not inner:
            pieces[index] = bold
            continue
        lead = bold[: len(bold) - len(bold.lstrip())]
        tail = bold[len(bold.rstrip()) :]
        if tail == " " and pieces[index + 1][:1] in _CLOSING_SIGNS:
            tail = ""
        # "**Contact:**Use it" reads as one word once it is bold.
        if inner[-1] == ":" and not tail and pieces[index + 1][:1].isalnum():
            tail = " "
        pieces[index] = f"{lead}**{inner}**{tail}"
    return "".join(pieces)


def _real_headings(text: str) -> str:
    """Bold lines that head what follows become headings, one level below the last real one."""
    level = 2

    def heading(match: re.Match[str]) -> str:
        nonlocal level
        marks, _, bold_heading, bold, colon = match.groups()
        if marks:
            level = len(marks)
            return f"\n{marks} {bold_heading}" if bold_heading else match[0]
        if _NO_HEADING.search(bold):
            return match[0]
        return f"\n{'#' * min(level + 1, 6)} {bold}{colon}"

    return _HEADINGS.sub(heading, text)
