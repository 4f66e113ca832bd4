"""The repair of markdown: what it changes, and that it changes nothing else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings.markdown_repair import RAW_TAG, repair_markdown

MARKDOWN = st.text(alphabet="ab1 \n*_#-`<>[]()!|&;\\:/.\t•\u200b\u00a0é", max_size=200)


@pytest.mark.parametrize(
    ("source", "repaired"),
    [
        ("plain text", "plain text"),
        ("## Part\n\n* one\n* two", "## Part\n\n* one\n* two"),
        ("**a** and **b**", "**a** and **b**"),
        ("#tag", "\\#tag"),
        ("* #tag", "* \\#tag"),
        ("##About us", "##About us"),
        ("##tag", "\\##tag"),
        ("## F# and C#", "## F# and C\\#"),
        ("## Closed ##", "## Closed ##"),
        ("text\n* item", "text\n\n* item"),
        ("* item\nwrapped", "* item\nwrapped"),
        ("a ** b** c", "a  **b** c"),
        ("a** b** c", "a **b** c"),
        ("**a\n\n**b", "a\n\nb"),
        ("***both***", "***both***"),
        ("`a ** b`", "`a ** b`"),
        ("a __ b", "a  b"),
        ("sign here: ______", "sign here: ______"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("👩\u200d💻 and \u0646\u06cc\u0645\u200c\u0641\u0627\u0635\u0644\u0647",) * 2,
        ("5 < 6", "5 &lt; 6"),
        ("<b>5</b>", "<b>5</b>"),
        ("<bold>", "&lt;bold>"),
        ("<span class='x'>a</span>", "a"),
        ("https://example.com/a\\_b and a\\_b", "https://example.com/a_b and a\\_b"),
    ],
)
def test_repairs(source: str, repaired: str) -> None:
    assert repair_markdown(source) == repaired


@given(MARKDOWN.filter(lambda text: "<" not in text))
@settings(max_examples=300)
def test_letters_and_digits_survive(source: str) -> None:
    def kept(text: str) -> str:
        return "".join(re.findall(r"[ab1é]", text))

    assert kept(repair_markdown(source)) == kept(source)


@given(MARKDOWN)
@settings(max_examples=300)
def test_only_known_tags_stay_tags_outside_code(source: str) -> None:
    repaired = repair_markdown(source)
    for found in re.finditer(r"<", re.sub(r"`[^`\n]*`|<pre>.*?</pre>", "", repaired, flags=re.S)):
        assert RAW_TAG.match(found.string, found.start())


def test_a_second_repair_changes_nothing_of_an_ordinary_body() -> None:
    body = "**About**\n- a\n- b\n\n#LI-Remote\n\n**Pay: **good <x> ** y**\n\n**We bake**\n\nText"
    once = repair_markdown(body)
    assert repair_markdown(once) == once
