"""Runs of folding: killed, disturbed, dry, by other rules, and of everything."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from postings.folding import catch_up, grouping, noting, run
from postings.models import BlockKey, BoardRevision, FoldState, JobPosting, Likeness, Unfolded
from postings.tests.factories import make_posting
from postings.tests.folds import fold_of, job, reload, stamp

pytestmark = pytest.mark.django_db


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
    assert "Other places 1 (cards of several places: 1)" in told
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
