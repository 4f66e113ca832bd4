"""Posting files of our own, as tests need them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Model

from postings.importing.pipeline import Options
from postings.importing.report import RunReport
from postings.importing.run import import_postings
from postings.models import JobPosting, Organization, Skill, SourceRecord, Spelling

BODY = """We keep the lighthouses of the coast running and look for someone who helps us do it.

## What you do

* Mend lamps that are out of reach for others.
* Write down what you have learned.
"""


def front_matter(slug: str, body: str = BODY, **fields: Any) -> str:
    """A file of the front matter format; a field that is None is left out."""
    values = {
        "title": "Lamp Keeper",
        "companyName": "Harbour Lights",
        "url": f"https://jobs.example.com/{slug}",
        "applyUrl": f"https://jobs.example.com/{slug}/apply",
        "timestamp": 1609459200000,
        "hashtags": "#lamps,#ladders",
        "location": "Remote",
    } | fields
    lines = [
        f"{name}: {value}" if isinstance(value, int) else f'{name}: "{value}"'
        for name, value in values.items()
        if value is not None
    ]
    return "\n".join(["---", *lines, "---", "", body])


def heading_block(
    slug: str,
    *,
    title: str = "Signal Engineer",
    company: str = "Northern Beacons",
    badges: str = "`💰 $90,000 - $110,000/yr` `🌎 Remote, Norway`",
    body: str = BODY,
) -> str:
    """A file of the heading block format."""
    link = f"https://board.example.org/apply/{slug}"
    head = f"# [{title}]({link})  \n### {company}  \n#### {badges}  \n"
    return f"{head}\n{body}\n  \n## CLICK TO [APPLY]({link})\n"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def run(*paths: Path, **options: Any) -> RunReport:
    return import_postings([str(path) for path in paths], Options(**{"workers": 1} | options))


def counts(report: RunReport) -> dict[str, int]:
    """The outcomes that are not nought."""
    return {name: number for name, number in report.counts.items() if number and name != "files"}


# What differs between two boards that are the same: row ids, runs, and when things were seen.
PASSING = {
    "id", "revision", "first_seen", "last_seen", "changed_at", "created_by_run", "last_run",
    "archived_seen", "posting", "hiring_organization", "decided_by", "missing_since", "canonical",
    "card",
}  # fmt: skip


def _row(row: Model) -> dict[str, Any]:
    return {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in PASSING
    }


def dump() -> dict[str, list[dict[str, Any]]]:
    """The whole board without what depends on when it was imported."""
    postings = JobPosting.objects.select_related("hiring_organization").order_by("public_id")
    return {
        "postings": [
            _row(posting)
            | {
                "organization": str(posting.hiring_organization),
                "folded": (
                    str(posting.canonical_id and posting.canonical.public_id),
                    str(posting.card_id and posting.card.public_id),
                ),
                "skills": sorted(skill.name for skill in posting.skills.all()),
            }
            for posting in postings.prefetch_related("skills")
        ],
        "records": [
            _row(record) | {"posting": record.posting.public_id}
            for record in SourceRecord.objects.select_related("posting").order_by("path", "source")
        ],
        "organizations": [_row(row) for row in Organization.objects.order_by("key")],
        "skills": [_row(row) for row in Skill.objects.order_by("key")],
        "spellings": [
            _row(row)
            for row in Spelling.objects.filter(count__gt=0).order_by("kind", "key", "text")
        ],
    }


def stated(**wanted: Any) -> tuple[date | None, str]:
    """The date of the one posting that is wanted, and how exactly it is known."""
    posting = JobPosting.objects.get(**wanted)
    return posting.date_posted, posting.date_posted_precision
