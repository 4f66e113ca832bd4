"""Which postings words find: by their forms, as phrases, excluded, misspelled or half typed."""

from __future__ import annotations

import pytest

from postings.finding import find
from postings.indexing import bring_up
from postings.records import SearchQuery
from postings.tests.asking import added
from postings.tests.factories import make_posting
from postings.tests.titles import board, found, search

pytestmark = pytest.mark.django_db


def test_every_word_must_be_found_in_any_of_its_forms() -> None:
    titles = board("Ferry Engineer", "Harbour Engineering Lead", "Ferry Pilot", "Lamp Mechanic")
    assert set(found("engineers ", titles)) == {"Ferry Engineer", "Harbour Engineering Lead"}
    assert found("ferries engineer", titles) == ["Ferry Engineer"]
    assert found("ferry harbour", titles) == []


def test_what_stands_so_comes_before_what_has_the_same_stem() -> None:
    titles = board("Engineering Pilot", "Engineer Pilot", "Engineered Pilot")
    assert found("engineer pilot", titles)[0] == "Engineer Pilot"
    assert found("engineering pilot", titles)[0] == "Engineering Pilot"
    assert len(found("engineered pilot", titles)) == 3


def test_a_phrase_stands_as_it_is_quoted() -> None:
    titles = board("Machine Learning Lead", "Learning Machine Lead", "Machines Learning Lead")
    assert found('"machine learning"', titles) == ["Machine Learning Lead"]
    assert found("“machine learning” lead", titles) == ["Machine Learning Lead"]
    assert found('"learning lead" -"machine learning"', titles) == ["Machines Learning Lead"]
    assert found('"machine machine"', titles) == found('"lead machine"', titles) == []


def test_of_a_long_quote_the_first_words_stand_so_and_the_others_anywhere() -> None:
    words = [f"word{number}" for number in range(20)]
    others = [*words[:16], *reversed(words[16:])]
    lost = [*words[:15], words[17]]
    titles = board(*(" ".join(one) for one in (words, others, lost, words[1:])))
    quoted = '"' + " ".join(words) + '"'
    assert set(found(quoted, titles)) == {" ".join(words), " ".join(others)}
    assert found(f'-{quoted} "word17" "word0"', titles) == [" ".join(lost)]


def test_what_is_excluded_is_not_found_even_where_nothing_is_sought() -> None:
    titles = board("Ferry Pilot", "Ferry Engineer", "Harbour Engineering")
    assert found("ferry -engineer", titles) == ["Ferry Pilot"]
    assert found("-engineers", titles) == ["Ferry Pilot"]
    assert set(found('-"ferry engineer"', titles)) == {"Ferry Pilot", "Harbour Engineering"}
    assert found("-ferry -harbour", titles) == []
    assert search("-ferry").total == 1 and search("-ferry", organizations=("x",)).total == 0


def test_the_last_word_is_found_while_it_is_typed() -> None:
    titles = board("Harbour Pilot", "Ferry Pilot")
    assert found("pilot har", titles) == ["Harbour Pilot"]
    assert search("pilot har ").corrected is False and found("har pilot", titles) == []
    assert search("har").suggested == ""


def test_words_spelled_alike_are_found_where_the_typed_ones_find_little() -> None:
    titles = board("Harbour Pilot", "Harbour Master", "Ferry Pilot", "Ferry Pilot", "Ferry Pilot")
    for wrong in ("harbuor ", "harbor ", "harbourr ", "hrabour "):
        page = search(wrong)
        assert page.total == 2 and page.corrected and page.suggested.strip() == "harbour", wrong
    assert found("pilot harbor ", titles) == ["Harbour Pilot"]
    # What is quoted or excluded is meant as it stands.
    assert search('"harbor"').total == 0 and search("-harbor").total == 5
    assert search("pilot").total == 4 and not search("pilot").corrected


def test_only_words_that_no_posting_has_are_spelled_anew() -> None:
    board("Harbour Pilot", "Harbor Pilot", "Ferry Pilot", "Ferry Pilot", "Ferry Pilot")
    assert search("harbor ").suggested == "" and search("harbor ").total == 2
    assert search("ferry pilod ").suggested == "ferry pilot"
    assert search("ferries pilots ").suggested == ""
    assert search("qwertyuiop ").suggested == "" and search("-pilod").suggested == ""


def test_filters_do_not_change_which_words_count_as_found() -> None:
    """Else a number beside a filter would not be what the filter finds."""
    for organization, title in [("A", "Pilot"), ("A", "Pilot"), ("A", "Pilot"), ("B", "Pilots x")]:
        make_posting(title=title, hiring_organization=organization, description_text="")
    make_posting(title="Pilom", hiring_organization="B", description_text="")
    bring_up()
    page = search("pilot ")
    for facet in page.facets:
        for value in facet.values:
            led_to = added(SearchQuery(words="pilot "), facet.name, value.key)
            assert find(led_to).total == value.count, value


@pytest.mark.parametrize("words", ["zurich", "ZÜRICH", "Zu\u0308rich", '"café zurich"', "CAFE"])
def test_accents_and_case_make_no_difference(words: str) -> None:
    titles = board("Café Zürich", "Cafe Zurich", "Harbour Pilot")
    assert set(found(words, titles)) == {"Café Zürich", "Cafe Zurich"}


TECHNOLOGIES = (
    "C++ Developer",
    "C# Developer",
    "C Developer",
    ".NET Developer",
    "Network Engineer, example.net",
    "Node.js Developer",
    "NodeJS Lead",
    "R Developer",
    "R&D Manager",
    "Go Developer",
    "Golang Lead",
    "Go to Market Manager",
)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("C++", {"C++ Developer"}),
        ("c#", {"C# Developer"}),
        (".net", {".NET Developer"}),
        ("node.js", {"Node.js Developer", "NodeJS Lead"}),
        ("nodejs", {"Node.js Developer", "NodeJS Lead"}),
        ("R", {"R Developer"}),
        ("go", {"Go Developer", "Golang Lead"}),
        ("golang", {"Go Developer", "Golang Lead"}),
        ("developer -c++ -c# -.net -node.js -go -r", {"C Developer"}),
        ("go to market", {"Go to Market Manager"}),
        ("R&D", {"R&D Manager"}),
    ],
)
def test_technologies_are_found_as_themselves(words: str, titles: set[str]) -> None:
    made = board(*TECHNOLOGIES)
    assert set(found(words, made)) == titles
