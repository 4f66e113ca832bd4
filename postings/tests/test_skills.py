"""Skills: one name for every spelling, trusted where the text names it, found where it asks."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings import readers
from postings.normalizers import skills
from postings.normalizers.skills.terms import lower, spaced, terms
from postings.records import PostingSkill, UnreadableFile
from postings.tests.real import real_files, rendered, rendering_all
from postings.text import name_key
from postings.vocabulary import SkillKind

_FOLDER = Path(__file__).parent / "cases"
CASES = json.loads((_FOLDER / "terms.json").read_text(encoding="utf-8"))
LETTERS = json.loads((_FOLDER / "technologies.json").read_text(encoding="utf-8"))

WORDS = st.sampled_from(
    ["Go", "C", "R", "React", "react", "C++", "C#", ".NET", "Node.js", "Spring", "experience with"]
    + ["requirements", "\n", ", ", "/", " and ", "s", "&", "-", "@", "https://", "İ", "ß", "\ud800"]
    + ["\x00", "’", "日本", "to", "machine learning", "ruby on rails", "sql server", "_", "*"]
)
TEXTS = st.text(max_size=60) | st.lists(WORDS | st.text(max_size=4), max_size=40).map("".join)


@pytest.mark.parametrize(("tag", "key", "name"), CASES["canonical"])
def test_spellings_of_a_skill_are_one_skill(tag: str, key: str | None, name: str) -> None:
    assert skills.canonical(tag) == (key or name_key(tag), name)


def test_every_skill_is_known_by_its_own_name_and_key() -> None:
    named = {skill.key: skill for skill in terms().tags.values()}
    assert len(named) > 400
    assert {name_key(skill.name) for skill in named.values()} == set(named)
    for skill in named.values():
        assert skills.canonical(skill.name) == (skill.key, skill.name)
        assert skills.canonical(skill.key) == (skill.key, skill.name)


@pytest.mark.parametrize(("tag", "title", "body"), CASES["supported"])
def test_tag_that_the_text_names_is_supported(tag: str, title: str, body: str) -> None:
    assert [one.supported for one in skills.supported((tag,), title, body)] == [True]


@pytest.mark.parametrize(("tag", "title", "body"), CASES["unsupported"])
def test_tag_that_the_text_never_names_is_kept_unsupported(tag: str, title: str, body: str) -> None:
    (skill,) = skills.supported((tag,), title, body)
    assert not skill.supported
    assert (skill.key, skill.name) == skills.canonical(tag)


@pytest.mark.parametrize("letter", LETTERS)
def test_letters_are_languages_only_by_the_strict_rule(letter: str) -> None:
    def named(text: str) -> bool:
        return skills.supported((letter,), "", text)[0].supported

    assert [text for text in LETTERS[letter]["named"] if not named(text)] == []
    assert [text for text in LETTERS[letter]["not"] if named(text)] == []


@pytest.mark.parametrize(("title", "body", "organization", "names"), CASES["found"])
def test_only_skills_that_are_asked_for_are_found(
    title: str, body: str, organization: str, names: list[str]
) -> None:
    found = skills.found(title, body, (), organization)
    assert [skill.name for skill in found] == names
    assert all(skill.supported and skill.from_text for skill in found)


def test_found_skills_come_after_the_tags_and_repeat_none() -> None:
    body = "Requirements\nPython, Node.js and Docker"
    assert skills.read(("nodejs", "Node", "knitting"), "Gardener", body) == (
        PostingSkill("nodejs", "Node.js", True),
        PostingSkill("knitting", "knitting", False),
        PostingSkill("python", "Python", True, True),
        PostingSkill("docker", "Docker", True, True),
    )


def test_a_body_that_lists_everything_adds_some_twenty_skills() -> None:
    tools = [one.name for one in terms().tags.values() if one.kind is SkillKind.DATABASE]
    body = "Requirements\n" + "\n".join(tools)
    assert len(skills.found("Gardener", body)) == 20
    assert len(skills.read([f"tag {n}" for n in range(60)], "", body)) == skills.MAX_COUNT


@given(st.lists(TEXTS, max_size=5), TEXTS, TEXTS, TEXTS)
def test_no_text_breaks_the_reading_of_skills(
    tags: list[str], title: str, body: str, organization: str
) -> None:
    tags = [tag for tag in tags if tag.strip()]
    read = skills.read(tags, title, body, organization)
    assert len({skill.key for skill in read}) == len(read) <= skills.MAX_COUNT
    assert all(skill.key == name_key(skill.name) for skill in read)
    assert all(skill.supported for skill in read if skill.from_text)
    assert [one.key for one in read if not one.from_text] == list(
        dict.fromkeys(skills.canonical(tag)[0] for tag in tags)
    )


@given(TEXTS)
def test_canonical_of_canonical_is_the_same(tag: str) -> None:
    key, name = skills.canonical(tag)
    assert skills.canonical(name) == (key, name)


@given(TEXTS, TEXTS)
def test_what_is_found_supports_the_same_tag(title: str, body: str) -> None:
    found = skills.found(title, body)
    again = skills.supported([skill.name for skill in found], title, body)
    assert [(one.key, one.supported) for one in again] == [(one.key, True) for one in found]


@given(st.text())
def test_spacing_and_lower_case_keep_positions(text: str) -> None:
    assert len(lower(spaced(text))) == len(text)


@pytest.mark.parametrize(
    "piece", ["Go, ", "C\n", "Java, ", "requirements\n", "\nreact in ", "://", "Go to C-level "]
)
def test_a_long_body_costs_as_much_as_it_is_long(piece: str) -> None:
    def seconds(size: int) -> float:
        body = piece * (size // len(piece))
        started = time.process_time()
        skills.read(("react",), "", body)
        return time.process_time() - started

    seconds(1_000)
    shortest = min(seconds(16_000) for _ in range(3))
    assert min(seconds(64_000) for _ in range(3)) < 12 * shortest + 0.02


@pytest.mark.real
@rendering_all
def test_tags_of_the_real_files_are_as_untrustworthy_as_measured() -> None:
    kept: dict[str, list[bool]] = {"office": [], "css": [], "windows": [], "marketing": []}
    for path, data in real_files():
        if not path.startswith("front_matter/"):
            continue
        try:
            raw = readers.read(readers.text_of(data), path)
        except UnreadableFile:
            continue
        tags = [tag for tag in raw.skills if tag in kept]
        body = rendered(raw.body).text if tags else ""
        for tag in tags:
            (skill,) = skills.supported((tag,), raw.values["title"], body)
            kept[tag].append(skill.supported)
    shares = {tag: 1 - sum(seen) / len(seen) for tag, seen in kept.items()}
    expected = {"css": 0.63, "windows": 0.63, "marketing": 0.43}
    assert all(abs(shares[tag] - share) < 0.06 for tag, share in expected.items()), shares
    # Three in four do not even have the word; in nearly all others it is a place to work.
    assert shares["office"] > 0.73
