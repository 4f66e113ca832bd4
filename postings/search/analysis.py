"""How text becomes the words of the index: exact, stemmed, and joined where punctuated inside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import tantivy

EXACT, STEMMED = "exact", "stemmed"
# In bytes of UTF-8. Longer runs are keys, hashes and other data that nobody types.
LONGEST = 100

# The engine's simple tokenizer keeps letters and digits alone and is five times as fast as one by
# regular expression. So a name that ends or begins in a symbol becomes a letter of its own: clicks
# of Khoisan languages, which no posting uses. Each replaces one character, so offsets hold.
C_PLUS_PLUS, C_SHARP, F_SHARP, DOT = OWN_LETTERS = ("ǁ", "ǂ", "ǀ", "ǃ")
_PLUS = {"C": C_PLUS_PLUS, "c": C_PLUS_PLUS}
_SHARP_SIGN = "♯".encode()
_SHARP = {"C": C_SHARP, "c": C_SHARP, "F": F_SHARP, "f": F_SHARP}
# Not the end of a host name; looks back after the dot, since that is faster to search for.
# ASP.NET names .NET through `compounds`.
_DOTS = re.compile(r"\.(?<![^\W_]\.)(?=(?i:net)(?![^\W_]))")
# Where no composed letter exists, base and mark would be two words.
_MARKS = re.compile("[\u0300-\u036f]+")

_INNER_SIGNS = "-./"
_INNER = re.compile(f"[{_INNER_SIGNS}]")
# What a byte of UTF-8 may be part of: a letter or digit, an inner sign, or neither.
_KINDS = bytes(
    ord("a" if byte > 127 or chr(byte).isalnum() else "-" if chr(byte) in _INNER_SIGNS else " ")
    for byte in range(256)
)
# In bytes, to either side of a sign.
_REACH = 180
# An inner sign between two others, and the rest of the run.
_INSIDE = re.compile(rb"-(?<=a-)a[a-]{0,%d}" % _REACH)
_ASCII = bytes(range(128))
_PUNCTUATED = re.compile(r"(?:[^\W\d_][^\W_]{0,19}[-./]){1,3}[^\W\d_][^\W_]{0,19}")
# These begin with their sign, too: a tenth of the time.
_NET = re.compile(
    r"\.(?i:net(?:(?:(?<=asp\.net)|(?<=ado\.net)|(?<=vb\.net))(?![a-z])"
    r"|(?<![^\W_]\.net)(?=\d|core|framework)))"
)
_SHARP_VERSION = re.compile(r"#(?=\d)(?<=[CcFf]#)(?<![^\W_].#)")
LONGEST_COMPOUND = 24
LONGEST_SIDE = 3
# A posting has some twenty; a text made of them would double its index.
MOST_COMPOUNDS = 300
# Runs whose forms are kept; some 5 MB.
MOST_FORMS = 2**14


def register(index: tantivy.Index) -> None:
    """Let an index analyze fields by the names EXACT and STEMMED; what it is given is prepared."""
    index.register_tokenizer(EXACT, _EXACT)
    index.register_tokenizer(STEMMED, _STEMMED)


def normal(text: str) -> str:
    """The text in composed characters, without surrogates and marks that compose with nothing."""
    return text if text.isascii() else _normal(text)[0]


def _normal(text: str) -> tuple[str, bytes]:
    """The same, and as UTF-8: looking through bytes takes a fifth of looking through wider
    characters."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = text.encode("utf-8", "replace")
        text = data.decode()
    # Composing takes longer than the whole analysis, and hardly any text needs it.
    made = text
    if b"\xcc" in data or b"\xcd" in data or not _composed(text, data):
        made = _MARKS.sub("", unicodedata.normalize("NFC", text))
    made = made.replace("İ", "I")
    return made, data if made is text else made.encode()


def _composed(text: str, data: bytes) -> bool:
    """Whether a text without those marks, also given as UTF-8, is in composed characters."""
    # No other mark composes with ASCII, so that what is beyond it tells, and is little.
    beyond = beyond_ascii(data)
    return unicodedata.is_normalized("NFC", beyond) or unicodedata.is_normalized("NFC", text)


def beyond_ascii(data: bytes) -> str:
    """The characters of a text, given as UTF-8, that are not ASCII."""
    return data.translate(None, _ASCII).decode()


def prepared(text: str) -> str:
    """What the analyzers read: as long as `normal(text)`, with C++, C#, F# and .NET as words.

    Every text that goes into a field of the index goes through this.
    """
    text, data = _normal(text)
    # Looking for one byte takes a tenth of looking for two.
    if b"+" in data and b"++" in data:
        text = _signed(text, "++", _PLUS)
    if b"#" in data:
        text = _signed(text, "#", _SHARP)
    if _SHARP_SIGN[-1:] in data and _SHARP_SIGN in data:
        text = _signed(text, "♯", _SHARP)
    return _DOTS.sub(DOT, text)


def _signed(text: str, sign: str, letters: Mapping[str, str]) -> str:
    """The text with letters of its own for those that stand alone before a sign.

    Looking for the sign takes a thirtieth of a pattern for the letter before it.
    """
    made, after, at = [], 0, text.find(sign)
    while at >= 0:
        letter = letters.get(text[at - 1 : at])
        if letter and not text[max(at - 2, 0) : at - 1].isalnum():
            made += [text[after : at - 1], letter]
            after = at
        at = text.find(sign, at + 1)
    return "".join((*made, text[after:]))


def exact(text: str) -> list[str]:
    """The words of any text: lower case, accents folded, symbols of languages as one letter."""
    return _EXACT.analyze(prepared(text))


def stem(text: str) -> list[str]:
    """The words of `exact`, each as its English stem."""
    return _STEMMED.analyze(prepared(text))


def spans(text: str, stemmed: bool = False) -> list[tuple[str, int, int]]:
    """Each word with where it begins and ends in `normal(text)`, in characters."""
    tokens = (_STEMMED if stemmed else _EXACT).pre_tokenize(prepared(text)).tokens
    return [(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]


def compounds(*texts: str) -> list[str]:
    """Forms to index beside texts: "nodejs" for Node.js, "frontend" for front-end, "cicd".

    Also C# and .NET where a text hides them: "ASP.NET", ".NET8", "C#8".
    """
    found: set[str] = set()
    for text in texts:
        found.update(*map(_forms, _runs(text.encode("utf-8", "replace"))))
        if _NET.search(text):
            found.add(".net")
        if "#" in text:
            sharps = (match.start() for match in _SHARP_VERSION.finditer(text))
            found.update(text[at - 1 : at + 1].lower() for at in sharps)
    # Cut in an order of their own: a set has none.
    return sorted(found)[:MOST_COMPOUNDS]


def _runs(data: bytes) -> Iterator[bytes]:
    """The runs of letters, digits and inner signs, in UTF-8, that have a sign between two others,
    as far as a compound reaches."""
    kinds = data.translate(_KINDS)
    for match in _INSIDE.finditer(kinds):
        sign, end = match.span()
        yield data[max(kinds.rfind(b" ", 0, sign) + 1, sign - _REACH) : end]


@lru_cache(maxsize=MOST_FORMS)
def _forms(run: bytes) -> tuple[str, ...]:
    """Of one run, in UTF-8: postings share most of theirs."""
    words = _PUNCTUATED.finditer(run.decode("utf-8", "ignore"))
    found = (form for match in words for form in _joined(match[0]))
    return tuple(filter(None, found))


def joined(word: str) -> str:
    """One punctuated word as one run of letters and digits, "" where it is none or too long."""
    run = _INNER.sub("", word)
    return run.lower() if run.isalnum() and len(run) <= LONGEST_COMPOUND and run != word else ""


def _joined(word: str) -> Iterator[str]:
    sides = word.split("/")
    for side in sides:
        # "e.g" and "U.S" are no words.
        if _INNER.search(side) and side[1] != ".":
            yield joined(side)
    if len(sides) > 1 and is_one(sides) and word.isupper():
        yield joined(word)


def is_one(sides: Sequence[str]) -> bool:
    """Whether what stands between slashes is one thing: CI/CD and TCP/IP, not Python/Django."""
    return all(1 < len(side) <= LONGEST_SIDE and side.isalnum() for side in sides)


def _analyzer(*filters: tantivy.Filter) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    folded = (
        tantivy.Filter.remove_long(LONGEST),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        # Ninety small letters are folded to capitals: ǧ to G, the small capitals of "ʀᴇᴍᴏᴛᴇ".
        tantivy.Filter.lowercase(),
    )
    for each in (*folded, *filters):
        builder = builder.filter(each)
    return builder.build()


_EXACT = _analyzer()
_STEMMED = _analyzer(tantivy.Filter.stemmer("english"))
