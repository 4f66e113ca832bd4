"""Readers: what each format states, and why a file is none of the board."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings import readers
from postings.records import RawPosting, UnreadableFile
from postings.tests.case_files import cases
from postings.tests.pace import within
from postings.vocabulary import ProblemKind, RejectedKind

CASES = cases("values")
SITE = "https://jobs.example.com/1"
PATH = "jobs/C#/2024-05/gardener-1/README.md"


def front(*fields: str, body: str = "Water the plants.") -> str:
    return "\n".join(("---", "title: Gardener", *fields, "---", "", body))


def heading(
    title: str = "Gardener", company: str = "### Acme", badges: str = "", end: str = ""
) -> str:
    return f"# [{title}]({SITE})  \n{company}  \n#### {badges}  \n\n  * Water\n    * plants\n{end}"


def read(text: str, path: str = "x.md") -> RawPosting:
    return readers.read(text, path)


def rejection(text: str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(("name", "field"), CASES["fields"])
def test_every_alias_states_its_field(name: str, field: str) -> None:
    posting = read(front(f"{name}: Some text"))
    assert posting.values[field] == "Some text"
    assert posting.lines[field] == 3
    assert not posting.extra


def test_values_stay_as_written() -> None:
    posting = read(front("place: NO", "salary: 12:30", "featured: 007", "archived: true"))
    stated = ("NO", "12:30", "007", "true")
    assert tuple(posting.values[f] for f in ("place", "salary", "featured", "archived")) == stated


def test_unknown_fields_are_kept_and_known_ones_not_reported() -> None:
    posting = read(front("colour: green", "host: h", "summaryBackup: s", "seats: [a, {b: c}]"))
    assert posting.extra == {"colour": "green", "seats": '["a", {"b": "c"}]'}
    assert (posting.values["host"], posting.values["summary_backup"]) == ("h", "s")


def test_first_alias_of_the_table_wins_whatever_the_order_of_the_file() -> None:
    posting = read(front("source_url: https://b.example", "applyUrl: https://a.example"))
    assert posting.values["apply_url"] == "https://a.example"
    assert posting.extra == {"source_url": "https://b.example"}


@pytest.mark.parametrize(
    "stated",
    [
        '"#ui/ux,#C#, ##plants ,#ui/ux,"',
        '"ui/ux, C#, plants"',
        "[ui/ux, C#, plants]",
        '"#ui/ux #C# #plants"',
    ],
)
def test_tags_are_read_in_every_notation(stated: str) -> None:
    assert read(front(f"hashtags: {stated}")).skills == ("ui/ux", "C#", "plants")


def test_lists_of_places_are_joined() -> None:
    assert read(front("location: [Oslo, Bergen]")).values["place"] == "Oslo, Bergen"


def test_employer_may_be_a_mapping() -> None:
    posting = read(front("employer: {name: Acme, url: https://acme.example, size: 3}"))
    assert posting.values["hiring_organization"] == "Acme"
    assert posting.values["organization_url"] == "https://acme.example"
    assert posting.extra == {"employer.size": "3"}


def test_mapping_where_text_is_expected_is_a_problem_and_is_kept() -> None:
    posting = read(front("salary: {min: 1}"))
    assert [(p.kind, p.field, p.line) for p in posting.problems] == [
        (ProblemKind.UNREADABLE_VALUE, "salary", 3)
    ]
    assert posting.extra == {"salary": '{"min": "1"}'}


def test_unpublished_page_of_a_site_generator_is_a_draft() -> None:
    assert read(front("published: false")).values["draft"] == "true"


@pytest.mark.parametrize(("line", "reason"), CASES["broken"])
def test_dangerous_or_broken_yaml_is_rejected_with_its_line(line: str, reason: str) -> None:
    error = rejection(front(line))
    assert (error.kind, error.line) == (RejectedKind.BROKEN_SYNTAX, error.line)
    assert reason in error.reason
    assert error.line in (3, 4)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_rejected_at_once(opening: str) -> None:
    with within(1):
        assert rejection(front("a: " + opening * 30_000)).kind == RejectedKind.BROKEN_SYNTAX


def test_front_matter_never_closed_says_where_it_opened() -> None:
    error = rejection("\n---\ntitle: Gardener\n\nWater the plants.\n")
    assert (error.kind, error.line) == (RejectedKind.BROKEN_SYNTAX, 2)
    assert "never closed" in error.reason


def test_postings_without_a_title_are_rejected() -> None:
    for text in ("---\ncompany: Acme\n---\n", '---\ntitle: " "\n---\n', heading(title=" ")):
        error = rejection(text)
        assert (error.kind, error.field) == (RejectedKind.NO_TITLE, "title")
        assert error.line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just text.",
        "---\n\nA rule, then text.\n\n---\n",
        f"# [Project]({SITE})\n\nA README.\n",
        "# Title\n### Acme\n",
        f"# [Project]({SITE})\n#### Deep\n",
    ],
)
def test_text_of_no_format_is_rejected_and_told_what_was_expected(text: str) -> None:
    error = rejection(text)
    assert error.kind == RejectedKind.UNRECOGNISED
    assert "title" in error.reason


def test_heading_block_states_its_fields() -> None:
    badges = "`💰 ~0k` `🌎 Remote,US` `❤️ fruit`"
    posting = read(heading(badges=badges, end=f"  \n## CLICK TO [APPLY]({SITE}/go)\n\n"), PATH)
    assert posting.values == {
        "title": "Gardener",
        "url": SITE,
        "hiring_organization": "Acme",
        "salary": "~0k",
        "place": "Remote,US",
        "benefits": "fruit",
        "apply_url": f"{SITE}/go",
        "date_posted": "2024-05",
    }
    assert posting.skills == ("C#",)
    assert posting.body == "  * Water\n    * plants"
    assert posting.lines["place"] == 3
    assert posting.lines["apply_url"] == 8


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Gardener [m/f] (x)", "Gardener [m/f] (x)"),
        ("A | B", "A | B"),
        (r"A \| B \[c\] \\ d", r"A | B [c] \ d"),
        ("See [a](https://a.example) b", "See [a](https://a.example) b"),
    ],
)
def test_titles_keep_brackets_pipes_and_backslashes(title: str, expected: str) -> None:
    assert read(heading(title=title)).values["title"] == expected


@pytest.mark.parametrize("company", ["### None", "###", "### "])
def test_company_none_is_not_stated(company: str) -> None:
    assert "hiring_organization" not in read(heading(company=company)).values


def test_badges_come_in_any_number_and_order() -> None:
    swapped = read(heading(badges="`❤ fruit` `🌎 Oslo` `💰 `")).values
    assert (swapped["benefits"], swapped["place"]) == ("fruit", "Oslo")
    assert "salary" not in swapped
    none = read(heading()).values
    assert not {"salary", "place", "benefits"} & none.keys()


def test_wrapped_badge_is_joined_with_one_space() -> None:
    posting = read(heading(badges="`🌎 Oslo, Bergen,\nStavanger,\nMoss` `💰 1 EUR`"))
    assert posting.values["place"] == "Oslo, Bergen, Stavanger, Moss"
    assert posting.values["salary"] == "1 EUR"
    assert posting.body.startswith("  * Water")


def test_unclosed_badge_does_not_eat_the_body() -> None:
    assert read(heading(badges="`🌎 Oslo")).body.startswith("  * Water")


def test_indented_heading_is_read() -> None:
    assert read(" " * 24 + heading()).values["title"] == "Gardener"


def test_only_the_closing_apply_line_leaves_the_body() -> None:
    apply = f"## CLICK TO [APPLY]({SITE}/a)"
    posting = read(heading(end=f"{apply}\n\nmore\n\n## CLICK TO [APPLY]({SITE}/b)"))
    assert posting.values["apply_url"] == f"{SITE}/b"
    assert apply in posting.body
    assert "apply_url" not in read(heading(end="text")).values


@pytest.mark.parametrize(
    "path", ["README.md", "a/b/README.md", "C#/2024-13/x/README.md", "C#/2024-05/x/y.md"]
)
def test_other_paths_state_no_skill_and_no_month(path: str) -> None:
    posting = read(heading(), path)
    assert posting.skills == ()
    assert "date_posted" not in posting.values


@given(st.text(alphabet="-#[]()`:\n a💰🌎\"'{}&*!\\", max_size=200))
def test_any_body_and_badges_are_read_or_rejected(text: str) -> None:
    for whole in (front(text), heading(badges=text), heading(title=text), text):
        try:
            assert read(readers.text_of(whole.encode()), PATH).values["title"]
        except UnreadableFile as error:
            assert error.reason


@pytest.mark.parametrize(
    "text",
    [
        heading(badges="`💰" * 100_000),
        heading(badges="x\n" + "#### `\n" * 100_000),
        heading(title="](" * 200_000),
        front("hashtags: 'x" + " " * 300_000 + "y'"),
        heading(end="\u200d" * 200_000),
        "\n" * 300_000,
    ],
    ids=["badges", "badge lines", "links", "spaces", "joiners", "empty lines"],
)
def test_time_grows_no_faster_than_the_file(text: str) -> None:
    with within(1):
        try:
            read(readers.text_of(text.encode()))
        except UnreadableFile as error:
            assert error.kind == RejectedKind.UNRECOGNISED
