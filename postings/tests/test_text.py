"""Text repair, and the keys and slugs of names."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings import text as texts
from postings.tests import real
from postings.tests.case_files import cases
from postings.text import (
    clean_line,
    decode,
    has_letters,
    letters_only,
    name_key,
    name_slug,
    repair,
    slug,
)

CASES = cases("names")
NATIVE = "Café – “naïve” 💰 🌎 ❤️ ’"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_text_comes_out_the_same_in_every_encoding(encoding: str) -> None:
    text = "title: Gardener\nplace: Zürich – “Süd”\n"
    assert decode(text.encode(encoding)) == text


def test_text_of_windows_keeps_its_quotes_and_lines() -> None:
    assert decode("It’s\r\nfine\rhere".encode("cp1252")) == "It’s\nfine\nhere"


def test_one_bad_byte_does_not_spoil_the_other_lines() -> None:
    assert decode("naïve 💰\n".encode() + b"caf\xe9") == "naïve 💰\ncafé"


def test_controls_and_nuls_are_gone() -> None:
    assert decode(b"a\x00b\x07c\td\x1b") == "abc\td"
    assert repair("a\ud800b é") == "ab é"


def test_pictures_are_binary_and_text_is_not() -> None:
    assert texts.looks_binary(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert texts.looks_binary(bytes(range(256)) * 8)
    assert not texts.looks_binary("Ünïcode 💰".encode() * 3000)
    assert not texts.looks_binary("plain".encode("utf-16"))
    assert not texts.looks_binary(b"")


@pytest.mark.parametrize("codec", ["sloppy-windows-1252", "latin-1"])
def test_mojibake_becomes_the_text_it_was(codec: str) -> None:
    line = "## `💰 1k` `🌎 Remote` `❤️ fruit` it’s"
    assert repair(line.encode().decode(codec)) == line


def test_damage_in_one_line_leaves_the_others_alone() -> None:
    damaged = "Nuevo LeÃ³n ✓\nÀ “point” ✓"
    assert repair(damaged) == "Nuevo León ✓\nÀ “point” ✓"


@pytest.mark.parametrize("text", [NATIVE, "ÂNGELA", "SÃO PAULO", "Ça – «Été» É»", "a\u00a0b"])
def test_clean_text_is_never_altered(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize("text", ["👨‍👩‍👧", "می‌خواهم", "❤️‍🔥", "क्‍ष", "🏴\U000e0067\U000e007f"])
def test_joiners_stay_where_emoji_and_scripts_need_them(text: str) -> None:
    assert repair(text) == text


def test_invisible_characters_are_dropped_elsewhere() -> None:
    hidden = "a\u200bb\u200dc\u00add\u202ee\u2066f\ufeffg\u200eh\U000e0041"
    assert repair(hidden) == "abcdefgh"
    assert repair("a\u2028b\u2029c") == "a\nb\nc"


def test_field_becomes_one_clean_line() -> None:
    assert clean_line("  e\u0301t\u00e9\u00a0\n 2024\x07 ") == "été 2024"


@given(st.text(), st.integers(0, 20))
def test_letters_of_any_script_count(text: str, number: int) -> None:
    assert has_letters(text, number) is (sum(map(str.isalpha, text)) >= number)


def test_identity_of_a_name_ignores_case_and_marks() -> None:
    assert (
        letters_only("Ágil Café-24 GmbH") == letters_only("AGIL cafe 24 gmbh") == "agilcafe24gmbh"
    )


@pytest.mark.parametrize(("name", "expected"), CASES["slugs"])
def test_slug_tells_symbols_apart(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_long_slug_is_cut_at_a_word() -> None:
    assert slug("gardener " * 20, 30) == "gardener-gardener-gardener"
    assert slug("g" * 200, 30) == "g" * 30


@pytest.mark.parametrize(("one", "other"), CASES["same_key"])
def test_spellings_of_one_name_share_a_page(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), CASES["different_key"])
def test_different_names_have_different_pages(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text())
def test_every_name_has_a_page(name: str) -> None:
    assert re.fullmatch("[a-z0-9]+", name_key(name))
    assert name_slug(name).replace("-", "") == name_key(name)
    assert len(name_slug(name)) < 200


@given(st.text(alphabet="abc XYZ-_,é", min_size=1, max_size=120))
def test_case_spaces_and_hyphens_do_not_make_another_name(name: str) -> None:
    respelled = name.upper().replace(" ", "-").replace("_", " ")
    if letters_only(name):
        assert name_key(respelled) == name_key(name)


@given(st.text())
def test_clean_line_is_settled_after_one_pass_of_ordinary_text(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line
    assert line == line.strip()
    assert unicodedata.is_normalized("NFC", line)


@pytest.mark.real
def test_clean_real_files_are_unaltered() -> None:
    altered = 0
    for path, data in real.real_files():
        before = data.decode("utf-8")
        after = repair(decode(data))
        if texts._ODD.search(before) or texts._MOJIBAKE.search(before):
            altered += after != before
        else:
            assert after == before, path
    assert altered < 100  # invisible characters in some, mojibake in the seeds


@pytest.mark.real
def test_seeds_lose_their_mojibake() -> None:
    for seed in sorted((real.real_postings() / "seeds").iterdir()):
        text = repair(decode(seed.read_bytes()))
        assert not re.search("â€|ðŸ|Ã.", text), seed.name
