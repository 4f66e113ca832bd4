"""Normalizers: what a posting means, and what stays open."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings import readers
from postings.normalizers import dates, normalize, pay, place, places
from postings.records import NormalizedPosting, RawPosting, UnreadableFile
from postings.tests.case_files import cases
from postings.vocabulary import ProblemKind, RejectedKind, WorkMode

CASES = cases("values")
SITE = "https://jobs.example.com/1"
BODY = "Water the plants, feed the fish and talk to the visitors. " * 4
COMPLETE = {
    "title": "Gardener",
    "hiring_organization": "Acme",
    "url": SITE,
    "apply_url": f"{SITE}/apply",
    "place": "Oslo",
    "date_posted": "2021-03-18",
}


def normalized(
    skills: tuple[str, ...] = (),
    body: str = BODY,
    source_format: str = "front-matter",
    **values: str | None,
) -> NormalizedPosting:
    stated = {field: value for field, value in (COMPLETE | values).items() if value is not None}
    lines = {field: number for number, field in enumerate(stated, start=2)}
    return normalize(RawPosting(source_format, stated, body, skills=skills, lines=lines))


def kinds(posting: NormalizedPosting) -> list[str]:
    return [problem.kind for problem in posting.problems]


@pytest.mark.parametrize(("text", "day", "precision"), CASES["dates"])
def test_date_is_read_only_when_it_cannot_be_misread(
    text: str, day: str | None, precision: str | None
) -> None:
    stated = dates.parse(text)
    assert (stated and stated.day.isoformat()) == day
    assert (stated and stated.precision.value) == precision


@pytest.mark.parametrize(("text", "posted", "shown"), CASES["pay"])
def test_pay_that_says_nothing_is_not_shown(text: str, posted: str | None, shown: str) -> None:
    day = date.fromisoformat(posted) if posted else None
    assert pay.stated(text, "heading-block", day) == shown


def test_placeholder_of_one_format_is_pay_in_another() -> None:
    assert pay.stated("210000.0", "front-matter", None) == "210000.0"


@pytest.mark.parametrize(("text", "shown", "remote"), CASES["places"])
def test_only_a_fully_remote_place_is_remote(text: str, shown: str, remote: bool) -> None:
    assert place.stated(text) == shown
    assert (places.work_mode(places.read(shown)) == WorkMode.REMOTE) is remote


def test_complete_posting_has_no_problems() -> None:
    posting = normalized()
    assert posting.problems == ()
    assert posting.date_posted == date(2021, 3, 18)
    assert posting.date_posted_precision == "day"


def test_what_is_not_stated_is_a_problem_and_never_invented() -> None:
    missing: dict[str, Any] = dict.fromkeys(("hiring_organization", "place", "date_posted"))
    posting = normalized(url=None, apply_url=None, body="Description", **missing)
    assert sorted(kinds(posting)) == sorted(
        [
            ProblemKind.NO_ORGANIZATION,
            ProblemKind.NO_PLACE,
            ProblemKind.NO_DATE,
            ProblemKind.NO_APPLY_LINK,
            ProblemKind.SHORT_BODY,
        ]
    )
    assert (posting.hiring_organization, posting.apply_url, posting.date_posted) == ("", "", None)


@pytest.mark.parametrize("name", ["None", "N/A", "null", "-", " "])
def test_company_that_is_no_name_is_not_stated(name: str) -> None:
    assert normalized(hiring_organization=name).hiring_organization == ""


def test_unreadable_date_names_its_line() -> None:
    problem = normalized(date_posted="03/04/2021").problems[0]
    assert (problem.kind, problem.line) == (ProblemKind.UNREADABLE_DATE, 7)


def test_month_of_expiry_includes_its_last_day() -> None:
    assert normalized(valid_through="2024-02").valid_through == date(2024, 2, 29)


def test_skills_lose_doubles_and_folder_names() -> None:
    tags = ("Others", "#C", "C#", "c", "UI/UX", "ui-ux", "x" * 81)
    posting = normalized(tags, source_format="heading-block")
    assert posting.skills == ("C", "C#", "UI/UX")
    assert kinds(posting) == [ProblemKind.UNREADABLE_VALUE]
    assert normalized(("Others",)).skills == ("Others",)


def test_refused_apply_link_rejects_the_file_with_line_and_field() -> None:
    with pytest.raises(UnreadableFile) as caught:
        normalized(apply_url="javascript:alert(1)")
    error = caught.value
    assert (error.kind, error.line, error.field) == (RejectedKind.REFUSED_LINK, 5, "apply_url")


def test_a_refused_page_link_is_dropped_with_a_problem() -> None:
    posting = normalized(url="javascript:x")
    assert posting.url == ""
    assert kinds(posting) == [ProblemKind.REFUSED_LINK]


def test_own_link_is_the_apply_link_where_none_is_stated() -> None:
    assert normalized(apply_url=None).apply_url == SITE
    mail = normalized(apply_url=None, url="mailto:jobs@acme.example")
    assert (mail.apply_url, mail.url, mail.problems) == ("mailto:jobs@acme.example", "", ())


@pytest.mark.parametrize(
    ("text", "flag"), [("true", True), ("YES", True), ("1", True), ("no", False)]
)
def test_flags_are_words(text: str, flag: bool) -> None:
    assert normalized(archived=text, draft=text).archived is flag
    assert normalized(archived=text, draft=text).draft is flag


def test_odd_flag_is_a_problem_and_off() -> None:
    posting = normalized(archived="maybe")
    assert posting.archived is False
    assert kinds(posting) == [ProblemKind.UNREADABLE_VALUE]


def test_overlong_title_is_cut_with_a_problem() -> None:
    posting = normalized(title="Gardener " * 100)
    assert len(posting.title) <= 300
    assert kinds(posting) == [ProblemKind.UNREADABLE_VALUE]


def test_type_of_employment_is_not_a_category() -> None:
    assert normalized(category="software").employment_type_text == ""
    assert normalized(category="Full-time").employment_type_text == "Full-time"
    assert normalized(employment_type="Contract").employment_type_text == "Contract"


@pytest.mark.parametrize(
    "body", ["", "## Description\n", "###  Check out similar jobs below 😊", "<!-- " + BODY + "-->"]
)
def test_body_that_says_nothing_is_short(body: str) -> None:
    assert ProblemKind.SHORT_BODY in kinds(normalized(body=body))


PIECES = st.sampled_from(
    [b"---\n", b"title: x\n", b"date: ", b"url: ", b"https://a.example\n", b"# [t](", b")\n"]
    + [
        b"### c\n",
        b"#### `",
        "💰".encode(),
        b"`",
        b"\n",
        b"\xff\xfe",
        b"\x00",
        b"hashtags: ",
        b"\xe2\x80",
    ]
)


@given(st.binary() | st.lists(PIECES | st.binary(max_size=8), max_size=30).map(b"".join))
def test_no_bytes_raise_anything_but_a_rejection(data: bytes) -> None:
    try:
        assert normalize(readers.read(readers.text_of(data), "C#/2024-05/x/README.md")).title
    except UnreadableFile as error:
        assert error.reason


@given(st.dictionaries(st.sampled_from(sorted(COMPLETE)), st.text(max_size=50)))
def test_no_values_raise_anything_but_a_rejection(values: dict[str, str]) -> None:
    try:
        normalized(**values)
    except UnreadableFile as error:
        assert error.reason
