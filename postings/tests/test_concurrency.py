"""An editor and an import at the same posting, on a database where both may write at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from postings import lifecycle
from postings.importing import storing
from postings.models import BoardRevision, JobPosting
from postings.tests.files import front_matter, run, write
from postings.vocabulary import Decision

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_decision_made_during_an_import_is_not_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    folder = write(tmp_path, {"a.md": front_matter("one")})
    run(folder)
    write(tmp_path, {"a.md": front_matter("one", title="From the source")})
    settling, editing = threading.Event(), threading.Event()

    def editor() -> None:
        settling.wait(20)
        editing.set()
        posting = JobPosting.objects.filter(title__in=["Lamp Keeper", "From the source"])
        lifecycle.decide(posting, Decision.REJECTED, None)
        connection.close()

    write_settled = storing.write_settled

    def slowly(settled: object) -> None:
        settling.set()
        editing.wait(20)
        write_settled(settled)  # type: ignore[arg-type]

    monkeypatch.setattr(storing, "write_settled", slowly)
    thread = threading.Thread(target=editor)
    thread.start()
    run(folder)
    thread.join(20)
    posting = JobPosting.objects.get()
    assert (posting.title, posting.status) == ("From the source", "rejected")


def test_writers_wait_for_who_holds_the_revision() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    order: list[str] = []

    def second() -> None:
        with transaction.atomic():
            BoardRevision.objects.hold()
            order.append("second")
        connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        BoardRevision.objects.hold()
        thread.start()
        thread.join(0.3)
        order.append("first")
    thread.join(20)
    assert order == ["first", "second"]
