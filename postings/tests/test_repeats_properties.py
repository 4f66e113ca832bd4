"""Repeats, whatever the postings: pairwise, independent of order, the same when done in part."""

import random
import unicodedata
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from postings.normalizers import repeats
from postings.normalizers.repeats import (
    Candidate,
    Pay,
    PlaceFacts,
    block_keys,
    fold,
    same_job,
    signatures,
)
from postings.normalizers.repeats.verdicts import recognised, recurs
from postings.vocabulary import Repeat

WORDS = [f"word{number}" for number in range(60)]
TEXTS = [
    repeats.signature(" ".join(words))
    for words in (WORDS, ["new", *WORDS[1:]], [*WORDS, *WORDS[:9]], WORDS[:30], WORDS[::-1], [])
]
NAMES = [f"{number:02}" for number in range(60)]


def sets(*values: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


PLACES = st.builds(
    PlaceFacts,
    remote=st.sampled_from((None, None, True, False)),
    countries=sets("ES", "FR", "US"),
    regions=sets("EU"),
    localities=sets("Utica"),
    reach=sets("ES", "FR"),
    words=sets("spain", "france", "utica", "us"),
)
PAY = st.none() | st.builds(
    Pay,
    st.sampled_from(("EUR", "USD", "")),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 3),
)
VALUES = {
    "title": st.sampled_from(("Gardener", "gardener", "Cook")),
    "organization_key": st.sampled_from(("fernhill", "fernhill", "oakdale", "")),
    "text": st.sampled_from(TEXTS),
    "place": PLACES,
    "url": st.sampled_from(("", "", "https://a.example/1", "https://a.example/2?id=3")),
    "pay": PAY,
    "stated": st.sampled_from(((), ("FULL_TIME",), ("INTERN",))),
    "agreed": st.sampled_from(((), (), (1,))),
    "apart": st.frozensets(st.sampled_from(NAMES), max_size=2),
    "joined": st.sampled_from(("", "", "", "m", "n")),
}


@st.composite
def boards(draw: Any, **fixed: Any) -> list[Candidate]:
    strategies = VALUES | {name: st.just(value) for name, value in fixed.items()}
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=14))
    return [draw(st.builds(Candidate, id=st.just(name), **strategies)) for name in names]


@settings(max_examples=80, deadline=None)
@given(boards())
def test_a_verdict_is_the_same_from_both_sides(board: list[Candidate]) -> None:
    for one, other in combinations(board, 2):
        assert same_job(one, other).kind is same_job(other, one).kind


@settings(max_examples=80, deadline=None)
@given(boards())
def test_postings_that_share_no_block_key_are_different(board: list[Candidate]) -> None:
    for one, other in combinations(board, 2):
        if set(block_keys(one)).isdisjoint(block_keys(other)):
            assert same_job(one, other).kind is Repeat.DIFFERENT


@settings(max_examples=80, deadline=None)
@given(boards(), st.randoms())
def test_cards_do_not_depend_on_the_order_of_the_postings(
    board: list[Candidate], order: random.Random
) -> None:
    shuffled = order.sample(board, len(board))
    cards = fold(board)
    assert cards == fold(shuffled)
    assert sorted(name for card in cards for name in card.members) == sorted(
        one.id for one in board
    )
    assert all(card.canonical == min(card.members) for card in cards)


@settings(max_examples=150, deadline=None)
@given(boards(joined=""))
def test_every_pair_of_twins_is_the_same_and_every_pair_of_a_card_the_same_job(
    board: list[Candidate],
) -> None:
    by_id = {one.id: one for one in board}
    for card in fold(board):
        for twins in card.postings:
            for one, other in combinations(twins, 2):
                assert same_job(by_id[one], by_id[other]).kind is Repeat.SAME
        for one, other in combinations(card.members, 2):
            pair = by_id[one], by_id[other]
            assert not by_id[one].apart & {other}
            if all(member.organization_key for member in pair):
                assert recognised(*pair).kind is not Repeat.DIFFERENT


@settings(max_examples=80, deadline=None)
@given(boards())
def test_no_card_holds_what_an_editor_split(board: list[Candidate]) -> None:
    apart = {one.id: one.apart - {one.id} for one in board}
    for card in fold(board):
        assert not any(apart[name] & set(card.members) for name in card.members)


@settings(max_examples=80, deadline=None)
@given(boards(apart=frozenset()))
def test_what_an_editor_merged_is_one_posting(board: list[Candidate]) -> None:
    posting_of = {name: twins for card in fold(board) for twins in card.postings for name in twins}
    for label in ("m", "n"):
        assert len({posting_of[one.id] for one in board if one.joined == label}) <= 1


@settings(max_examples=150, deadline=None)
@given(boards(), boards())
def test_folding_the_neighbourhood_of_a_change_gives_the_cards_of_the_whole_board(
    board: list[Candidate], changes: list[Candidate]
) -> None:
    after = {one.id: one for one in board} | {one.id: one for one in changes[:2]}
    touched = [one for one in board if after[one.id] is not one] + changes[:2]
    kept = {card for card in fold(board) if not set(card.members) & {one.id for one in touched}}

    def load(keys: frozenset[str]) -> list[Candidate]:
        return [one for one in after.values() if keys & set(block_keys(one))]

    around = repeats.neighbourhood((key for one in touched for key in block_keys(one)), load)
    alone = [one for one in changes[:2] if not block_keys(one)]
    anew = fold({one.id: one for one in (*around, *alone)}.values())
    near = {name for card in anew for name in card.members}
    kept = {card for card in kept if not near & set(card.members)}
    assert kept | set(anew) == set(fold(after.values()))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_large_blocks_are_folded_as_small_ones_pair_by_pair(seed: int) -> None:
    chance = random.Random(seed)
    words = ("us", "spain", "utica", "lima")
    board = [
        Candidate(
            id=f"{number:03}",
            title="Gardener",
            organization_key="fernhill",
            text=chance.choice(TEXTS),
            place=PlaceFacts(words=frozenset(chance.sample(words, chance.randrange(4)))),
            url=chance.choice(("", "", "", "https://a.example/1")),
        )
        for number in range(50)
    ]
    assert [list(card.postings) for card in fold(board)] == first_fit(board)


def first_fit(board: list[Candidate]) -> list[list[tuple[str, ...]]]:
    """The rule as it is told, without any short cut."""
    postings: list[list[Candidate]] = []
    for one in board:
        fits = (all(same_job(one, twin).kind is Repeat.SAME for twin in old) for old in postings)
        home = next((old for old, fit in zip(postings, fits, strict=True) if fit), None)
        if home is None:
            postings.append([one])
        else:
            home.append(one)
    cards: list[list[list[Candidate]]] = []
    for posting in postings:
        home = next((card for card in cards if all(map(alike(posting), card))), None)
        if home is None:
            cards.append([posting])
        else:
            home.append(posting)
    return [[tuple(one.id for one in posting) for posting in card] for card in cards]


def alike(posting: list[Candidate]) -> Any:
    def with_every(other: list[Candidate]) -> bool:
        return all(recurs(one, twin) for one in posting for twin in other)

    return with_every


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.lists(st.sampled_from(WORDS), max_size=40))
def test_similarity_of_short_texts_is_exact(one: list[str], other: list[str]) -> None:
    def shingles(words: list[str]) -> set[tuple[str, ...]]:
        whole = {tuple(words)} if words else set()
        return set(zip(words, words[1:], words[2:], words[3:], strict=False)) or whole

    mine, theirs = shingles(one), shingles(other)
    expected = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0
    found = repeats.similarity(*(repeats.signature(" ".join(words)) for words in (one, other)))
    assert abs(found - expected) < 1e-9


@settings(max_examples=80, deadline=None)
@given(st.text(), st.text())
def test_any_text_has_a_signature_that_survives_storing(one: str, other: str) -> None:
    both = [repeats.signature(text) for text in (one, other)]
    for made in both:
        assert repeats.from_bytes(made.to_bytes()) == made
        assert len(made.to_bytes()) <= 500
    assert 0 <= repeats.similarity(*both) <= 1
    assert repeats.similarity(*both) == repeats.similarity(*reversed(both))
    assert repeats.place_words(one) >= repeats.place_words(" ".join(repeats.place_words(one)))


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aBé1_ •’、・ｶＡ한ไ中\u0301\u212b\u037e\ud800-") | st.characters()))
def test_signs_that_only_divide_words_are_found_in_every_script(text: str) -> None:
    folded = unicodedata.normalize("NFC", text).casefold()
    words = signatures._WORD.findall(folded)
    assert signatures._words(text) == [word.encode() for word in words]
