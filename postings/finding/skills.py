"""The skills of a posting, and of a list's cards, whose names are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from postings.finding.named import Named
from postings.finding.prepared import Prepared
from postings.models import JobPosting, Skill

# Some 6 MB.
MOST_KEPT = 20_000
_OF_ONE = Prepared[int](
    lambda ids: JobPosting.skills.through.objects.filter(jobposting_id__in=ids).values_list(
        "skill__key", "skill__name", "skill__slug"
    )
)
_HELD = Prepared[int](
    lambda ids: JobPosting.skills.through.objects.filter(jobposting_id__in=ids).values_list(
        "jobposting_id", "skill_id"
    )
)
_NAMED = Prepared[int](
    lambda ids: Skill.objects.filter(pk__in=ids).values_list("pk", "key", "name", "slug")
)


class _Names:
    """Skills of a board by row, as they are called at a revision or later.

    Whoever renames a skill stamps its postings: a name that is as new as a card is the card's.
    """

    def __init__(self, board_id: str, revision: int) -> None:
        self.board_id, self.revision = board_id, revision
        self._known: dict[int, Named] = {}

    def of(self, skills: set[int]) -> dict[int, Named]:
        """Those that there are; one query where some were not asked for before."""
        # Other threads add to what is kept, and empty it: this one goes by what it has seen.
        known = self._known
        missing = [one for one in skills if one not in known]
        if not missing:
            return known
        if len(known) > MOST_KEPT:
            known, missing = {}, list(skills)
        rows = _NAMED.rows(missing)
        found = {pk: Named(key, name, "skill", slug) for pk, key, name, slug in rows}
        self._known = known = {**known, **found}
        return known


_names = _Names("", 0)


def forget() -> None:
    """The next cards ask the database."""
    global _names
    _names = _Names("", 0)


def skills_of_cards(ids: Sequence[int], board_id: str, revision: int) -> dict[int, list[Named]]:
    """The skills of each card by name; one query, and one more for names not known yet.

    revision: the latest of these cards, which were read before, from that board.
    """
    global _names
    names = _names
    if names.revision < revision or names.board_id != board_id:
        names = _names = _Names(board_id, revision)
    pairs = _HELD.rows(ids)
    known = names.of({skill for _, skill in pairs})
    found: defaultdict[int, list[Named]] = defaultdict(list)
    for pk, skill in pairs:
        if skill in known:  # else it was deleted in this moment, and its postings were stamped
            found[pk].append(known[skill])
    for named in found.values():
        named.sort(key=_name)
    return found


def skills_of(posting: JobPosting) -> tuple[Named, ...]:
    """A posting's skills by name; one query."""
    named = [Named(key, name, "skill", slug) for key, name, slug in _OF_ONE.rows([posting.pk])]
    return tuple(sorted(named, key=_name))


def _name(skill: Named) -> str:
    """The order in which skills are shown, whatever a database takes for the order of names."""
    return skill.name
