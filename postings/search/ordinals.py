"""The numbers of cards in `sets`, some of which no card has, so that sets are compared fast.

A Roaring bitmap holds each 65,536 numbers on end, a block, as a list where a set has at most 4,096
of them, else as bits. To compare a list with another set takes 1.5 ns an entry, so up to 6 µs a
block; bits with bits 0.2 µs, however many are set. So each block begins with numbers that are
nobody's, enough to make bits of any list. The first half of them fills up sets, the second what
they are compared with: there is none in both, and so none is counted.
"""

from __future__ import annotations

from array import array

from pyroaring import BitMap

BLOCK = 2**16
FILL = 4_096 + 1
NOBODYS = 2 * FILL
# Numbers of cards that are gone are not given again: where so many times as many blocks are in use
# as cards would fill, what fills them up takes more time and memory than it saves.
MOST_SPREAD = 4


def ordinal(number: int) -> int:
    """That of a card before which so many were put into the index."""
    block, place = divmod(number, BLOCK - NOBODYS)
    return block * BLOCK + NOBODYS + place


def filling(cards: BitMap, *, asked: bool = False) -> BitMap:
    """What fills up sets of some cards, nothing where these are too few of all that there were.

    asked: what fills up those that are compared with them.
    """
    first = FILL if asked else 0
    blocks = range(0, cards.max() + 1, BLOCK) if cards else range(0)
    if len(blocks) > MOST_SPREAD * (1 + len(cards) // (BLOCK - NOBODYS)):
        return BitMap()
    numbers = array("I", (block + first + one for block in blocks for one in range(FILL)))
    # Else it would be a list of ranges, and so what is united with it.
    return BitMap(numbers, optimize=False)
