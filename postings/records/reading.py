"""What reading a posting file gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


class UnreadableFile(Exception):
    """A file that is no posting of the board.

    kind: a `vocabulary.RejectedKind` value; reason: one sentence that says what to do;
    line: 1-based line of the file, field: the name of the field in the file, where known.
    """

    def __init__(self, kind: str, reason: str, *, line: int | None = None, field: str = "") -> None:
        super().__init__(reason)
        self.kind, self.reason, self.line, self.field = kind, reason, line, field

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword arguments do not survive pickling between processes by themselves.
        return _unreadable, (type(self), self.kind, self.reason, self.line, self.field)


def _unreadable(
    cls: type[UnreadableFile], kind: str, reason: str, line: int | None, field: str
) -> UnreadableFile:
    return cls(kind, reason, line=line, field=field)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be settled; `kind` is a `vocabulary.ProblemKind` value."""

    kind: str
    message: str
    field: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RawPosting:
    """What a reader found in one file, as stated, after text repair.

    values: our field name -> text as stated (missing where the file does not state it). Names:
      title, hiring_organization, organization_url, organization_logo, url, apply_url, place,
      salary, benefits, employment_type, date_posted, valid_through, archived, draft, summary,
      featured, category; and date_added, the ISO day on which the file came into a repository,
      which no file states itself.
    skills: tags in the order of the file, doubles and empties dropped, not yet judged.
    extra: fields of the file that our alias table does not know.
    lines: our field name -> 1-based line in the file, for messages.
    names: our field name -> its name in the file, where the file has names.
    """

    format: str
    values: Mapping[str, str]
    body: str
    skills: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class NormalizedPosting:
    """What one source record means; an empty string or None is "not stated".

    job_location_type and date_posted_precision are values of `vocabulary`. A month-precision
    date is the first of its month. `description` is the markdown source of the body.
    """

    title: str
    hiring_organization: str = ""
    url: str = ""
    apply_url: str = ""
    place_text: str = ""
    job_location_type: str = ""
    salary_text: str = ""
    employment_type_text: str = ""
    benefits_text: str = ""
    summary: str = ""
    skills: tuple[str, ...] = ()
    date_posted: date | None = None
    date_posted_precision: str = ""
    valid_through: date | None = None
    archived: bool = False
    draft: bool = False
    description: str = ""
    problems: tuple[Problem, ...] = ()
    organization_url: str = ""  # the organization's own site


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body as it is shown: sanitised HTML, the same as plain text, and what was not settled."""

    html: str
    text: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanBody:
    """A body without what is not its author's; `removed` holds (rule, text) in order."""

    text: str
    removed: tuple[tuple[str, str], ...] = ()
