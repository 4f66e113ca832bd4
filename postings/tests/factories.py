"""Rows for tests: live postings with everything stated, unless a test says otherwise."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from django.utils import timezone

from postings import meanings, text, versions
from postings.models import BoardRevision, JobPosting, Organization, Skill, SourceRecord
from postings.normalizers import organizations, skills
from postings.normalizers.meaning import mean

_numbers = itertools.count(1)
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def public_id(number: int) -> str:
    """Twelve base32 characters that differ for every number."""
    return "".join(_BASE32[number >> 5 * place & 31] for place in range(11, -1, -1))


def make_organization(name: str = "Tidewater Ferries", **values: Any) -> Organization:
    key = organizations.key(name)
    defaults = {"name": name, "slug": organizations.slug(name), "shown_key": key} | values
    return Organization.objects.get_or_create(key=key, defaults=defaults)[0]


def make_skill(name: str = "Python") -> Skill:
    key, shown = skills.canonical(name)
    defaults = {"name": shown, "slug": text.name_slug(shown), "shown_key": key}
    return Skill.objects.get_or_create(key=key, defaults=defaults)[0]


def make_posting(skills: tuple[str, ...] = (), **values: Any) -> JobPosting:
    """A live posting; `hiring_organization` may be a name, None is "not stated"."""
    number, now = next(_numbers), timezone.now()
    title = values.get("title", "Harbour Pilot")
    stated: dict[str, Any] = {
        "public_id": public_id(number),
        "identity": f"https://jobs.example.org/{number}",
        "title": title,
        "slug": text.slug(title),
        "hiring_organization": "Tidewater Ferries",
        "place_text": "Bergen, Norway",
        "date_posted": date(2021, 3, 18),
        "url": f"https://jobs.example.org/{number}",
        "apply_url": f"https://jobs.example.org/{number}/apply",
        "description_html": "<p>Bring ships in.</p>",
        "description_text": "Bring ships in.",
        "first_seen": now,
        "changed_at": now,
    } | values
    if isinstance(stated["hiring_organization"], str):
        stated["hiring_organization"] = make_organization(stated["hiring_organization"])
    if stated.get("job_location_type"):
        stated.setdefault("work_mode", "remote")
    if stated["date_posted"]:
        stated.setdefault("date_posted_precision", "day")
    stated.setdefault("revision", BoardRevision.objects.raise_number())
    posting = JobPosting.objects.create(**stated)
    posting.skills.set([make_skill(name) for name in skills])
    versions.forget()
    return posting


def make_meant(skills: tuple[str, ...] = (), **values: Any) -> JobPosting:
    """A posting with all that its texts mean, as an import would make it."""
    posting = make_posting(skills, **values)
    employer = posting.hiring_organization
    stated = meanings.stated_of(posting, employer.name if employer else "", skills)
    meanings.put(posting, mean(stated))
    posting.save()
    return posting


def make_record(posting: JobPosting, **values: Any) -> SourceRecord:
    """A file that states a posting."""
    number, now = next(_numbers), timezone.now()
    stated: dict[str, Any] = {
        "source": "sample",
        "path": f"/sample/{number}.md",
        "format": "front_matter",
        "reader_version": 1,
        "digest": f"{number:064}",
        "first_seen": now,
        "last_seen": now,
    }
    return SourceRecord.objects.create(posting=posting, **(stated | values))


def who(*countries: str, **others: Any) -> dict[str, Any]:
    """Who may apply, as a posting's column says it."""
    stated = {"kind": "stated", "countries": countries, "regions": [], "open": False}
    return stated | others
