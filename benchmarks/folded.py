"""How copies of postings are folded: as their originals are, each pass within itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

BITS = 62


@dataclass(frozen=True, slots=True)
class Folded:
    """The columns of an original that say where it is shown, as `models.Folded` has them."""

    pk: int
    canonical: int | None
    card: int | None


def columns(taken: Mapping[int, tuple[int, Folded]]) -> dict[int, dict[str, int | None]]:
    """The columns of each copy of a pass by its number.

    taken: by the primary key of an original, the number of its copy, and how itself is folded.
    What is folded with something that this pass does not hold stands for itself.
    """
    known = {pk: number for pk, (number, _) in taken.items()}
    sizes = Counter(one.card for _, one in taken.values() if one.card in known)
    return {
        number: {
            "canonical_id": known.get(one.canonical) if one.canonical else None,
            "card_id": known.get(one.card) if one.card else None,
            "card_size": 1 + sizes[pk],
        }
        for pk, (number, one) in taken.items()
    }


class Likenesses:
    """What folding keeps of each posting: the signature of its original, and keys as many as that
    has, of its own, so that a change of one posting is compared as it would be on a real board."""

    def __init__(self, source: str) -> None:
        # The app registry is not ready when this module is imported.
        from postings.folding import noting  # noqa: PLC0415
        from postings.models import BlockKey, FoldState, Likeness  # noqa: PLC0415

        self.rules, self.FoldState = noting.RULES, FoldState
        self.likeness, self.block = Likeness._meta.db_table, BlockKey._meta.db_table
        rows = Likeness.objects.using(source).values_list("posting_id", "signature")
        self.signatures = {pk: bytes(signature) for pk, signature in rows}
        keys = BlockKey.objects.using(source).values_list("posting_id", flat=True)
        self.keys = Counter(keys)

    def insert(self, numbered: Sequence[tuple[int, int]], revision: int) -> None:
        """numbered: each copy's number and its original."""
        like = [(number, self.signatures.get(pk, b""), revision) for number, pk in numbered]
        keys = [
            (number, hash((number, key)) % (1 << BITS))
            for number, pk in numbered
            for key in range(self.keys[pk])
        ]
        with connection.cursor() as cursor:
            into = f"INSERT INTO {self.likeness} (posting_id, signature, revision)"
            cursor.executemany(f"{into} VALUES (%s, %s, %s)", like)
            into = f"INSERT INTO {self.block} (posting_id, key)"
            cursor.executemany(f"{into} VALUES (%s, %s)", keys)

    def end(self, revision: int, last: int) -> None:
        """All was noted and folded: nothing is left for a request to do."""
        self.FoldState.objects.create(pk=1, revision=revision, posting=last, rules=self.rules)
