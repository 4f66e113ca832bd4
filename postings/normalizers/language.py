"""The language of a body, for `lang` on its article and for the filter."""

import re

import pycld2

from postings.text import has_letters

# Of a long text the detector reads so many pieces of so many characters, evenly spread: the main
# language of a mixed body shows in most of them, at a fraction of the cost of the whole.
_PIECES, _PIECE = 6, 500
# Fewer and shorter ones are enough where all of them but names are of one language, as in 98 of 100
# bodies: so large a part, in percent, makes a second look needless.
_GLANCES, _GLANCE = 8, 100
_CLEAR = 98
# Fewer letters are a name or a heading; a sign of Chinese or Japanese says as much as a word.
_FEWEST_LETTERS, _FEWEST_SIGNS = 60, 15
# A text of so many characters is not searched for addresses, which are no language.
_CLEARLY_LONG = 400
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ADDRESS = re.compile(r"(?:https?://|www\.|@)\S*")
# What the detector refuses (controls, lone surrogates, noncharacters); astral signs say nothing.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\U0010ffff]")
# The detector has learnt Romanian with cedillas, which was how computers of its day wrote it.
_CEDILLAS = tuple(zip("șțȘȚ", "şţŞŢ", strict=True))
# Names of the detector that BCP 47 spells otherwise; those without a language are test scripts.
_BCP_47 = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "no": "nb", "tl": "fil"}
_LANGUAGE = re.compile(r"[a-z]{2}(?:-hant)?")
# Below this share of the text no language is the main one.
_LEAST_SHARE = 50


def read(text: str) -> str:
    """BCP 47 in lower case ("en", "pt", "zh", "zh-hant"); "" where unsure, mixed or too short.

    text: plain, of any length. By CLD2 (Apache 2.0), which carries its tables.
    """
    sample = _sampled(text, _PIECES, _PIECE)
    if not _is_long_enough(sample):
        return ""
    glance = _sampled(text, _GLANCES, _GLANCE)
    code, share = _detected(glance)
    if share < _CLEAR and len(glance) < len(sample):
        code, share = _detected(sample)
    if share < _LEAST_SHARE:
        return ""
    code = _BCP_47.get(code.lower(), code.lower())
    return code if _LANGUAGE.fullmatch(code) or code == "fil" else ""


def _detected(sample: str) -> tuple[str, int]:
    """The detector's main language and its share in percent; 0 where it is not sure."""
    for letter, with_cedilla in _CEDILLAS:
        sample = sample.replace(letter, with_cedilla)
    try:
        reliable, _, details = pycld2.detect(sample)
    except (pycld2.error, UnicodeEncodeError):
        reliable, _, details = pycld2.detect(_REFUSED.sub(" ", sample))
    _, code, share, _ = details[0]
    return code, share if reliable else 0


def _sampled(text: str, pieces: int, size: int) -> str:
    if len(text) <= pieces * size:
        return text
    step = (len(text) - size) // (pieces - 1)
    return "\n".join([text[start : start + size] for start in range(0, step * pieces, step)])


def _is_long_enough(sample: str) -> bool:
    plain = _ADDRESS.sub(" ", sample) if len(sample) < _CLEARLY_LONG else sample
    if has_letters(plain[:_CLEARLY_LONG], _FEWEST_LETTERS):
        return True
    return len(_SIGNS.findall(plain)) >= _FEWEST_SIGNS
