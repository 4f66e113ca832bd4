"""Numbers of cards, some of which are nobody's: how sets are filled up and compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from postings.search.ordinals import BLOCK, FILL, MOST_SPREAD, NOBODYS, filling, ordinal

NUMBERS = st.sets(st.integers(0, 4 * BLOCK), max_size=200)
EVERY = BitMap(map(ordinal, range(4 * BLOCK + 1)))


def test_cards_are_numbered_one_after_another_but_for_what_is_nobodys() -> None:
    assert len(EVERY) == 4 * BLOCK + 1
    assert [ordinal(number) for number in range(3)] == [NOBODYS, NOBODYS + 1, NOBODYS + 2]
    assert ordinal(BLOCK - NOBODYS) == BLOCK + NOBODYS
    assert not EVERY & filling(EVERY)
    assert not EVERY & filling(EVERY, asked=True)
    assert not filling(EVERY) & filling(EVERY, asked=True)


@given(NUMBERS, NUMBERS)
def test_what_is_filled_up_has_the_same_cards_in_common(one: set[int], other: set[int]) -> None:
    held, asked = BitMap(map(ordinal, one)), BitMap(map(ordinal, other))
    filled = held | filling(EVERY)
    among = asked | filling(EVERY, asked=True)
    assert filled.intersection_cardinality(among) == len(one & other)
    assert filled.intersection_cardinality(asked) == len(one & other)
    assert held.intersection_cardinality(among) == len(one & other)


@given(NUMBERS)
def test_what_is_filled_up_is_bits_and_stays_so_in_a_file(numbers: set[int]) -> None:
    filled = BitMap(map(ordinal, numbers)) | filling(EVERY)
    for one in (filled, BitMap.deserialize(filled.serialize())):
        held = one.get_statistics()
        assert held["n_bitset_containers"] == held["n_containers"] == EVERY.max() // BLOCK + 1


def test_nothing_is_filled_up_where_there_are_no_cards() -> None:
    assert not filling(BitMap())
    assert len(filling(BitMap([ordinal(0)]))) == FILL


def test_nothing_is_filled_up_where_few_are_left_of_many() -> None:
    last = MOST_SPREAD * (BLOCK - NOBODYS)
    assert len(filling(BitMap([ordinal(last - 1)]))) == MOST_SPREAD * FILL
    assert not filling(BitMap([ordinal(last)]))
    assert not filling(BitMap([ordinal(last)]), asked=True)
