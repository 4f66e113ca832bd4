"""A text about money as tokens: numbers, currencies, periods, and words of a known kind."""

from decimal import Decimal
from typing import NamedTuple

from postings.normalizers.pay import tables

_SCALES = {"k": 10**3, "thousand": 10**3, "lakh": 10**5, "lac": 10**5, "lpa": 10**5, "l": 10**5}
_SCALES |= {"mil": 10**3, "crore": 10**7, "cr": 10**7}
_SCALES |= {"mio": 10**6, "mln": 10**6, "million": 10**6, "m": 10**6}
_SCALES |= {"mm": 10**6, "bn": 10**9, "billion": 10**9, "b": 10**9, "trillion": 10**12}
_SCALES |= {"t": 10**12, "tn": 10**12, "trn": 10**12}

NOTHING: frozenset[str] = frozenset()
_FROM, _UP = frozenset(("from",)), frozenset(("up",))
_LIMITS = {">": _FROM, "≥": _FROM, "<": _UP, "≤": _UP}


class Token(NamedTuple):
    """kind: number, currency, unit, tilde, dash, plus, slash, colon, stop, junk or word.

    text: currency as `tables.signs`, unit as schema.org has it, else as written in lower case.
    how: of a unit, see the table of units; of a currency "sign", "code" or
    "near", which counts only beside an amount. kinds: of a word.
    amount, scale, grouped: of a number; grouped where its thousands are set apart.
    """

    kind: str
    text: str
    start: int
    end: int
    how: str = ""
    kinds: frozenset[str] = NOTHING
    amount: Decimal = Decimal(0)
    scale: int = 1
    grouped: bool = False


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order; white space is none."""
    plain: list[Token] = []
    for match in tables.token().finditer(text):
        kind = match.lastgroup or ""
        if match["number"]:
            plain += _number(match["number"], match["mark"], match["scale"], *match.span())
        elif kind in ("sign", "letter"):
            plain.append(_currency(_sign(match[0]), "sign", *match.span()))
        elif kind == "code":
            code = tables.names().get(match[0].lower()) or match[0].upper()
            plain.append(_currency(code, "code", *match.span()))
        elif kind == "limit":
            plain.append(Token("word", match[0], *match.span(), "", _LIMITS[match[0]]))
        else:
            plain.append(Token(kind, match[0].lower(), *match.span()))
    return _joined(plain, text)


def _sign(written: str) -> str:
    known = tables.signs()
    if written in known:
        return known[written]
    return next(code for sign, code in known.items() if sign.lower() == written.lower())


def _currency(text: str, how: str, start: int, end: int) -> Token:
    return Token("currency", text, start, end, how)


def _number(written: str, mark: str | None, scale: str | None, start: int, end: int) -> list[Token]:
    name = (scale or "").lower().strip("+ ")
    factor = _SCALES.get(name) or _SCALES.get(name.removesuffix("s"), 1)
    amount, grouped = _amount(written, mark)
    read = Token("number", name, start, end, "", NOTHING, amount * factor, factor, grouped)
    # Lakhs per annum: the one abbreviation that holds a period.
    return [read, Token("unit", "YEAR", end, end, "any")] if name == "lpa" else [read]


def _amount(written: str, mark: str | None) -> tuple[Decimal, bool]:
    """Value, and whether the thousands are set apart; both marks are read by their place."""
    if mark and not (mark in ".," and written.startswith(f"0{mark}")):
        head, _, tail = written.rpartition(mark)
        cents = tail[3:].replace(",", ".")
        return Decimal(head.replace(mark, "") + tail[:3] + cents), True
    if written.count(",") > 1:
        return Decimal(written.replace(",", "")), True
    # "0.125" is a fraction, not a group of thousands.
    digits = written.partition(",")[0] if written.count(".") else written.replace(",", ".")
    return Decimal(digits if digits.count(".") <= 1 else "0"), False


def _joined(plain: list[Token], text: str) -> list[Token]:
    """Words made phrases, currencies and periods."""
    made: list[Token] = []
    at = 0
    while at < len(plain):
        token, after = _phrase(plain, at, text)
        if (token.kind == "slash" or "per" in token.kinds) and after < len(plain):
            token, after = _per(token, plain, after)
        made.append(token)
        at = after
    return made


def _per(token: Token, plain: list[Token], after: int) -> tuple[Token, int]:
    """The token, or the period that it makes with the next word ("per year", "an hour", "/hr")."""
    following = plain[after]
    unit, _ = tables.units().get(following.text, ("", "")) if following.kind == "word" else ("", "")
    if not unit:
        return token, after
    return Token("unit", unit, token.start, following.end, "any"), after + 1


def _phrase(plain: list[Token], at: int, text: str) -> tuple[Token, int]:
    """The longest phrase that begins at a token, and where the next one does."""
    token = plain[at]
    if token.kind != "word" or token.kinds:
        return token, at + 1
    for length in range(tables.longest().get(token.text, 1), 0, -1):
        parts = plain[at : at + length]
        if len(parts) == length and all(part.kind == "word" for part in parts):
            known = _known(parts, text)
            if known:
                return known, at + length
    return token, at + 1


def _known(parts: list[Token], text: str) -> Token | None:
    start, end = parts[0].start, parts[-1].end
    words = " ".join(part.text for part in parts)
    if len(parts) == 1:
        code = tables.code_of(text[start:end])
        if code:
            return _currency(code, "code", start, end)
    if words in tables.units():
        unit, how = tables.units()[words]
        return Token("unit", unit, start, end, how, tables.words().get(words, NOTHING))
    if words in tables.capital_names():
        near = text[start:end].isupper()
        return _currency(tables.names()[words], "near", start, end) if near else None
    if words in tables.names():
        return _currency(tables.names()[words], "code", start, end)
    kinds = tables.words().get(words)
    return Token("word", words, start, end, "", kinds) if kinds else None
