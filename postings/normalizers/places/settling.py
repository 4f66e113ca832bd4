"""Cities settled by what stands beside them: states, countries and codes."""

from collections.abc import Sequence

from postings.normalizers.places.candidates import Where, largest, most, populations, usual
from postings.normalizers.places.matching import CITY, CODE, FILLER, NAME, UNKNOWN, Item, is_name
from postings.normalizers.places.tables import gazetteer
from postings.normalizers.places.tokens import COMMA, HARD, JOINED

# In thousands. Above: the city itself is meant, though a country it is not in stands beside it.
_KNOWN_CITY = 1000
# In thousands. Above: "New York" alone is the city and not the state.
MORE_THAN_ITS_STATE = 1000


class Settled:
    """The items of one text that are more than words between, and what was settled of them.

    links: the hardest gap of each to the one before; meant: where an item is; cities: those that
    were settled as cities; used: those that said where a city is, and nothing else.
    """

    def __init__(self, found: Sequence[Item]) -> None:
        self.items = [item for item in found if item.kind != FILLER]
        self.links = _links(found)
        self.meant: dict[int, Where] = {}
        self.cities: set[int] = set()
        self.used: set[int] = set()
        for at, item in enumerate(self.items):
            if at not in self.used and (item.kind in (CITY, UNKNOWN) or is_city_too(item)):
                self._settle(at)

    def meanings(self, at: int) -> list[Where]:
        """What a name or code can mean, states of the US first."""
        item, known = self.items[at], gazetteer()
        if item.kind == NAME:
            return [*item.named.divisions, *((country, "") for country in item.named.countries)]
        if item.kind != CODE:
            return []
        code = item.key.upper()
        found: list[Where] = list(known.division_codes.get(code, ()))
        if item.text.isupper():
            country = known.alpha3.get(code) or (code if code in known.display else "")
            found += [(country, "")] if country else []
        return found

    def _settle(self, at: int) -> None:
        """Settles where the city of an item is by what stands beside it."""
        item = self.items[at]
        where = populations(item.where)
        for beside, link in self._beside(at):
            hints = self.meanings(beside)
            if item.kind == NAME:  # "Washington, DC" is the city, "Washington, US" the state
                own = {country for country, _ in item.named.divisions}
                hints = [hint for hint in hints if hint[1] or (own and hint[0] not in own)]
            hinted = largest(where, hints)
            if hinted and (link < HARD or item.kind == CITY):
                self._mean(at, hinted, beside, link)
                return
        if item.kind == NAME:
            self._settle_namesake(at)
        elif item.kind == UNKNOWN or most(item.where) < _KNOWN_CITY:
            self._settle_unknown(at)

    def _beside(self, at: int) -> list[tuple[int, int]]:
        """The items that can tell where a city is, the nearest first, and how they are linked."""
        result = []
        for after in range(at + 1, min(at + 3, len(self.items))):
            second = after == at + 2
            if second and self.links[after] == HARD or self.items[after].kind == CITY:
                break
            if self.items[after].kind == UNKNOWN:
                if second:
                    break
                continue
            result.append((after, max(self.links[at + 1 : after + 1])))
        if at and self.items[at - 1].kind in (NAME, CODE) and at - 1 not in self.meant:
            result.append((at - 1, self.links[at]))
        return result

    def _settle_namesake(self, at: int) -> None:
        """Settles an American town of a country's name by the code after it: "Lebanon, NH"."""
        after = at + 1
        item = self.items[at]
        if not item.named.countries or after >= len(self.items) or self.links[after] != COMMA:
            return
        options = self.meanings(after) if self.items[after].kind == CODE else []
        own = item.named.countries[0] in (option[0] for option in options)
        if options and options[0][0] == "US" and not own and "US." in item.where:
            self._mean(at, options[0], after, COMMA)

    def _settle_unknown(self, at: int) -> None:
        """Settles a city that no table knows there, by the state or country right after it."""
        item, after = self.items[at], at + 1
        if self._after_code(at):
            self._mean(at, usual(self.meanings(at - 1)), at - 1, JOINED)
            return
        if after >= len(self.items) or self.links[after] != COMMA or not item.end:
            return
        other = self._is_other(after) or (item.kind == CITY and self._is_large_city(after))
        options = self.meanings(after) if is_name(item) and not other else []
        region = item.kind == UNKNOWN and at - 1 in self.cities and self.links[at] == COMMA
        if options and not region:
            self._mean(at, usual(options), after, COMMA)

    def _is_other(self, at: int) -> bool:
        """Whether a name after a city is no part of it: in brackets, or in a list."""
        beside, after = self.items[at], at + 1
        listed = after < len(self.items) and self.links[after] == COMMA
        in_list = listed and beside.named.countries and self.items[after].named.countries
        return "(" in beside.before or bool(in_list)

    def _is_large_city(self, at: int) -> bool:
        """Whether a name is rather a city itself: "Lisbon, Singapore", "Lisbon, New York"."""
        return most(self.items[at].where) >= MORE_THAN_ITS_STATE

    def _after_code(self, at: int) -> bool:
        """Whether unknown words end a chain of codes: "US-TX-Smallville"."""
        chained = at > 1 and self.items[at].before == self.items[at - 1].before == "-"
        return chained and self.items[at - 1].kind == CODE and is_name(self.items[at])

    def _mean(self, at: int, where: Where, beside: int, link: int) -> None:
        """The city of an item is there, as the item beside it says, which is then used up."""
        self.meant[at] = self.meant[beside] = where
        self.cities.add(at)
        if link < HARD:
            self.used.add(beside)
        # "TX Austin, Texas", "Campinas-SP, Brazil": a code that stands by a
        # settled city is a label of the source, or a division that no table knows.
        for code, joined in ((at - 1, at), (at + 1, at + 1)):
            inside = 0 <= code < len(self.items) and code not in self.meant
            if inside and self.items[code].kind == CODE and self.links[joined] == JOINED:
                self.meant[code] = where
                self.used.add(code)


def is_city_too(item: Item) -> bool:
    """Whether a name of a state or country is a city's too."""
    return item.kind == NAME and bool(item.where and not item.named.region)


def _links(found: Sequence[Item]) -> list[int]:
    """For each item that is no filler: the hardest gap since the one before it."""
    links, gap = [], JOINED
    for item in found:
        gap = max(gap, item.gap)
        if item.kind == FILLER:
            gap = max(gap, HARD if item.key in ("or", "and") else JOINED)
        else:
            links.append(gap)
            gap = JOINED
    return links
