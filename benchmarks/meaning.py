"""What it costs to say what a posting means: all normalizers together, and each alone.

Run as `python -m benchmarks.meaning FOLDER LIMIT`; prints JSON. Processor time of one thread, so
that busy neighbours count little; tables are loaded and files read and rendered before.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean as average
from typing import Any

from benchmarks.corpus import Corpus, paths
from benchmarks.imports import Tell, run
from benchmarks.table import Row
from postings import readers
from postings.importing.reading import stated_in
from postings.normalizers import (
    bodies,
    employment,
    language,
    normalize,
    pay,
    places,
    quality,
    repeats,
    seniority,
    skills,
)
from postings.normalizers.meaning import mean
from postings.records import RawPosting, Stated, UnreadableFile
from postings.rendering import render

AVERAGE_MS, WORST_MS = 1.0, 50.0
# The dearest postings are asked as often again: the least counts, since noise only adds.
DEAREST, AGAIN = 20, 5


@dataclass(frozen=True, slots=True)
class Posting:
    """A file, what its reader makes of it, and its texts."""

    path: str
    data: bytes
    raw: RawPosting
    stated: Stated


def rows(corpus: Corpus, data: Path, tell: Tell) -> Iterator[Row]:
    """Measured in a process of its own; data: a data folder of the bench."""
    printed = data / "meaning.json"
    call = ["-m", "benchmarks.meaning", str(corpus.folder), str(corpus.limit or 0)]
    run(call, data, output=printed)
    told = json.loads(printed.read_text(encoding="utf-8"))
    everything = told.pop("all")
    tell(f"all normalizers: {everything[0]:.2f} ms, at worst {everything[1]:.1f} ms a posting")
    how = f"processor time of a posting, average of {corpus.files:,} files; all it means, no HTML"
    reached = everything[0] <= AVERAGE_MS
    yield Row("all normalizers", f"{everything[0]:.2f} ms", how, f"≤ {AVERAGE_MS:g} ms", reached)
    reached = everything[1] <= WORST_MS
    how = f"the dearest posting, least of {AGAIN} times"
    yield Row("… at worst", f"{everything[1]:.1f} ms", how, f"≤ {WORST_MS:g} ms", reached)
    for name, (usual, worst) in told.items():
        yield Row(f"… {name}", f"{usual:.3f} ms, {worst:.1f} at worst", "the same, alone")


def _raw(data: bytes, path: str) -> RawPosting:
    return readers.read(readers.text_of(data), path)


def _everything(posting: Posting) -> None:
    normalize(posting.raw)
    mean(posting.stated)


def _pay(posting: Posting) -> object:
    return pay.read(posting.stated.salary_text) or pay.in_body(posting.stated.text)


def _contradictions(posting: Posting) -> object:
    where = places.read(posting.stated.place_text)
    return places.contradictions(where, posting.stated.text)


def _skills(posting: Posting) -> object:
    stated = posting.stated
    return skills.read(stated.tags, stated.title, stated.text, stated.organization)


def _employment(posting: Posting) -> object:
    stated = posting.stated
    return employment.read(stated.employment_type_text, stated.title, stated.text)


def _quality(posting: Posting) -> object:
    stated = posting.stated
    return quality.problems(stated.description, stated.apply_url, stated.organization)


STEPS: dict[str, Callable[[Posting], object]] = {
    "all": _everything,
    "file read": lambda posting: _raw(posting.data, posting.path),
    "bodies cleaned": lambda posting: bodies.clean(posting.raw.body),
    "pay": _pay,
    "places": lambda posting: places.eligibility(places.read(posting.stated.place_text)),
    "contradictions": _contradictions,
    "skills": _skills,
    "employment types": _employment,
    "seniority": lambda posting: seniority.read(posting.stated.title),
    "language": lambda posting: language.read(posting.stated.text),
    "quality": _quality,
    "signature for repeats": lambda posting: repeats.signature(posting.stated.text),
}


def _postings(folder: str, limit: int | None) -> Iterator[Posting]:
    for path in paths(Path(folder), limit):
        try:
            data = Path(path).read_bytes()
            raw = _raw(data, path)
            normalized = normalize(raw)
            yield Posting(path, data, raw, stated_in(normalized, render(normalized.description)))
        except UnreadableFile:
            continue


def _milliseconds(step: Callable[[Posting], object], posting: Posting) -> float:
    started = time.thread_time()
    step(posting)
    return 1000 * (time.thread_time() - started)


def measured(postings: list[Posting]) -> dict[str, tuple[float, float]]:
    """Milliseconds a posting by step: on average, and of the dearest."""
    found = {}
    for name, step in STEPS.items():
        for posting in postings[:DEAREST]:
            step(posting)  # whatever is loaded when it is first needed
        costs = [_milliseconds(step, posting) for posting in postings]
        dearest = sorted(range(len(postings)), key=costs.__getitem__)[-DEAREST:]
        worst = max(
            min(_milliseconds(step, postings[number]) for _ in range(AGAIN)) for number in dearest
        )
        found[name] = (average(costs), worst)
    return found


def main(folder: str, limit: str) -> None:
    told: dict[str, Any] = measured(list(_postings(folder, int(limit) or None)))
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
