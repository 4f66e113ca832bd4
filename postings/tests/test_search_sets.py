"""Counting by sets gives the numbers that the cards give, whatever has changed since."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pyroaring import BitMap
from tantivy import Query

from postings.records import SearchQuery
from postings.search import columns, contents, folder, gathering, matching, numbers, passes
from postings.search.asked import Asked, asked_of
from postings.search.ordinals import BLOCK, NOBODYS
from postings.search.queries import as_spelled_alike, as_typed
from postings.search.reader import Snapshot
from postings.search.words import parse
from postings.search.writer import Writer
from postings.tests.factories import public_id
from postings.tests.sets_of_cards import DAY, Board, card, gather, made, opened, write
from postings.vocabulary import NOT_STATED


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that sets count whatever is found, and not where it is many cards alone."""
    monkeypatch.setattr(passes, "MANY", 1)
    monkeypatch.setattr(numbers, "LEAST", 0)
    monkeypatch.setattr(numbers, "LEAST_SHARE", 0)
    monkeypatch.setattr(matching, "NAMED_SHARE", 100)


@pytest.fixture
def serving(tmp_path: Path) -> Path:
    return folder.new(tmp_path)


@pytest.fixture
def board(tmp_path: Path, serving: Path) -> Board:
    return made(tmp_path, serving)


def change(board: Board, serving: Path) -> None:
    """Some cards go, some say something else, some are new; one changes twice."""
    chance = random.Random(7)
    gone, changed = range(1, 40), range(40, 80)
    new = {number: card(number, chance) for number in (*changed, *range(401, 430))}
    write(serving, list(new.values()), [*gone, *changed])
    again = card(60, chance)
    write(serving, [again], [60])
    for number in gone:
        del board[number]
    board.update(new | {60: again})


def asked_on(snapshot: Snapshot, query: SearchQuery, day: date = DAY, alike: bool = False) -> Asked:
    meant = as_typed(snapshot, parse(query.words))
    return asked_of(snapshot, query, as_spelled_alike(snapshot, meant) if alike else meant, day)


def values(found: numbers.Numbers) -> dict[str, list[int]]:
    """Without the names: of equally frequent ones any may be listed."""
    return {
        name: sorted(held.values(), reverse=True)[: numbers.MOST_VALUES]
        for name, held in found.named.items()
        if held
    }


def same(snapshot: Snapshot, query: SearchQuery, day: date = DAY, alike: bool = False) -> None:
    """What the engine counts is what the sets count, of the whole search and of each filter."""
    by_engine = replace(snapshot, sets=None, kept={})
    for name in ("", *asked_on(snapshot, query, day, alike).names):
        found = numbers.numbers(asked_on(snapshot, query, day, alike), name)
        wanted = numbers.numbers(asked_on(by_engine, query, day, alike), name)
        assert values(found) == values(wanted), (query, name)
        if not name:
            assert (found.total, found.flags, found.windows) == (
                wanted.total,
                wanted.flags,
                wanted.windows,
            ), query


SEARCHES = [
    SearchQuery(),
    SearchQuery(words="baker"),
    SearchQuery(words="cook -pastry"),
    SearchQuery(words='"bakers"'),
    SearchQuery(words='-"pastry cook"'),
    SearchQuery(words='cook -"bakers of" -skill3'),
    SearchQuery(words="-bread-cook baker"),
    SearchQuery(words='"baker"'),
    SearchQuery(words="bak"),
    SearchQuery(words="skill7 -skill8"),
    SearchQuery(words="bread nowhere"),
    SearchQuery(skills=("skill1", "skill2"), places=("town3",)),
    SearchQuery(skills=("skill1", "none"), work_modes=("remote",), languages=("en",)),
    SearchQuery(words="cook", organizations=("cafe3",), countries=("NO",)),
    SearchQuery(words="cook", exclude_organizations=("cafe3", "cafe4", "none"), has_salary=True),
    SearchQuery(salary_yearly_min=50_000),
    SearchQuery(salary_yearly_min=2**62),
    SearchQuery(posted=30, regions=("EU",)),
    SearchQuery(live_in="NO"),
    SearchQuery(live_in="NO", eligible=("yes",), words="baker"),
]


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("query", SEARCHES, ids=str)
def test_sets_count_as_the_engine_does(
    board: Board, serving: Path, tmp_path: Path, query: SearchQuery, changed: bool
) -> None:
    if changed:
        change(board, serving)
    for day in (DAY, DAY + timedelta(days=3)):
        same(opened(tmp_path), query, day)


def test_one_card_beside_the_sets_counts_with_all_its_values(
    board: Board, serving: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)
    rich = next(one for one in (card(500, chance) for _ in range(99)) if len(one.skills) == 30)
    write(serving, [rich])
    same(opened(tmp_path), SearchQuery())
    same(opened(tmp_path), SearchQuery(words=rich.title))
    write(serving, [rich], [500])
    assert not opened(tmp_path).mark.gone
    # More values than are counted beside the sets: the engine counts all of that filter.
    monkeypatch.setattr(columns, "MOST_OF_FEW", 20)
    unsure = passes.every(asked_on(opened(tmp_path), SearchQuery()), Query.all_query(), ["skill"])
    assert unsure[1] == {"skill"}
    monkeypatch.undo()
    monkeypatch.setattr(passes, "MANY", 1)
    monkeypatch.setattr(numbers, "LEAST", 0)
    monkeypatch.setattr(numbers, "LEAST_SHARE", 0)
    monkeypatch.setattr(matching, "NAMED_SHARE", 100)
    monkeypatch.setattr(numbers, "MOST_BESIDE", 0)
    same(opened(tmp_path), SearchQuery(words="cook"))


def test_a_word_that_reads_as_another_one_is_asked_of_the_engine(
    board: Board, serving: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = replace(board[7], id=600, public_id=public_id(600), title="Cook ⒈ ⑴ ᴀ 1")
    write(serving, [odd])
    gather(serving, "sets-2")
    for most in (20_000, 0):
        monkeypatch.setattr(matching, "MOST_NAMED", most)
        for words in ('"⒈"', '-"⑴"', '"ᴀ" cook', '-"1"'):
            same(opened(tmp_path), SearchQuery(words=words))


@pytest.mark.parametrize("before", [BLOCK - NOBODYS - 200, 9 * BLOCK])
def test_sets_count_so_in_later_blocks_of_ordinals(
    tmp_path: Path, serving: Path, before: int
) -> None:
    """Of two blocks; and of one so late that nothing is filled up."""
    board = made(tmp_path, serving, before)
    change(board, serving)
    snapshot = opened(tmp_path)
    assert snapshot.sets and snapshot.mark.gone and snapshot.beside
    assert bool(snapshot.sets.filled(BitMap())) == (before < BLOCK)
    assert list(contents.wrong_sets(snapshot)) == []
    for query in SEARCHES:
        same(snapshot, query)


@pytest.mark.parametrize("words", ["bakor", "cok", "bred pastri"])
def test_words_spelled_alike_are_counted_by_sets(board: Board, tmp_path: Path, words: str) -> None:
    same(opened(tmp_path), SearchQuery(words=words), alike=True)


@pytest.mark.parametrize("changed", [False, True])
def test_sets_count_what_the_cards_say(
    board: Board, serving: Path, tmp_path: Path, changed: bool
) -> None:
    if changed:
        change(board, serving)
    found = numbers.numbers(asked_on(opened(tmp_path), SearchQuery()))
    held = [one for one in board.values() if one.valid_through is None or one.valid_through >= DAY]
    assert found.total == len(held)
    truth = {
        "skill": Counter(key for one in held for key, _, _ in one.skills),
        "place": Counter(key for one in held for key, _, _ in one.places),
        "country": Counter(code for one in held for code in (*one.countries, NOT_STATED)),
        "organization": Counter(one.organization[0] for one in held if one.organization),
        "language": Counter(one.language for one in held if one.language),
    }
    for name, counts in truth.items():
        listed = sorted(found.named[name].values(), reverse=True)
        assert (
            found.named[name].items() <= (counts | {"not-stated": -1}).items() or name == "country"
        )
        assert listed[:40] == sorted(counts.values(), reverse=True)[:40] or name == "country"
    assert found.named["country"]["NO"] == truth["country"]["NO"]


def test_what_sets_cannot_tell_the_engine_counts(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of words, and words of too many cards of which there is no set."""
    snapshot = opened(tmp_path)
    told = asked_on(snapshot, SearchQuery(words='"pastry cook"'))
    assert told.parts() is None and told.parts("q") == ()
    monkeypatch.setattr(matching, "MOST_NAMED", 3)
    for words in ('"baker"', '-"pastry cook"'):
        parts = asked_on(snapshot, SearchQuery(words=words)).parts()
        assert parts and matching.cards(snapshot, parts, DAY, 400) is None
        same(snapshot, SearchQuery(words=words))
    same(snapshot, SearchQuery(words='"bakers" cook'))


def test_of_values_without_a_set_the_engine_is_asked(
    tmp_path: Path, serving: Path, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_VALUES", 45)
    gather(serving, "sets-2")
    change(board, serving)
    snapshot = opened(tmp_path)
    assert snapshot.sets and snapshot.sets.lacks("skill")
    for query in SEARCHES:
        same(snapshot, query)


def test_sets_are_those_of_the_index_or_verify_says_so(
    board: Board, serving: Path, tmp_path: Path
) -> None:
    assert list(contents.wrong_sets(opened(tmp_path))) == []
    change(board, serving)
    assert list(contents.wrong_sets(opened(tmp_path))) == []
    writer = Writer(serving)
    writer.writer.delete_documents_by_term("language", "en")
    writer.writer.commit()
    writer.settle()
    assert any("language en" in line for line in contents.wrong_sets(opened(tmp_path)))


@pytest.mark.parametrize("words", ["", "baker"])
def test_numbers_of_organizations_count_as_their_names(
    board: Board, tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def organizations() -> dict[str, int]:
        asked = asked_on(opened(tmp_path), SearchQuery(words=words))
        return numbers.numbers(asked, "").named["organization"]

    monkeypatch.setattr(passes, "MANY", 10**6)
    by_names = organizations()
    monkeypatch.setattr(columns, "MANY_NAMES", 0)
    assert sorted(organizations().values()) == sorted(by_names.values())


def test_numbers_of_keys_are_exact_in_every_language() -> None:
    keys = {columns.number(f"name{one}") for one in range(5_000)}
    assert len(keys) == 5_000
    assert all(0 < key < 2**53 for key in keys)
