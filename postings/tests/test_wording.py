"""What a posting's columns say in plain English, and what they must not claim."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from postings import wording
from postings.finding import Named
from postings.models import JobPosting, PostingProblem
from postings.normalizers import pay as pay_read
from postings.normalizers import places as places_read
from postings.templating.labels import label_of
from postings.vocabulary import EmploymentType, Seniority, WorkMode
from postings.wording.pay import readable
from postings.wording.places import UNSTATED


def priced(text: str, *, countries: tuple[str, ...] = (), found: bool = False) -> JobPosting:
    """A posting with the pay that a text states, in the field or in the body."""
    salary = pay_read.read(text)
    assert salary is not None
    salary = pay_read.placed(salary, countries)
    return JobPosting(
        salary_text="" if found else text,
        salary_found_text=text if found else "",
        salary_currency=salary.currency,
        salary_min_value=salary.min_value,
        salary_max_value=salary.max_value,
        salary_unit_text=salary.unit_text,
        salary_inferred=sorted(salary.inferred),
    )


def placed(text: str) -> JobPosting:
    """A posting with what a place text says."""
    said = places_read.read(text)
    who = places_read.eligibility(said)
    return JobPosting(
        place_text=text,
        work_mode=places_read.work_mode(said),
        localities=[[one.name, one.region, one.country] for one in said.localities],
        applicant_location_requirements={
            "kind": who.kind,
            "countries": list(who.countries),
            "regions": list(who.regions),
            "open": who.open,
        },
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("USD 90,000 - 120,000 per year", "US$ 90,000 – 120,000 a year"),
        ("€ 65k to 80k a year", "€ 65,000 – 80,000 a year"),
        ("£32.50 per hour", "£ 32.50 an hour"),
    ],
)
def test_stated_pay_is_readable_and_keeps_the_words_of_its_source(text: str, shown: str) -> None:
    found = wording.paid(priced(text))
    assert (found.shown, found.words, found.found, found.concluded) == (shown, text, False, ())


def test_a_bare_dollar_stays_bare_and_how_it_is_read_is_said() -> None:
    found = wording.paid(priced("$90,000 - $120,000 a year"))
    assert found.shown == "$ 90,000 – 120,000 a year"
    assert found.concluded == ("“$” is read as US$.",)
    canadian = wording.paid(priced("$90,000 - $120,000 a year", countries=("CA",)))
    assert canadian.concluded == ("“$” is read as CA$.",)


def test_a_dollar_that_may_be_any_is_said_to_be_so() -> None:
    found = wording.paid(priced("$3,000 a month", countries=("CO",)))
    assert found.shown == "$ 3,000 a month"
    assert found.concluded == ("Which dollar “$” is, is not stated.",)


def test_a_concluded_period_is_no_part_of_what_is_stated() -> None:
    found = wording.paid(priced("EUR 65,000 - 80,000"))
    assert found.shown == "€ 65,000 – 80,000"
    assert found.concluded == ("Period not stated; read as a year.",)


def test_pay_of_the_body_says_that_it_was_found_there() -> None:
    found = wording.paid(priced("We pay 50,000 EUR a year", found=True))
    assert (found.found, found.words) == (True, "We pay 50,000 EUR a year")


def test_words_without_an_amount_are_shown_as_they_are() -> None:
    found = wording.paid(JobPosting(salary_text="Competitive"))
    assert (found.shown, found.words, found.amount) == ("Competitive", "Competitive", False)
    assert wording.paid(JobPosting()).shown == wording.paid(JobPosting()).line == ""


def test_words_without_an_amount_are_quoted_beside_other_facts() -> None:
    assert wording.paid(JobPosting(salary_text="Competitive")).line == "Salary: “Competitive”"
    assert wording.paid(priced("€ 400 a day")).line == "€ 400 a day"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("€ 20 - 30 per hour", "≈ € 41,600 – 62,400 a year"),
        ("up to € 500 a day", "≈ up to € 130,000 a year"),
        ("€ 4,321 a month", "≈ € 51,900 a year"),
    ],
)
def test_pay_of_a_shorter_period_gets_a_year_to_compare(text: str, year: str) -> None:
    found = wording.year(priced(text))
    assert found is not None
    assert found.shown == year
    assert "of full-time work a year." in found.basis


def test_a_year_in_another_currency_names_the_day_of_its_rates() -> None:
    found = wording.year(priced("USD 50 per hour"))
    assert found is not None
    assert found.basis.startswith("2,080 hours of full-time work a year, exchange rates of ")
    assert f"{pay_read.load().date:%Y}" in found.basis


@pytest.mark.parametrize("text", ["€ 50,000 a year", "€ 50,000", "$3,000"])
def test_a_year_is_reckoned_from_no_year_and_no_concluded_period(text: str) -> None:
    assert wording.year(priced(text)) is None


def test_what_has_no_rate_is_not_compared() -> None:
    posting = JobPosting(
        salary_min_value=Decimal(5), salary_currency="XAU", salary_unit_text="HOUR"
    )
    assert wording.year(posting) is None


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("USD 191480.0~311600.0", "USD 191,480 – 311,600"),
        ("USD 36000~36000", "USD 36,000"),
        ("EUR 22.5~31.25", "EUR 22.50 – 31.25"),
        ("USD $171,300~$211,800", "USD $171,300 – $211,800"),
        ("SEK 651 000 kr~891 000 kr", "SEK 651 000 kr – 891 000 kr"),
        ("$18.50-$21.00 / hour", "$18.50-$21.00 / hour"),
        ("~100k", "~100k"),
        ("up to~100k", "up to~100k"),
        ("Competitive", "Competitive"),
    ],
)
def test_pay_that_was_not_read_changes_only_in_its_typography(stated: str, shown: str) -> None:
    assert readable(stated) == shown


@pytest.mark.parametrize(
    ("text", "mode", "place", "who"),
    [
        ("Remote", "Remote", "", UNSTATED),
        ("Fully remote position", "Remote", "", UNSTATED),
        ("Remote, Worldwide", "Remote", "", "Worldwide"),
        ("Remote (Germany, Austria)", "Remote", "", "Applicants in: Germany, Austria"),
        ("Remote, EU", "Remote", "", "Applicants in: EU"),
        ("Remote, LATAM", "Remote", "", "Applicants in: Latin America"),
        ("Berlin, Germany", "", "Berlin, Germany", ""),
        ("Oslo or Remote", "Remote possible", "Oslo, Norway", "elsewhere not stated"),
        ("Hybrid, Lisbon", "Hybrid", "Lisbon, Portugal", ""),
        ("On site in Austin, TX", "On site", "Austin, Texas, United States", ""),
        ("Under the old oak", "", "Under the old oak", ""),
        ("", "", "", ""),
    ],
)
def test_a_card_says_how_and_where_one_works_and_who_may_apply(
    text: str, mode: str, place: str, who: str
) -> None:
    at = wording.where(placed(text))
    assert (at.mode, at.place, at.who) == (mode, place, who)


def test_a_city_beside_the_country_of_applicants_does_not_name_it_twice() -> None:
    at = wording.where(placed("Remote, Lyon, France"))
    assert (at.place, at.full, at.who) == ("Lyon", "Lyon, France", "Applicants in: France")


def test_many_countries_are_counted_and_listed_whole() -> None:
    at = wording.where(placed("Remote: France, Spain, Italy, Norway, Sweden"))
    assert (at.who, at.told) == ("Applicants in: 5 countries", "5 countries")
    assert at.whole == "France, Spain, Italy, Norway, Sweden"


def test_many_cities_are_counted() -> None:
    at = wording.where(placed("Berlin, Germany; Munich, Germany; Paris, France; Rome, Italy"))
    assert at.place == "Berlin, Munich, Germany and 2 more"


def test_a_country_beside_the_cities_of_another_is_not_left_out() -> None:
    assert wording.where(placed("Berlin, Germany; France")).full == "Berlin, Germany; France"


def test_who_may_apply_is_told_in_any_case() -> None:
    assert wording.where(placed("Oslo or Remote")).told == "Norway; elsewhere not stated"
    assert wording.where(placed("Berlin, Germany")).told == "Germany – where the work is"
    unknown = wording.where(placed("Under the old oak"))
    assert (unknown.told, unknown.stated) == (UNSTATED, False)


def test_a_posting_that_no_normalizer_has_read_shows_its_source() -> None:
    at = wording.where(JobPosting(place_text="Oslo", job_location_type="TELECOMMUTE"))
    assert (at.mode, at.place) == ("Remote", "Oslo")


@pytest.mark.parametrize(
    ("code", "name"),
    [("fr", "French"), ("nb", "Norwegian Bokmål"), ("zh-hant", "Traditional Chinese"), ("x", "x")],
)
def test_a_language_has_its_english_name(code: str, name: str) -> None:
    assert wording.language(code) == name


def test_types_of_employment_are_words() -> None:
    assert wording.employment(["FULL_TIME", "CONTRACTOR"]) == "Full-time, contractor"
    assert wording.employment(["UNHEARD_OF"]) == "Unheard_of"


def test_a_filter_says_a_value_as_cards_and_pages_do() -> None:
    for mode in WorkMode:
        assert label_of("work_mode", mode, {}) == wording.mode(JobPosting(work_mode=mode))
    for level in Seniority:
        assert label_of("seniority", level, {}) == wording.seniority(level)
    for kind in EmploymentType:
        assert label_of("employment_type", kind, {}) == wording.employment([kind])
    assert label_of("language", "nb", {}) == wording.language("nb")
    assert label_of("country", "NO", {}) == wording.country("NO")
    spelled = {("region", "latam"): "LATAM"}
    assert label_of("region", "latam", spelled) == wording.region("LATAM")


def test_skills_are_told_apart_by_what_speaks_for_them() -> None:
    posting = JobPosting(skills_unsupported=["rust"], skills_from_text=["sql"])
    named = [Named(key, key, "skill", key) for key in ("go", "rust", "sql")]
    found: Any = wording.skills(posting, named)
    assert [one.key for one in found.tagged] == ["go"]
    assert [one.key for one in found.found] == ["sql"]
    assert [one.key for one in found.unsupported] == ["rust"]
    assert [one.key for one in found.supported] == ["go", "sql"]


def problem(kind: str, message: str) -> PostingProblem:
    return PostingProblem(kind=kind, message=message)


def test_what_job_seekers_should_know_comes_with_its_evidence_gravest_first() -> None:
    link = "A link shortener hides where the link leads: “https://example.org/{}”"
    found = wording.caveats(
        [
            problem("suspicious_link", link.format(1)),
            problem("suspicious_link", link.format(2)),
            problem("remote_contradicted", "The place says …: “Come to “our” office.”"),
            problem("money_asked_of_applicants", "Applicants seem to …: “Pay a fee.”"),
        ]
    )
    assert [one.evidence for one in found] == [
        ("Pay a fee.",),
        ("Come to “our” office.",),
        ("https://example.org/1", "https://example.org/2"),
    ]
    assert found[1].said == "It is listed as remote. The text says:"
    assert found[2].said.startswith("A link shortener hides where the link leads; look where")


@pytest.mark.parametrize("kind", ["no_country", "unsupported_skills", "no_date", "short_body"])
def test_what_concerns_editors_alone_is_no_caveat(kind: str) -> None:
    assert wording.caveats([problem(kind, "Something: “evidence”")]) == []
