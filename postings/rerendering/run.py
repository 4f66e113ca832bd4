"""What is outdated, rendered in parallel and written in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction

from postings import lifecycle
from postings.models import BoardRevision, JobPosting
from postings.parallel import Lost, Workers
from postings.rendering import RENDERER_VERSION
from postings.rerendering.worker import Redone, Source, render_sources

CHUNK, BATCH = 16, 256
SECONDS_A_POSTING = 20.0


@dataclass
class RerenderReport:
    """How many bodies were rendered, how many came out different, and which failed."""

    rendered: int = 0
    changed: int = 0
    failed: list[str] = field(default_factory=list)


def outdated(everything: bool = False):  # type: ignore[no-untyped-def]
    """Postings whose HTML another renderer wrote, or all of them."""
    postings = JobPosting.objects.order_by("pk")
    return postings if everything else postings.exclude(renderer_version=RENDERER_VERSION)


def rerender(
    workers: int, everything: bool = False, watch: Callable[[int], None] = lambda number: None
) -> RerenderReport:
    """Renders in worker processes and writes in batches; a body that fails keeps its HTML."""
    report = RerenderReport()
    with Workers(render_sources, workers, SECONDS_A_POSTING) as pool:
        results = pool.map(_chunks(everything))
        while batch := list(islice(results, BATCH)):
            _write(batch, report)
            watch(len(batch))
    return report


def _chunks(everything: bool) -> Iterator[list[Source]]:
    after = 0
    while True:
        rows = outdated(everything).filter(pk__gt=after).values_list("pk", "description")[:CHUNK]
        chunk = [Source(*row) for row in rows]
        if not chunk:
            return
        after = chunk[-1].posting
        yield chunk


def _write(batch: Sequence[Redone | Lost[Source]], report: RerenderReport) -> None:
    done = {
        one.source.posting: (one.source.description, one.rendered)
        for one in batch
        if isinstance(one, Redone) and one.rendered
    }
    for one in batch:
        if isinstance(one, Lost):
            report.failed.append(f"posting {one.item.posting}: {one.reason}")
        elif one.rendered is None:
            report.failed.append(f"posting {one.source.posting}: {one.reason}")
    with transaction.atomic():
        BoardRevision.objects.hold()
        postings = [
            posting
            for posting in JobPosting.objects.filter(pk__in=list(done))
            if posting.description == done[posting.pk][0]  # else someone has rendered it anew
        ]
        changed = [one for one in postings if one.description_html != done[one.pk][1].html]
        for posting in postings:
            rendered = done[posting.pk][1]
            posting.description_html, posting.description_text = rendered.html, rendered.text
            posting.renderer_version = RENDERER_VERSION
        if changed:
            lifecycle.stamp(changed)
        JobPosting.objects.bulk_update(
            postings,
            ["description_html", "description_text", "renderer_version", "revision", "changed_at"],
            20,
        )
    report.rendered += len(postings)
    report.changed += len(changed)
