"""Finds, among many groups of one title, the few that a posting can belong to."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from math import ceil

from postings.normalizers.repeats.signatures import hashes_of
from postings.normalizers.repeats.verdicts import LONGER, Candidate
from postings.normalizers.repeats.whereabouts import PlaceFacts

# So few groups are quicker looked at than filtered further.
_FEW = 32
# A candidate is tried with so many groups: it bounds the pairs of a block to its size times this.
MOST_TRIED = 50


class TextHooks:
    """Groups by what near-equal texts must share.

    Two sketches of which LONGER is shared have one of the rarest hashes in common, if of each so
    many are looked at that the others are fewer than LONGER of it (prefix filter, Bayardo 2007).
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._often: Counter[int] = Counter()
        for sketch in {candidate.text.sketch for candidate in candidates}:
            self._often.update(hashes_of(sketch))
        self._groups: dict[Hashable, list[int]] = defaultdict(list)

    def add(self, group: int, candidates: list[Candidate], scope: Hashable = ()) -> None:
        """scope: groups of another scope are not found."""
        for candidate in candidates:
            for hook in self._hooks(candidate, scope):
                self._groups[hook].append(group)

    def find(self, candidates: list[Candidate], scope: Hashable = ()) -> list[int]:
        """The first groups that may take the candidates, in order."""
        found: set[int] = set()
        for candidate in candidates:
            for hook in self._hooks(candidate, scope):
                # Lists are in order: of each, the first are enough for the first of all.
                found.update(self._groups.get(hook, ())[:MOST_TRIED])
        return sorted(found)[:MOST_TRIED]

    def _hooks(self, candidate: Candidate, scope: Hashable) -> list[Hashable]:
        hashes = hashes_of(candidate.text.sketch)
        rarest = sorted(hashes, key=lambda one: (self._often[one], one))
        count = len(rarest) - ceil(LONGER * len(rarest)) + 1
        return [(scope, one) for one in rarest[:count]]


class PlaceHooks:
    """Groups by what compatible places must share: a place that holds the other holds its words."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._often: Counter[Hashable] = Counter()
        for place in {candidate.place for candidate in candidates}:
            self._often.update(place.words)
            self._often.update(place.facts)
        self._holding: dict[Hashable, list[int]] = defaultdict(list)
        self._held: dict[Hashable, list[int]] = defaultdict(list)
        self._anywhere: list[int] = []
        self._all: list[int] = []

    def add(self, group: int, candidate: Candidate) -> None:
        place = candidate.place
        self._all.append(group)
        # Regions can be compatible with lists that share none of their words.
        if not place.told or place.reach:
            self._anywhere.append(group)
        for told in _sets(place):
            self._held[self._rarest(told)].append(group)
            for one in told:
                self._holding[one].append(group)

    def find(self, candidate: Candidate) -> set[int]:
        place = candidate.place
        if not place.told or place.reach:
            return set(self._all)
        found = set(self._anywhere)
        for told in _sets(place):
            found.update(self._holding.get(self._rarest(told), ()))
            for one in told:
                found.update(self._held.get(one, ()))
        return found

    def _rarest(self, told: Iterable[Hashable]) -> Hashable:
        return min(told, key=lambda one: (self._often[one], str(one)))


def _sets(place: PlaceFacts) -> list[frozenset[Hashable]]:
    return [frozenset(told) for told in (place.words, place.facts) if told]


class Hooks:
    """Groups that a candidate can be the same as: a superset of those it is, in order."""

    def __init__(self, candidates: list[Candidate]) -> None:
        self._few = len(candidates) <= _FEW
        self._count = 0
        self._texts = TextHooks(() if self._few else candidates)
        self._places = PlaceHooks(() if self._few else candidates)
        self._urls: dict[str, list[int]] = defaultdict(list)

    def add(self, candidates: list[Candidate]) -> None:
        """The next group, known by its first members."""
        if not self._few:
            self._texts.add(self._count, candidates)
        for candidate in candidates if not self._few else ():
            self._places.add(self._count, candidate)
            if candidate.url_key:
                self._urls[candidate.url_key].append(self._count)
        self._count += 1

    def find(self, candidates: list[Candidate]) -> list[int]:
        """The first groups that may take the candidates, in order."""
        if self._few:
            return list(range(self._count))
        found: set[int] = set()
        for candidate in candidates:
            near = self._places.find(candidate)
            if len(near) > _FEW:
                near.intersection_update(self._texts.find([candidate]))
            found |= near
            found.update(self._urls.get(candidate.url_key, ()))
        return sorted(found)[:MOST_TRIED]
