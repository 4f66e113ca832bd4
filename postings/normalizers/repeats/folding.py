"""Postings that repeat each other as cards: every pair compatible, taken in order of identity."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from postings.normalizers.repeats.blocks import components
from postings.normalizers.repeats.hooks import MOST_TRIED, Hooks, TextHooks
from postings.normalizers.repeats.verdicts import Candidate, recognised, recurs
from postings.vocabulary import Repeat

# A posting or card takes no more members that differ from all it has: beyond, another begins. The
# largest real card has 20 members, 9 of which differ.
MOST_KINDS = 100
_REMEMBERED = 1 << 16

# What a posting with these sources, in order of identity, says in every filter but place.
Gathered = Callable[[Sequence[Candidate]], Hashable]
_Agree = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Fold:
    """One card: its postings by canonical id, each as the ids of its twins, in order.

    Postings of a card differ in place. Each answers under its first id, and redirects from the
    others.
    """

    postings: tuple[tuple[str, ...], ...]

    @property
    def canonical(self) -> str:
        """The smallest id of all members, by which the card is known."""
        return self.postings[0][0]

    @property
    def members(self) -> tuple[str, ...]:
        """Every id on the card, in order."""
        return tuple(sorted(name for twins in self.postings for name in twins))


def first_agreed(twins: Sequence[Candidate]) -> Hashable:
    """The filterable values of a posting's first source."""
    return twins[0].agreed


def fold(candidates: Iterable[Candidate], agreed: Gathered = first_agreed) -> tuple[Fold, ...]:
    """Every candidate on exactly one card; cards by canonical id, whatever the order of the input.

    Ids must differ. agreed: postings share a card only where it is equal. What an editor joined
    counts as one: what repeats one member repeats them all. An organization that one source does
    not state is the one its twins state.
    """
    folds = [one for part in components(candidates) for one in _fold_block(part, agreed)]
    return tuple(sorted(folds, key=lambda one: one.canonical))


def _fold_block(block: list[Candidate], agreed: Gathered) -> list[Fold]:
    if len(block) == 1:
        return [Fold(((block[0].id,),))]
    judge = _Judge()
    cards = _cards(_postings(block, judge), judge, agreed)
    return [
        Fold(tuple(tuple(twin.id for twin in posting.candidates) for posting in card))
        for card in cards
    ]


class _Judge:
    """Verdicts of one block; candidates of a kind differ in nothing but identity."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._examples: dict[int, Candidate] = {}
        self.same: _Agree = lru_cache(_REMEMBERED)(self._same)
        self.recurs: _Agree = lru_cache(_REMEMBERED)(self._recurs)

    def kind(self, one: Candidate) -> int:
        """Equal where `same` is."""
        return self._number((self.job(one), one.place, one.url_key), one)

    def job(self, one: Candidate) -> int:
        """Equal where `recurs` is."""
        told = (one.title_key, one.organization_key, one.text, one.stated, one.pay)
        return self._number(told, one)

    def _number(self, told: Hashable, example: Candidate) -> int:
        number = self._numbers.setdefault(told, len(self._numbers))
        self._examples.setdefault(number, example)
        return number

    def _same(self, one: int, other: int) -> bool:
        verdict = recognised(self._examples[one], self._examples[other])
        return verdict.kind is Repeat.SAME

    def _recurs(self, one: int, other: int) -> bool:
        return recurs(self._examples[one], self._examples[other])


class _Group:
    """Candidates that belong together, and what a further one must agree with.

    units: candidates by themselves, or those that an editor joined. parts: the kinds of a unit;
    who agrees with one kind of a part agrees with the part.
    """

    def __init__(self, *units: list[Candidate]) -> None:
        self.units = list(units)
        self.ids = {one.id for one in self.candidates}
        self.apart = {name for one in self.candidates for name in one.apart}
        self.parts: set[frozenset[int]] = set()

    @property
    def candidates(self) -> list[Candidate]:
        """All of them, in order of identity."""
        return sorted((one for unit in self.units for one in unit), key=lambda one: one.id)

    def takes(self, other: "_Group", agree: _Agree) -> bool:
        """Whether every part of both agrees, no editor split them, and there is room."""
        if self.is_apart(other) or len(self.parts | other.parts) > MOST_KINDS:
            return False
        return all(
            any(agree(one, kind) for one in part for kind in mine)
            for part in other.parts
            for mine in self.parts
        )

    def is_apart(self, other: "_Group") -> bool:
        return not (self.ids.isdisjoint(other.apart) and self.apart.isdisjoint(other.ids))

    def add(self, other: "_Group") -> None:
        self.units += other.units
        self.ids |= other.ids
        self.apart |= other.apart
        self.parts |= other.parts


def _postings(block: list[Candidate], judge: _Judge) -> list[_Group]:
    """The block's postings by canonical id."""
    hooks = Hooks(block)
    postings: list[_Group] = []
    of_kinds: dict[Hashable, list[int]] = defaultdict(list)
    for unit in _units(block):
        alone = _Group(unit)
        kinds = frozenset(map(judge.kind, unit))
        alone.parts = {kinds}
        tried = _tried(of_kinds[kinds], partial(hooks.find, unit))
        home = next((at for at in tried if postings[at].takes(alone, judge.same)), len(postings))
        if home == len(postings):
            postings.append(_Group())
            hooks.add(unit)
        postings[home].add(alone)
        of_kinds[kinds].append(home)
    return sorted(postings, key=lambda one: min(one.ids))


def _tried(like: list[int], find: Callable[[], list[int]]) -> Iterator[int]:
    """The groups to try: those that hold the like, and only if none takes it, the others."""
    yield from dict.fromkeys(like[:MOST_TRIED])
    yield from find()


def _units(block: list[Candidate]) -> list[list[Candidate]]:
    """Each candidate by itself, those that an editor joined together, in order of identity."""
    units: list[list[Candidate]] = []
    of_merge: dict[str, list[list[Candidate]]] = defaultdict(list)
    for candidate in block:
        merged = of_merge[candidate.joined] if candidate.joined else []
        alone = _Group([candidate])
        unit = next((one for one in merged if not _Group(one).is_apart(alone)), None)
        if unit is not None:
            unit.append(candidate)
            continue
        unit = [candidate]
        units.append(unit)
        merged.append(unit)
    return units


def _cards(postings: list[_Group], judge: _Judge, agreed: Gathered) -> list[list[_Group]]:
    """The postings as cards, by canonical id."""
    hooks = TextHooks(one for posting in postings for one in posting.candidates)
    cards: list[list[_Group]] = []
    wholes: list[_Group] = []
    of_jobs: dict[Hashable, list[int]] = defaultdict(list)
    for posting in postings:
        terms = agreed(posting.candidates)
        jobs, first = _jobs(posting, judge)
        like = of_jobs[terms, frozenset(jobs.parts)] if first else []
        tried = _tried(like, partial(hooks.find, first, terms))
        home = next((at for at in tried if wholes[at].takes(jobs, judge.recurs)), len(cards))
        if home == len(cards):
            cards.append([])
            wholes.append(_Group())
            hooks.add(home, first, terms)
        cards[home].append(posting)
        wholes[home].add(jobs)
        like.append(home)
    return cards


def _jobs(posting: _Group, judge: _Judge) -> tuple[_Group, list[Candidate]]:
    """What the posting's sources of known organization offer, and the first of these units."""
    known = [[one for one in unit if one.organization_key] for unit in posting.units]
    known = [unit for unit in known if unit]
    jobs = _Group(*posting.units)
    jobs.parts = {frozenset(map(judge.job, unit)) for unit in known}
    return jobs, known[0] if known else []
