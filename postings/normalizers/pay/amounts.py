"""Numbers of a text with the currencies that belong to each."""

from dataclasses import dataclass
from decimal import Decimal

from postings.normalizers.pay.tokens import Token

# A longer contract or week is counted in another unit.
_LONGEST = 60


@dataclass(slots=True)
class Amount:
    """A number with the currencies beside it; first and last: its tokens, currencies included."""

    token: Token
    first: int
    last: int
    value: Decimal
    code: str = ""
    sign: str | None = None
    plus: bool = False

    @property
    def firm(self) -> str:
        """The one currency it states, or ""."""
        return self.code or (self.sign if self.sign not in (None, "$") else "") or ""

    @property
    def stated(self) -> bool:
        return bool(self.code) or self.sign is not None


def found(read: list[Token]) -> list[Amount]:
    """The amounts of a text, in order; a number of months, hours or the like is none."""
    made: list[Amount] = []
    taken = -1
    for at, token in enumerate(read):
        if token.kind != "number" or _is_duration(read, at):
            continue
        amount = Amount(token, at, at, token.amount)
        amount.first = _currencies_before(read, at, taken)
        past = _past_currencies(read, at)
        if not _is_number(read, past) or (amount.first == at and not _of_next(read, at, past)):
            amount.last = past - 1
        for near in read[amount.first : amount.last + 1]:
            _state(amount, near)
        # A plus that touches its number is a bound ("100k+"), another adds something.
        following = read[amount.last + 1] if amount.last + 1 < len(read) else None
        if following and following.kind == "plus" and following.start == read[amount.last].end:
            amount.plus = not _adds(read, amount.last + 1)
            amount.last += amount.plus
        else:
            amount.plus = _more(read, amount.last + 1)
        taken = amount.last
        made.append(amount)
    return made


def _is_duration(read: list[Token], at: int) -> bool:
    """Whether a number counts months, weeks or the like ("12 month contract", "40 hours")."""
    number, unit = read[at], read[at + 1] if at + 1 < len(read) else None
    if unit is None or unit.kind != "unit" or unit.how == "any" or number.amount > _LONGEST:
        return False
    priced = at > 0 and read[at - 1].kind == "currency"
    # "30-40 hour" and "30-40 year" are short for "per".
    return not priced and (unit.how == "per" or unit.text not in ("HOUR", "YEAR"))


def _more(read: list[Token], at: int) -> bool:
    """Whether a plus touches the period behind an amount ("60/hr+")."""
    if at + 1 >= len(read) or read[at].kind != "unit" or read[at + 1].kind != "plus":
        return False
    return read[at + 1].start == read[at].end and not _adds(read, at + 1)


def _currencies_before(read: list[Token], at: int, taken: int) -> int:
    """Where the currencies before a number begin; a code may stand before a colon ("CAD: $90k")."""
    first = at
    while first - 1 > taken and read[first - 1].kind == "currency":
        first -= 1
    label = first - 2
    if label > taken and read[first - 1].kind == "colon" and read[label].how in ("code", "near"):
        return label
    return first


def _past_currencies(read: list[Token], at: int) -> int:
    at += 1
    while at < len(read) and read[at].kind == "currency":
        at += 1
    return at


def _is_number(read: list[Token], at: int) -> bool:
    return at < len(read) and read[at].kind == "number"


def _of_next(read: list[Token], at: int, past: int) -> bool:
    """Whether the currencies between two numbers touch the second alone ("level 3: $90k")."""
    if past == at + 1:
        return False
    return read[past - 1].end == read[past].start and read[at + 1].start > read[at].end


def _adds(read: list[Token], plus: int) -> bool:
    """Whether what follows a plus is named, so that the plus adds it ("90k+ bonus")."""
    following = read[plus + 1] if plus + 1 < len(read) else None
    if following and "ote" in following.kinds:
        return following.start == read[plus].end
    return bool(following and (following.kinds & {"perk"} or following.kind == "number"))


def _state(amount: Amount, near: Token) -> None:
    if near.kind != "currency":
        return
    if near.how == "sign":
        amount.sign = near.text if amount.sign in (None, "$") else amount.sign
    elif near.text == "$":
        amount.sign = amount.sign or "$"
    else:
        amount.code = amount.code or near.text
