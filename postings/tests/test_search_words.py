"""Any text is a valid query, and a technology is found by its name, not by the word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.search import analysis, technologies, words
from postings.search.words import parse
from postings.tests.case_files import cases

CASES = cases("technologies")
TYPED = st.text(
    st.one_of(st.sampled_from("-\"“”'’.,/+#&*() aAcCgGoORrnNeEtTİé日\u0301"), st.characters())
)


def shape(query: str) -> list[str]:
    """The clauses of a query, each as it would be typed."""
    return [
        "-" * clause.excluded + (f'"{clause.text}"' if clause.phrase else clause.text)
        for clause in parse(query).clauses
    ]


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ('C++-developer "on call" -java', ["C++", "developer", '"on call"', "-java"]),
        ('-"head of" “curly one” «other»', ['-"head of"', '"curly one"', '"other"']),
        ("front-end e-commerce", ["front-end", "e-commerce"]),
        ("C/C++ CI/CD Python/Django c#/f#", ["C", "C++", "CI/CD", "Python", "Django", "c#", "f#"]),
        ("R&D o’reilly node.js .NET -.net", ["R&D", "o’reilly", "node.js", ".NET", "-.net"]),
        ('"unfinished quote', ["unfinished", "quote"]),
        ('-"unfinished quote', ["unfinished", "quote"]),
        ('- -- --x -- "" " . " * a*b* (c)', ["x", "a", "b", "c"]),
        ("Portland OR NOT AND", ["Portland", "OR", "NOT", "AND"]),
        ("title:python AND (body:[a TO b])", ["title", "python", "AND", "body", "a", "TO", "b"]),
        ("  ", []),
    ],
)
def test_a_query_is_read_as_its_grammar_says(query: str, clauses: list[str]) -> None:
    assert shape(query) == clauses


@pytest.mark.parametrize(
    ("query", "unfinished"),
    [("pyth", True), ("pyth ", False), ('"pyth', True), ('"pyth"', False), ("-pyth", False)]
    + [("c++", False), ("", False), ("a " * 300 + "py", False)],
)
def test_the_last_word_is_unfinished_unless_something_follows(query: str, unfinished: bool) -> None:
    assert parse(query).unfinished is unfinished


def test_a_query_has_a_bounded_number_of_clauses() -> None:
    assert len(parse("a " * 5_000).clauses) == words.MOST_CLAUSES
    assert len(parse("x" * 10_000).clauses) == 1


def test_a_word_too_long_for_the_index_stays_so_that_nothing_is_found() -> None:
    assert parse("x" * 300).clauses[0].tokens


@given(TYPED)
def test_any_text_is_a_query(text: str) -> None:
    wanted = parse(text)
    assert len(wanted.clauses) <= words.MOST_CLAUSES
    assert all(clause.tokens and clause.stems for clause in wanted.clauses)
    assert wanted.spelled({}) == wanted.text


@given(TYPED)
def test_any_text_has_words_that_stand_in_it(text: str) -> None:
    normal = analysis.normal(text)
    assert len(analysis.prepared(text)) == len(normal)
    spans = analysis.spans(text)
    assert [word for word, _, _ in spans] == analysis.exact(text)
    assert all(0 <= start < end <= len(normal) for _, start, end in spans)
    assert len(analysis.stem(text)) == len(spans)
    assert all(analysis.exact(form) for form in analysis.compounds(text))


def test_spelling_is_corrected_inside_the_query() -> None:
    wanted = parse('"site relibility" node.jss -enginer')
    better = wanted.spelled({"relibility": "reliability", "jss": "js", "enginer": "engineer"})
    assert better == '"site reliability" node.js -engineer'


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café", "cafe"), ("ÉCOLE", "e\u0301cole"), ("Zürich", "ZURICH"), ("Straße", "STRASSE")]
    + [("İstanbul", "istanbul"), ("C++", "c++"), ("engineer’s", "engineer's")]
    + [("Ǧezi", "gezi"), ("ʀᴇᴍᴏᴛᴇ", "remote")],
)
def test_words_are_alike_without_case_and_accents(one: str, other: str) -> None:
    assert analysis.exact(one) == analysis.exact(other)


def test_languages_with_symbols_are_words_of_their_own() -> None:
    names = ["C", "C++", "C#", "F#", ".NET", "net"]
    assert len({tuple(analysis.exact(name)) for name in names}) == len(names)
    assert analysis.exact("C++17")[0] == analysis.exact("c++")[0]
    assert analysis.exact("example.net") == ["example", "net"]
    assert analysis.exact("C#/.NET") == analysis.exact("C# .NET")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Node.js, front-end (CI/CD).", ["cicd", "frontend", "nodejs"]),
        ("ASP.NET", [".net", "aspnet"]),
        (".NET8 and C#8", [".net", "c#"]),
        ("and/or e.g. U.S. 24/7 2020-2021 Python/Django", []),
        ("state-of-the-art", ["stateoftheart"]),
        ("Фронт-энд “up–to-date”", ["todate", "фронтэнд"]),
        ("é" * 400 + " re-do\ud800 " + "e" * 400 + "-", ["redo"]),
    ],
)
def test_punctuated_words_have_a_joined_form(text: str, forms: list[str]) -> None:
    assert analysis.compounds(text) == forms


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(name, text, kind == "named", id=f"{name}: {text[:40]!r}")
        for name, kinds in CASES.items()
        for kind, texts in kinds.items()
        for text in texts
    ],
)
def test_a_text_names_a_technology_by_the_written_rule(
    name: str, text: str, expected: bool
) -> None:
    assert (name in technologies.named("", text)) is expected
    assert (name in technologies.named(text, "")) is expected


@pytest.mark.parametrize(
    ("query", "technology"),
    [("go", "go"), ("Go developer", "go"), ("go to market", ""), ('"go"', ""), ("go-to-market", "")]
    + [("golang", "go"), ("r", "r"), ("R&D", ""), ("c level", ""), ("c", "c"), ("c++", "")],
)
def test_a_query_means_the_technology_unless_what_follows_says_otherwise(
    query: str, technology: str
) -> None:
    assert parse(query).clauses[0].technology == technology


@pytest.mark.parametrize(
    ("word", "key"),
    [("go", "golang"), ("Golang", "go"), ("c++", "cplusplus"), ("C#", "csharp"), (".net", "dotnet")]
    + [("node.js", "nodejs"), ("k8s", "kubernetes"), ("postgres", "postgresql")],
)
def test_other_spellings_of_a_skill_are_the_same_skill(word: str, key: str) -> None:
    assert key in technologies.aliases(word)


def test_an_everyday_word_has_no_other_spellings() -> None:
    assert technologies.aliases("remote") == technologies.others("remote") == ()
    assert "go" not in technologies.others("golang")
