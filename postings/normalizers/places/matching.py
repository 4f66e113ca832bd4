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

# First words of cities as they are cut: "St. Paul", "Mt. Vernon", "Ft. Worth".
_CUT = {"st": "saint", "mt": "mount", "ft": "fort"}

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
        kind, count, named, where = _kind(found, at)
        word, after = found[at], at + count
        end = after == len(found) or found[after].gap > JOINED
        text = word.text if count == 1 else _written(found[at:after])
        key = word.key if count == 1 else " ".join(each.key for each in found[at:after])
        result.append(Item(kind, text, key, word.gap, word.before, named, where, end))
        at = after
    return [item for segment in _segments(result) for item in _joined(segment)]


def _kind(found: Sequence[Word], at: int) -> tuple[str, int, Named, str]:
    """The kind of the longest item that starts with a word, its words, and what it can mean."""
    named, names = _name(found, at)
    where, known = _city(found, at)
    if not names and not known and found[at].key not in words("fillers"):
        named, where, count = _misspelt(found, at)
        names, known = (0, count) if where else (count, 0)
    word, key = found[at], found[at].key if known < 2 else ""
    if names and names >= known:
        return NAME, names, named, where if known == names else ""
    linked = key in words("conjunctions") and word.text.islower() and word.before != "-"
    if key in words("fillers") or linked or word.text[0].isdigit():
        # A word in capitals can be a code: "Portland, OR".
        code = word.text.isupper() and _is_code(word)
        return CODE if code else FILLER, 1, Named(), ""
    if known and not (known == 1 and word.text.isupper() and _is_code(word)):
        return CITY, known, Named(), where
    return CODE if _is_code(word) else UNKNOWN, 1, Named(), ""


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
            if key not in known.whole:
                return named, count
            if _stands_apart(found, at, count):
                return named, count + _is_division_word(found, at + count)
    return Named(), 0


def _spelled_as_name(word: Word, key: str) -> bool:
    if len(key) <= _LONGEST_CODE and key not in _SMALL:
        return word.text.isupper()
    return len(key) >= _SHORTEST_SMALL or key in _SMALL or word.text[0].isupper()


def _stands_apart(found: Sequence[Word], at: int, count: int) -> bool:
    """Whether only words that are no names are joined to some words."""
    after = at + count
    return (at == 0 or found[at].gap > JOINED or _is_no_name(found[at - 1])) and (
        after == len(found) or found[after].gap > JOINED or _is_no_name(found[after])
    )


def _is_division_word(found: Sequence[Word], at: int) -> bool:
    """Whether "Province" or the like follows a name."""
    inside = at < len(found) and found[at].gap == JOINED
    return inside and found[at].key in words("division_words")


def _is_no_name(word: Word) -> bool:
    return word.key in words("fillers") or word.key in words("admin_words")


def _city(found: Sequence[Word], at: int) -> tuple[str, int]:
    known = cities()
    most = min(_LONGEST_CITY, len(found) - at)
    for count in range(2, most + 1):
        if found[at + count - 1].gap > JOINED:
            most = count - 1
            break
    for count in range(most, 0, -1):
        key = " ".join(word.key for word in found[at : at + count])
        if found[at].key in _CUT and key not in known:
            key = _CUT[found[at].key] + key[2:]
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
            return named, cities()[meant] if named == Named() else "", count
    return Named(), "", 0


def _is_code(word: Word) -> bool:
    """Whether a word can be a code of a country or a state: by its letters, and by its capitals."""
    known, code = gazetteer(), word.key.upper()
    if len(code) > _LONGEST_CODE or not word.text[0].isupper():
        return False
    if code in known.division_codes and not (word.key in _CUT and not word.text.isupper()):
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
        and (item.kind == CITY or item.key not in other_divisions())
        and not words("admin_words") & set(parts)
        and parts[-1] not in words("not_names")
        and not (item.text.isupper() and len(item.text) <= _LONGEST_CODE)
    )


__all__ = ("CITY", "CODE", "COMMA", "FILLER", "NAME", "UNKNOWN", "Item", "is_name", "items")
