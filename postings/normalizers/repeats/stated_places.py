"""What tells the place of a posting from others: its facts, its states, and what is left unread."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from postings.normalizers.places.folding import key
from postings.normalizers.places.tables import gazetteer, regions, words
from postings.normalizers.repeats.whereabouts import PlaceFacts, place_words
from postings.vocabulary import WorkMode

# "Remote allowed" is what a board makes of either.
_REMOTE = {WorkMode.REMOTE: True, WorkMode.HYBRID: False, WorkMode.ON_SITE: False}
_TOKEN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
# As many words of a place are looked up; the longest real one has 60.
_MOST_WORDS = 200
# Places that are kept: each is asked for when a posting is noted and when it is folded.
_MOST_KEPT = 2_000


def place_facts(
    text: str,
    work_mode: str,
    countries: Sequence[str],
    regions_named: Sequence[str],
    localities: Iterable[Sequence[str]],
) -> PlaceFacts:
    """text: the place as stated; the others as the places normalizer reads it.

    localities: name, state or province, and country of each.
    """
    cities = tuple((name, state, country) for name, state, country in localities)
    return _place_facts(text, work_mode, tuple(countries), tuple(regions_named), cities)


@lru_cache(maxsize=_MOST_KEPT)
def _place_facts(
    text: str,
    work_mode: str,
    countries: tuple[str, ...],
    regions_named: tuple[str, ...],
    localities: tuple[tuple[str, str, str], ...],
) -> PlaceFacts:
    cities = [name for name, _, _ in localities]
    states = {state for _, state, _ in localities if state}
    spoken: set[str] = {*cities, *states, *regions_named}
    for name, state in _spoken(text, set(countries)):
        spoken.add(name)
        states |= {state} - {""}
    told = place_words(text)
    known = gazetteer().display
    named = place_words(
        " ".join((*spoken, *countries, *(known.get(one, one) for one in countries)))
    )
    reach = regions()
    return PlaceFacts(
        remote=_REMOTE.get(WorkMode(work_mode)) if work_mode else None,
        countries=frozenset(countries),
        regions=frozenset(regions_named),
        localities=frozenset(cities),
        divisions=frozenset(states),
        reach=frozenset().union(*(reach.get(region, ()) for region in regions_named)),
        words=told,
        rest=told - named,
    )


def _spoken(text: str, countries: set[str]) -> Iterator[tuple[str, str]]:
    """Names and codes of these countries, their states and regions, and each one's state or ""."""
    tokens = _TOKEN.findall(text)[:_MOST_WORDS]
    known, at = gazetteer(), 0
    while at < len(tokens):
        most = known.first_words.get(key(tokens[at]), 0)
        for count in range(min(most, len(tokens) - at), 0, -1):
            name = " ".join(tokens[at : at + count])
            named = known.names.get(key(name))
            states = [one for one in named.divisions if one[0] in countries] if named else []
            if named and (states or named.region or countries & set(named.countries)):
                yield name, known.division_names.get(states[0], name) if states else ""
                at += count
                break
        else:
            yield from _code(tokens[at], countries, text)
            at += 1


def _code(token: str, countries: set[str], text: str) -> Iterator[tuple[str, str]]:
    """A state's code in capitals, where these mean something and it is no word ("OR", "IN")."""
    if not token.isupper() or text.isupper():
        return
    if token.lower() in words("prepositions") | words("departments"):
        return
    known = gazetteer()
    for state in known.division_codes.get(token, ()):
        if state[0] in countries:
            yield token, known.division_names[state]
            return
