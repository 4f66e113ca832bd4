"""Bodies as HTML: what a reader sees, what an attacker gets, and that nothing takes long."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings import links
from postings.body_rules import ALLOWED_TAGS
from postings.records import UnreadableFile
from postings.rendering import render, trusted
from postings.tests.case_files import cases
from postings.tests.pace import within
from postings.vocabulary import ProblemKind, RejectedKind

CASES = cases("rendering")
ATTACKS = cases("attacks")
ATTRIBUTES = {("a", "href"), ("a", "rel"), ("ol", "start")}

HOSTILE = {
    "quotes": ">" * 10_000 + " x",
    "spaced quotes": "> " * 10_000 + "x",
    "growing quotes": "\n".join(">" * depth + " x" for depth in range(1, 2_000)),
    "brackets": "[" * 100_000,
    "link openings": "[a](" * 20_000,
    "image openings": "![a](" * 20_000,
    "tag openings": "<a " * 20_000,
    "tags": "<b>" * 30_000,
    "nested tags": "<blockquote>" * 900,
    "nested tables": "<table><tr><td>" * 330,
    "stars": "*" * 100_000,
    "spaced stars": "* " * 50_000,
    "starred letters": "*a" * 50_000,
    "underscores": "_a " * 50_000,
    "backticks": "`" * 50_000,
    "growing backticks": " ".join("`" * size for size in range(300)),
    "deep list": "\n".join(" " * (4 * depth) + "* x" for depth in range(1_000)),
    "deep list in a line": "1. " * 3_000 + "x",
    "long list": "* x\n" * 100_000,
    "paragraphs": "a\n\n" * 600_000,
    "headings": "# a\n" * 50_000,
    "huge table": ("|a" * 2_000 + "\n" + "|-" * 2_000 + "\n") + ("|b" * 2_000 + "\n") * 50,
    "less-than signs": "<" * 2_000_000,
    "ampersands": "&a" * 500_000,
    "one long word": "a" * 2_000_000,
    "scripts": "<script" * 20_000,
    "comments": "<!--" * 20_000,
    "at signs": "a@" * 50_000,
    "mail": "a@" + "a." * 90_000,
    "addresses": "http://" * 25_000,
    "closing brackets": "http://a" + ")" * 100_000,
    "fences": "```\n" * 50_000,
    "hard spaces": "\u00a0" * 100_000,
    "own marks": "\x02klzzwxh:0001\x03\x0299999999999\x03",
    "lone surrogates": "\ud800" * 1_000,
}
AT_THE_LIMITS = {
    "brackets": "[a " * 490,
    "link openings": "[a](" * 490,
    "tag openings": "<a " * 990,
    "stars": "*a " * 4_900,
    "pairs of stars": "**a " * 2_400,
    "backticks": "`a " * 1_990,
    "paragraphs": "x\n\n" * 3_990,
    "loose list": "* x\n\n" * 3_990,
    "characters": "lorem ipsum dolor " * 11_000,
    "tables": ("a|b\n-|-\n" + "c|d\n" * 10 + "\n") * 300,
    "quotes": (">" * 24 + " a\n\n") * 2_600,
    "nested lists": "\n".join(" " * (4 * depth) + "- x" for depth in range(24)) * 150,
}


class Tags(HTMLParser):
    """The tags and attributes a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_safe(html: str) -> None:
    for tag, attributes in Tags(html).found:
        assert tag in ALLOWED_TAGS
        for name, value in attributes.items():
            assert (tag, name) in ATTRIBUTES
            if name == "href":
                assert re.match(r"(https?://|mailto:)", value or "")
        if tag == "a":
            assert attributes["rel"] == links.REL
            assert "href" in attributes


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    html = render(case["source"]).html
    assert html == case["html"].replace(" REL", f' rel="{links.REL}"')
    assert_safe(html)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_gets_nothing(attack: str) -> None:
    html = render(attack).html
    assert_safe(html)
    for tag in re.findall(r"<[^>]*>", re.sub(r"\"[^\"]*\"|(?<==)'[^']*'", "", html)):
        assert re.fullmatch(r"</?[a-z][a-z0-9]*( (href|rel|start)=)*>", tag)


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_body_ends_flat_or_refused_within_two_seconds(source: str) -> None:
    with within(2):
        try:
            assert_safe(render(source).html)
        except UnreadableFile as error:
            assert error.kind == RejectedKind.UNRENDERABLE
            assert "body" in error.reason


@pytest.mark.parametrize("source", AT_THE_LIMITS.values(), ids=AT_THE_LIMITS.keys())
def test_body_just_below_a_limit_is_rendered_within_two_seconds(source: str) -> None:
    with within(2):
        assert ProblemKind.FLATTENED_BODY not in [item.kind for item in render(source).problems]


def test_flattened_body_keeps_its_text_and_says_why() -> None:
    rendered = render("> " * 100 + "Bake <b>bread</b>\n\nand cakes")
    assert "Bake <b>bread</b>" in rendered.text
    assert "and cakes" in rendered.text
    assert [item.kind for item in rendered.problems] == [ProblemKind.FLATTENED_BODY]
    assert "nested too deeply" in rendered.problems[0].message


def test_a_body_after_a_hostile_one_renders_as_ever() -> None:
    for source in HOSTILE.values():
        try:
            render(source)
        except UnreadableFile:
            continue
    assert render("**a**").html == "<p><strong>a</strong></p>"


def test_refused_links_are_a_stored_problem() -> None:
    rendered = render("[a](javascript:x) [b](/jobs) [c](https://example.com)")
    assert [item.kind for item in rendered.problems] == [ProblemKind.REFUSED_LINK]
    assert rendered.text == "a b c"


def test_text_has_a_line_per_block_and_no_markup() -> None:
    source = "## Part\n\nR&D **and**\nmore &lt;b&gt;  \nnext\n\n* one\n* two\n\n|a|b|\n|-|-|\n|c|d|"
    assert render(source).text == "Part\nR&D and more <b>\nnext\none\ntwo\na b\nc d"


def test_empty_body_is_empty() -> None:
    assert render("  \n\u200b\n").html == ""


def test_trusted_html_is_not_escaped_by_templates() -> None:
    assert trusted("<p>a</p>").__html__() == "<p>a</p>"


@given(st.text(max_size=300) | st.text(alphabet="ab \n*_#-`<>[]()!|&;\\:/.\"'=@1w", max_size=300))
@settings(max_examples=500, deadline=None)
def test_no_text_breaks_out(source: str) -> None:
    try:
        assert_safe(render(source).html)
    except UnreadableFile:
        pass


@given(st.lists(st.sampled_from(ATTACKS), min_size=2, max_size=4))
@settings(max_examples=200, deadline=None)
def test_no_mixture_of_attacks_breaks_out(attacks: list[str]) -> None:
    assert_safe(render("".join(attacks)).html)
    assert_safe(render("\n".join(attacks)).html)
