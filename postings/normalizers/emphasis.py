"""Bold and italic marks that a converter glued to words or parted from them."""

import re

# What is worth a closer look: a mark between two words, or one beside a space.
_SUSPECT = re.compile(r"\*\*(?<=[^\s_*-]\*\*)(?=[^\W_])|_[ ]|_(?<=[ ]_)")
# Words that are never the end of a longer one: "**Engineer**to join", but "**Artis**t".
_OWN_WORD = re.compile(r"(?:and|or|to|is|are|in|for|with|of|at|on|the|you|we|our|as|will|und|et)\b")
_LAST_WORD = re.compile(r"[^\W_]+\Z")
_RUN = re.compile("_+")
# What may follow italics without a space.
_CLOSING = ("", " ", *".,;:!?)")
# A line that italics begin and do not end.
_OPENED = re.compile(r"^[ ]{0,3}_(?=[^_ ])[^_\n]*$", re.M)
# What begins another kind of block than a paragraph.
_BLOCK = ("#", "*", "-", "+", ">", "|", "`")
# How many lines of one text in italics may follow its first.
_MOST_LINES = 12
# Longer runs are blanks to fill in; more marks than this on a line are no emphasis.
_LONGEST_RUN, _MOST = 2, 200


def mended(text: str) -> str:
    """The text with its emphasis on whole words; nothing but spaces and marks is put or moved."""
    if "**" not in text and "_" not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if ("**" in line or "_" in line) and _SUSPECT.search(line):
            lines[at] = _mended_line(line)
    if "_" in text and _OPENED.search(text):
        for at, line in enumerate(lines):
            if "_" in line[:4] and line.lstrip(" ").startswith("_") and _is_half(line, 0):
                _close_on_each_line(lines, at)
    return "\n".join(lines)


def _mended_line(line: str) -> str:
    if "`" in line:
        return line
    if "_" in line and "://" not in line:
        line = _close_italics(line)
    if "**" in line and "***" not in line:
        line = _spaced_bold(line)
    return line


def _spaced_bold(line: str) -> str:
    """Bold text with a space towards the word or sentence it was glued to."""
    pieces = line.split("**")
    if len(pieces) % 2 == 0 or len(pieces) > _MOST:
        return line
    for at in range(1, len(pieces), 2):
        bold, after = pieces[at], pieces[at + 1]
        if not bold or bold != bold.strip():
            continue
        if _is_glued_before(pieces[at - 1], bold):
            pieces[at - 1] += " "
        if _is_glued_after(bold, after):
            pieces[at + 1] = " " + after
    return "**".join(pieces)


def _is_glued_before(before: str, bold: str) -> bool:
    if not before or not bold[0].isupper() or len(bold) < 2:
        return False
    if before[-1] in ".!?:;,":
        return True
    word = _LAST_WORD.search(before[-40:])
    if word is None or not bold[1].isalpha():
        return False
    # "Java**Script**" is one word, "of**JavaScript**" and "USD**Benefits**" are two.
    return word[0].islower() or word[0].isdigit() or (word[0].isupper() and len(word[0]) > 1)


def _is_glued_after(bold: str, after: str) -> bool:
    if not after[:1].isalnum() or len(bold) < 2:
        return False
    if bold[-1] in ".!?:;,":
        return not (bold[-1] in ".:," and after[0].isdigit())
    parted_by_case = (bold[-1].islower() or bold[-1] == ")") and after[:1].isupper()
    # Shorter words may be the first half of one: "**Java**Script".
    if parted_by_case and after[1:2].islower() and len(bold) > 4:
        return True
    return len(bold) > 2 and bold[-1].isalnum() and bool(_OWN_WORD.match(after))


def _close_italics(line: str) -> str:
    """Italic marks moved to the words they belong to: "_ **Note:**_" is "_**Note:**_"."""
    pieces = _split_at_marks(line)
    if len(pieces) % 2 == 0 or len(pieces) > _MOST:
        return line
    for at in range(1, len(pieces), 2):
        italic = pieces[at]
        inner = italic.strip(" ")
        # A mark that opens where it should close is paired wrongly: the line stays as it is there.
        inside_word = pieces[at - 1][-1:].isalnum() or pieces[at + 1][:1].isalnum()
        if inner and inner != italic and not inside_word:
            pieces[at - 1] += " " * (italic[0] == " " and pieces[at - 1][-1:] not in ("", " "))
            first = pieces[at + 1][:1]
            pieces[at + 1] = " " * (italic[-1] == " " and first not in _CLOSING) + pieces[at + 1]
            pieces[at] = inner
    return "_".join(pieces)


def _split_at_marks(line: str) -> list[str]:
    """The line cut at every underscore that can open or close italics."""
    pieces, start = [], 0
    for run in _RUN.finditer(line):
        if len(run[0]) > _LONGEST_RUN:
            return []
        before, after = line[max(run.start() - 1, 0) : run.start()], line[run.end() : run.end() + 1]
        if before == "\\" or (before.isalnum() and after.isalnum()):
            continue
        for at in range(run.start(), run.end()):
            pieces.append(line[start:at])
            start = at + 1
    return [*pieces, line[start:]]


def _is_half(line: str, side: int) -> bool:
    """Whether the line's only mark is at its start (side 0) or its end (1): half a pair."""
    pieces = _split_at_marks(line)
    return len(pieces) == 2 and not pieces[side].strip(" ") and pieces[1 - side].strip(" ") != ""


def _close_on_each_line(lines: list[str], first: int) -> None:
    """Italics that begin in one paragraph and end in another, which Markdown knows not, in each."""
    told = [first]
    for at in range(first + 1, min(first + 2 * _MOST_LINES, len(lines))):
        line = lines[at]
        if not line.strip():
            continue
        told.append(at)
        if _is_half(line, 1):
            break
        if "_" in line or line.lstrip(" ").startswith(_BLOCK):
            return
    else:
        return
    if told[-1] - told[0] < len(told):  # one paragraph, which Markdown reads
        return
    for at in told:
        bare = lines[at].strip(" ").removeprefix("_").removesuffix("_").strip(" ")
        indent = len(lines[at]) - len(lines[at].lstrip(" "))
        end = lines[at][len(lines[at].rstrip(" ")) :]
        lines[at] = f"{lines[at][:indent]}_{bare}_{end}"
