"""However a board comes about, it is folded as if all had been there at once."""

from __future__ import annotations

import random

import pytest

from postings import lifecycle
from postings.folding import catch_up, deciding, grouping, noting, run
from postings.folding.grouping import Neighbours, places
from postings.importing.undo import delete_postings
from postings.models import JobPosting
from postings.querysets import today
from postings.tests.folds import NAMES, TEXT, job, reload, stamp
from postings.vocabulary import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def change(chance: random.Random) -> None:
    """One thing that an import or an editor does."""
    rows = list(JobPosting.objects.order_by("pk"))
    one, other = chance.choice(rows), chance.choice(rows)
    what = chance.choice(("new", "place", "text", "state", "delete", "split", "merge", "unmerge"))
    match what:
        case "new":
            job(chance.choice(list(NAMES)), hiring_organization=chance.choice(("Fernhill", None)))
        case "place":
            country = chance.choice(list(NAMES))
            values = {"countries": [country] if country else [], "place_text": NAMES[country]}
            JobPosting.objects.filter(pk=one.pk).update(**values)
            stamp(one)
        case "text":
            text = chance.choice((TEXT, TEXT.replace("tree 7 ", "hedge 7 "), TEXT[::-1]))
            JobPosting.objects.filter(pk=one.pk).update(description_text=text)
            stamp(one)
        case "state":
            decisions = [Decision.CLOSED, Decision.REJECTED, Decision.PUBLISHED]
            lifecycle.decide(reload(one), chance.choice(decisions), None)
        case "delete" if len(rows) > 3:
            delete_postings(reload(one))
        case "split":
            deciding.split(one.public_id, [other.public_id], None)
        case "merge":
            deciding.merge([one.public_id, other.public_id], None)
        case "unmerge":
            deciding.unmerge(one.public_id)


def as_stored() -> dict[str, grouping.Place]:
    columns = ("public_id", "canonical_id", "card_id", "card_size")
    return {
        name: grouping.Place(*place) for name, *place in JobPosting.objects.values_list(*columns)
    }


def as_if_at_once() -> dict[str, grouping.Place]:
    near = Neighbours()
    near.load(JobPosting.objects.values_list("pk", flat=True))
    return places(near, today())


@pytest.mark.parametrize("seed", range(12))
def test_any_history_leads_to_the_same_cards(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "BATCH", 3)
    monkeypatch.setattr(grouping, "BATCH", 2)
    chance = random.Random(seed)
    for _ in range(6):
        job(chance.choice(list(NAMES)))
    for _ in range(12):
        for _ in range(chance.randint(1, 3)):
            change(chance)
        if chance.random() < 0.3:
            run._step()  # and is killed
            continue
        catch_up()
        assert as_stored() == as_if_at_once()
        heads = {row.pk: row for row in JobPosting.objects.all()}
        for row in heads.values():
            shown_on = heads.get(row.card_id or row.canonical_id or row.pk)
            if row.status == "published":
                assert shown_on and shown_on.revision >= row.revision
