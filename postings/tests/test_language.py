"""The language of a body is its main one, and nothing where one cannot tell."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings import readers
from postings.normalizers import language
from postings.records import UnreadableFile
from postings.tests.real import real_files, rendered, rendering_all

CASES = json.loads((Path(__file__).parent / "cases/terms.json").read_text(encoding="utf-8"))
SENTENCE = {code: text for code, text in CASES["language"] if code}


@pytest.mark.parametrize(("code", "text"), CASES["language"])
def test_language_is_told_only_where_it_is_sure(code: str, text: str) -> None:
    assert language.read(text) == code


def test_a_foreign_paragraph_does_not_change_the_main_language() -> None:
    body = "\n".join([*[SENTENCE["en"]] * 20, *[SENTENCE["fr"]] * 6, *[SENTENCE["en"]] * 20])
    assert language.read(body) == "en"
    assert language.read(f"Description\n{SENTENCE['fr']}\nAdditional Information") == "fr"
    assert language.read(f"{SENTENCE['en']}\n" + f"{SENTENCE['fr']}\n" * 40) == "fr"


def test_damaged_characters_do_not_hide_the_language() -> None:
    assert language.read(f"\x00\ud800\uffff{SENTENCE['de']}") == "de"


@given(st.text(st.characters(), max_size=300) | st.sampled_from(list(SENTENCE.values())))
def test_no_text_gives_anything_but_a_language_tag(text: str) -> None:
    assert re.fullmatch("(?:[a-z]{2}(?:-hant)?|fil)?", language.read(text))


@given(st.sampled_from(sorted(SENTENCE)), st.integers(1, 300))
def test_repeating_a_text_does_not_change_its_language(code: str, times: int) -> None:
    assert language.read(f"{SENTENCE[code]}\n" * times) in (code, "")


@pytest.mark.real
@rendering_all
def test_languages_of_the_real_files_have_the_measured_shares() -> None:
    codes: dict[str, list[str]] = {"front_matter": [], "skill_folders": []}
    for path, data in real_files():
        try:
            raw = readers.read(readers.text_of(data), path)
        except UnreadableFile:
            continue
        if path.split("/")[0] in codes:
            codes[path.split("/")[0]].append(language.read(rendered(raw.body).text))
    english, both = codes["front_matter"], codes["skill_folders"]
    assert set(english) == {"en"}
    shares = {code: both.count(code) / len(both) for code in ("en", "fr", "de", "")}
    assert abs(shares["en"] - 0.959) < 0.01
    assert abs(shares["fr"] - 0.027) < 0.005
    assert abs(shares["de"] - 0.004) < 0.002
    assert shares[""] < 0.005
