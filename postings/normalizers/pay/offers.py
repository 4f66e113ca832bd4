"""Amounts of a text joined to ranges: who says how much, in which currency, how often, of what."""

from dataclasses import dataclass, field

from postings.normalizers.pay.amounts import Amount, found
from postings.normalizers.pay.tokens import NOTHING, Token

# No range of pay is as wide: what looks so is a level, a step, a count beside an amount.
_WIDEST = 20
# Beyond so many amounts a text is a list of numbers; the first ones count.
_MOST = 30


@dataclass(slots=True)
class Offer:
    """One or more amounts of one range, and the tokens around that speak of it.

    head: back to the last break, nearest last; tail: up to the next break; before, after: all that
    is nearer to it than to another offer; added: comes on top of something else.
    """

    amounts: list[Amount]
    head: list[Token] = field(default_factory=list)
    tail: list[Token] = field(default_factory=list)
    before: list[Token] = field(default_factory=list)
    inside: list[Token] = field(default_factory=list)
    after: list[Token] = field(default_factory=list)
    added: bool = False


def offers(read: list[Token]) -> list[Offer]:
    """The offers of a text, in order; numbers that are no money are left out."""
    amounts = found(read)[:_MOST]
    if not amounts:
        return []
    made = [Offer([amounts[0]])]
    for one, other in zip(amounts, amounts[1:], strict=False):
        if _joins(read, made[-1], one, other, len(amounts)):
            made[-1].amounts.append(other)
        else:
            made.append(Offer([other]))
    for offer in made:
        _settle(offer)
    kept = [offer for offer in made if offer.amounts]
    _surround(read, kept)
    return kept


def is_break(token: Token) -> bool:
    """Whether a new thought begins with the token."""
    return token.kind in ("stop", "plus", "dash") or "break" in token.kinds or "and" in token.kinds


def _joins(read: list[Token], offer: Offer, one: Amount, other: Amount, count: int) -> bool:
    """Whether two neighbouring amounts are ends of one range."""
    joined = False
    for token in read[one.last + 1 : other.first]:
        if token.kind in _JOINTS or token.kinds & {"to", "up"}:
            joined = True
        elif token.kind in ("unit", "colon") or token.text in TAXED or token.kinds & _LABELS:
            continue  # stands beside an amount, not between two
        elif token.kind == "slash" or "and" in token.kinds:
            # "80 / 100k" and "between 80k and 100k"; elsewhere they part two thoughts.
            if not (count == 2 if token.kind == "slash" else _between(read, offer)):
                return False
            joined = True
        else:
            return False
    return joined


_JOINTS = frozenset(("dash", "tilde"))
_LABELS = frozenset(("low", "mid"))
TAXED = frozenset(("gross", "net", "brutto", "netto", "brut", "bruto"))


def _between(read: list[Token], offer: Offer) -> bool:
    first = offer.amounts[0].first
    return any("between" in token.kinds for token in read[max(first - 3, 0) : first])


def _settle(offer: Offer) -> None:
    """Spell out shortened ends ("115-130k"), and drop numbers that are no money."""
    largest = max(offer.amounts, key=lambda amount: amount.value)
    for amount in offer.amounts:
        _lengthen(amount, largest)
    most = max(amount.value for amount in offer.amounts)
    if len(offer.amounts) > 1:
        offer.amounts = [a for a in offer.amounts if not a.value or a.value * _WIDEST >= most]
    if not any(map(_is_money, offer.amounts)):
        offer.amounts = []


def _lengthen(amount: Amount, largest: Amount) -> None:
    """A thousand times the amount where the other end shows that thousands are meant."""
    if amount.token.scale > 1 or amount.token.grouped or amount is largest:
        return
    scale = largest.token.scale if largest.token.scale > 1 else 1000
    whole = largest.token.scale > 1 or amount.value == int(amount.value)
    longer = amount.value * scale
    # Behind "120k -" the upper end may be the short one.
    most = largest.value * (2 if largest.token.scale == scale else 1)
    if whole and amount.value < 1000 and most >= longer >= largest.value / _WIDEST:
        amount.value = longer


def _is_money(amount: Amount) -> bool:
    """Whether a number is money by itself; a plain one might be a year, a level or a count."""
    if amount.stated:
        return True
    return amount.value >= 1000 and (amount.token.scale > 1 or amount.value >= 10_000)


def _surround(read: list[Token], made: list[Offer]) -> None:
    """Divide the tokens between offers among them: at the first break, else to both."""
    end = 0
    followers = [*made, None][1:]
    for offer, following in zip(made, followers, strict=True):
        first, last = offer.amounts[0].first, offer.amounts[-1].last + 1
        before = read[end:first]
        after = read[last : following.amounts[0].first if following else len(read)]
        offer.inside = [token for token in read[first:last] if token.kind != "currency"]
        offer.before, offer.after = before, after if following is None else _left(after)
        offer.head, offer.added = _head(before)
        offer.tail = _left(after)
        end = last + (len(_left(after)) if following else 0)


def _left(gap: list[Token]) -> list[Token]:
    """Up to the first break; what a bracket holds that follows at once counts, too."""
    opened = bool(gap) and gap[0].text in "([" and gap[0].kind == "stop"
    for at, token in enumerate(gap):
        if is_break(token) and not (opened and at == 0):
            return gap[:at]
    return gap


def _head(gap: list[Token]) -> tuple[list[Token], bool]:
    """Back to the last break, and whether that break adds."""
    for at in range(len(gap) - 1, -1, -1):
        token = gap[at]
        if is_break(token) and "between" not in token.kinds:
            adds = token.kind == "plus" or token.text == "plus"
            return gap[at + 1 :], adds
    return gap, False


def kinds(piece: list[Token]) -> frozenset[str]:
    """The kinds of all words of a piece."""
    return NOTHING.union(*(token.kinds for token in piece))
