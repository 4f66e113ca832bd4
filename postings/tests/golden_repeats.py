"""Repeats against the labelled truth: `python -m postings.tests.golden_repeats` prints the table.

Both files of a pair are read as an import reads them. A pair of one identity is one posting
before repeats are looked for.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from postings import readers, rendering
from postings.importing.identity import identity_of, public_id
from postings.normalizers import normalize, repeats
from postings.tests import real
from postings.text import name_key
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
    """What repeats are told of a file; its id is the posting's public id."""
    raw = readers.read(readers.text_of(data), path)
    posting = normalize(raw)
    return repeats.Candidate(
        id=public_id(identity_of(raw, posting, raw.format, path)),
        title=posting.title,
        organization_key=name_key(posting.hiring_organization)
        if posting.hiring_organization
        else "",
        text=repeats.signature(rendering.render(posting.description).text),
        place=repeats.PlaceFacts(words=repeats.place_words(posting.place_text)),
        url=posting.url or posting.apply_url,
    )


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
