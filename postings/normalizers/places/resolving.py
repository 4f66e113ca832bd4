"""What the items of a place text mean together: cities, states and codes, each by its context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from postings.normalizers.places.candidates import Where, by_country, dominant, most, populations
from postings.normalizers.places.folding import key
from postings.normalizers.places.matching import CITY, CODE, NAME, UNKNOWN, Item
from postings.normalizers.places.settling import MORE_THAN_ITS_STATE, Settled
from postings.normalizers.places.tables import city_names, gazetteer, rules, words
from postings.normalizers.places.tokens import COMMA, JOINED
from postings.records import Locality

# In thousands. Such a namesake elsewhere makes the name of an office say nothing.
_NAMESAKE = 100
# So many other states in a text make "New York" one of them.
_SEVERAL = 2
_OFFICE = frozenset(("office", "offices", "hq", "headquarters"))


@dataclass(slots=True)
class Found:
    """What a text names, each in the order of the text."""

    countries: dict[str, None] = field(default_factory=dict)
    own_countries: dict[str, None] = field(default_factory=dict)
    regions: dict[str, None] = field(default_factory=dict)
    localities: dict[str, Locality] = field(default_factory=dict)

    def add(self, country: str, *, own: bool) -> None:
        """Adds a country; own: it is named by itself, and not through a city."""
        if country:
            self.countries[country] = None
        if country and own:
            self.own_countries[country] = None


def resolve(found: Sequence[Item]) -> Found:
    """The places that the items name."""
    resolving = _Resolving(found)
    for at in range(len(resolving.items)):
        resolving.tell(at)
    return resolving.found


class _Resolving:
    """One text at work, after its cities are settled."""

    def __init__(self, found: Sequence[Item]) -> None:
        self.settled = Settled(found)
        self.items, self.links = self.settled.items, self.settled.links
        self.found = Found()
        # Once for the text and not for each item: a text of names alone would cost its square.
        names = (item.named for item in self.items if item.kind == NAME)
        self.countries_of_names = {country for named in names for country in named.countries}
        self.countries = list(map(self._country_at, range(len(self.items))))
        self.divided = set(self._countries_divided())
        self.several = len(found) > 1
        self.states = sum(map(_is_plain_state, self.items))
        self.listed = any(self._is_country_code(at) for at in range(len(self.items)))

    def tell(self, at: int) -> None:
        """Adds what an item says."""
        item = self.items[at]
        if at in self.settled.around:
            self.found.add(self.settled.around[at], own=False)
        elif item.kind == CITY or at in self.settled.cities:
            self._tell_city(at, self.settled.meant.get(at) or self._meant_alone(at))
        elif item.kind == CODE:
            self._tell_code(at)
        elif item.kind == NAME:
            self._tell_name(at)

    def _tell_name(self, at: int) -> None:
        item, own = self.items[at], at not in self.settled.used
        named = item.named
        if named.region:
            self.found.regions[named.region] = None
        elif named.countries and named.divisions:
            self.found.add(self._country_or_state(at), own=own)
        elif named.countries:
            for country in named.countries:
                self.found.add(country, own=own)
        elif own and most(item.where) >= MORE_THAN_ITS_STATE and not self._is_state(at):
            self._tell_city(at, dominant(populations(item.where)))
        else:
            self.found.add(named.divisions[0][0], own=own)

    def _is_state(self, at: int) -> bool:
        """Whether a state's and city's name is the state's: it says so, or is one of several."""
        said = self.settled.after[at] == "state" or self.settled.before[at] == "upstate"
        return said or (self.states >= _SEVERAL and not self.settled.cities)

    def _country_or_state(self, at: int) -> str:
        """The country meant by a name of a country and of a state; only its company tells.

        "Georgia" is the state where a neighbour, or else anything else, is of the United States.
        """
        if at in self.settled.meant:
            return self.settled.meant[at][0]
        named = self.items[at].named
        state, country = named.divisions[0][0], named.countries[0]
        beside = {self.countries[other] for other in (at - 1, at + 1) if self._has(other)}
        near = beside - {""} or set(self.countries) - {""}
        if not near:
            return ""
        return state if state in near else country

    def _has(self, at: int) -> bool:
        return 0 <= at < len(self.items)

    def _country_at(self, at: int) -> str:
        """The country that an item names or is in; "" where it names none, or a state as well."""
        item = self.items[at]
        if item.named.countries and item.named.divisions:
            return ""
        where = self.settled.meanings(at) or list(populations(item.where))
        return where[0][0] if where else ""

    # Cities

    def _tell_city(self, at: int, where: Where | None) -> None:
        if where is None or self._is_around_city(at, where):
            return
        country, state = where
        self.found.add(country, own=False)
        name = _display(self.items[at])
        region = gazetteer().division_names.get((country, state), "")
        self.found.localities.setdefault(f"{key(name)},{country}", Locality(name, region, country))

    def _is_around_city(self, at: int, where: Where) -> bool:
        """Whether a city's name names its surroundings: "Zalau, Zalau County"."""
        before = self.settled.meant.get(at - 1, ("", ""))
        listed = at > 0 and self.links[at] == COMMA and before[0] == where[0]
        return listed and self.settled.after[at] in words("admin_words")

    def _meant_alone(self, at: int) -> Where | None:
        """Where a city is that nothing beside it tells: ("", "") unknown, None if it is no city."""
        item = self.items[at]
        if item.key in words("not_names") or not self._alone(at):
            return None
        where = populations(item.where)
        ranked = by_country(where)
        if self.settled.after[at] in _OFFICE and len(ranked) > 1 and ranked[1][0] >= _NAMESAKE:
            return None
        named = [country for _, country in ranked if country in self.countries_of_names]
        return dominant(where) or (named[0] if len(named) == 1 else "", "")

    def _alone(self, at: int) -> bool:
        """Whether no unknown word stands in one segment with the item."""
        if at and self.links[at] == JOINED and self.items[at - 1].kind == UNKNOWN:
            return False
        after = at + 1
        joined = after < len(self.items) and self.links[after] == JOINED
        return not (joined and self.items[after].kind == UNKNOWN)

    # Codes

    def _tell_code(self, at: int) -> None:
        region = rules()["region_codes"].get(self.items[at].text, "")
        if at in self.settled.meant:
            self.found.add(self.settled.meant[at][0], own=at not in self.settled.used)
        elif not region:
            self.found.add(self._lone_code(at), own=at not in self.settled.used)
        elif self.several:
            self.found.regions[region] = None

    def _lone_code(self, at: int) -> str:
        """The country that a code without a city names; "" where it could be several."""
        item, meanings = self.items[at], self.settled.meanings(at)
        if not item.text.isupper() or not meanings or _is_word(item):
            return ""
        states = {country for country, state in meanings if state}
        unlikely = item.key.upper() in words("hardly_countries")
        countries = [country for country, state in meanings if not state and not unlikely]
        if not states or not countries:
            return meanings[0][0]
        divided = states & (self.divided | self._countries_before(at))
        if divided:
            return divided.pop()
        if self.listed and not self.divided:
            return countries[0]
        if countries[0] == "CA" and "US" in self.countries_of_names:
            return "CA"
        return "DE" if countries[0] == "DE" else ""

    def _countries_divided(self) -> Iterator[str]:
        """The countries of codes that can be nothing but states."""
        for at, item in enumerate(self.items):
            meanings = self.settled.meanings(at)
            if item.kind == CODE and len(meanings) == 1 and meanings[0][1]:
                yield meanings[0][0]

    def _is_country_code(self, at: int) -> bool:
        """Whether a code that is no city's can be nothing but a country: "AR, BR, CL"."""
        meanings = self.settled.meanings(at)
        lone = self.items[at].kind == CODE and at not in self.settled.meant
        return lone and bool(meanings) and not any(state for _, state in meanings)

    def _countries_before(self, at: int) -> set[str]:
        """The country right before a code that can be its state: "US-CA", "US (CA, NY)"."""
        before = self.items[at - 1].named.countries if at else ()
        joined = self.links[at] == JOINED or "(" in self.items[at].before
        return set(before) if joined else set()


def _is_plain_state(item: Item) -> bool:
    """Whether a name is a state's, and no large city's too."""
    return bool(item.named.divisions) and most(item.where) < MORE_THAN_ITS_STATE


def _is_word(item: Item) -> bool:
    """Whether a code is a word or a department here: "OR Remote", "Remote OK", "HR"."""
    if item.key in words("departments"):
        return True
    apart = item.gap > JOINED or item.before == "-"
    return item.key in words("prepositions") and not (apart and item.end)


def _display(item: Item) -> str:
    return city_names().get(item.key, item.text)
