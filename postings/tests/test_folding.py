"""Repeats on the board: which posting is shown, and what changes when one of them does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from postings import lifecycle
from postings.folding import catch_up, deciding, grouping, noting, run
from postings.importing.undo import delete_postings
from postings.models import (
    BlockKey,
    BoardRevision,
    FoldState,
    JobPosting,
    Likeness,
    Unfolded,
)
from postings.querysets import today
from postings.tests.factories import make_posting
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


def test_a_second_run_writes_nothing(django_assert_max_num_queries: Any) -> None:
    job(), job(), job(country="DK")
    catch_up()
    before = _all_there_is()
    with django_assert_max_num_queries(12) as asked:
        assert catch_up() == run.Folding()
    assert not [one for one in asked.captured_queries if _writes(one["sql"])]
    assert _all_there_is() == before


def _writes(sql: str) -> bool:
    return sql.split()[0] in ("INSERT", "UPDATE", "DELETE")


def _all_there_is() -> list[Any]:
    tables = (JobPosting, Likeness, BlockKey, Unfolded, FoldState, BoardRevision)
    return [list(table.objects.order_by("pk").values()) for table in tables]


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


def test_a_run_that_is_killed_is_completed_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "BATCH", 2)
    monkeypatch.setattr(grouping, "BATCH", 2)
    jobs = [job(country=country) for country in ("NO", "NO", "DK", "DK", "SE", "SE")]
    killed = 0
    while _killed_after_a_step(monkeypatch):
        killed += 1
    assert killed > 3
    assert fold_of(*jobs) == {jobs[1]: jobs[0], jobs[3]: jobs[2], jobs[5]: jobs[4]}
    assert reload(jobs[0])[0].card_size == 3
    assert not Unfolded.objects.exists()


def _killed_after_a_step(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the run was killed, in the middle of its second step; False: there was none."""
    step, done = run._step, []

    def dying() -> run.Folding:
        if not done:
            done.append(step())
            return done[0]
        with transaction.atomic():
            step()
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(run, "_step", dying)
        try:
            catch_up()
        except KeyboardInterrupt:
            return True
    return False


def test_what_changes_while_it_is_folded_is_folded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = job(), job()
    while noted := noting.note_changed():
        assert noted
    JobPosting.objects.filter(pk=second.pk).update(title="Head Gardener")
    stamp(second)
    grouping.fold_marked()
    catch_up()
    assert fold_of(first, second) == {}
    assert Likeness.objects.get(posting=second).revision == reload(second)[0].revision


def test_other_rules_fold_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = job(), job()
    catch_up()
    JobPosting.objects.filter(pk=second.pk).update(title="Head Gardener")
    assert catch_up() == run.Folding()
    monkeypatch.setattr(noting, "RULES", noting.RULES + 1)
    assert catch_up().noted == 2
    assert fold_of(first, second) == {}


def test_a_dry_run_reports_and_leaves_no_trace(capsys: pytest.CaptureFixture[str]) -> None:
    job(), job(), job(country="DK")
    before = _all_there_is()
    call_command("fold_repeats", "--dry-run", "--no-progress")
    assert "3 postings compared, 3 would move." in capsys.readouterr().out
    assert _all_there_is() == before


def test_the_command_says_how_the_board_is_folded(capsys: pytest.CaptureFixture[str]) -> None:
    job(), job(), job(country="DK")
    make_posting()
    call_command("fold_repeats", "--all", "--no-progress")
    told = " ".join(capsys.readouterr().out.split())
    assert "4 postings compared" in told
    assert "Live postings 4" in told
    assert "Other sources 1 lead" in told
    assert "Other places 1 share 1 cards" in told
    assert "Cards in lists 2" in told
    assert "2 places: Gardener" in told
    assert "2 sources: Gardener" in told


def test_folding_all_anew_moves_nothing() -> None:
    job(), job(), job(country="DK")
    catch_up()
    done, _ = run.refold(everything=True)
    assert done == run.Folding(noted=3, folded=3)


def test_a_request_leaves_many_changes_to_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "SMALL", 1)
    job(), job()
    run.follow()
    assert not Likeness.objects.exists()
    monkeypatch.setattr(run, "SMALL", 2)
    run.follow()
    assert Likeness.objects.count() == 2


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
