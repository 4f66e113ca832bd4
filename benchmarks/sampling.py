"""Some live postings of a board, as far as questions are drawn from them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

SAMPLE, AT_ONCE = 3_000, 500


@dataclass(frozen=True, slots=True)
class Sampled:
    """A live posting, as far as it is asked about; names are keys."""

    address: str
    title: list[str]
    text: str
    organization: str | None
    skills: list[str]
    places: list[str]
    remote: bool


def sampled(source: random.Random) -> list[Sampled]:
    # The app registry is not ready when this module is imported.
    from postings.models import JobPosting  # noqa: PLC0415

    live = JobPosting.objects.live().filter(canonical=None)  # others lead to one of these
    ids = list(live.order_by("pk").values_list("pk", flat=True))
    chosen = source.sample(ids, min(SAMPLE, len(ids)))
    found: list[Sampled] = []
    for start in range(0, len(chosen), AT_ONCE):
        some = live.filter(pk__in=chosen[start : start + AT_ONCE]).order_by("pk")
        rows = some.select_related("hiring_organization").prefetch_related("skills")
        found += map(_sampled, rows)
    return found


def _sampled(posting: Any) -> Sampled:
    from postings.indexing.cards import places  # noqa: PLC0415

    organization = posting.hiring_organization
    return Sampled(
        address=posting.get_absolute_url(),
        title=re.findall("[a-z]{4,}", posting.title.lower()),
        text=posting.description_text.lower(),
        organization=organization.key if organization else None,
        skills=sorted(skill.key for skill in posting.skills.all()),
        places=[key for key, _, _ in places(posting.localities, posting.countries)],
        remote=bool(posting.job_location_type),
    )
