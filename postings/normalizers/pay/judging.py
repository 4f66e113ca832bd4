"""What an offer is: pay or another money, its base or its target, how often, in which currency."""

from decimal import Decimal

from postings.normalizers.pay.offers import Offer, is_break, kinds
from postings.normalizers.pay.tables import STRONG
from postings.normalizers.pay.tokens import Token

# Below this, what an amount is "for" can be a perk; above it, it is a person ("for a trainer").
_PERK_AT_MOST = 10_000
# Below this, a thing beside an amount is what it is for; above it, it is in the name of a job.
_THING_AT_MOST = 20_000
_OTHER = frozenset(("perk", "company"))
_PAID = frozenset(
    ("paid", "billed", "payable", "reviewed", "invoiced", "payments", "once", "twice", "times", "x")
)


def is_pay(offer: Offer) -> bool:
    """Whether the offer is pay for the job: no perk, no bonus on top, no midpoint, no company's."""
    largest = max(amount.value for amount in offer.amounts)
    if largest <= 0 or (len(offer.amounts) == 1 and "mid" in kinds(offer.head + offer.tail[:2])):
        return False
    if any(_of_company(a.token) for a in offer.amounts) and _currency(offer) in (*STRONG, "$", ""):
        return False
    other = _OTHER | {"thing"} if largest < _THING_AT_MOST else _OTHER
    head, tail = _sense(_before(offer, largest), other), _sense(_about(offer.tail, largest), other)
    if offer.added and "pay" not in (tail, head):
        return False
    return head == "pay" or "other" not in (tail, head)


def _of_company(token: Token) -> bool:
    """Whether a number counts millions; "mil" is one in English, elsewhere a thousand."""
    return token.scale > 10**5 or token.text == "mil"


def _before(offer: Offer, largest: Decimal) -> list[Token]:
    """What an amount follows, nearest first; a little one in a bracket is what stands before it."""
    opened = not offer.head and offer.before and offer.before[-1].text == "("
    piece = offer.before if opened and largest < _THING_AT_MOST else offer.head
    return piece[::-1]


def _about(tail: list[Token], largest: Decimal) -> list[Token]:
    """What follows an amount about itself: not what a bracket adds, nor whom it is for."""
    if tail and tail[0].kind == "stop":
        return []
    for at, token in enumerate(tail):
        if largest >= _PERK_AT_MOST and token.text in ("for", "in", "as"):
            # "90,000 in stock" says what the money is, "in" elsewhere where or as whom.
            paper = token.text == "in" and kinds(tail[at + 1 : at + 2]) & _OTHER
            return tail if paper else tail[:at]
    return tail


def _sense(piece: list[Token], other: frozenset[str]) -> str:
    """The sense of the nearest word that has one: "pay", "other" or ""."""
    for at, token in enumerate(piece):
        # A "relocation package" is none of pay.
        if token.text == "package" and "thing" in kinds(piece[at + 1 : at + 2]):
            return "other"
        if token.kinds & {"pay", "anchor", "base", "ote"}:
            return "pay"
        if token.kinds & other:
            return "other"
    return ""


def role(offer: Offer) -> str:
    """ "base", "ote" or "" where it does not say."""
    said = kinds([*offer.head, *offer.inside, *offer.tail])
    return "base" if "base" in said else "ote" if "ote" in said else ""


def _currency(offer: Offer) -> str:
    first = offer.amounts[0]
    return first.firm or ("$" if first.sign == "$" else "")


def currency(offer: Offer) -> tuple[str, bool]:
    """Code, "$" for a bare dollar, "?" for a sign of several, "" for none; and whether all agree.

    Where they do not, it is the currency of the first amount.
    """
    firm = [amount.firm for amount in offer.amounts if amount.firm]
    coded = [amount.code for amount in offer.amounts if amount.code]
    bare = any(amount.sign == "$" and not amount.code for amount in offer.amounts)
    signs = {amount.sign for amount in offer.amounts}
    if len(set(coded)) == 1 and len(signs) == 1:
        return coded[0], True  # the ends say the same but for the code, which beats their sign
    if len(set(firm)) == 1:
        # A code speaks for both ends; beside a bare dollar, another sign for its own only.
        if coded or not bare or firm[0] in _DOLLARS:
            return firm[0], True
        return _currency(offer), False
    if firm:
        return _currency(offer), False
    if bare:
        return "$", True
    return "?" if any(amount.sign == "" for amount in offer.amounts) else "", True


_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "BRL"))


def unit(offer: Offer) -> str:
    """The period that is said of the offer, or ""."""
    inside = [token for token in offer.inside if token.kind == "unit"]
    if inside:
        return inside[0].text
    return _unit_after(offer.after) or _unit_before(offer.before)


def units(made: list[Offer]) -> list[str]:
    """The period that is said of each offer, or of the same pay in the currency named next."""
    said = [unit(offer) for offer in made]
    for at in range(len(made) - 2, -1, -1):
        if not said[at] and _are_alternatives(made[at], made[at + 1]):
            said[at] = said[at + 1]
    return said


def _are_alternatives(one: Offer, other: Offer) -> bool:
    """Whether the second is the first in another currency ("PLN 28,000 (or USD 8,000)")."""
    gap = [*one.after, *other.before]
    if not any(token.text in _OR for token in gap) or currency(one) == currency(other):
        return False
    if not all(token.kind in _GAP or token.kinds & {"neutral", "break"} for token in gap):
        return False
    low, high = sorted((one.amounts[-1].value, other.amounts[-1].value))
    return low * _MOST_APART >= high


_OR = frozenset(("or", "oder", "ou", "o", "lub", "/", "("))
_GAP = frozenset(("stop", "plus", "slash"))
# Numbers of one pay in two currencies are hardly further apart where both are strong.
_MOST_APART = 20


def _unit_after(piece: list[Token]) -> str:
    for at, token in enumerate(piece):
        if token.kind != "unit" or (token.how != "any" and (token.how != "after" or at > 0)):
            continue
        if not _of_another(piece, at):
            return token.text
    return ""


def _unit_before(piece: list[Token]) -> str:
    for at in range(len(piece) - 1, -1, -1):
        if piece[at].kind == "unit" and piece[at].how == "any" and not _of_another(piece, at):
            return piece[at].text
    return ""


def _of_another(piece: list[Token], at: int) -> bool:
    """Whether a period is that of a perk, of paying, or of a duration ("40 hours per week")."""
    previous = piece[at - 1] if at else None
    counted = at > 1 and piece[at - 2].kind == "number" and piece[at - 1].kind == "unit"
    if previous and (
        counted
        or previous.kind in ("number", "junk")
        or previous.text in _PAID
        or previous.kinds & {"perk", "thing"}
    ):
        return True
    for token in piece[at + 1 : at + 4]:
        if is_break(token) or token.kinds & {"pay", "anchor", "base"}:
            return False
        if token.kinds & {"perk", "thing"}:
            return True
    return False


def bounds(offer: Offer) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest amount; one is None where a single amount is only a bound."""
    values = [amount.value for amount in offer.amounts if amount.value > 0]
    if len(offer.amounts) > 1:
        return (min(values) if len(values) == len(offer.amounts) else None), max(values)
    value, near, behind = values[0], offer.head[-4:], offer.tail[:3]
    if offer.amounts[0].plus or kinds(behind) & {"least"}:
        return value, None
    if behind and "up" in behind[0].kinds and len(offer.after) == 1:
        return None, value
    for token in reversed(near):
        if token.kinds & {"up"}:
            return None, value
        if token.kinds & {"from"}:
            return value, None
    if behind and behind[0].kind in ("dash", "tilde") and len(offer.after) == 1:
        return value, None
    if near and "until" in near[-1].kinds:
        return None, value
    return (None if _opened(offer.before) else value), value


def _opened(before: list[Token]) -> bool:
    """Whether a tilde opens the text, or a code and a tilde do: a range without its lower end.

    Elsewhere a tilde means "about".
    """
    if not before or before[-1].kind != "tilde" or before[0].start > 0:
        return False
    return all(token.kind == "currency" for token in before[:-1])
