"""The clean-up of bodies: what is not the author's goes, and not one letter more."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postings import readers
from postings.normalizers import bodies
from postings.records import CleanBody, UnreadableFile
from postings.rendering import render
from postings.tests.pace import within
from postings.tests.real import real_files, rendered, rendering_all

CASES = json.loads((Path(__file__).parent / "cases/body_cleanup.json").read_text("utf-8"))
TRAP = (
    "Please mention the word **A** and tag RMTAuMC4wLjE="
    " when applying to show you read the job post"
)
PARAGRAPH = "We bake bread for the whole town and look for somebody who is glad to rise early too."
PIECES = st.sampled_from(
    ["Description", "\n", "## ", "**", "_", " ", "a", "We", ":", TRAP, " completely.", "to", "`"]
    + ["![](https://remotive.com/a.png)", "Check out similar jobs below 😊", "#RMTAuMC4wLjE=", "\\"]
    + ["\n\n", PARAGRAPH, f"\n\n{PARAGRAPH}\n\n"]
)
BODIES = st.text(max_size=80) | st.lists(PIECES, max_size=25).map("".join)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize(("source", "cleaned", "rules"), CASES["taken"])
def test_what_is_not_the_authors_is_taken_out(source: str, cleaned: str, rules: list[str]) -> None:
    done = bodies.clean(source)
    assert (done.text, [rule for rule, _ in done.removed]) == (cleaned, rules)


@pytest.mark.parametrize("source", CASES["kept"] + CASES["unmended"])
def test_what_readers_need_stays(source: str) -> None:
    done = bodies.clean(source)
    assert (done.text, done.removed) == (source, ())


@pytest.mark.parametrize(("source", "mended"), CASES["mended"])
def test_glued_marks_hug_their_words(source: str, mended: str) -> None:
    assert bodies.clean(source).text == mended


@given(BODIES)
@settings(max_examples=300)
@example("Description\n_ a_**b**C")
def test_a_second_clean_up_changes_nothing(source: str) -> None:
    once = bodies.clean(source).text
    assert bodies.clean(once) == CleanBody(once)


@given(BODIES)
@settings(max_examples=300)
def test_every_letter_is_kept_or_named(source: str) -> None:
    done = bodies.clean(source)
    named = letters(done.text) + "".join(letters(text) for _, text in done.removed)
    assert sorted(named) == sorted(letters(source))


@pytest.mark.parametrize(
    "hostile",
    ["mention the word " * 4000, "![[" * 20_000, "#" * 64_000, " " * 64_000, "\n" * 64_000]
    + ["*_" * 30_000, "applying mention the words " + "a " * 30_000, "![a](" * 12_000]
    + ["**a" * 20_000, "\nR" + "A" * 60_000, "#\n" * 30_000, "_ a" * 20_000]
    + [
        "a\n\n" * 20_000,
        (f"{PARAGRAPH}\n\n" * 700),
        "".join(f"{n % 50}\n\n" for n in range(20_000)),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_no_body_holds_up_the_import(hostile: str) -> None:
    with within(0.5):
        bodies.clean(hostile)
        bodies.is_short(hostile)


@pytest.mark.real
@rendering_all
def test_no_real_letter_is_lost_that_no_rule_names() -> None:
    changed, lost = 0, []
    for path, data in real_files():
        try:
            source = readers.read(readers.text_of(data), path).body
        except UnreadableFile:
            continue
        done = bodies.clean(source)
        if done.text == source:
            continue
        changed += 1
        named = "".join(letters(render(text).text) for _, text in done.removed)
        before, after = letters(rendered(source).text), letters(render(done.text).text)
        if sorted(before) != sorted(after + named):
            lost.append(path)
    assert changed > 1000
    assert lost == []
