"""Cities settled by what stands beside them: states, countries and codes."""

from collections.abc import Sequence

from postings.normalizers.places.candidates import Where, largest, most, populations, usual
from postings.normalizers.places.matching import CITY, CODE, FILLER, NAME, UNKNOWN, Item, is_name
from postings.normalizers.places.surroundings import after_words, before_words, surroundings
from postings.normalizers.places.tables import gazetteer, other_codes, other_divisions, words
from postings.normalizers.places.tokens import COMMA, HARD, JOINED

# In thousands. Above: the city itself is meant, though a country it is not in stands beside it.
_KNOWN_CITY = 1000
# What may stand between a city and the code of its state: "Belo Horizonte - MG", "Recife/PE".
_BEFORE_STATES = frozenset(("-", "–", "/"))
# In thousands. Above: "New York" alone is the city and not the state.
MORE_THAN_ITS_STATE = 1000


class Settled:
    """The items of one text that are more than words between, and what was settled of them.

    links: the hardest gap of each to the one before; meant: where an item is; cities: those that
    were settled as cities; used: those that said where a city is, and nothing else; around: the
    provinces that are no cities, and their countries; after: the word that follows each.
    """

    def __init__(self, found: Sequence[Item]) -> None:
        self.items = [item for item in found if item.kind != FILLER]
        self.links = _links(found)
        self.direct = _direct(found)
        self.after, self.before = after_words(found, FILLER), before_words(found, FILLER)
        self.around = surroundings(self.items, self.links, self.after, self.before)
        self.meant: dict[int, Where] = {}
        self.cities: set[int] = set()
        self.used: set[int] = set()
        for at, item in enumerate(self.items):
            if (
                at not in self.used
                and at not in self.around
                and (item.kind in (CITY, UNKNOWN) or is_city_too(item))
            ):
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
            inside = self._inside(at, beside, where)
            if inside:
                self._mean(at, inside, beside, JOINED)
                self.meant[beside] = inside
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
            if second and self.links[after] == HARD:
                break
            if self.items[after].kind == CITY and after not in self.around:
                break
            if self.items[after].kind == UNKNOWN or after in self.around:
                if second:
                    break
                continue
            result.append((after, max(self.links[at + 1 : after + 1])))
        if at and self.items[at - 1].kind in (NAME, CODE) and at - 1 not in self.meant:
            result.append((at - 1, self.links[at]))
        return result

    def _inside(self, at: int, beside: int, where: dict[Where, int]) -> Where | None:
        """Where a city is that the code right after it is a state or province of: "Pune, MH".

        A code of an American, Canadian or Australian state is that one's if it has such a city.
        """
        item = self.items[beside]
        apart = self.links[beside] == HARD and item.before.strip() not in _BEFORE_STATES
        if beside != at + 1 or item.kind != CODE or not item.text.isupper() or apart:
            return None
        code, known = item.key.upper(), other_codes()
        federal = {country for country, _ in gazetteer().division_codes.get(code, ())}
        if any(country in federal for country, _ in where):
            return None
        return largest(where, [(c, "") for c, _ in where if code in known.get(c, ())])

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
        if self._is_around(after):
            after += 1
        if after >= len(self.items) or self.links[after] != COMMA or not item.end:
            return
        other = self._is_other(after) or (item.kind == CITY and self._is_large_city(after))
        options = self.meanings(after) if self._is_town(item, after) and not other else []
        region = item.kind == UNKNOWN and at - 1 in self.cities and self.links[at] == COMMA
        if options and not region:
            self._mean(at, usual(options), after, COMMA)

    def _is_around(self, at: int) -> bool:
        """Whether an item after a comma is a province or county, of one name or more words."""
        if at >= len(self.items) or self.links[at] != COMMA:
            return False
        item = self.items[at]
        unknown = item.kind == UNKNOWN and not words("admin_words").isdisjoint(item.key.split())
        return (
            at in self.around or unknown or (item.kind == UNKNOWN and item.key in other_divisions())
        )

    def _is_town(self, item: Item, after: int) -> bool:
        """Whether words are a city's name: unlike any word of work, or one that cities share."""
        states = {country for country, state in self.meanings(after) if state}
        shared = any(country in states for country, _ in populations(item.where))
        return is_name(item) or (item.kind == CITY and shared)

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
            self._use_country_of(beside, where[0])
        if beside == at + 2 and self._is_division_code(at + 1):  # "Tijuana, BC, Mexico"
            self.meant[at + 1] = where
            self.used.add(at + 1)
        # "TX Austin, Texas", "Campinas-SP, Brazil": a code that stands by a
        # settled city is a label of the source, or a division that no table knows.
        for code, joined in ((at - 1, at), (at + 1, at + 1)):
            inside = 0 <= code < len(self.items) and code not in self.meant
            if inside and self.items[code].kind == CODE and self.links[joined] == JOINED:
                self.meant[code] = where
                self.used.add(code)

    def _is_division_code(self, at: int) -> bool:
        """Whether an item is a code that no country has."""
        code = self.items[at].kind == CODE
        return code and all(state for _, state in self.meanings(at))

    def _use_country_of(self, state: int, country: str) -> None:
        """Uses up the country right after a city's state: "Austin, Texas, United States"."""
        after = state + 1
        listed = after in self.direct and self.links[after] == COMMA
        if listed and self.meanings(after) == [(country, "")]:
            self.meant[after] = (country, "")
            self.used.add(after)


def is_city_too(item: Item) -> bool:
    """Whether a name of a state or country is a city's too."""
    return item.kind == NAME and bool(item.where and not item.named.region)


def _direct(found: Sequence[Item]) -> set[int]:
    """The items that are no fillers with no filler right before them."""
    at, result, before = 0, set(), FILLER
    for item in found:
        if item.kind != FILLER:
            if before != FILLER:
                result.add(at)
            at += 1
        before = item.kind
    return result


def _links(found: Sequence[Item]) -> list[int]:
    """For each item that is no filler: the hardest gap since the one before it."""
    links, gap = [], JOINED
    for item in found:
        gap = max(gap, item.gap)
        if item.kind == FILLER:
            gap = max(gap, HARD if item.key in words("conjunctions") else JOINED)
        else:
            links.append(gap)
            gap = JOINED
    return links
