"""The words of a place text as items: names, codes, cities, and what is none of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from postings.normalizers.places.tables import (
    Named,
    cities,
    gazetteer,
    misspelt,
    other_divisions,
    words,
)
from postings.normalizers.places.tokens import COMMA, HARD, JOINED, Word

_LONGEST_CITY = 5
_LONGEST_NAME = 5  # words of a city that no table knows
_LONGEST_CODE = 3
# Shorter names are written in capitals, but for those that everybody knows in small letters too.
_SHORTEST_SMALL = 5
_SMALL = frozenset(("us", "usa", "uk", "eu"))
_CONJUNCTIONS = frozenset(("or", "and", "in", "from", "within", "to", "with", "for", "near", "at"))

FILLER, NAME, CODE, CITY, UNKNOWN = "filler", "name", "code", "city", "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """Some words of a text: kind, as written, key, what stands before, what it can mean.

    named: the meanings of a NAME; where: the line of `tables.cities` of a CITY, or of a NAME that
    is also a city's. end: whether the text or a hard mark follows.
    """

    kind: str
    text: str
    key: str
    gap: int
    before: str
    named: Named = Named()
    where: str = ""
    end: bool = False


def items(found: Sequence[Word]) -> list[Item]:
    """The items of the words in their order, with no filler dropped."""
    result: list[Item] = []
    at = 0
    while at < len(found):
        item, count = _item(found, at)
        after = found[at + count] if at + count < len(found) else None
        result.append(replace(item, end=after is None or after.gap > JOINED))
        at += count
    return [item for segment in _segments(result) for item in _joined(segment)]


def _item(found: Sequence[Word], at: int) -> tuple[Item, int]:
    """The longest item that starts with a word, and how many words it has."""
    named, names = _name(found, at)
    where, known = _city(found, at)
    if not names and not known and found[at].key not in words("fillers"):
        named, where, count = _misspelt(found, at)
        names, known = (count, 0) if named.countries else (0, count)
    count = max(names, known, 1)
    word = found[at]
    text = _written(found[at : at + count])
    key = " ".join(each.key for each in found[at : at + count])
    item = Item(UNKNOWN, text, key, word.gap, word.before)
    if names and names >= known:
        return replace(item, kind=NAME, named=named, where=where if known == names else ""), count
    if key in words("fillers") or word.text[0].isdigit():
        # A word in capitals can be a code: "Portland, OR".
        code = word.text.isupper() and _is_code(word)
        return replace(item, kind=CODE if code else FILLER), 1
    if known and not (count == 1 and word.text.isupper() and _is_code(word)):
        return replace(item, kind=CITY, where=where), count
    return replace(item, kind=CODE if _is_code(word) else UNKNOWN), 1


def _written(found: Sequence[Word]) -> str:
    """The words as the source writes them."""
    rest = "".join(("-" if word.before == "-" else " ") + word.text for word in found[1:])
    return found[0].text + rest


def _name(found: Sequence[Word], at: int) -> tuple[Named, int]:
    known = gazetteer()
    if at and found[at].gap == JOINED and found[at - 1].key == "new":
        return Named(), 0  # "New England" is not England; New Jersey is found from its first word
    most = min(known.first_words.get(found[at].key, 0), len(found) - at)
    for count in range(most, 0, -1):
        gap = max((word.gap for word in found[at + 1 : at + count]), default=JOINED)
        if gap == HARD:
            continue
        key = " ".join(word.key for word in found[at : at + count])
        named = known.names.get(key)
        if named and (gap == JOINED or key in known.crossing) and _spelled_as_name(found[at], key):
            return named, count
    return Named(), 0


def _spelled_as_name(word: Word, key: str) -> bool:
    return len(key) >= _SHORTEST_SMALL or key in _SMALL or word.text[0].isupper()


def _city(found: Sequence[Word], at: int) -> tuple[str, int]:
    known = cities()
    most = min(_LONGEST_CITY, len(found) - at)
    for count in range(2, most + 1):
        if found[at + count - 1].gap > JOINED:
            most = count - 1
            break
    for count in range(most, 0, -1):
        key = " ".join(word.key for word in found[at : at + count])
        if key in known and (found[at].text[0].isupper() or len(key) >= _SHORTEST_SMALL):
            return known[key], count
    return "", 0


def _misspelt(found: Sequence[Word], at: int) -> tuple[Named, str, int]:
    """The meaning of a name with one wrong letter, from a word to the end of its segment."""
    end = at + 1
    while end < len(found) and found[end].gap == JOINED and end - at < _LONGEST_CITY:
        end += 1
    for count in range(end - at, 0, -1):
        meant = misspelt(" ".join(word.key for word in found[at : at + count]))
        if meant:
            named = gazetteer().names.get(meant, Named())
            return named, "" if named.countries else cities().get(meant, ""), count
    return Named(), "", 0


def _is_code(word: Word) -> bool:
    """Whether a word can be a code of a country or a state: by its letters, and by its capitals."""
    known, code = gazetteer(), word.key.upper()
    if len(code) > _LONGEST_CODE or not word.text[0].isupper():
        return False
    if code in known.division_codes:
        return word.text.isupper() or len(code) == 2  # "Fl", bound to a city only
    return word.text.isupper() and (code in known.alpha3 or code in known.display)


def _segments(result: Sequence[Item]) -> Iterator[list[Item]]:
    """The items between commas and harder marks."""
    segment: list[Item] = []
    for item in result:
        if item.gap > JOINED and segment:
            yield segment
            segment = []
        segment.append(item)
    if segment:
        yield segment


def _joined(segment: Sequence[Item]) -> Iterator[Item]:
    """The segment with words of one unknown name joined, a city that is part of it included."""
    run: list[Item] = []
    for item in segment:
        if item.kind in (UNKNOWN, CITY) and item.key not in _CONJUNCTIONS:
            run.append(item)
            continue
        yield from _one_name(run)
        run = []
        yield item
    yield from _one_name(run)


def _one_name(run: list[Item]) -> Iterator[Item]:
    if len(run) > 1 and run[0].kind == UNKNOWN and _is_label(run[0]):
        yield replace(run[0], kind=FILLER)
        run = [replace(run[1], gap=run[0].gap), *run[2:]]
    if all(item.kind == CITY for item in run) or len(run) == 1:
        yield from run
        return
    text = run[0].text + "".join(_continued(item) for item in run[1:])
    key = " ".join(item.key for item in run)
    yield replace(run[0], kind=UNKNOWN, text=text, key=key, where="", end=run[-1].end)


def _is_label(item: Item) -> bool:
    """Whether a word before a name is the source's own code: "SCT Leith"."""
    return len(item.text) <= _LONGEST_CODE and item.text.isupper()


def _continued(item: Item) -> str:
    return ("-" if item.before == "-" else " ") + item.text


def is_name(item: Item) -> bool:
    """Whether unknown words can be a city's name: few, capitalised, none about work or a region."""
    parts = item.key.split()
    return (
        len(parts) <= _LONGEST_NAME
        and item.text[0].isalpha()
        and not item.text.islower()
        and item.key not in other_divisions()
        and not words("admin_words") & set(parts)
        and not words("not_names") & set(parts)
    )


__all__ = ("CITY", "CODE", "COMMA", "FILLER", "NAME", "UNKNOWN", "Item", "is_name", "items")
