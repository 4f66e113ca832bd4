"""What editors decide of repeats: splits and merges."""

from __future__ import annotations

import pytest

from postings import lifecycle
from postings.folding import catch_up, deciding, run
from postings.importing.undo import delete_postings
from postings.tests.folds import fold_of, job, reload
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db


def test_a_split_holds_and_can_be_taken_back() -> None:
    first, second = job(), job()
    catch_up()
    assert deciding.split(second.public_id, [first.public_id], None) == 1
    assert deciding.split(first.public_id, [second.public_id], None) == 0
    catch_up()
    assert fold_of(first, second) == {}
    run.refold(everything=True)
    assert fold_of(first, second) == {}
    assert deciding.rejoin(first.public_id, [second.public_id]) == 1
    catch_up()
    assert fold_of(first, second) == {second: first}


def test_a_split_holds_for_a_posting_that_comes_back() -> None:
    first, second = job(), job()
    deciding.split(first.public_id, [second.public_id], None)
    delete_postings(reload(second))
    again = job(public_id=second.public_id)
    catch_up()
    assert fold_of(first, again) == {}


def test_a_merge_joins_what_differs_and_can_be_taken_back() -> None:
    one, other, third = job(), job(title="Head Gardener"), job(title="Chief of Trees")
    assert deciding.merge([one.public_id, other.public_id], None) == 2
    assert deciding.merge([other.public_id, third.public_id], None) == 3
    catch_up()
    assert fold_of(one, other, third) == {other: one, third: one}
    assert deciding.unmerge(other.public_id) == 2
    catch_up()
    assert fold_of(one, other, third) == {third: one}
    assert deciding.unmerge(third.public_id) == 1
    catch_up()
    assert fold_of(one, other, third) == {}


def test_a_later_split_undoes_a_merge_and_a_later_merge_a_split() -> None:
    one, other = job(), job(title="Head Gardener")
    names = [one.public_id, other.public_id]
    deciding.merge(names, None)
    deciding.split(names[0], names, None)
    catch_up()
    assert fold_of(one, other) == {}
    deciding.merge(names, None)
    catch_up()
    assert fold_of(one, other) == {other: one}


def test_a_closed_posting_that_was_merged_leads_to_the_live_one() -> None:
    one, other = job(), job(title="Head Gardener")
    deciding.merge([one.public_id, other.public_id], None)
    lifecycle.decide([one], Decision.CLOSED, None)
    catch_up()
    assert fold_of(one, other) == {one: other}
