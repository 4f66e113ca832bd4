"""Organizations: one identity for all spellings of an employer, and none for two employers."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postings import readers
from postings.normalizers import organizations
from postings.normalizers.organizations import hosts
from postings.records import UnreadableFile
from postings.tests.real import real_files
from postings.text import name_key

CASES = json.loads((Path(__file__).parent / "cases/organizations.json").read_text("utf-8"))
WORDS = st.sampled_from(
    ["Acme", "acme", "GmbH", "& Co.", "KG", "S.A.", "a.s.", "Inc.", "ltd", "sp. z", "o.o.", "The"]
    + ["Careers", "careers at", "Current Job Openings at", "?a=b", "-", ",", "(", "é", "株式会社"]
)
# Readers drop control characters; between two letters they hide mojibake until the next reading.
PLAIN = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60)
NAMES = PLAIN | st.lists(WORDS, max_size=7).map(" ".join)


def key(name: str) -> str:
    read = organizations.read(name)
    assert read is not None
    return read.key


@pytest.mark.parametrize("spellings", CASES["one_identity"], ids=lambda names: names[0])
def test_spellings_of_one_employer_have_one_key(spellings: list[str]) -> None:
    assert {key(name) for name in spellings} == {key(spellings[0])}


@pytest.mark.parametrize(("one", "other"), CASES["not_one"])
def test_two_employers_have_two_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("name", CASES["nobody"])
def test_words_for_nobody_are_no_name(name: str) -> None:
    assert organizations.read(name) is None


@pytest.mark.parametrize(("stated", "shown"), CASES["named"])
def test_name_is_shown_without_what_a_career_page_adds(stated: str, shown: str | None) -> None:
    read = organizations.read(stated)
    assert (read and read.name) == shown


@pytest.mark.parametrize(("spellings", "shown"), CASES["shown"])
def test_the_commonest_written_spelling_is_shown(spellings: dict[str, int], shown: str) -> None:
    assert organizations.shown(spellings) == shown
    assert organizations.shown(dict(reversed(spellings.items()))) == shown


@pytest.mark.parametrize(("url", "name"), CASES["own_website"])
def test_own_site_is_kept(url: str, name: str) -> None:
    assert organizations.website(url, name) == url


@pytest.mark.parametrize(("url", "name"), CASES["no_website"])
def test_page_on_another_site_is_no_website(url: str, name: str) -> None:
    assert organizations.website(url, name) == ""


def test_tracking_systems_are_told_from_employers_and_boards() -> None:
    assert organizations.is_tracking_system("oats.breezy.hr")
    assert organizations.is_tracking_system("boards.greenhouse.io.")
    assert not organizations.is_tracking_system("www.linkedin.com")
    assert not organizations.is_tracking_system("notbreezy.hr")
    assert not organizations.is_tracking_system("")


def test_every_host_of_the_table_has_a_known_kind() -> None:
    kinds = "tracking board social page shortener clicks mail"
    assert {hosts.kind(host) for host in hosts._table()} == set(kinds.split())


@given(NAMES)
@example("GmbH & Co. KG")
@example("Careers at careers at 0")
@example("a\u0130.s.")
def test_a_name_keeps_its_key_however_often_it_is_read(name: str) -> None:
    read = organizations.read(name)
    if read is None:
        return
    assert read.name and len(read.name) <= organizations.MAX_LENGTH
    assert re.fullmatch("[a-z0-9]+", read.key)
    assert read.slug.replace("-", "") == read.key
    assert read.key == organizations.key(read.name)
    assert organizations.read(read.name) == read


@given(
    st.text(max_size=80) | st.from_regex(r"https?://[a-z.]{1,20}/?.{0,9}", fullmatch=True), NAMES
)
def test_no_link_raises(url: str, name: str) -> None:
    assert organizations.website(url, name)[:4] in ("", "http")


@pytest.mark.real
def test_real_names_are_joined_by_spelling_and_legal_form_alone() -> None:
    """A second, blunt reading: without a known last word the letters must be the same."""
    groups: dict[str, set[str]] = defaultdict(set)
    for path, data in real_files():
        try:
            stated = readers.read(readers.text_of(data), path).values
        except UnreadableFile:
            continue
        if read := organizations.read(stated.get("hiring_organization", "")):
            groups[read.key].add(read.name)
    assert len(groups) > 800
    ending = re.compile(r"(?i)[\s,-]+(?:inc|llc|gmbh|ltd|limited|ag)\.?$")
    for key_of_all, names in groups.items():
        if len(names) > 1:
            assert {name_key(ending.sub("", name)) for name in names} == {key_of_all}, names
