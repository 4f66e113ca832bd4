"""Repeats against the labelled truth: `python -m postings.tests.golden_repeats` prints the table.

Both files of a pair are read as an import reads them. A pair of one identity is one posting
before repeats are looked for.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import postings.tests.ready  # noqa: F401  # before anything that needs models
from postings import meanings, readers, rendering
from postings.folding import facts
from postings.importing.identity import identity_of, public_id
from postings.importing.reading import stated_in
from postings.models import JobPosting, Organization
from postings.normalizers import normalize, organizations, repeats
from postings.normalizers.meaning import mean
from postings.tests import real
from postings.vocabulary import Repeat


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled pair and what is made of it; `found`: one entry for a job seeker."""

    id: str
    kind: str
    label: bool
    found: bool
    reason: str


def candidate(data: bytes, path: str) -> repeats.Candidate:
    """What folding is told of a file's posting; its id is the posting's public id."""
    raw = readers.read(readers.text_of(data), path)
    stated = normalize(raw)
    rendered = rendering.render(stated.description)
    name = stated.hiring_organization
    posting = JobPosting(
        public_id=public_id(identity_of(raw, stated, raw.format, path)),
        title=stated.title,
        hiring_organization=Organization(key=organizations.key(name)) if name else None,
        place_text=stated.place_text,
        salary_text=stated.salary_text,
        url=stated.url,
        apply_url=stated.apply_url,
    )
    meanings.put(posting, mean(stated_in(stated, rendered)))
    employer = posting.hiring_organization
    columns = {"hiring_organization__key": employer.key if employer else None}
    row = facts.Row(
        *(columns[one] if one in columns else getattr(posting, one) for one in facts.Row._fields)
    )
    return facts.candidate(row, repeats.signature(rendered.text), (), facts.Decided({}, {}))


def judged(row: dict[str, Any]) -> Judged:
    one, other = (
        candidate((real.golden() / side["file"]).read_bytes(), side["path"])
        for side in (row["a"], row["b"])
    )
    verdict = repeats.same_job(one, other)
    if one.id == other.id:
        verdict = repeats.Verdict(Repeat.SAME, "One identity.")
    found = verdict.kind is Repeat.SAME
    return Judged(row["id"], row["kind"], row["duplicate"], found, verdict.reason)


def results() -> list[Judged]:
    return [judged(row) for row in real.golden_rows("duplicates.dev.jsonl")]


def table() -> list[str]:
    """Pairs by kind, found and wrong, then every miss with its reason."""
    pairs = results()
    true, false = ([one for one in pairs if one.label is label] for label in (True, False))
    lines = [
        f"true pairs: {len(true)}, found {sum(one.found for one in true)}",
        f"other pairs: {len(false)}, joined wrongly {sum(one.found for one in false)}",
        "",
    ]
    for kind, count in sorted(Counter((not one.label, one.kind) for one in pairs).items()):
        right = sum(one.found is one.label for one in pairs if one.kind == kind[1])
        lines.append(f"{right:3} of {count:2} right: {kind[1]}")
    missed = [one for one in pairs if one.found is not one.label]
    lines += ["", *(f"MISSED {one.id} ({one.kind}): {one.reason}" for one in missed)]
    return lines


if __name__ == "__main__":
    print("\n".join(table()))  # noqa: T201
