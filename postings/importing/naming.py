"""Organizations and skills by their keys, each under its commonest spelling."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from postings import lifecycle
from postings.models import Organization, Skill, Spelling
from postings.normalizers import organizations
from postings.records import NormalizedPosting, PostingSkill
from postings.text import name_key, name_slug
from postings.vocabulary import NameKind

MODELS: dict[str, type[Organization] | type[Skill]] = {
    NameKind.ORGANIZATION: Organization,
    NameKind.SKILL: Skill,
}
KEYS: dict[str, Callable[[str], str]] = {
    NameKind.ORGANIZATION: organizations.key,
    NameKind.SKILL: name_key,
}
SLUGS: dict[str, Callable[[str], str]] = {
    NameKind.ORGANIZATION: organizations.slug,
    NameKind.SKILL: name_slug,
}
Names = dict[str, dict[str, Organization | Skill]]
# Kind, key and text of a spelling.
Spelled = tuple[str, str, str]


class Spellings:
    """Spellings that a batch adds and takes away; `settle` writes them and gives the names."""

    def __init__(self) -> None:
        self.deltas: Counter[Spelled] = Counter()

    def add(self, meaning: NormalizedPosting) -> list[list[str]]:
        """Counts what a record spells; what it was counted under, for the record to keep."""
        spelled = _spelled(meaning)
        self.deltas.update(spelled)
        return [list(one) for one in spelled]

    def take(self, counted: Iterable[Iterable[str]]) -> None:
        """Takes back what `add` gave; a newer normalizer might spell the record otherwise."""
        for kind, key, text in counted:
            self.deltas[kind, key, text] -= 1

    def need(self, meaning: NormalizedPosting) -> None:
        """Names that must be at hand, of a record that is counted already."""
        for one in _spelled(meaning):
            self.deltas[one] += 0

    def need_skills(self, skills: Iterable[PostingSkill]) -> None:
        """Skills that must be at hand; one that a text alone names is no record's spelling."""
        for skill in skills:
            self.deltas[NameKind.SKILL.value, skill.key, skill.name] += 0

    def settle(self) -> Names:
        """Writes the counts inside the caller's transaction; the names touched, by kind and key.

        A name nobody spells any more is kept: its page may be linked to.
        """
        return {kind: self._settle_kind(kind) for kind in MODELS}

    def _settle_kind(self, kind: str) -> dict[str, Organization | Skill]:
        deltas = {(key, text): n for (of, key, text), n in self.deltas.items() if of == kind}
        if not deltas:
            return {}
        stated = dict(sorted(deltas, reverse=True))
        counted = _write_counts(kind, sorted(stated), deltas)
        return _name(kind, stated, counted)


def _spelled(meaning: NormalizedPosting) -> list[Spelled]:
    names = [(NameKind.SKILL.value, skill) for skill in meaning.skills]
    if meaning.hiring_organization:
        names.append((NameKind.ORGANIZATION.value, meaning.hiring_organization))
    return [(kind, KEYS[kind](text), text) for kind, text in names]


def _write_counts(
    kind: str, keys: list[str], deltas: dict[tuple[str, str], int]
) -> dict[str, list[Spelling]]:
    known = {(row.key, row.text): row for row in Spelling.objects.filter(kind=kind, key__in=keys)}
    changed = []
    for (key, text), number in deltas.items():
        if number:
            row = known.setdefault((key, text), Spelling(kind=kind, key=key, text=text))
            row.count = max(0, row.count + number)
            changed.append(row)
    Spelling.objects.bulk_create([row for row in changed if row.pk is None])
    Spelling.objects.bulk_create(
        [row for row in changed if row.pk is not None],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["count"],
    )
    by_key: dict[str, list[Spelling]] = defaultdict(list)
    for row in known.values():
        by_key[row.key].append(row)
    return by_key


def _name(
    kind: str,
    stated: dict[str, str],
    counted: dict[str, list[Spelling]],
) -> dict[str, Organization | Skill]:
    model, slug_of = MODELS[kind], SLUGS[kind]
    known = {name.key: name for name in model.objects.filter(key__in=list(stated))}
    new = []
    for key in sorted(stated):
        spelling = commonest(counted.get(key, []))
        name = known.get(key)
        if name is None:
            spelling = spelling or stated[key]
            new.append(model(key=key, shown_key=key, name=spelling, slug=slug_of(spelling)))
        elif spelling and spelling != name.name and not name.name_locked:
            name.name, name.slug = spelling, slug_of(spelling)
            name.save(update_fields=["name", "slug"])
            lifecycle.renamed(name)
    for name in model.objects.bulk_create(new):
        known[name.key] = name
    return known


def commonest(spellings: Iterable[Spelling]) -> str:
    """The spelling that most records use, see `organizations.shown`."""
    return organizations.shown({row.text: row.count for row in spellings})
