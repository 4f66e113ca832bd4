"""The type of employment is stated or it is not known."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.normalizers import employment
from postings.vocabulary import EmploymentType

CASES = json.loads((Path(__file__).parent / "cases/terms.json").read_text(encoding="utf-8"))
WORDS = st.sampled_from(
    ["full-time", "part time", "contract", "freelance", "temporary", "internship", "volunteer"]
    + [
        "this is a ",
        "position",
        "role",
        "looking for ",
        " employees",
        "type: ",
        "\n",
        " | ",
        "not ",
    ]
    + [" ", ", ", "(", ")", "\ud800", "\x00", "İ", "’", "_"]
)
TEXTS = st.text(max_size=60) | st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join)


@pytest.mark.parametrize(("stated", "title", "body", "types"), CASES["employment"])
def test_only_the_jobs_own_statement_counts(
    stated: str, title: str, body: str, types: list[str]
) -> None:
    assert list(employment.read(stated, title, body)) == types


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_gives_anything_but_known_types_once(stated: str, title: str, body: str) -> None:
    types = employment.read(stated, title, body)
    assert list(types) == [kind for kind in EmploymentType if kind in types]


@given(st.lists(st.sampled_from(list(EmploymentType)), min_size=1, unique=True))
def test_what_was_read_reads_as_itself(types: list[EmploymentType]) -> None:
    stated = [kind for kind in types if kind is not EmploymentType.OTHER] or types[:1]
    again = employment.read(", ".join(stated), "", "")
    assert set(again) == set(stated)
