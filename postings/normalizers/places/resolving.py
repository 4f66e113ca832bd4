"""What the items of a place text mean together: cities, states and codes, each by its context."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from postings.normalizers.places.matching import CITY, CODE, FILLER, NAME, UNKNOWN, Item, is_name
from postings.normalizers.places.tables import gazetteer, rules, words
from postings.normalizers.places.tokens import COMMA, HARD, JOINED
from postings.records import Locality

# A city without its country is meant where it is this many times as large as all others of that
# name in other countries: London, but not Cambridge.
_DOMINANT = 3
# In thousands. Above: the city itself is meant, though a country it is not in stands beside it.
_KNOWN_CITY = 200
# In thousands. Above: "New York" alone is the city and not the state.
_MORE_THAN_ITS_STATE = 1000
# In thousands. Such a namesake elsewhere makes the name of an office say nothing.
_NAMESAKE = 100

Where = tuple[str, str]  # country, and state or ""


@dataclass(slots=True)
class Found:
    """What was found so far, in the order of the text."""

    countries: dict[str, None] = field(default_factory=dict)
    own_countries: dict[str, None] = field(default_factory=dict)
    regions: dict[str, None] = field(default_factory=dict)
    localities: dict[Locality, None] = field(default_factory=dict)

    def add(self, countries: Sequence[str], *, own: bool = True) -> None:
        for country in filter(None, countries):
            self.countries[country] = None
            if own:
                self.own_countries[country] = None


def populations(where: str) -> dict[Where, int]:
    """A line of `tables.cities` -> country and state -> population in thousands."""
    result = {}
    for part in where.split():
        place, _, people = part.rpartition(":")
        country, _, state = place.partition(".")
        result[country, state] = int(people) + 1
    return result


def resolve(found: Sequence[Item]) -> Found:
    """The places that the items name."""
    return _Resolving(found).run()


class _Resolving:
    """One text at work; items that another one has used up are not read again."""

    def __init__(self, found: Sequence[Item]) -> None:
        self.all = found
        self.items = [item for item in found if item.kind != FILLER]
        self.links = _links(found)
        self.used: set[int] = set()
        self.meant: dict[int, Where] = {}
        self.found = Found()

    def run(self) -> Found:
        for at, item in enumerate(self.items):
            if item.kind in (CITY, UNKNOWN) or _is_city_too(item):
                self._bind(at)
        for at in range(len(self.items)):
            self._tell(at)
        return self.found

    # Cities

    def _bind(self, at: int) -> None:
        """Settles where the city of an item is by what stands beside it."""
        item = self.items[at]
        where = populations(item.where)
        for beside, link in self._beside(at):
            hints = self._meanings(beside)
            if item.kind == NAME:  # "Washington, DC" is the city, "Washington, US" the state
                hints = [hint for hint in hints if hint[1]]
            hinted = _largest(where, hints)
            if hinted and (link < HARD or item.kind == CITY):
                self._mean(at, hinted, beside)
                return
        if item.kind == UNKNOWN or (item.kind == CITY and max(where.values()) < _KNOWN_CITY):
            self._bind_unknown(at)

    def _beside(self, at: int) -> list[tuple[int, int]]:
        """The items that can tell where a city is, the nearest first, and how they are linked."""
        result = []
        for step in (1, 2):
            after = at + step
            if after >= len(self.items) or self.links[after] == HARD and step == 2:
                break
            if self.items[after].kind in (CITY, UNKNOWN):
                if step == 2 or self.items[after].kind == CITY:
                    break
                continue
            result.append((after, max(self.links[at + 1 : after + 1])))
        if at and self.items[at - 1].kind in (NAME, CODE) and at - 1 not in self.used:
            result.append((at - 1, self.links[at]))
        return result

    def _bind_unknown(self, at: int) -> None:
        """Settles a city that no table knows there, by the state or country right after it."""
        item, after = self.items[at], at + 1
        if after >= len(self.items) or self.links[after] != COMMA or not is_name(item):
            return
        beside = self.items[after]
        if "(" in beside.before:
            return
        if beside.kind not in (NAME, CODE) or item.end is False or self._in_list(after):
            return
        if at and self.links[at] == COMMA and (at - 1) in self.meant and self._is_region(at):
            return
        options = [where for where in self._meanings(after) if where[0]]
        if options:
            self._mean(at, _usual(options), after)

    def _is_region(self, at: int) -> bool:
        """Whether the unknown words between a city and its country are its region."""
        return self.items[at].kind == UNKNOWN

    def _in_list(self, at: int) -> bool:
        """Whether the country is one of a list of countries."""
        beside, after = self.items[at], at + 1
        if not beside.named.countries or after >= len(self.items):
            return False
        return self.links[after] == COMMA and bool(self.items[after].named.countries)

    def _mean(self, at: int, where: Where, beside: int) -> None:
        """The city of an item is there, as the item beside it says, which is then used up."""
        self.meant[at] = self.meant[beside] = where
        self.used.add(beside)
        before = at - 1
        # "CA San Francisco, California": a code before a settled city is a label of the source.
        label = before >= 0 and self.links[at] == JOINED and self.items[before].kind == CODE
        if label and before not in self.used:
            self.meant[before] = where
            self.used.add(before)

    # Meanings

    def _meanings(self, at: int) -> list[Where]:
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

    def _tell(self, at: int) -> None:
        """Adds what an item says."""
        item = self.items[at]
        if item.kind == CODE:
            self._tell_code(at)
        elif item.kind == NAME and not (at in self.meant and self._is_city(at)):
            self._tell_name(at)
        elif item.kind in (CITY, NAME) or at in self.meant:
            self._tell_city(at)

    def _is_city(self, at: int) -> bool:
        """Whether a name of both a city and a state or country is the city."""
        return _is_city_too(self.items[at]) and at not in self.used

    def _tell_name(self, at: int) -> None:
        named, item = self.items[at].named, self.items[at]
        if _is_city_too(item) and at not in self.used:
            where = populations(item.where)
            if max(where.values()) >= _MORE_THAN_ITS_STATE:
                self._tell_city(at)
                return
        if named.region:
            self.found.regions[named.region] = None
        elif named.countries and named.divisions:
            self._tell_both(at)
        else:
            self.found.add(named.countries or [named.divisions[0][0]], own=at not in self.used)

    def _tell_both(self, at: int) -> None:
        """A name of a country and of a state, "Georgia": only its company tells."""
        if at in self.meant:
            self.found.add([self.meant[at][0]], own=at not in self.used)
            return
        state, country = self.items[at].named.divisions[0], self.items[at].named.countries[0]
        others = {
            other: where[0]
            for other, item in enumerate(self.items)
            if other != at and item.kind in (NAME, CODE, CITY)
            for where in (self._meanings(other) or list(populations(item.where)))[:1]
        }
        beside = {others.get(at - 1, ""), others.get(at + 1, "")} - {""}
        near = beside or set(others.values())
        if near:
            self.found.add([state[0] if state[0] in near else country])

    def _tell_city(self, at: int) -> None:
        item = self.items[at]
        where = self.meant.get(at) or self._dominant(at)
        if where is None:
            return
        country, state = where
        name = _display(item)
        region = gazetteer().division_names.get((country, state), "")
        self.found.add([country], own=False)
        if not any(each.name == name and each.country == country for each in self.found.localities):
            self.found.localities[Locality(name, region, country)] = None

    def _dominant(self, at: int) -> Where | None:
        """Where a city is that nothing beside it tells; None where it is no city at all."""
        item = self.items[at]
        if item.key in words("not_names") or not self._alone(at):
            return None
        best: dict[str, int] = {}
        where = populations(item.where)
        for (country, _), people in where.items():
            best[country] = max(best.get(country, 0), people)
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        elsewhere = sum(people for _, people in ranked[1:])
        if self._is_office(at) and len(ranked) > 1 and ranked[1][1] >= _NAMESAKE:
            return None
        if ranked[0][1] >= _DOMINANT * elsewhere:
            return next(iter(where)) if len(where) == 1 else _leading(where, ranked[0][0])
        named = [country for country in best if country in self._countries_of_names()]
        return (named[0], "") if len(named) == 1 else ("", "")

    def _countries_of_names(self) -> set[str]:
        names = (item.named for item in self.items if item.kind == NAME)
        return {country for named in names for country in named.countries}

    def _alone(self, at: int) -> bool:
        """Whether no unknown word stands in one segment with the item."""
        if self.links[at] == JOINED and at and self.items[at - 1].kind == UNKNOWN:
            return False
        after = at + 1
        joined = after < len(self.items) and self.links[after] == JOINED
        return not (joined and self.items[after].kind == UNKNOWN)

    def _is_office(self, at: int) -> bool:
        place = self.all.index(self.items[at])
        after = self.all[place + 1 : place + 2]
        return bool(after) and after[0].gap == JOINED and after[0].key in _OFFICE

    # Codes

    def _tell_code(self, at: int) -> None:
        if at in self.meant:
            self.found.add([self.meant[at][0]], own=False)
            return
        country = self._lone_code(at)
        if country:
            self.found.add([country])

    def _lone_code(self, at: int) -> str:
        """The country that a code without a city names; "" where it could be several."""
        item = self.items[at]
        meanings = self._meanings(at)
        if not item.text.isupper() or not meanings or _is_word(item):
            return ""
        states = [where for where in meanings if where[1]]
        countries = [where[0] for where in meanings if not where[1]]
        if not states or not countries:
            return meanings[0][0]
        for other, neighbour in enumerate(self.items):
            beside = self._meanings(other)
            sure = neighbour.kind == CODE and len(beside) == 1 and bool(beside[0][1])
            joined = abs(other - at) == 1 and self._is_subdivided(other, at)
            for state in states:
                if other != at and (sure or joined) and beside[0][0] == state[0]:
                    return state[0]
        if countries[0] == "CA" and "US" in self._countries_of_names():
            return "CA"
        return "DE" if countries[0] == "DE" else ""

    def _is_subdivided(self, country: int, at: int) -> bool:
        """Whether a code stands right after its country: "US-CA", "US (CA, NY)"."""
        if country > at or not self.items[country].named.countries:
            return False
        return self.links[at] == JOINED or "(" in self.items[at].before


_OFFICE = frozenset(("office", "offices", "hq", "headquarters"))


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


def _is_city_too(item: Item) -> bool:
    """Whether a name of a state is a city's too; that of a country never is."""
    return item.kind == NAME and bool(item.where and item.named.divisions)


def _is_word(item: Item) -> bool:
    """Whether a code is a word or a department here: "OR Remote", "Remote OK", "HR"."""
    small = item.key
    if small in words("departments"):
        return True
    apart = item.gap > JOINED or item.before == "-"
    return small in words("prepositions") and not (apart and item.end)


def _largest(where: dict[Where, int], options: Sequence[Where]) -> Where | None:
    """The largest city of a name in one of the states or countries; None where there is none."""
    fitting = [
        (people, place)
        for place, people in where.items()
        if any(place[0] == country and state in ("", place[1]) for country, state in options)
    ]
    return max(fitting)[1] if fitting else None


def _leading(where: dict[Where, int], country: str) -> Where:
    """The country, and the state where one city of the name leads in it."""
    inside = sorted(((people, place) for place, people in where.items() if place[0] == country))
    leads = len(inside) == 1 or inside[-1][0] >= _DOMINANT * inside[-2][0]
    return inside[-1][1] if leads else (country, "")


def _usual(options: Sequence[Where]) -> Where:
    """Which of the readings of a code after an unknown town is meant.

    "Town, ST" is how American addresses are written; only Delaware has so few towns that a German
    one is likelier.
    """
    countries = [where for where in options if not where[1]]
    return ("DE", "") if ("DE", "") in countries else options[0]


def _display(item: Item) -> str:
    for name, others in rules()["cities"].items():
        if name != "source" and item.key in (other.lower() for other in others):
            return str(name)
    return item.text
