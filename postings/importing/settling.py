"""Writes what the records of a posting say onto the posting, except where an editor decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from postings import lifecycle, meanings
from postings.importing.merging import Merged
from postings.importing.naming import Names
from postings.models import CURATED_FIELDS, ImportRun, JobPosting
from postings.normalizers import organizations
from postings.normalizers.meaning import mean
from postings.records import Meaning
from postings.rendering import RENDERER_VERSION, render
from postings.text import slug
from postings.vocabulary import NameKind, Status

DERIVED_FIELDS = ("slug", "description_html", "description_text", "renderer_version")
STATE_FIELDS = ("status", "closed_reason", "closed_on", "needs_approval")
# Values that are compared and written as they are.
PLAIN_FIELDS = tuple(
    name
    for name in CURATED_FIELDS
    if name not in ("hiring_organization", "skills", *meanings.FIELDS)
)
WRITTEN_FIELDS = (
    *PLAIN_FIELDS,
    *meanings.FIELDS,
    *DERIVED_FIELDS,
    *STATE_FIELDS,
    "hiring_organization",
    "revision",
    "changed_at",
)


@dataclass
class Settled:
    """What settling did to one posting; `outcome` is a key of the run's counts."""

    posting: JobPosting
    outcome: str
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    skills: list[int] | None = None
    meaning: Meaning | None = None

    @property
    def changed(self) -> bool:
        return self.outcome != "unchanged"


def new_posting(
    public_id: str, identity: str, *, run: ImportRun, now: datetime, pending: bool
) -> JobPosting:
    """A posting that no record has been settled on yet; unsaved."""
    return JobPosting(
        public_id=public_id,
        identity=identity,
        needs_approval=pending,
        created_by_run=run,
        first_seen=now,
        changed_at=now,
    )


def begin(posting: JobPosting, merged: Merged) -> Settled:
    """Brings a posting's texts and their meaning to what its records say; saves nothing.

    Locked fields stay. What is still missing are its names, which `settle` gives it.
    """
    settled = Settled(posting, "created" if posting.pk is None else "unchanged")
    _settle_fields(settled, merged)
    stated = meanings.stated_of(posting, _employer(posting, merged), merged.skills)
    known = (one.meant for one in merged.ranked if one.meant)
    found = next((meaning for texts, meaning in known if texts == stated), None)
    return _mean(settled, found or mean(stated))


def begin_alone(posting: JobPosting) -> Settled:
    """Reads what the texts of a posting mean that no file states any more; saves nothing."""
    tags = [
        skill.name for skill in posting.skills.all() if skill.key not in posting.skills_from_text
    ]
    stated = meanings.stated_of(posting, str(posting.hiring_organization or ""), tags)
    return _mean(Settled(posting, "unchanged"), mean(stated))


def _mean(settled: Settled, meaning: Meaning) -> Settled:
    posting, settled.meaning = settled.posting, meaning
    settled.changes |= meanings.put(posting, meaning)
    if posting.pk is not None:
        settled.changes |= meanings.problems_change(posting, meaning)
    return settled


def settle(settled: Settled, merged: Merged, names: Names) -> Settled:
    """The rest, once the names are known: organization, skills and state; saves nothing.

    `skills` of the result are the ids to have, or None where they stay.
    """
    posting = settled.posting
    before = posting.status
    _settle_organization(settled, merged, names)
    _settle_skills(settled, names)
    _settle_state(settled, merged)
    if posting.pk is not None and (settled.changes or settled.skills is not None):
        settled.outcome = _outcome(before, posting.status)
    return settled


def _employer(posting: JobPosting, merged: Merged) -> str:
    """The name that its texts are read with."""
    if posting.is_locked("hiring_organization"):
        return str(posting.hiring_organization or "")
    return str(merged.values["hiring_organization"])


def _outcome(before: str, after: str) -> str:
    if before == after or Status.CLOSED not in (before, after):
        return "updated"
    return "closed" if after == Status.CLOSED else "reopened"


def _settle_fields(settled: Settled, merged: Merged) -> None:
    posting = settled.posting
    for name in PLAIN_FIELDS:
        old, new = getattr(posting, name), merged.values[name]
        if old != new and not posting.is_locked(name):
            setattr(posting, name, new)
            settled.changes[name] = (old, new)
    if "title" in settled.changes:
        posting.slug = slug(posting.title)
    if posting.is_locked("description"):
        return
    if "description" in settled.changes or _has_newer_rendering(posting, merged):
        rendered = merged.rendered or render(posting.description)
        if posting.description_html != rendered.html:
            settled.changes.setdefault("description_html", ("", "rendered anew"))
        posting.description_html, posting.description_text = rendered.html, rendered.text
        posting.renderer_version = RENDERER_VERSION


def _has_newer_rendering(posting: JobPosting, merged: Merged) -> bool:
    return merged.rendered is not None and posting.renderer_version != RENDERER_VERSION


def _settle_organization(settled: Settled, merged: Merged, names: Names) -> None:
    posting = settled.posting
    if posting.is_locked("hiring_organization"):
        return
    stated = str(merged.values["hiring_organization"])
    wanted = names[NameKind.ORGANIZATION][organizations.key(stated)] if stated else None
    if posting.hiring_organization_id != (wanted.pk if wanted else None):
        old = posting.hiring_organization
        settled.changes["hiring_organization"] = (str(old or ""), stated)
        posting.hiring_organization = wanted


def _settle_skills(settled: Settled, names: Names) -> None:
    posting = settled.posting
    if posting.is_locked("skills") or settled.meaning is None:
        return
    known = names[NameKind.SKILL]
    wanted = {known[skill.key].pk: skill.name for skill in settled.meaning.skills}
    had = {} if posting.pk is None else {skill.pk: skill.name for skill in posting.skills.all()}
    if set(wanted) != set(had):
        settled.skills = list(wanted)
        if posting.pk is not None:
            settled.changes["skills"] = (sorted(had.values()), sorted(wanted.values()))


def _settle_state(settled: Settled, merged: Merged) -> None:
    posting, records = settled.posting, merged.records
    state = lifecycle.state_from(posting, records)
    old = (posting.status, posting.closed_reason, posting.closed_on)
    new = (state.status, state.closed_reason, state.closed_on)
    if old != new:
        posting.status, posting.closed_reason, posting.closed_on = new
        settled.changes["status"] = (
            " ".join(filter(None, old[:2])),
            " ".join(filter(None, new[:2])),
        )
