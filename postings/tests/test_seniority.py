"""A level is what the title says, and nothing where it says two or none."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.normalizers import seniority
from postings.vocabulary import Seniority

CASES = json.loads((Path(__file__).parent / "cases/terms.json").read_text(encoding="utf-8"))
WORDS = st.sampled_from(
    ["senior", "Jr.", "staff", "lead", "VP", "head of", "chief", "officer", "mid", "intern", "/"]
    + [" ", " or ", "(", ")", ",", "\n", "\ud800", "assistant to"]
)


@pytest.mark.parametrize(("title", "level"), CASES["seniority"])
def test_level_is_what_the_title_states(title: str, level: str | None) -> None:
    assert seniority.read(title) == level


@given(st.text() | st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join))
def test_no_title_gives_anything_but_a_level(title: str) -> None:
    assert seniority.read(title) in {None, *Seniority}


@given(st.sampled_from(["senior", "junior", "principal", "lead"]), st.integers(1, 4))
def test_case_and_spaces_make_no_difference(word: str, spaces: int) -> None:
    plain = seniority.read(f"{word} gardener")
    assert plain is not None
    assert seniority.read(f"{word.upper()}{' ' * spaces}gardener") == plain
