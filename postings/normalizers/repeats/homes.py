"""Postings that are no longer open, and the open ones they are other sources of."""

from collections.abc import Iterable, Sequence

from postings.normalizers.repeats.blocks import components
from postings.normalizers.repeats.hooks import Hooks
from postings.normalizers.repeats.verdicts import Candidate, same_job
from postings.vocabulary import Repeat


def homes(
    strays: Iterable[Candidate], postings: Iterable[Sequence[Candidate]]
) -> dict[str, Sequence[Candidate]]:
    """By id of a stray, the first posting that it repeats in each of its sources, where one is.

    Strays have no say in what the postings are: these are as they would be without them.
    """
    lost = {stray.id: stray for stray in strays}
    if not lost:
        return {}
    groups = [list(twins) for twins in postings]
    of_source = {twin.id: twins for twins in groups for twin in twins}
    sources = [twin for twins in groups for twin in twins]
    found: dict[str, Sequence[Candidate]] = {}
    for block in components([*lost.values(), *sources]):
        wanted = [one for one in block if one.id in lost]
        here = {of_source[one.id][0].id: of_source[one.id] for one in block if one.id in of_source}
        if wanted and here:
            found |= _homes(wanted, list(here.values()), block)
    return found


def _homes(
    strays: list[Candidate], postings: list[Sequence[Candidate]], block: list[Candidate]
) -> dict[str, Sequence[Candidate]]:
    hooks = Hooks(block)
    of_merge: dict[str, list[int]] = {}
    for at, twins in enumerate(postings):
        hooks.add(list(twins))
        for label in {twin.joined for twin in twins if twin.joined}:
            of_merge.setdefault(label, []).append(at)
    found = {}
    for stray in strays:
        tried = [*of_merge.get(stray.joined, ()), *hooks.find([stray])]
        home = next((postings[at] for at in tried if _takes(postings[at], stray)), None)
        if home:
            found[stray.id] = home
    return found


def _takes(twins: Sequence[Candidate], stray: Candidate) -> bool:
    if any(twin.id in stray.apart or stray.id in twin.apart for twin in twins):
        return False
    if stray.joined and any(twin.joined == stray.joined for twin in twins):
        return True
    return all(same_job(stray, twin).kind is Repeat.SAME for twin in twins)
