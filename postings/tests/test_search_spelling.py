"""A word with one mistake is found by the words that occur."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.search import spelling

WORDS = {
    "engineer": 900,
    "engineers": 400,
    "remote": 800,
    "python": 300,
    "berlin": 50,
    "merlin": 60,
}
WORD = st.text(string.ascii_lowercase + string.digits, min_size=5, max_size=12)


def nearest(word: str) -> tuple[str, ...]:
    return spelling.nearest(word, lambda near: WORDS.get(near, 0))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("enginer", "engineer"), ("engineeer", "engineer"), ("egnineer", "engineer")]
    + [("remtoe", "remote"), ("pyton", "python"), ("pythom", "python"), ("berlni", "berlin")],
)
def test_one_mistake_is_undone(typed: str, meant: str) -> None:
    assert nearest(typed)[0] == meant


def test_what_begins_as_typed_comes_before_the_more_frequent() -> None:
    assert nearest("berlim") == ("berlin",)
    assert nearest("bmerlin") == ("berlin", "merlin")


def test_the_more_frequent_comes_first() -> None:
    assert nearest("engineerr") == ("engineer", "engineers")


@pytest.mark.parametrize("word", ["", "abc", "x" * 31, "日本語日本", "c++ab", "été été"])
def test_what_is_too_short_too_long_or_no_latin_word_is_left_alone(word: str) -> None:
    assert not list(spelling.edits(word))


@given(WORD, st.data())
def test_every_single_mistake_is_within_one_edit(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    dropped = word[:at] + word[at + 1 :]
    doubled = word[: at + 1] + word[at:]
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for typed in {dropped, doubled, swapped} - {word}:
        if not typed.isalpha() or word.isalpha():
            assert word in set(spelling.edits(typed))


@given(st.text(max_size=40))
def test_edits_are_few_and_near(word: str) -> None:
    found = set(spelling.edits(word))
    assert word not in found
    assert len(found) <= 75 * (spelling.LONGEST + 1)
    assert all(abs(len(near) - len(word)) <= 1 and near.isascii() for near in found)
