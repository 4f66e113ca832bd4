"""Strings: bytes decoded, damage repaired, and the keys and slugs made of names."""

import base64
import codecs
import functools
import hashlib
import re
import unicodedata

import anyascii
import ftfy
import ftfy.badness

_C0 = bytes(byte for byte in range(32) if byte not in b"\n\t") + b"\x7f"
_ASCII = bytes(range(128))
_NO_LETTERS = bytes(byte for byte in range(256) if not chr(byte).isalpha() or byte > 127)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")

# What cp1252 makes of the UTF-8 continuation bytes 0x80-0xBF.
_CONTINUATION = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# UTF-8 read as cp1252 or latin-1 shows a lead byte and a continuation byte side by side; a C1
# control alone is cp1252 read as latin-1.
_MOJIBAKE = re.compile(f"[\xc2-\xf4][{_CONTINUATION}]|[\x80-\x9f]")

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
# C1 controls, soft hyphen, bidi marks, overrides and isolates, zero-width characters, invisible
# operators, annotation marks, lone surrogates, byte order marks and noncharacters.
_INVISIBLE = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0001]"
)
_JOINERS = re.compile("[\u200c\u200d]")
# Tag characters spell flags after a black flag; elsewhere they only hide text.
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0020-\U000e007f]+")
_ODD = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0001-\U000e007f]"
)
# Scripts from Hebrew and Arabic over the Indic ones to Mongolian, where joiners change the shape.
_JOINING = re.compile("[\u0590-\u18af\u1900-\u1aff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc]")
_EMOJI = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")

# PDF, images, archives, programs, databases, old office files.
_BINARY_STARTS = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF") + (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x7fELF",
    b"SQLite format",
    b"\xd0\xcf\x11\xe0",
)
_PROBE = 8192

SLUG_LENGTH = 80


def looks_binary(data: bytes) -> bool:
    """Whether the bytes are no text in any encoding that `decode` knows."""
    head = data[:_PROBE]
    if head.startswith(_BINARY_STARTS):
        return True
    if not head or _utf16(head):
        return False
    controls = len(head) - len(head.translate(None, _C0.replace(b"\r", b"")))
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return controls > len(head) * 0.05  # random bytes hold some 11 %
    return controls > len(head) * 0.3


def decode(data: bytes) -> str:
    """Text of any bytes, never an error: lines end in "\\n", no control but "\\n" and "\\t".

    UTF-8, UTF-16 and UTF-32 by their marks, UTF-16 also by its NULs; what is not UTF-8 is read
    as cp1252, line by line, so that one bad byte does not spoil a file.
    """
    encoding = _utf16(data)
    if encoding:
        data = data.decode(encoding, "replace").encode("utf-8", "ignore")
    data = data.removeprefix(codecs.BOM_UTF8)
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").translate(None, _C0)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(map(_decode_line, data.split(b"\n")))


def _utf16(data: bytes) -> str:
    """The wide encoding the bytes are in, or ""."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" not in data[:_PROBE]:
        return ""
    even, odd = data[:_PROBE:2], data[1:_PROBE:2]
    for encoding, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        # Western text in UTF-16 has a NUL in nearly every second byte and hardly any between.
        if zeros.count(0) > len(zeros) * 0.4 and letters.count(0) < len(letters) * 0.05:
            return encoding
    return ""


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("sloppy-windows-1252")


def repair(text: str) -> str:
    """Mojibake undone, invisible characters dropped, every line end "\\n"; clean text as it is."""
    if text.isascii():
        return text
    # Only the few characters beyond ASCII are searched: ten times faster than the whole text.
    rare = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    beyond = rare.decode("utf-8", "surrogatepass")
    if _MOJIBAKE.search(beyond) and _MOJIBAKE.search(text):
        text = _without_mojibake(text)
        beyond = text
    return _without_invisible(text) if _ODD.search(beyond) else text


def _without_mojibake(text: str) -> str:
    if ftfy.badness.is_bad(text):
        try:
            return text.encode("sloppy-windows-1252").decode("utf-8")
        except UnicodeError:
            pass  # only some lines are damaged, or in another way
    lines = text.split("\n")
    return "\n".join(ftfy.fix_encoding(line) if _MOJIBAKE.search(line) else line for line in lines)


def _without_invisible(text: str) -> str:
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = _TAGS.sub(lambda match: match[1] or "", text)
    return _JOINERS.sub(_joiner, text)


def _joiner(match: re.Match[str]) -> str:
    """The zero-width (non-)joiner where a script or an emoji sequence needs it, else nothing."""
    start, end = match.span()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    if _JOINING.match(before) and _JOINING.match(after):
        return match[0]
    joins = match[0] == "\u200d" and _EMOJI.match(before) and _EMOJI.match(after)
    return match[0] if joins else ""


# Above any field that is kept whole; composing marks takes time by the square of their number.
LONGEST_FIELD = 10_000


def clean_line(text: str) -> str:
    """One field as one line: repaired, NFC, whitespace runs one space, trimmed.

    Cut at LONGEST_FIELD characters.
    """
    text = text[:LONGEST_FIELD]
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # as most fields are: nothing to repair
    text = _CONTROLS.sub("", repair(text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def letters_only(text: str) -> str:
    """Casefolded letters and digits of any script, without marks: the identity of a name."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(filter(str.isalnum, folded))


def has_letters(text: str, number: int) -> bool:
    """Whether so many characters are letters, of any script."""
    # Those of ASCII, which nearly always are enough, are counted ten times faster.
    plain = text.encode("utf-8", "replace").translate(None, _NO_LETTERS)
    return len(plain) >= number or sum(map(str.isalpha, text)) >= number


_APOSTROPHES = re.compile("['’‘ʼ`´]")
_SYMBOLS = (
    (re.compile(r"(?<=\w)[#♯]"), "sharp"),  # C#, not #hashtag
    (re.compile(r"\+"), "plus"),
    (re.compile("&"), "-and-"),
    (re.compile(r"(?<![\w.)])\.(?=[^\W\d])"), "-dot"),  # .NET
    (re.compile(r"(?<=[^\W\d])\.(?=[^\W\d])"), ""),  # Node.js
)
_NOT_SLUG = re.compile("[^a-z0-9]+")


def slug(text: str, max_length: int = SLUG_LENGTH) -> str:
    """ASCII words joined by "-", cut at a word; "" where nothing of the text can be spelled."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    folded = _APOSTROPHES.sub("", folded)
    for pattern, word in _SYMBOLS:
        folded = pattern.sub(word, folded)
    spelled = folded if folded.isascii() else "".join(map(_ascii, folded))
    whole = _NOT_SLUG.sub("-", spelled).strip("-")
    if len(whole) <= max_length:
        return whole
    at_word = whole[: max_length + 1].rpartition("-")[0]
    return at_word or whole[:max_length]


def _ascii(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.category(character)[0] not in "LNM":
        return "-"
    return _NOT_SLUG.sub("", anyascii.anyascii(character).lower())


@functools.lru_cache(maxsize=8192)
def name_slug(text: str) -> str:
    """The page name of an organization or skill; without its hyphens it is `name_key`."""
    whole = slug(text, max_length=len(text) * 40 + 1)
    if not whole:
        return "x" + _digest(letters_only(text) or "".join(text.split()).casefold(), 8)
    # Names of other scripts can sound alike, so their own letters tell them apart.
    if not text.isascii() and any(map(_not_latin, text.casefold())):
        whole += "-" + _digest(letters_only(text), 4)
    key = whole.replace("-", "")
    # The cut must not depend on where the hyphens stand.
    return whole if len(key) <= SLUG_LENGTH else f"{key[: SLUG_LENGTH - 10]}-{_digest(key, 8)}"


def name_key(text: str) -> str:
    """What names that differ only in case, spaces, hyphens and punctuation share: [a-z0-9]+."""
    return name_slug(text).replace("-", "")


def _not_latin(character: str) -> bool:
    if character.isascii() or not character.isalpha():
        return False
    return "LATIN" not in unicodedata.name(character, "")


def _digest(text: str, length: int) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:length]
