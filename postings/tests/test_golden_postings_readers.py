"""Readers and normalizers against the real files and the labelled truth."""

from collections import Counter

import pytest

from postings import readers
from postings.normalizers import normalize
from postings.records import NormalizedPosting, UnreadableFile
from postings.tests import golden_postings, real

pytestmark = pytest.mark.real


def read(data: bytes, path: str) -> NormalizedPosting:
    return normalize(readers.read(readers.text_of(data), path))


def test_labelled_postings_are_read_as_a_person_reads_them() -> None:
    missed = {}
    rows = real.golden_rows("postings.dev.jsonl")
    for row in rows:
        found = golden_postings.as_labelled((real.golden() / row["file"]).read_bytes(), row["path"])
        wrong = {key: (value, row[key]) for key, value in found.items() if value != row[key]}
        if wrong:
            missed[row["id"]] = wrong
    assert rows
    assert not missed


def test_every_real_file_is_read_or_rejected_with_a_reason() -> None:
    read_files, rejected = 0, []
    for path, data in real.real_files():
        try:
            read_files += bool(read(data, path).title)
        except UnreadableFile as error:
            rejected.append((path, error.kind, error.line, error.reason))
    print(f"{read_files} read, {len(rejected)} rejected: {rejected}")  # noqa: T201
    assert read_files > 4000
    assert len(rejected) < 5


def test_real_files_hold_few_problems_of_reading() -> None:
    problems: Counter[str] = Counter()
    for path, data in real.real_files():
        problems.update(problem.kind for problem in read(data, path).problems)
    print(dict(problems))  # noqa: T201
    assert problems["unreadable_date"] == problems["unreadable_value"] == 0
    assert problems["short_body"] < 20


def test_seeds_show_what_was_promised() -> None:
    seeds = sorted((real.real_postings() / "seeds").iterdir())
    numbrs, tala, plaid = (read(seed.read_bytes(), seed.name) for seed in seeds)
    assert numbrs.title == "Backend Engineer w/ Machine Learning - Remote"
    assert numbrs.hiring_organization == "Numbrs Personal Finance AG"
    assert str(numbrs.date_posted) == "2021-03-18"
    assert len(numbrs.skills) == 10
    assert numbrs.apply_url.startswith("http://numbrs.applytojob.com/")
    assert (tala.title, tala.hiring_organization) == ("Machine Learning Engineer", "Tala")
    assert (tala.place_text, tala.salary_text, tala.date_posted) == ("Remote, US", "", None)
    assert plaid.title == "Experienced Machine Learning Engineer - Central Team"
    assert (plaid.hiring_organization, plaid.place_text) == ("Plaid", "United States")
    assert plaid.salary_text == "USD 195480.0~318600.0"
    assert plaid.date_posted is None
    for seed in (tala, plaid):
        assert "’" in seed.description
        assert "â€" not in seed.description
