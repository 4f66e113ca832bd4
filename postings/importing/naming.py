"""Organizations and skills by their keys, each under its commonest spelling."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from postings import lifecycle
from postings.models import BoardRevision, Organization, OrganizationAlias, Skill, Spelling
from postings.normalizers import organizations, skills
from postings.records import NormalizedPosting, PostingSkill
from postings.text import name_slug
from postings.vocabulary import NameKind

MODELS: dict[str, type[Organization] | type[Skill]] = {
    NameKind.ORGANIZATION: Organization,
    NameKind.SKILL: Skill,
}
KEYS: dict[str, Callable[[str], str]] = {
    NameKind.ORGANIZATION: organizations.key,
    NameKind.SKILL: lambda text: skills.canonical(text)[0],
}
SLUGS: dict[str, Callable[[str], str]] = {
    NameKind.ORGANIZATION: organizations.slug,
    NameKind.SKILL: name_slug,
}
Names = dict[str, dict[str, Organization | Skill]]
# Kind, key and text of a spelling.
Spelled = tuple[str, str, str]
Deltas = dict[tuple[str, str], int]
# Longer addresses are no home page; a spelling holds no more.
LONGEST_WEBSITE = 200


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

        A merged organization's key gives the one that it was merged into. A name nobody spells
        any more is kept: its page may be linked to.
        """
        names = {kind: self._settle_kind(kind) for kind in MODELS}
        self._settle_websites()
        merged = OrganizationAlias.objects.merged().filter(key__in=names[NameKind.ORGANIZATION])
        leading = merged.leading().select_related("organization")
        names[NameKind.ORGANIZATION] |= {alias.key: alias.organization for alias in leading}
        return names

    def _settle_kind(self, kind: str) -> dict[str, Organization | Skill]:
        deltas = self._deltas(kind)
        if not deltas:
            return {}
        stated = dict(sorted(deltas, reverse=True))
        counted = _write_counts(kind, sorted(stated), deltas)
        return _name(kind, stated, counted)

    def _settle_websites(self) -> None:
        deltas = {
            which: number for which, number in self._deltas(NameKind.WEBSITE).items() if number
        }
        keys = sorted({key for key, _ in deltas})
        if not keys:
            return
        counted = _write_counts(NameKind.WEBSITE, keys, deltas)
        changed = []
        for one in Organization.objects.filter(key__in=keys, url_locked=False):
            url = commonest_website(counted.get(one.key, []))
            if url != one.url:
                one.url = url
                changed.append(one)
        if changed:
            BoardRevision.objects.raise_number()
            Organization.objects.bulk_update(changed, ["url"], 200)

    def _deltas(self, kind: str) -> Deltas:
        return {(key, text): n for (of, key, text), n in self.deltas.items() if of == kind}


def _spelled(meaning: NormalizedPosting) -> list[Spelled]:
    # Normalizing has given skills the board's names already.
    found = [(NameKind.SKILL.value, KEYS[NameKind.SKILL](skill), skill) for skill in meaning.skills]
    name, url = meaning.hiring_organization, meaning.organization_url
    if name:
        key = KEYS[NameKind.ORGANIZATION](name)
        found.append((NameKind.ORGANIZATION.value, key, name))
        if url and len(url) <= LONGEST_WEBSITE:
            found.append((NameKind.WEBSITE.value, key, url))
    return found


def _write_counts(kind: str, keys: list[str], deltas: Deltas) -> dict[str, list[Spelling]]:
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
    model = MODELS[kind]
    known = {name.key: name for name in model.objects.filter(key__in=list(stated))}
    new = []
    for key in sorted(stated):
        spelling = shown(kind, key, counted.get(key, []))
        name = known.get(key)
        if name is None:
            spelling = spelling or stated[key]
            slug = SLUGS[kind](spelling)
            new.append(model(key=key, shown_key=key, name=spelling, slug=slug))
        elif spelling and not name.name_locked and _respell(name, kind, spelling):
            lifecycle.renamed(name)
    for name in model.objects.bulk_create(new):
        known[name.key] = name
    return known


def _respell(name: Organization | Skill, kind: str, spelling: str) -> bool:
    """Shows and saves a name in a spelling of its key; whether that is another one."""
    if (name.name, name.shown_key) == (spelling, name.key):
        return False
    name.name, name.slug, name.shown_key = spelling, SLUGS[kind](spelling), name.key
    name.save(update_fields=["name", "slug", "shown_key"])
    return True


def give_back(name: Organization | Skill) -> None:
    """Shows a name as its records have it, inside the caller's transaction, but for what is
    locked; stamps nothing."""
    kind = NameKind.ORGANIZATION if isinstance(name, Organization) else NameKind.SKILL
    spelling = shown(kind, name.key, spellings(kind, name.key))
    if spelling and not name.name_locked:
        _respell(name, kind, spelling)
    if isinstance(name, Organization) and not name.url_locked:
        name.url = commonest_website(spellings(NameKind.WEBSITE, name.key))
        name.save(update_fields=["url"])


def spellings(kind: str, key: str) -> list[Spelling]:
    """The spellings in use of a name, the commonest first."""
    rows = Spelling.objects.filter(kind=kind, key=key, count__gt=0)
    return list(rows.order_by("-count", "text"))


def shown(kind: str, key: str, counted: Iterable[Spelling]) -> str:
    """The spelling to show: the vocabulary's of a skill that it knows, else the one that most
    records use, see `organizations.shown`; "" where none does."""
    name = skills.canonical(key)[1] if kind == NameKind.SKILL else key
    return name if name != key else commonest(counted)


def commonest(spellings: Iterable[Spelling]) -> str:
    """The spelling that most records use, see `organizations.shown`."""
    return organizations.shown({row.text: row.count for row in spellings})


def commonest_website(stated: Iterable[Spelling]) -> str:
    """The site that most records state, the first by code point among equals; "" for none."""
    used = [row for row in stated if row.count > 0]
    best = min(used, key=lambda row: (-row.count, row.text), default=None)
    return best.text if best else ""
