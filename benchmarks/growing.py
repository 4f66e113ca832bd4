"""A big board: the live postings of an imported one many times over, each time a little different.

Run as `python -m benchmarks.growing DATABASE NUMBER` in the data folder of an empty board; DATABASE
is the SQLite file of the imported one. Prints JSON.
"""

from __future__ import annotations

import functools
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

import django
from django.db import connection, connections, transaction

from benchmarks.bodies import WINDOW, Block, blocks, rare_word, recombined
from benchmarks.folded import Folded, Likenesses, columns

SEED = 20_241_121
AT_ONCE = 2_000
# A date stated by day moves by so many days at most; one posting in so many states its last day.
MOVED_DAYS, WITH_LAST_DAY = 15, 10
# The last days lie in the years before this one, whenever the bench runs.
FAR = date(2099, 12, 31)
# Nothing is lost with a scratch board that a crash leaves unfinished.
UNSAFE = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "locking_mode=EXCLUSIVE")


@dataclass(frozen=True, slots=True)
class Original:
    """A live posting of the source: its columns as stored, and what is varied of them."""

    columns: tuple[Any, ...]
    folded: Folded
    organization: int | None
    skills: tuple[int, ...]
    posted: date | None
    precision: str
    address: str
    body: tuple[Block, ...]


class Grower:
    """Copies pass by pass: each pass takes every original once, in an order of its own.

    So every share is the source's: skills, places, dates, repeats, and postings of an organization,
    whose name gets another number in each pass.
    """

    def __init__(self, database: str, number: int) -> None:
        # The app registry is not ready when this module is imported.
        from postings.importing.identity import public_id  # noqa: PLC0415
        from postings.models import BoardRevision, JobPosting, Organization, Skill  # noqa: PLC0415
        from postings.normalizers import organizations  # noqa: PLC0415

        connections.settings["source"] = connections.settings["default"] | {"NAME": database}
        self.number, self.public_id, self.postings = number, public_id, JobPosting
        self.organizations = organizations
        self.Organization, self.Skill, self.BoardRevision = Organization, Skill, BoardRevision
        self.fields = JobPosting._meta.concrete_fields
        self.at = {field.attname: place for place, field in enumerate(self.fields)}
        self.numbered: dict[str, int] = {}
        self.pairs = self.cards = 0

    def grow(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            for pragma in UNSAFE:
                cursor.execute(f"PRAGMA {pragma}")
        with transaction.atomic():
            revision = self.BoardRevision.objects.raise_number()
            self.originals = self._originals(revision)
            hiring = {one.organization for one in self.originals} - {None}
            names = self.Organization.objects.using("source").in_bulk(hiring)
            self.names = [names[pk] for pk in sorted(names)]
            self.Skill.objects.bulk_create(list(self.Skill.objects.using("source").all()))
            likenesses = Likenesses("source")
            rows = self._rows()
            for some in iter(lambda: list(islice(rows, AT_ONCE)), []):
                self._insert(some)
                held = [(row[self.at["id"]], original.folded.pk) for row, original in some]
                likenesses.insert(held, revision)
            likenesses.end(revision, self.number)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA journal_mode=DELETE")
        return {"organizations": len(self.numbered), "skills": self.pairs, "cards": self.cards}

    def _originals(self, revision: int) -> list[Original]:
        """By number of blocks, so that neighbours are bodies of one size."""
        live = self.postings.objects.using("source").live().order_by("public_id")
        found = [self._original(posting, revision) for posting in live.prefetch_related("skills")]
        return sorted(found, key=lambda one: len(one.body))

    def _original(self, posting: Any, revision: int) -> Original:
        posting.revision, posting.featured, posting.locked_fields = revision, False, []
        posting.created_by_run_id = posting.decided_by_id = posting.decided_at = None
        posting.decision = ""
        values = (
            field.get_db_prep_save(getattr(posting, field.attname), connection)
            for field in self.fields
        )
        return Original(
            columns=tuple(values),
            folded=Folded(posting.pk, posting.canonical_id, posting.card_id),
            organization=posting.hiring_organization_id,
            skills=tuple(skill.pk for skill in posting.skills.all()),
            posted=posting.date_posted,
            precision=posting.date_posted_precision,
            address=posting.url,
            body=blocks(posting.description_html),
        )

    def _rows(self) -> Iterator[tuple[list[Any], Original]]:
        """Columns of a posting and what it is a copy of; the organizations of a pass are stored
        before."""
        dates = [one.posted for one in self.originals if one.posted]
        span = (min(dates), max(dates)) if dates else (FAR, FAR)
        for start in range(0, self.number, len(self.originals)):
            turn = start // len(self.originals)
            source = random.Random(f"{SEED} {turn}")
            organizations = self._organizations(turn)
            order = list(range(len(self.originals)))
            source.shuffle(order)
            taken = [(place, self.originals[place]) for place in order[: self.number - start]]
            numbered = {
                one.folded.pk: (number, one.folded)
                for number, (_, one) in enumerate(taken, start + 1)
            }
            folded = columns(numbered)
            for number, (place, original) in enumerate(taken, start + 1):
                row = self._row(source, number, place, span)
                row[self.at["hiring_organization_id"]] = organizations.get(original.organization)
                for name, value in folded[number].items():
                    row[self.at[name]] = value
                self.cards += folded[number]["canonical_id"] is folded[number]["card_id"] is None
                yield row, original

    def _row(
        self, source: random.Random, number: int, place: int, span: tuple[date, date]
    ) -> list[Any]:
        original, at = self.originals[place], self.at
        row = list(original.columns)
        near = place + source.randint(-WINDOW, WINDOW)
        other = self.originals[max(0, min(near, len(self.originals) - 1))]
        body = recombined(source, original.body, other.body, rare_word(number))
        identity = f"bench {number}"
        row[at["id"]], row[at["identity"]] = number, identity
        row[at["public_id"]] = self.public_id(identity)
        row[at["description"]] = row[at["description_text"]] = body.text
        row[at["description_html"]] = body.html
        if original.address:
            row[at["url"]] = row[at["apply_url"]] = f"{original.address[:2000]}/{number}"
        if original.posted and original.precision == "day":
            moved = original.posted + timedelta(days=source.randint(-MOVED_DAYS, MOVED_DAYS))
            row[at["date_posted"]] = stored(max(span[0], min(moved, span[1])))
        if number % WITH_LAST_DAY == 0:
            row[at["valid_through"]] = stored(FAR - timedelta(days=source.randrange(9_000)))
        return row

    def _organizations(self, turn: int) -> dict[int | None, int]:
        """Primary keys of this pass's names by the source's; the first pass keeps them as they are.

        Names that share a key are one organization, as in an import.
        """
        found: dict[int | None, int] = {}
        new = []
        for original in self.names:
            name = f"{original.name[:190]} {turn + 1}" if turn else original.name
            key = self.organizations.key(name)
            if key not in self.numbered:
                self.numbered[key] = pk = len(self.numbered) + 1
                slug = self.organizations.slug(name)
                values = {"key": key, "shown_key": key, "name": name, "slug": slug}
                new.append(self.Organization(pk=pk, url=original.url, **values))
            found[original.pk] = self.numbered[key]
        self.Organization.objects.bulk_create(new, batch_size=100)
        return found

    def _insert(self, rows: Sequence[tuple[list[Any], Original]]) -> None:
        through = self.postings.skills.through._meta.db_table
        columns = [connection.ops.quote_name(field.column) for field in self.fields]
        held = [(row[self.at["id"]], skill) for row, one in rows for skill in one.skills]
        self.pairs += len(held)
        with connection.cursor() as cursor:
            values = ", ".join(["%s"] * len(columns))
            into = f"INSERT INTO {self.postings._meta.db_table} ({', '.join(columns)})"
            cursor.executemany(f"{into} VALUES ({values})", [row for row, _ in rows])
            into = f"INSERT INTO {through} (jobposting_id, skill_id)"
            cursor.executemany(f"{into} VALUES (%s, %s)", held)


@functools.cache
def stored(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def main(database: str, number: str) -> None:
    django.setup()
    started = time.perf_counter()
    told = Grower(database, int(number)).grow()
    print(json.dumps(told | {"seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main(*sys.argv[1:])
