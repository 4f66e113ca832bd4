"""Names of what a city lies in, though they are cities' names too: "Solna, Stockholm County"."""

from collections.abc import Sequence

from postings.normalizers.places.candidates import by_country, populations
from postings.normalizers.places.matching import CITY, CODE, NAME, UNKNOWN, Item
from postings.normalizers.places.tables import gazetteer, other_divisions, words
from postings.normalizers.places.tokens import COMMA, JOINED

# In thousands. A larger city of the division's own name and country can be meant itself.
_SMALL = 50


def after_words(found: Sequence[Item], skipped: str) -> list[str]:
    """For each item that is not of the kind: the key that follows in its segment, or ""."""
    result, after = [], ""
    for item in reversed(found):
        if item.kind != skipped:
            result.append(after)
        after = item.key if item.gap == JOINED else ""
    return result[::-1]


def before_words(found: Sequence[Item], skipped: str) -> list[str]:
    """For each item that is not of the kind: the key that stands before in its segment, or ""."""
    result, before = [], ""
    for item in found:
        if item.kind != skipped:
            result.append(before if item.gap == JOINED else "")
        before = item.key
    return result


def surroundings(
    items: Sequence[Item], links: Sequence[int], after: Sequence[str], before: Sequence[str]
) -> dict[int, str]:
    """Position of an item that is a province or county and no city -> its country, "" if open."""
    found = {}
    for at, item in enumerate(items):
        if item.kind not in (CITY, UNKNOWN):
            continue
        own = other_divisions().get(item.key, ())
        beside = _country(items, links, at + 1)
        if after[at] in words("division_words") and own:
            found[at] = beside if beside in own else (own[0] if len(own) == 1 else "")
        elif at and links[at] == COMMA and beside and items[at - 1].kind in (CITY, UNKNOWN):
            people = {country: most for most, country in by_country(populations(item.where))}
            small = beside in own and people.get(beside, 0) < _SMALL
            if small or (before[at] in words("metro_words") and beside in people):
                found[at] = beside
    return found


def _country(items: Sequence[Item], links: Sequence[int], at: int) -> str:
    """The one country that an item names after a comma; "" for any other item."""
    if at >= len(items) or links[at] != COMMA:
        return ""
    item, known = items[at], gazetteer()
    if item.kind == NAME and len(item.named.countries) == 1:
        return item.named.countries[0]
    code = item.key.upper() if item.kind == CODE and item.text.isupper() else ""
    return known.alpha3.get(code) or (code if code in known.display else "")
