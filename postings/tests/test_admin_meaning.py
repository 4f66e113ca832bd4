"""Editors and what postings mean: its fields, its problems, and what narrows the list by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from postings.models import JobPosting
from postings.tests.editing import POSTINGS, form_of, save, signed_in
from postings.tests.files import front_matter, run, write
from postings.tests.pages import html_of, path_of, words_of

pytestmark = pytest.mark.django_db
editor = pytest.fixture(signed_in)
PROBLEMS = "/admin/postings/postingproblem/"
FIELDS = {"location": "Remote, Norway", "salary": "€30 - €45 per hour", "jobType": "Part-time"}


@pytest.fixture
def posting(tmp_path: Path) -> JobPosting:
    run(write(tmp_path, {"a.md": front_matter("one", **FIELDS)}))
    return JobPosting.objects.get()


def errors(editor: Client, posting: JobPosting, **changes: object) -> dict[str, Any]:
    data = form_of(editor, posting) | changes
    response = editor.post(f"{POSTINGS}{posting.pk}/change/", data)
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def test_countries_are_typed_by_code_or_name(editor: Client, posting: JobPosting) -> None:
    posting = save(editor, posting, countries="se, Denmark , SE")
    assert posting.countries == ["SE", "DK"]
    assert posting.applicant_location_requirements["countries"] == ["SE", "DK"]
    assert posting.locked_fields == ["countries", "regions"]
    assert save(editor, posting, countries="").countries == []


@pytest.mark.parametrize(
    ("field", "typed", "named"),
    [
        ("countries", "NO, Atlantis", "No country: Atlantis."),
        ("regions", "EU, Narnia, Mordor", "No region of ours: Narnia, Mordor."),
        ("salary_currency", "EUROS", "no currency of ISO 4217"),
        ("salary_currency", "XYZ", "“XYZ” is no currency"),
        ("language", "Norse!", "no code of a language"),
        ("employment_types", ["NAP"], "NAP is not one of the available choices"),
        ("salary_max_value", "20", "ends below where it begins"),
        ("salary_min_value", "-1", "Pay is more than nothing"),
    ],
)
def test_what_is_no_value_is_named(
    editor: Client, posting: JobPosting, field: str, typed: object, named: str
) -> None:
    found = errors(editor, posting, **{field: typed})
    assert list(found) == [field]
    # A currency of five letters is too long for its column as well.
    assert named in str(found[field]) or "at most 3 characters" in str(found[field])
    assert JobPosting.objects.get().locked_fields == []


def test_a_currency_without_an_amount_is_asked_about(editor: Client, posting: JobPosting) -> None:
    nothing = {"salary_min_value": "", "salary_max_value": ""}
    assert list(errors(editor, posting, **nothing)) == ["salary_min_value"]
    nothing |= {"salary_currency": "", "salary_unit_text": ""}
    posting = save(editor, posting, **nothing)
    assert posting.salary_yearly_min is None
    assert posting.salary_text == "€30 - €45 per hour"


def test_pay_is_locked_and_given_back_as_one(editor: Client, posting: JobPosting) -> None:
    posting = save(editor, posting, salary_min_value="40", salary_currency="nok")
    assert (posting.salary_currency, posting.salary_unit_text) == ("NOK", "HOUR")
    assert len(posting.locked_fields) == 4
    form = editor.get(f"{POSTINGS}{posting.pk}/change/").context["adminform"].form
    ((name, label),) = form.fields["unlock"].choices
    assert label == "currency, salary from, salary to, salary per"
    posting = save(editor, posting, unlock=[name])
    assert posting.locked_fields == []
    assert (posting.salary_currency, posting.salary_min_value) == ("EUR", 30)


def test_pay_is_typed_and_shown_as_people_write_it(editor: Client, posting: JobPosting) -> None:
    assert save(editor, posting).locked_fields == []
    posting = save(editor, posting, salary_min_value="32.50", salary_max_value="40")
    form = editor.get(f"{POSTINGS}{posting.pk}/change/").context["adminform"].form
    assert 'value="32.50"' in str(form["salary_min_value"])
    assert 'value="40"' in str(form["salary_max_value"])
    words = words_of(html_of(editor, path_of(posting)))
    assert "€ 32.50 – 40 an hour" in words
    assert "Corrected by an editor of this board; the source says: “€30 - €45 per hour”" in words


def test_the_list_shows_countries_pay_and_what_is_locked(
    editor: Client, posting: JobPosting
) -> None:
    save(editor, posting, countries="SE")
    words = words_of(editor.get(POSTINGS).content.decode())
    assert " SE € 30" in words
    assert "€ 30 – 45 an hour" in words
    assert "countries, regions" in words
    assert "English (1)" in words


def test_what_derives_from_a_corrected_text_follows_it(editor: Client, posting: JobPosting) -> None:
    posting = save(
        editor, posting, place_text="Oslo, Norway or Berlin, Germany",
        salary_text="$50k - $60k a year", title="Junior Lamp Keeper",
    )  # fmt: skip
    assert posting.locked_fields == ["place_text", "salary_text", "title"]
    assert posting.countries == ["NO", "DE"]
    assert (posting.work_mode, posting.job_location_type) == ("", "")
    assert (posting.salary_min_value, posting.salary_unit_text) == (50_000, "YEAR")
    assert posting.seniority == "junior"


def test_a_correction_outlives_a_text_that_changes(
    editor: Client, posting: JobPosting, tmp_path: Path
) -> None:
    save(editor, posting, employment_types=["INTERN"], work_mode="hybrid")
    write(tmp_path, {"a.md": front_matter("one", **FIELDS | {"location": "Remote, Peru"})})
    run(tmp_path)
    posting = JobPosting.objects.get()
    assert (posting.employment_types, posting.work_mode) == (["INTERN"], "hybrid")
    assert (posting.countries, posting.job_location_type) == (["PE"], "")


def test_ticking_the_same_types_in_another_order_is_no_correction(
    editor: Client, posting: JobPosting
) -> None:
    JobPosting.objects.update(employment_types=["PART_TIME", "FULL_TIME"])
    posting = save(editor, posting, employment_types=["FULL_TIME", "PART_TIME"], featured="on")
    assert posting.locked_fields == []


def test_source_and_curated_values_stand_side_by_side(editor: Client, posting: JobPosting) -> None:
    save(editor, posting, countries="DK", title="Keeper of Lamps")
    page = editor.get(f"{POSTINGS}{posting.pk}/change/").content.decode()
    for row in (
        "<th scope=row>title</th><td>Lamp Keeper</td><td>Keeper of Lamps</td>"
        "<td>locked, differs</td>",
        "<th scope=row>countries</th><td>NO</td><td>DK</td><td>locked, differs</td>",
        "<th scope=row>salary from</th><td>30</td><td>30</td><td></td>",
        "<th scope=row>salary from, a year in EUR</th><td>62400</td><td>62400</td><td></td>",
        "<td>kind: stated; countries: NO</td><td>kind: stated; countries: DK</td><td>differs</td>",
    ):
        assert row in page


def test_all_problems_of_a_posting_are_shown_with_their_evidence(
    editor: Client, tmp_path: Path
) -> None:
    run(write(tmp_path, {"a.md": front_matter("one", companyName="None", location="The mill")}))
    posting = JobPosting.objects.get()
    page = editor.get(f"{POSTINGS}{posting.pk}/change/").content.decode()
    for shown in (
        "No country can be told from “The mill”.",
        "No company is stated.",
        "a.md, line 3 (companyName)",
        "Neither title nor text names: ladders.",
    ):
        assert shown in page


def listed(editor: Client, query: str) -> set[str]:
    page = editor.get(f"{POSTINGS}?{query}")
    return {posting.title for posting in page.context["cl"].result_list}


@pytest.fixture
def three(tmp_path: Path) -> None:
    run(
        write(
            tmp_path,
            {
                "a.md": front_matter("a", title="Senior Baker", **FIELDS | {"hashtags": "#lamps"}),
                "b.md": front_matter("b", title="Cook", companyName="None", location="Anywhere"),
                "c.md": front_matter("c", title="Diver", location="EMEA", salary="Good"),
            },
        )
    )


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("problem=no_organization", {"Cook"}),
        ("problem=unsupported_skills", {"Cook", "Diver"}),
        ("problem=none", {"Senior Baker"}),
        ("country=known", {"Senior Baker"}),
        ("country=region", {"Diver"}),
        ("country=worldwide", {"Cook"}),
        ("country=none", set()),
        ("salary=known", {"Senior Baker"}),
        ("salary=body", set()),
        ("salary=open", set()),
        ("salary=unread", {"Diver"}),
        ("salary=none", {"Cook"}),
        ("work_mode=remote", {"Senior Baker", "Cook"}),
        ("work_mode=none", {"Diver"}),
        ("employment_type=PART_TIME", {"Senior Baker"}),
        ("employment_type=none", {"Cook", "Diver"}),
        ("seniority=senior", {"Senior Baker"}),
        ("seniority=none", {"Cook", "Diver"}),
        ("language=en", {"Senior Baker", "Cook", "Diver"}),
        ("language=none", set()),
    ],
)
def test_the_list_is_narrowed_by_what_postings_mean(
    editor: Client, three: None, query: str, titles: set[str]
) -> None:
    assert listed(editor, query) == titles


def test_the_filter_counts_the_postings_of_each_problem(editor: Client, three: None) -> None:
    page = editor.get(POSTINGS).content.decode()
    assert "Unsupported skills (2)" in page
    assert "No organization (1)" in page


def test_problems_are_counted_on_a_page_of_their_own_each_a_click_away(
    editor: Client, three: None
) -> None:
    JobPosting.objects.filter(title="Diver").update(status="closed", closed_reason="filled")
    page = editor.get(PROBLEMS)
    row = next(row for row in page.context["kinds"] if row[0] == "Unsupported skills")
    _, published, number, link, narrower = row
    assert (published, number) == (1, 2)
    assert listed(editor, link.partition("?")[2]) == {"Cook", "Diver"}
    assert listed(editor, (link + narrower).partition("?")[2]) == {"Cook"}
    assert f'<a href="{link.replace("&", "&amp;")}">2</a>' in page.content.decode()


def test_a_problem_is_gone_when_an_editor_has_settled_it(editor: Client, three: None) -> None:
    cook = JobPosting.objects.get(title="Cook")
    save(editor, cook, skills=[])
    organization = JobPosting.objects.get(title="Diver").hiring_organization
    save(editor, JobPosting.objects.get(pk=cook.pk), hiring_organization=organization.pk)
    assert listed(editor, "problem=none") == {"Senior Baker", "Cook"}
    counted = {row[0]: row[2] for row in editor.get(PROBLEMS).context["kinds"]}
    assert (counted["No organization"], counted["Unsupported skills"]) == (0, 1)


def test_who_may_not_see_postings_sees_no_problems(client: Client, three: None) -> None:
    User.objects.create_user("nobody", password="x", is_staff=True)
    client.login(username="nobody", password="x")
    assert client.get(PROBLEMS).status_code == 403


def test_problems_take_as_many_queries_for_fifty_postings_as_for_one(
    editor: Client, three: None, tmp_path: Path, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(14) as few:
        editor.get(PROBLEMS)
    run(write(tmp_path / "m", {f"{n}.md": front_matter(f"m{n}") for n in range(50)}))
    with django_assert_max_num_queries(len(few)):
        editor.get(PROBLEMS)
