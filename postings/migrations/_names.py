"""Stored names under the keys that today's rules give them; many spellings become one name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db.models import Count, F
from django.utils import timezone

from postings.normalizers import organizations, skills
from postings.text import name_key, name_slug

BATCH = 2_000
# Key and text of a spelling.
Spelled = tuple[str, str]


def unite(apps: Any, schema_editor: Any) -> None:
    """Gives every organization and skill its key of today; those that share one become one.

    The one with most postings stays. Its postings, its spellings and what records are counted
    under follow; what visitors see otherwise is stamped with a new revision.
    """
    connection = schema_editor.connection
    sites = apps.get_model("postings", "Organization").objects.exclude(url="")
    sites.update(url_locked=True)  # so far, only editors have set one
    respelled = {
        **_Organizations(apps, connection).unite(),
        **_Skills(apps, connection).unite(),
    }
    if respelled:
        _respell_records(apps, connection, respelled)


def _respell_records(
    apps: Any, connection: Any, respelled: dict[tuple[str, str, str], Spelled]
) -> None:
    records = apps.get_model("postings", "SourceRecord")
    column = records._meta.get_field("spelled")
    last = 0
    while True:
        rows = records.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "spelled")
        some = list(rows[:BATCH])
        if not some:
            return
        last = some[-1][0]
        changed = []
        for pk, spelled in some:
            new = [
                [kind, *respelled.get((kind, key, text), (key, text))] for kind, key, text in spelled
            ]
            if new != spelled:
                changed.append((column.get_db_prep_save(new, connection), pk))
        _run(connection, f"UPDATE {records._meta.db_table} SET spelled = %s WHERE id = %s", changed)


def _run(connection: Any, statement: str, parameters: Iterable[tuple[Any, ...]]) -> None:
    rows = iter(parameters)
    with connection.cursor() as cursor:
        while some := list(islice(rows, BATCH)):
            cursor.executemany(statement, some)


def _insert(connection: Any, model: Any, columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    """Rows of plain values; making models of so many takes longer than all else."""
    places = ", ".join(["%s"] * len(columns))
    into = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
    _run(connection, f"{into} VALUES ({places})", rows)


class _Kind(ABC):
    """All rows of one kind of name; `rule` gives key and text of a spelling, None for nobody's."""

    kind: str
    rule: Callable[[str], Spelled | None]
    key_of: Callable[[str], str]
    slug_of: Callable[[str], str]

    def __init__(self, apps: Any, connection: Any) -> None:
        self.connection = connection
        self.Name = apps.get_model("postings", self.kind.capitalize())
        self.Posting = apps.get_model("postings", "JobPosting")
        self.Spelling = apps.get_model("postings", "Spelling")
        self.Revision = apps.get_model("postings", "BoardRevision")
        self.Alias = apps.get_model("postings", "OrganizationAlias")
        self.table, self.posting_table = self.Name._meta.db_table, self.Posting._meta.db_table
        # How often a spelling of a key is used, and how often one of an old key has a new one.
        self.texts: dict[str, Counter[str]] = defaultdict(Counter)
        self.votes: dict[str, Counter[str]] = defaultdict(Counter)

    def unite(self) -> dict[tuple[str, str, str], Spelled]:
        """Kind, key and text of spellings that are others now, with the new key and text."""
        respelled = self._respell()
        groups: dict[str, list[Any]] = defaultdict(list)
        for row in self.Name.objects.all():
            groups[self._new_key(row)].append(row)
        counts = self.counts() if any(len(rows) > 1 for rows in groups.values()) else {}
        older: list[tuple[str, str, int]] = []  # old key, new key, id
        moved: dict[int, int] = {}  # id -> id of the row that stays, which is another than it was
        stays = []
        for key, rows in groups.items():
            rows.sort(key=lambda row: (-counts.get(row.pk, 0), row.key))
            older += [(row.key, key, rows[0].pk) for row in rows if row.key != key]
            if self._settle(key, rows):
                stays.append(rows[0])
                moved |= {row.pk: rows[0].pk for row in rows}
        if stays:
            self._write(stays, moved)
            self.remember(older)
        return respelled

    def _respell(self) -> dict[tuple[str, str, str], Spelled]:
        changed, totals = {}, Counter()
        rows = self.Spelling.objects.filter(kind=self.kind)
        for key, text, count in rows.values_list("key", "text", "count"):
            new_key, new_text = new = self.rule(text) or (key, text)
            self.votes[key][new_key] += count
            self.texts[new_key][new_text] += count
            totals[new] += count
            if new != (key, text):
                changed[self.kind, key, text] = new
        if changed:
            rows._raw_delete(rows.db)
            told = ((self.kind, *spelled, count) for spelled, count in totals.items())
            _insert(self.connection, self.Spelling, ("kind", "key", "text", "count"), told)
        return changed

    def _new_key(self, row: Any) -> str:
        """What most records that spell the name would give it."""
        if votes := self.votes.get(row.key):
            return min(votes, key=lambda key: (-votes[key], key))
        if name_key(row.name) != row.key:  # an editor's
            return str(row.key)
        new = self.rule(row.name)
        return new[0] if new else str(row.key)

    def _settle(self, key: str, rows: list[Any]) -> bool:
        """Makes the first row stand for all; whether it, or a posting's row, is another one now."""
        row = rows[0]
        spelled = self.shown(key) or row.name
        if len(rows) == 1 and (row.key, row.name, row.name_locked) == (key, spelled, False):
            return False
        before = (row.key, row.shown_key, row.name, row.slug)
        slug = self.slug_of(spelled)
        if slug.replace("-", "") != key:
            slug = row.slug if row.slug.replace("-", "") == key else key
        curated = next((one for one in rows if one.name_locked), None)
        row.name, row.name_locked = (curated.name, True) if curated else (spelled, False)
        row.key, row.slug = key, slug
        row.shown_key = self.key_of(row.name) if curated else key
        if hasattr(row, "url"):
            site = next((one for one in rows if one.url), row)
            row.url, row.url_locked = site.url, site.url_locked
        return len(rows) > 1 or before != (row.key, row.shown_key, row.name, row.slug)

    def _write(self, stays: list[Any], moved: dict[int, int]) -> None:
        self.Revision.objects.filter(pk=1).update(number=F("number") + 1, raised_at=timezone.now())
        number = self.Revision.objects.values_list("number", flat=True).get(pk=1)
        self.move(moved, number)
        lost = [(old,) for old, new in moved.items() if old != new]
        _run(self.connection, f"DELETE FROM {self.table} WHERE id = %s", lost)
        # A key that one row gives up may be another's.
        passing = [(f"~{row.pk}", row.pk) for row in stays]
        _run(self.connection, f"UPDATE {self.table} SET key = %s WHERE id = %s", passing)
        columns = [field.column for field in self.Name._meta.concrete_fields if field.column != "id"]
        settings = ", ".join(f"{column} = %s" for column in columns)
        values = ((*(getattr(row, name) for name in columns), row.pk) for row in stays)
        _run(self.connection, f"UPDATE {self.table} SET {settings} WHERE id = %s", values)

    @abstractmethod
    def counts(self) -> dict[int, int]:
        """Postings by id."""

    @abstractmethod
    def shown(self, key: str) -> str:
        """The spelling of a key."""

    @abstractmethod
    def move(self, moved: dict[int, int], number: int) -> None:
        """Postings of each to the row that stays, all stamped with the revision's number."""

    @abstractmethod
    def remember(self, older: list[tuple[str, str, int]]) -> None:
        """What old keys lead to."""


class _Organizations(_Kind):
    kind = "organization"
    key_of = staticmethod(organizations.key)
    slug_of = staticmethod(organizations.slug)

    @staticmethod
    def rule(text: str) -> Spelled | None:
        read = organizations.read(text)
        return (read.key, read.name) if read else None

    def counts(self) -> dict[int, int]:
        hiring = self.Posting.objects.order_by().values_list("hiring_organization")
        return dict(hiring.annotate(number=Count("pk")))

    def shown(self, key: str) -> str:
        return organizations.shown(self.texts.get(key, {}))

    def move(self, moved: dict[int, int], number: int) -> None:
        of = "hiring_organization_id"
        _run(
            self.connection,
            f"UPDATE {self.posting_table} SET {of} = %s, revision = %s WHERE {of} = %s",
            ((new, number, old) for old, new in moved.items()),
        )

    def remember(self, older: list[tuple[str, str, int]]) -> None:
        field = self.Alias._meta.get_field
        none = field("followers").get_db_prep_save([], self.connection)
        now = field("made_at").get_db_prep_save(timezone.now(), self.connection)
        columns = ("key", "under", "organization_id", "kind", "followers", "made_at")
        rows = ((old, key, pk, "older_key", none, now) for old, key, pk in older)
        _insert(self.connection, self.Alias, columns, rows)


class _Skills(_Kind):
    kind = "skill"
    key_of = staticmethod(name_key)
    slug_of = staticmethod(name_slug)

    @staticmethod
    def rule(text: str) -> Spelled | None:
        return skills.canonical(text)

    def __init__(self, apps: Any, connection: Any) -> None:
        super().__init__(apps, connection)
        self.Held = self.Posting.skills.through

    def counts(self) -> dict[int, int]:
        held = self.Held.objects.order_by().values_list("skill")
        return dict(held.annotate(number=Count("pk")))

    def shown(self, key: str) -> str:
        name = skills.canonical(key)[1]
        return name if name != key else organizations.shown(self.texts.get(key, {}))

    def move(self, moved: dict[int, int], number: int) -> None:
        held, lost = self.Held._meta.db_table, {old: new for old, new in moved.items() if old != new}
        _run(
            self.connection,
            f"INSERT INTO {held} (jobposting_id, skill_id) SELECT jobposting_id, %s FROM {held} old"
            f" WHERE skill_id = %s AND NOT EXISTS (SELECT 1 FROM {held} had"
            " WHERE had.jobposting_id = old.jobposting_id AND had.skill_id = %s)",
            ((new, old, new) for old, new in lost.items()),
        )
        _run(self.connection, f"DELETE FROM {held} WHERE skill_id = %s", ((old,) for old in lost))
        _run(
            self.connection,
            f"UPDATE {self.posting_table} SET revision = %s WHERE id IN"
            f" (SELECT jobposting_id FROM {held} WHERE skill_id = %s)",
            ((number, new) for new in set(moved.values())),
        )

    def remember(self, older: list[tuple[str, str, int]]) -> None:
        """Nothing: the vocabulary knows a skill's other names."""
