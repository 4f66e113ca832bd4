"""What the sources of a posting say beside what visitors see, and what its texts leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import format_html, format_html_join

from postings import meanings
from postings.importing.merging import merge, stated_by
from postings.importing.settling import begin
from postings.models import CURATED_FIELDS, ImportProblem, JobPosting

_ROW = "<tr><th scope=row>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>"
_TABLE = "<table><tr><th>Field</th><th>{}</th><th>{}</th><th></th></tr>{}</table>"
# What nobody edits, in the order of its columns.
_FOLLOWS = (
    "salary_inferred", "salary_found_text", "salary_yearly_min", "salary_yearly_max", "localities",
    "time_zones", "applicant_location_requirements", "skills_unsupported", "skills_from_text",
)  # fmt: skip
_LABELS = {
    "salary_inferred": "concluded, not stated",
    "salary_found_text": "pay in the body",
    "salary_yearly_min": f"salary from, a year in {meanings.COMPARED_IN}",
    "salary_yearly_max": f"salary to, a year in {meanings.COMPARED_IN}",
    "applicant_location_requirements": "who may apply",
    "skills_unsupported": "skills that no text names",
    "skills_from_text": "skills that only the text names",
}
_LONGEST = 160


def comparison(posting: JobPosting) -> str:
    """A table of texts and one of their meaning; rows that differ or are locked say so."""
    statements = [stated_by(record) for record in posting.records.all()]
    if not statements:
        return "No file states this posting any more."
    source = JobPosting(public_id=posting.public_id)
    merged = merge(statements)
    meaning = begin(source, merged).meaning
    said = {name: getattr(source, name) for name in _plain_fields()}
    said["hiring_organization"] = str(merged.values["hiring_organization"])
    said["skills"] = sorted((one.name for one in meaning.skills), key=str.lower) if meaning else []
    shown = {name: getattr(posting, name) for name in _plain_fields()}
    shown["hiring_organization"] = str(posting.hiring_organization or "")
    shown["skills"] = sorted((one.name for one in posting.skills.all()), key=str.lower)
    texts = [name for name in CURATED_FIELDS if name not in meanings.FIELDS]
    meant = [name for name in CURATED_FIELDS if name in meanings.FIELDS]
    return format_html(
        "{}{}",
        _table("The source says", "Shown", _rows(posting, texts, said, shown)),
        _table("Its texts mean", "Shown", _rows(posting, [*meant, *_FOLLOWS], said, shown)),
    )


def _plain_fields() -> Iterator[str]:
    given = ("skills", "hiring_organization")
    yield from (name for name in (*CURATED_FIELDS, *_FOLLOWS) if name not in given)


def _table(said: str, shown: str, rows: Iterable[tuple[str, str, str, str]]) -> str:
    return format_html(_TABLE, said, shown, format_html_join("", _ROW, rows))


def _rows(
    posting: JobPosting, names: Iterable[str], said: dict[str, Any], shown: dict[str, Any]
) -> Iterator[tuple[str, str, str, str]]:
    for name in names:
        notes = []
        if posting.is_locked(name):
            notes.append("locked")
        if _words(said[name]) != _words(shown[name]):
            notes.append("differs")
        label = _LABELS.get(name) or str(JobPosting._meta.get_field(name).verbose_name)
        yield label, _cut(_words(said[name])), _cut(_words(shown[name])), ", ".join(notes)


def _words(value: Any) -> str:
    """A stored value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(
            f"{name}: {_words(part)}" for name, part in value.items() if part not in ([], False)
        )
    if isinstance(value, list):
        inner = ("/".join(filter(None, one)) if isinstance(one, list) else one for one in value)
        return ", ".join(inner)
    if isinstance(value, bool):
        return "yes" if value else "no"
    # A number of the database has its two decimals, one just read may have none.
    text = str(value)
    return text.removesuffix(".00") if not isinstance(value, str) else text


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def troubles(posting: JobPosting) -> str:
    """All problems of a posting, with their evidence and where each was found."""
    rows = [(one.get_kind_display(), one.message, "its texts") for one in posting.problems.all()]
    read = ImportProblem.objects.filter(record__posting=posting).select_related("record")
    rows += [(one.get_kind_display(), one.message, _place(one)) for one in read]
    if not rows:
        return "None."
    return format_html(
        "<table><tr><th>Problem</th><th>Evidence</th><th>Found in</th></tr>{}</table>",
        format_html_join("", "<tr><th scope=row>{}</th><td>{}</td><td>{}</td></tr>", rows),
    )


def _place(problem: ImportProblem) -> str:
    line = f", line {problem.line}" if problem.line else ""
    return f"{problem.record.path}{line}{f' ({problem.field})' if problem.field else ''}"
