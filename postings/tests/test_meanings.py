"""What a posting's texts mean, on its columns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postings import lifecycle, meanings
from postings.models import JobPosting
from postings.normalizers.meaning import mean
from postings.records import Meaning, Salary, Stated
from postings.tests.factories import make_posting

pytestmark = pytest.mark.django_db
STATED = Stated(
    title="Senior Lamp Keeper",
    organization="Harbour Lights",
    place_text="Remote, Norway or Sweden",
    salary_text="€30 - €45 per hour",
    employment_type_text="Part-time",
    text="We keep the lamps of the coast, and all of us write Python. " * 4,
    tags=("Python", "Haskell"),
)


def put(**values: Any) -> JobPosting:
    """A saved posting with the meaning of STATED; values are an editor's."""
    posting = make_posting()
    for name, value in values.items():
        setattr(posting, name, value)
    lifecycle.lock(posting, values)
    meanings.put(posting, mean(STATED))
    posting.save()
    return JobPosting.objects.get(pk=posting.pk)


def test_columns_say_what_the_texts_mean() -> None:
    posting = put()
    assert (posting.salary_currency, posting.salary_unit_text) == ("EUR", "HOUR")
    assert (posting.salary_min_value, posting.salary_max_value) == (30, 45)
    assert (posting.salary_yearly_min, posting.salary_yearly_max) == (30 * 2080, 45 * 2080)
    assert (posting.work_mode, posting.job_location_type) == ("remote", "TELECOMMUTE")
    assert posting.countries == ["NO", "SE"]
    assert posting.applicant_location_requirements["kind"] == "stated"
    assert (posting.employment_types, posting.seniority) == (["PART_TIME"], "senior")
    assert posting.language == "en"
    assert posting.skills_unsupported == ["haskell"]
    assert posting.salary_found_text == ""


def test_the_same_meaning_changes_nothing_once_saved() -> None:
    posting = put()
    assert meanings.put(posting, mean(STATED)) == {}


def test_an_amount_of_many_decimals_is_no_change_once_saved() -> None:
    posting, meaning = (
        make_posting(),
        Meaning(salary=Salary("x", "EUR", Decimal("38.415"), Decimal("45.6789"), "HOUR")),
    )
    meanings.put(posting, meaning)
    posting.save()
    assert meanings.put(JobPosting.objects.get(pk=posting.pk), meaning) == {}


def test_pay_of_the_body_keeps_its_words() -> None:
    posting = make_posting()
    text = "The salary range for this role is $90,000 - $120,000 per year."
    meanings.put(posting, mean(Stated(title="Cook", text=text)))
    assert "90,000" in posting.salary_found_text
    assert posting.salary_min_value == 90_000


def test_of_a_salary_that_an_editor_set_only_the_comparison_is_worked_out() -> None:
    posting = put(salary_min_value=Decimal(50), salary_currency="EUR", salary_unit_text="HOUR",
                  salary_max_value=None)  # fmt: skip
    assert (posting.salary_min_value, posting.salary_max_value) == (50, None)
    assert posting.salary_yearly_min == 50 * 2080
    assert posting.salary_inferred == []


def test_who_may_apply_follows_the_countries_that_an_editor_set() -> None:
    posting = put(countries=["DK"], regions=[])
    assert posting.countries == ["DK"]
    assert posting.applicant_location_requirements == {
        "kind": "stated", "countries": ["DK"], "regions": [], "open": False,
    }  # fmt: skip
    emptied = put(countries=[], regions=[])
    assert emptied.applicant_location_requirements["kind"] == "not_stated"


@pytest.mark.parametrize(
    ("values", "mode", "kind"),
    [
        ({"work_mode": "hybrid"}, "hybrid", ""),
        ({"work_mode": "remote"}, "remote", "TELECOMMUTE"),
        ({"job_location_type": ""}, "", ""),
        ({"job_location_type": "TELECOMMUTE"}, "remote", "TELECOMMUTE"),
        ({"employment_types": ["INTERN"]}, "remote", "TELECOMMUTE"),
    ],
)
def test_an_editors_word_on_remote_counts_for_both_columns(
    values: dict[str, Any], mode: str, kind: str
) -> None:
    posting = put(**values)
    assert (posting.work_mode, posting.job_location_type) == (mode, kind)


def test_skills_that_an_editor_chose_need_no_support() -> None:
    posting = make_posting()
    lifecycle.lock(posting, ["skills"])
    meanings.put(posting, mean(STATED))
    assert posting.skills_unsupported == posting.skills_from_text == []


def test_problems_are_stored_with_their_evidence_and_replaced() -> None:
    posting = make_posting()
    meanings.write_problems([(posting, mean(STATED))])
    assert [(one.kind, one.field) for one in posting.problems.all()] == [
        ("unsupported_skills", "skills")
    ]
    assert "Haskell" in posting.problems.get().message
    assert meanings.problems_change(posting, mean(STATED)) == {}
    meanings.write_problems([(posting, mean(Stated(title="Cook", place_text="The old mill")))])
    assert [one.kind for one in posting.problems.all()] == ["no_country"]
    changed = meanings.problems_change(posting, mean(STATED))["problems"]
    assert [[one.split()[0] for one in side] for side in changed] == [
        ["no_country"], ["unsupported_skills"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "locked"),
    [
        (STATED, "skills"),
        (Stated(title="Cook", place_text="The old mill"), "countries"),
        (
            Stated(
                title="Cook",
                place_text="Remote, Norway",
                text="You work in our office in Bergen three days a week. This is not remote.",
            ),
            "work_mode",
        ),
    ],
)
def test_a_problem_that_an_editor_has_settled_is_none(stated: Stated, locked: str) -> None:
    posting, meaning = make_posting(), mean(stated)
    assert len(meanings.problems(posting, meaning)) == 1
    lifecycle.lock(posting, [locked])
    assert meanings.problems(posting, meaning) == []


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
PAY = st.from_regex(r"[$€£]?[0-9]{1,9}([.,][0-9]{1,6})?k?( ?- ?[0-9]{1,12})?(/hr|/yr| EUR)?")


@settings(max_examples=60, deadline=None)
@given(title=TEXTS, place=TEXTS, pay=TEXTS | PAY, kind=TEXTS, text=TEXTS)
def test_any_meaning_can_be_stored_and_is_the_same_when_read(
    title: str, place: str, pay: str, kind: str, text: str
) -> None:
    posting = make_posting()
    meaning = mean(Stated(title, "", place, pay, kind, text=text, tags=("Lamps",)))
    meanings.put(posting, meaning)
    posting.full_clean(exclude=["description"])
    posting.save()
    assert meanings.put(JobPosting.objects.get(pk=posting.pk), meaning) == {}
