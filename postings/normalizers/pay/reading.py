"""Pay as one short text states it: `read`, and what it shares with pay in the body."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from postings.normalizers.pay import judging, stating, tables
from postings.normalizers.pay.offers import Offer, offers
from postings.normalizers.pay.rates import YEARLY
from postings.normalizers.pay.tokens import Token, tokens
from postings.records import Salary
from postings.text import repair

LONGEST = 2000

# A machine's number, see `stating`; no human writes a fraction of nothing and no currency.
_LONE_FLOAT = re.compile(r"\d+\.0")
_ENTITY = re.compile(r"&#?\w{2,10};")
# What a year of full-time work can pay, in a strong currency; in others, at least as many units.
YEAR_LEAST, YEAR_MOST = 5_000, 1_000_000
# Without a period, an amount from here on is a year's: nobody earns it in a month.
_YEAR_FROM, _WEAK_YEAR_FROM = 10_000, 100_000
# No wage without a period is smaller: an hour in the cheapest places costs more.
_LEAST = 3
# Beyond this, whatever the period, it is a slip (in strong currencies, a year; in any, at all:
# even in Iran's rial or Vietnam's dong no year pays more, and no column holds much more).
_ABSURD, _LARGEST = 10 * YEAR_MOST, 10**11
_OF_PAY = frozenset(("pay", "anchor", "base", "ote"))


# Where "$" is the money of the country named beside the amount, in English or by ISO 3166-1's
# three letters.
_COUNTRIES = {
    "CAD": re.compile(r"\b(?:canada|canadian|(?-i:CAN))\b", re.I),
    "AUD": re.compile(r"\b(?:australia|australian|(?-i:AUS))\b", re.I),
    "NZD": re.compile(r"\b(?:new zealand|(?-i:NZL?))\b", re.I),
    "SGD": re.compile(r"\b(?:singapore|(?-i:SGP))\b", re.I),
    "HKD": re.compile(r"\b(?:hong kong|(?-i:HKG))\b", re.I),
}
_UNITED_STATES = re.compile(r"\bunited states\b|\bU\.?S\.?(?:A\.?)?(?![\w$])|\b(?:usa|american)\b")


@dataclass(frozen=True, slots=True)
class Found:
    """One offer, settled. unsaid: the currency is a bare "$", the unit was concluded."""

    low: Decimal | None
    high: Decimal | None
    currency: str
    unit: str
    role: str
    offer: Offer
    unsaid: tuple[str, ...] = ()


def read(text: str, source_format: str = "", posted: date | None = None) -> Salary | None:
    """The pay that a salary field states, or None where it states no amount of pay.

    source_format and posted tell the placeholders of a feed from what people wrote.
    """
    plain = simplified(text[:LONGEST])
    if not stating.stated(plain, source_format, posted) or _LONE_FLOAT.fullmatch(plain):
        return None
    found = settled(plain)
    if not found:
        return None
    return salary(" ".join(text[:LONGEST].split()), found)


def simplified(text: str) -> str:
    """The text in the plainest characters: mojibake undone, one form of digits, signs, spaces."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", repair(text))
    if "&" in plain:
        plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), plain)
    return " ".join(plain.split())


def settled(plain: str) -> list[Found]:
    """The offers of pay in a text; those of base pay alone where it is told from the target."""
    read_tokens = tokens(plain)
    made = [offer for offer in offers(read_tokens) if judging.is_pay(offer)]
    if not any(amount.stated for offer in made for amount in offer.amounts):
        made = made if _only_of_pay(read_tokens) else []
    found = [one for one in _inherited(made, read_tokens, plain) if _plausible(one)]
    for wanted in ("base", "", "ote"):
        chosen = [one for one in found if one.role == wanted]
        if chosen:
            return chosen
    return []


def salary(text: str, found: Sequence[Found], from_body: bool = False) -> Salary:
    """The first offer, widened by the others of its currency and period."""
    first = found[0]
    same = [one for one in found if (one.currency, one.unit) == (first.currency, first.unit)]
    lows = [one.low for one in same if one.low is not None]
    highs = [one.high for one in same if one.high is not None]
    unsaid = [name for name in first.unsaid if all(name in one.unsaid for one in same)]
    return Salary(
        text=text,
        currency=first.currency,
        min_value=min(lows, default=None),
        max_value=max(highs, default=None),
        unit_text=first.unit,
        inferred=frozenset(unsaid),
        from_body=from_body,
    )


def _only_of_pay(read_tokens: list[Token]) -> bool:
    """Whether amounts without any currency can be pay: all words are, or a period is said."""
    words = [token for token in read_tokens if token.kind == "word"]
    if any("deal" in token.kinds for token in words):
        return False
    if any(token.kind == "unit" or token.kinds & _OF_PAY for token in read_tokens):
        return True
    return all(token.kinds for token in words)


def _inherited(made: list[Offer], read_tokens: list[Token], plain: str) -> list[Found]:
    """The offers with what they lack: a code that stands apart, a period said of a later one."""
    units = judging.units(made)
    found = []
    for at, offer in enumerate(made):
        currency, whole = judging.currency(offer)
        if currency in ("", "$", "?"):
            currency = _apart(made, read_tokens, offer) or currency
        if currency == "$":
            currency = _target_currency(made, offer) or currency
        if not whole:
            offer.amounts = offer.amounts[:1]
        found.append(_found(offer, currency, units[at:], whole, plain))
    return found


def _found(offer: Offer, currency: str, units: list[str], whole: bool, plain: str) -> Found:
    low, high = judging.bounds(offer)
    unsaid = []
    if currency == "$":
        currency = _of_country(offer, plain)
        unsaid.append("currency")
    unit = units[0] or _concluded(max(low or 0, high or 0), currency)
    if not units[0]:
        unit = unit or next((later for later in units if later), "")
        unsaid += ["unit_text"] if unit else []
    # The end of a range in another currency is none of this one.
    high = high if whole else None
    currency = "" if currency == "?" else currency
    return Found(low, high, currency, unit, judging.role(offer), offer, tuple(unsaid))


def _concluded(largest: Decimal | int, currency: str) -> str:
    strong = not currency or currency in tables.STRONG
    return "YEAR" if largest >= (_YEAR_FROM if strong else _WEAK_YEAR_FROM) else ""


def _apart(made: list[Offer], read_tokens: list[Token], offer: Offer) -> str:
    """The one code of the text that stands at no amount ("Currency: CAD"), or ""."""
    taken = {
        id(read_tokens[at])
        for one in made
        for amount in one.amounts
        for at in range(amount.first, amount.last + 1)
    }
    free = [t for t in read_tokens if t.kind == "currency" and id(t) not in taken]
    codes = _firm(free, "code") or _firm(free, "sign")
    if len(codes) > 1:
        codes = _firm(offer.after, "code")
    return codes.pop() if len(codes) == 1 else ""


def _firm(read_tokens: Iterable[Token], how: str) -> set[str]:
    """The currencies that codes or signs among the tokens say for certain."""
    said = (t.text for t in read_tokens if t.kind == "currency" and t.how == how)
    return {code for code in said if code not in ("", "$")}


def _target_currency(made: list[Offer], offer: Offer) -> str:
    """The sign of the target beside a base in bare dollars: they are one currency.

    Feeds put a "$" before the field, whatever it holds.
    """
    if offer is not made[0] or offer.amounts[0].first > 0 or len(made) < 2:
        return ""
    target = made[1]
    firm = target.amounts[0].firm
    return firm if judging.role(offer) == "base" and judging.role(target) == "ote" else ""


def _of_country(offer: Offer, plain: str) -> str:
    """The currency of a bare "$": that of the country named beside it, else the US dollar."""
    around = [*offer.before, *offer.after]
    if not around:
        return "USD"
    beside = plain[min(t.start for t in around) : max(t.end for t in around)]
    named = [code for code, name in _COUNTRIES.items() if name.search(beside)]
    if len(named) == 1 and not _UNITED_STATES.search(beside):
        return named[0]
    return "USD"


def _plausible(found: Found) -> bool:
    """Whether someone can be paid so."""
    values = [value for value in (found.low, found.high) if value is not None]
    strong = found.currency in tables.STRONG
    if not values or max(values) > _LARGEST:
        return False
    if found.unit == "YEAR":
        return min(values) >= YEAR_LEAST and (max(values) <= YEAR_MOST or not strong)
    if strong and max(values) * YEARLY.get(found.unit, 1) > _ABSURD:
        return False
    return bool(found.unit) or min(values) >= _LEAST
