"""Queries written once answer as Django's own do."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postings import finding, wording
from postings.finding.prepared import Prepared
from postings.models import JobPosting
from postings.tests.factories import make_organization, make_posting
from postings.vocabulary import CAVEATS, ProblemKind

pytestmark = pytest.mark.django_db
COLUMNS = ("pk", "title", "date_posted", "countries", "first_seen", "featured", "revision")
BY_ID = Prepared[int](
    lambda ids: (
        JobPosting.objects.filter(pk__in=ids, status="published")
        .order_by("pk")
        .values_list(*COLUMNS)
    )
)


def test_values_are_those_that_django_would_read() -> None:
    postings = [make_posting(date_posted=date(2026, 1, day), countries=["NO"]) for day in (1, 2, 3)]
    make_posting(pk=7_000_000, status="pending")
    for some in (postings, postings[1:], postings[:1]):
        ids = [posting.pk for posting in some]
        there = JobPosting.objects.filter(pk__in=ids).order_by("pk").values_list(*COLUMNS)
        assert BY_ID.rows([*reversed(ids), 7_000_000]) == list(there)


def test_it_is_one_query_and_none_for_nothing() -> None:
    posting = make_posting()
    with CaptureQueriesContext(connection) as captured:
        assert BY_ID.rows([]) == []
        assert len(BY_ID.rows([posting.pk])) == 1
    assert len(captured) == 1


def test_few_queries_are_written_and_none_gives_a_row_twice() -> None:
    postings = [make_posting() for _ in range(9)]
    query = Prepared[int](BY_ID.make)
    for number in range(1, 10):
        ids = [posting.pk for posting in postings[:number]]
        assert [row[0] for row in query.rows(ids)] == ids
    assert query.written.cache_info().currsize == 5  # for 1, 2, 4, 8 and 16 ids


def test_a_page_has_the_posting_as_django_would_make_it() -> None:
    posting = make_posting(hiring_organization=make_organization("Tidewater"), countries=["SE"])
    found = finding.for_page(posting.public_id)
    assert found == posting
    there = JobPosting.objects.select_related("hiring_organization").get()
    names = [field.attname for field in JobPosting._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(there, name) for name in names]
    with CaptureQueriesContext(connection) as captured:
        assert str(finding.for_page(posting.public_id).hiring_organization) == "Tidewater"
    assert len(captured) == 1
    assert finding.for_page("nobody") is None


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_a_page_knows_whether_a_problem_concerns_job_seekers(kind: str) -> None:
    posting = make_posting()
    posting.problems.create(kind=kind, message="Something: “evidence”")
    found = finding.for_page(posting.public_id)
    assert found.warned == (kind in CAVEATS) == bool(wording.caveats(posting.problems.all()))


def test_a_page_knows_whether_something_shares_it_or_its_card() -> None:
    alone, shared, head = make_posting(), make_posting(), make_posting()
    twin, elsewhere = make_posting(canonical=shared), make_posting(card=head)
    repeated = {one: finding.for_page(one.public_id).repeated for one in (shared, head, elsewhere)}
    assert repeated == dict.fromkeys((shared, head, elsewhere), True)
    assert not finding.for_page(alone.public_id).repeated
    assert finding.canonical_of(finding.for_page(twin.public_id)) == shared
