"""A card shows where the words stand that were searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.search import analysis, snippets
from postings.search.snippets import CUT, LENGTH, Snippets
from postings.search.words import parse

LONG = "We make maps for ships. " * 40 + "You know Kubernetes and Terraform. " + "Apply now. " * 40


def shown(text: str, query: str) -> str:
    return "".join(
        f"[{piece.text}]" if piece.marked else piece.text
        for piece in Snippets(parse(query)).of(text)
    )


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Python engineers wanted", "engineering ", "Python [engineers] wanted"),
        ("Our companies were hoping", "company hope ", "Our [companies] were [hoping]"),
        ("C++17, C# and .NET", "c++ c# .net", "[C++]17, [C#] and [.NET]"),
        ("Büro in Zürich – Straße", "zurich straße", "Büro in [Zürich] – [Straße]"),
        ("a Front-End and a frontend", "front-end ", "a [Front-End] and a frontend"),
        ("a Front-End dev", "frontend ", "a [Front-End] dev"),
        ("on the call, on call", '"on call"', "on the call, [on call]"),
        ("Python, Go; we go on", "go", "Python, [Go]; we go on"),
        ("K8s in production", "kubernetes ", "[K8s] in production"),
        ("Kubernetes", "kuber", "[Kubernetes]"),
        ("Kubernetes", "kuber ", ""),
        ("Java and\n\n JavaScript", "java -script ", "[Java] and JavaScript"),
        ("日本 ÅÄÖ Python", "python", "日本 ÅÄÖ [Python]"),
        ("<b>bold</b>", "b", "<[b]>bold</[b]>"),
        ("nothing of it", "python", ""),
        ("excluded", "-excluded", ""),
        ("", "python", ""),
        ("python", "", ""),
    ],
)
def test_searched_words_are_marked(text: str, query: str, expected: str) -> None:
    assert shown(text, query) == expected


def test_a_long_text_is_cut_at_words_around_what_was_searched() -> None:
    text = shown(LONG, "ships terraform kubernetes ")
    assert "[Kubernetes] and [Terraform]" in text
    assert text.startswith(CUT) and text.endswith(CUT)
    assert len(text) <= LENGTH + len(CUT * 2 + "[]" * text.count("["))
    assert set(text.strip(CUT).split()) <= set(LONG.split()) | {
        "[Kubernetes]",
        "[Terraform].",
        "[ships].",
    }


@given(st.text(st.sampled_from("aAzÄéßİıΣǁ–’•😀 ") | st.characters(), max_size=40))
def test_a_text_is_read_in_small_letters_without_accents(text: str) -> None:
    text = analysis.normal(text)
    lower = "".join(snippets._ACCENTS.get(letter, letter) for letter in text.lower())
    assert snippets._lower(text) == lower


@pytest.mark.parametrize("words", ["companies hope", "companies", '"hoping"', "front-end", "go"])
def test_a_long_text_shows_the_words_as_the_beginning_of_it_does(words: str) -> None:
    """What is looked for no further than the passage is shown as if all were looked for."""
    text = "– Companies hoping: go, Python and front-end or frontend. " * 80
    assert shown(text, words) == shown(text[: 2 * LENGTH], words)
    assert shown(text, words).count("[") > 2


def test_a_word_longer_than_a_passage_is_not_what_is_shown() -> None:
    far = "Data\n" + "-" * 200 + "\nEngineer wanted. Our team is large. We need a data engineer."
    assert "[data engineer]" in shown(far, '"data engineer"')
    assert "[endless]" in shown("en" + "d" * 160 + " and then " * 30 + "endless", "en")


TEXTS = st.text(st.one_of(st.sampled_from('ab .-/+#CGo\n"é\u0301ǁİß'), st.characters()))


@given(TEXTS, TEXTS)
def test_any_snippet_is_a_part_of_its_text(text: str, query: str) -> None:
    pieces = Snippets(parse(query)).of(text)
    whole = " ".join(analysis.normal(text).split())
    joined = "".join(piece.text for piece in pieces)
    if pieces:
        assert any(piece.marked and piece.text for piece in pieces)
        assert all(piece.text for piece in pieces)
        assert " ".join(joined.removeprefix(CUT).removesuffix(CUT).split()) in whole


@given(TEXTS)
def test_a_text_shows_its_own_first_word(text: str) -> None:
    wanted = parse(text)
    if wanted.sought and not any(one.ambiguous or len(one.text) > 90 for one in wanted.sought):
        assert Snippets(wanted).of(wanted.text)
