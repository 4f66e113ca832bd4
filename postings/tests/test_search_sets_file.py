"""The file of the sets: damaged, lost, kept in part, made by workers."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from postings.search import contents, folder, gathering, passes, sets
from postings.search.folder import Unusable
from postings.tests.sets_of_cards import Board, made, opened


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that sets count whatever is found, and not where it is many cards alone."""
    monkeypatch.setattr(passes, "MANY", 1)


@pytest.fixture
def serving(tmp_path: Path) -> Path:
    return folder.new(tmp_path)


@pytest.fixture
def board(tmp_path: Path, serving: Path) -> Board:
    return made(tmp_path, serving)


@pytest.mark.parametrize("at", [0, 0.1, 0.5, 0.9, 1])
def test_a_damaged_file_is_no_index(board: Board, serving: Path, tmp_path: Path, at: float) -> None:
    path = serving / "sets-1"
    written = bytearray(path.read_bytes())
    place = min(int(at * len(written)), len(written) - 1)
    written[place] ^= 0xFF
    path.write_bytes(written)
    sets.opened.cache_clear()
    with pytest.raises(Unusable, match="damaged"):
        for _ in contents.wrong_sets(opened(tmp_path)):
            pass
        sets.opened(path).between("posted", 0)
        sets.opened(path).between("salary", 0)
        sets.opened(path).between("until", 0)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_lost_file_is_no_index(
    board: Board, serving: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    sets.opened.cache_clear()
    harm(serving / "sets-1")
    with pytest.raises(Unusable):
        opened(tmp_path)


def test_sets_in_workers_are_the_same(
    board: Board, serving: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "WORTH_WORKERS", 0)
    monkeypatch.setattr(gathering.os, "cpu_count", lambda: 2)
    gathering.make(serving, "sets-2")
    assert (serving / "sets-2").read_bytes() == (serving / "sets-1").read_bytes()


def test_sets_that_cannot_be_written_leave_no_file(board: Board, serving: Path) -> None:
    with pytest.raises(Unusable, match="No such file"):
        gathering.make(serving, "no/such/folder")
    assert [one.name for one in serving.glob("sets-*")] == ["sets-1"]


@pytest.fixture
def limited(board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sets.Sets:
    """Sets of which little is kept in memory."""
    monkeypatch.setattr(sets, "MOST_KEPT_BYTES", 20_000)
    monkeypatch.setattr(sets, "MOST_COMPARED_BYTES", 20_000)
    sets.opened.cache_clear()
    found = opened(tmp_path).sets
    assert found
    return found


def test_only_so_much_of_the_sets_is_kept(limited: sets.Sets) -> None:
    assert all(limited.of(*term) is not None for term in limited.terms())
    kept = limited._kept
    assert 0 < sum(map(sets._size, kept.values())) <= 20_000


def test_the_most_frequent_of_what_is_compared_stay_kept(limited: sets.Sets) -> None:
    cards = limited.filled(limited.all())
    first = limited.most_frequent("skill", cards, 60, {})
    kept = dict(limited._compared)
    assert first and 0 < len(kept) < len(first) - 1
    assert set(kept) == {("skill", one) for one in list(first)[: len(kept)]}
    assert limited.most_frequent("skill", cards, 60, {}) == first
    assert limited._compared == kept


@st.composite
def frequencies(draw: st.DrawFn) -> tuple[dict[str, set[int]], dict[str, int], set[int]]:
    keys = st.text("abcdef", min_size=1, max_size=2)
    held = draw(st.dictionaries(keys, st.sets(st.integers(0, 40)), max_size=20))
    return held, draw(st.dictionaries(keys, st.integers(1, 9))), draw(st.sets(st.integers(0, 40)))


@given(frequencies(), st.integers(1, 6), st.integers(0, 5))
def test_the_most_frequent_values_are_found_or_it_is_said_that_they_are_not(
    drawn: tuple[dict[str, set[int]], dict[str, int], set[int]], most: int, without: int
) -> None:
    held, others, cards = drawn
    truth = Counter({key: len(one & cards) for key, one in held.items()}) + Counter(others)
    ordered = sorted(held, key=lambda key: -len(held[key]))
    known, unknown = ordered[: len(held) - without], ordered[len(held) - without :]
    made = object.__new__(sets.Sets)
    made._terms = {"skill": {key: [len(held[key]), 0, 0, 0] for key in known}}
    made._left = {"skill": max((len(held[key]) for key in unknown), default=0)}
    made._compared = {("skill", key): BitMap(held[key]) for key in known}
    made._lock = threading.Lock()
    found = made.most_frequent("skill", BitMap(cards), most, others)
    if found is None:
        assert unknown
        return
    listed = sorted((count for count in found.values() if count), reverse=True)[:most]
    assert listed == sorted(truth.values(), reverse=True)[:most]
    wrong = {key for key, count in found.items() if count and count != truth[key]}
    assert not {key for key in wrong if found[key] >= listed[-1]}
