"""Which postings have which problem, whether a reader found it in a file or it is of the texts."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count, Q, QuerySet

from postings.models import ImportProblem, JobPosting, PostingProblem
from postings.querysets import TOLD
from postings.vocabulary import ProblemKind, Status


def with_problem(postings: QuerySet[JobPosting], kind: str) -> QuerySet[JobPosting]:
    """Postings that have a problem of a kind."""
    of_text = PostingProblem.objects.filter(kind=kind).values("posting")
    of_file = ImportProblem.objects.filter(kind=kind).values("record__posting")
    found = postings.filter(Q(pk__in=of_text) | Q(pk__in=of_file))
    return found.exclude(**TOLD[kind]) if kind in TOLD else found


def without_problem(postings: QuerySet[JobPosting]) -> QuerySet[JobPosting]:
    """Postings of which nothing is left open."""
    of_text = PostingProblem.objects.values("posting")
    of_file = ImportProblem.objects.left_open().values("record__posting")
    return postings.exclude(Q(pk__in=of_text) | Q(pk__in=of_file))


def tally() -> list[tuple[ProblemKind, int, int]]:
    """Each kind with the number of postings that have it, published and all; commonest first.

    No kind is found both in files and in texts, so their numbers need no comparing.
    """
    numbers: Counter[str] = Counter()
    published: Counter[str] = Counter()
    for problems, posting in (
        (PostingProblem.objects.all(), "posting"),
        (ImportProblem.objects.left_open(), "record__posting"),
    ):
        live = Q(**{f"{posting}__status": Status.PUBLISHED})
        counted = problems.values_list("kind").annotate(
            number=Count(posting, distinct=True),
            live=Count(posting, distinct=True, filter=live),
        )
        for kind, number, shown in counted:
            numbers[kind] += number
            published[kind] += shown
    kinds = sorted(ProblemKind, key=lambda kind: (-numbers[kind], kind.value))
    return [(kind, published[kind], numbers[kind]) for kind in kinds]
