"""Repeats on the board: which posting is shown, and what changes when one of them does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from postings import lifecycle
from postings.folding import catch_up
from postings.importing.undo import delete_postings
from postings.models import BlockKey, BoardRevision, JobPosting
from postings.querysets import today
from postings.tests.folds import TEXT, fold_of, job, reload, stamp
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db


def test_the_same_job_at_two_sources_is_one_posting_under_the_smallest_identity() -> None:
    first, second = job(), job()
    catch_up()
    assert fold_of(first, second) == {second: first}
    assert list(JobPosting.objects.live().heads()) == [first]


def test_the_same_job_in_three_places_is_one_card_of_three() -> None:
    head, *members = job(country="NO"), job(country="DK"), job(country="SE")
    catch_up()
    assert fold_of(head, *members) == {}
    assert [one.card_id for one in reload(*members)] == [head.pk, head.pk]
    assert reload(head)[0].card_size == 3


def test_other_jobs_stay_by_themselves() -> None:
    jobs = [job(), job(title="Head Gardener"), job(hiring_organization="Oakdale")]
    jobs.append(job(description_text=" ".join(reversed(TEXT.split()))))
    catch_up()
    assert list(JobPosting.objects.heads().order_by("pk")) == jobs


def test_members_of_a_card_agree_on_what_lists_are_narrowed_by() -> None:
    head, other = job(country="NO", salary_text="90k"), job(country="DK")
    catch_up()
    assert reload(other)[0].card_id is None
    JobPosting.objects.filter(pk=other.pk).update(salary_text="90k")
    stamp(other)
    catch_up()
    assert reload(other)[0].card_id == head.pk


def test_closing_the_canonical_shows_its_twin_and_leads_there() -> None:
    first, second = job(), job()
    catch_up()
    lifecycle.decide([first], Decision.CLOSED, None)
    catch_up()
    assert fold_of(first, second) == {first: second}
    assert list(JobPosting.objects.live().heads()) == [second]
    lifecycle.decide([first], Decision.REOPENED, None)
    catch_up()
    assert fold_of(first, second) == {second: first}


def test_a_closed_posting_has_no_say_in_what_is_one_card() -> None:
    closed = job(country="")
    one, other = job(country="NO"), job(country="DK")
    lifecycle.decide([closed], Decision.CLOSED, None)
    catch_up()
    assert reload(one)[0].card_size == 2
    assert fold_of(closed, one, other) == {closed: one}


def test_what_is_hidden_is_folded_with_nothing() -> None:
    first, second = job(), job()
    catch_up()
    lifecycle.decide([first], Decision.REJECTED, None)
    catch_up()
    assert fold_of(first, second) == {}
    assert not BlockKey.objects.filter(posting=first).exists()


def test_closing_the_head_of_a_card_gives_it_another() -> None:
    head, second, third = job(country="NO"), job(country="DK"), job(country="SE")
    catch_up()
    lifecycle.decide([head], Decision.CLOSED, None)
    catch_up()
    assert [one.card_id for one in reload(head, second, third)] == [None, None, second.pk]
    assert [one.card_size for one in reload(head, second)] == [1, 2]


def test_deleting_the_canonical_gives_its_twins_back() -> None:
    first, second, third = job(), job(), job(country="DK")
    catch_up()
    delete_postings(reload(first))
    catch_up()
    assert [one.canonical_id for one in reload(second)] == [None]
    assert [one.card_id for one in reload(second, third)] == [None, second.pk]


def test_the_source_that_is_open_longest_stands_for_the_others() -> None:
    """Else a posting would be hidden by one whose last day has passed, without any change."""
    ending = job(valid_through=today() + timedelta(days=1))
    lasting, elsewhere = job(), job(country="DK", valid_through=today() + timedelta(days=1))
    catch_up()
    assert fold_of(ending, lasting) == {ending: lasting}
    assert reload(elsewhere)[0].card_id is None


def test_what_has_run_out_leads_to_its_live_twin() -> None:
    over, live = job(valid_through=date(2021, 1, 1)), job()
    catch_up()
    assert fold_of(over, live) == {over: live}


def test_a_card_is_never_older_than_what_is_on_it() -> None:
    head, member, twin = job(country="NO"), job(country="DK"), job(country="DK")
    catch_up()
    for changed in (member, twin):
        stamp(changed)
        catch_up()
        assert reload(head)[0].revision >= max(one.revision for one in reload(member, twin))


def test_moving_stamps_whoever_shows_it() -> None:
    head, member = job(country="NO"), job(country="DK")
    catch_up()
    before = BoardRevision.objects.current().number
    JobPosting.objects.filter(pk=member.pk).update(title="Head Gardener")
    stamp(member)
    catch_up()
    assert all(one.revision > before for one in reload(head, member))
    assert reload(head)[0].card_size == 1
