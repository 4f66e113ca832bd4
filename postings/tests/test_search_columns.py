"""The columns in which values are counted give the numbers that the lists would."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.records import Indexed, SearchDocument, SearchQuery
from postings.search import columns, folder, numbers, passes, schema
from postings.search.asked import Asked, asked_of
from postings.search.queries import as_typed
from postings.search.reader import Reader
from postings.search.words import parse
from postings.search.writer import Writer
from postings.tests.factories import public_id

DAY = date(2026, 1, 1)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1)
LISTS = [name for name, held in schema.COLUMNS.items() if len(held) > 1]


@given(st.dictionaries(st.sampled_from(LISTS), st.sets(TEXTS)), st.none() | TEXTS)
def test_a_value_stands_in_one_column_or_in_a_list_alone(
    lists: dict[str, set[str]], language: str | None
) -> None:
    values = lists | {"language": {language} if language else set()}
    found = columns.spread(values)
    assert set(found) == {column for held in schema.COLUMNS.values() for column in held}
    for name, keys in values.items():
        held = [found[one] for one in schema.COLUMNS[name] if found[one] != columns.NOTHING]
        listed = any(name in columns.GROUPS[group] for group in columns.crowded(values))
        assert sorted(held) == ([] if listed else sorted(keys))


def employer(number: int) -> tuple[str, str, str]:
    return (f"cafe{number}", f"Café {number}", f"cafe-{number}")


def cards() -> Iterator[SearchDocument]:
    """With no values, a few, as many as there are columns, and more."""
    chance = random.Random(3)
    for number in range(1, 400):
        skills = chance.sample(range(60), chance.choice([0, 1, 5, 20, 21, 22, 30]))
        places = chance.sample(range(40), chance.choice([0, 1, 2, 4, 5, 9]))
        yield SearchDocument(
            number,
            public_id(number),
            "Cook" if number % 3 else "Baker",
            skills=tuple((f"skill{one}", f"skill{one}", "") for one in skills),
            places=tuple((f"town{one}", f"town{one}", "") for one in places),
            countries=tuple(chance.sample(["NO", "SE", "FI", "DK"], chance.randrange(5))),
            regions=tuple(chance.sample(["EU", "Nordics", "Baltics"], chance.randrange(4))),
            organization=employer(number % 50) if number % 7 else None,
            language="en" if number % 5 else "",
        )


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """Of several segments."""
    made = folder.new(tmp_path)
    every = list(cards())
    for first in range(0, len(every), 100):
        writer = Writer(made, new=not first)
        writer.put(every[first : first + 100])
        writer.commit(Indexed("board", first))
        writer.settle()
    folder.put_in_service(tmp_path, made)
    return tmp_path


def asked_on(board: Path, words: str) -> Asked:
    snapshot = Reader(board).snapshot()
    query = SearchQuery(words=words)
    return asked_of(snapshot, query, as_typed(snapshot, parse(words)), DAY)


@pytest.mark.parametrize("words", ["", "baker"])
@pytest.mark.parametrize("handed_on", [1_000, 2])
def test_columns_count_what_the_cards_say(
    board: Path, words: str, handed_on: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where segments hand on fewer values than they have, too."""
    monkeypatch.setattr(passes, "MANY", 0)
    monkeypatch.setattr(columns, "MOST_OF_OTHERS", handed_on)
    found = numbers.numbers(asked_on(board, words))
    held = [card for card in cards() if words.title() in card.title]
    truth = {
        "skill": Counter(key for card in held for key, _, _ in card.skills),
        "place": Counter(key for card in held for key, _, _ in card.places),
        "organization": Counter(card.organization[0] for card in held if card.organization),
    }
    for name, counts in truth.items():
        assert found.named[name]
        assert found.named[name].items() <= counts.items()
        assert handed_on == 2 or len(found.named[name]) >= min(len(counts), numbers.MOST_VALUES)
    assert found.named["country"].keys() >= {"NO", "SE", "FI", "DK"}
    assert found.named["country"]["NO"] == sum("NO" in card.countries for card in held)
    assert found.named["region"]["nordics"] == sum("Nordics" in card.regions for card in held)
    assert found.named["language"] == {"en": sum(bool(card.language) for card in held)}
    assert found.total == len(held)


@pytest.mark.parametrize("words", ["", "baker"])
def test_columns_and_lists_count_alike(
    board: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_lists = numbers.numbers(asked_on(board, words))
    monkeypatch.setattr(passes, "MANY", 0)
    by_columns = numbers.numbers(asked_on(board, words))
    assert by_columns.named.keys() == by_lists.named.keys()
    for name in (*LISTS, "organization"):
        assert len(by_lists.named[name]) > 2
        counted = [sorted(one.named[name].values()) for one in (by_columns, by_lists)]
        assert counted[0] == counted[1], name
    assert (by_columns.flags, by_columns.windows) == (by_lists.flags, by_lists.windows)


@pytest.mark.parametrize("words", ["", "baker"])
def test_numbers_of_organizations_count_as_their_names(
    board: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_names = numbers.numbers(asked_on(board, words)).named["organization"]
    monkeypatch.setattr(columns, "MANY_NAMES", 0)
    by_numbers = numbers.numbers(asked_on(board, words)).named["organization"]
    assert sorted(by_numbers.values()) == sorted(by_names.values())
    held = Counter(card.organization[0] for card in cards() if card.organization)
    assert words or by_numbers == held


def test_numbers_of_keys_are_exact_in_every_language() -> None:
    keys = {columns.number(f"name{one}") for one in range(5_000)}
    assert len(keys) == 5_000
    assert all(0 < key < 2**53 for key in keys)
