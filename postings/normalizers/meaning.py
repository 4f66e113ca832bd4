"""All normalizers in turn: what the texts of one posting mean together."""

from __future__ import annotations

from collections.abc import Iterator

from postings.normalizers import employment, language, pay, places, quality, seniority, skills
from postings.records import Meaning, Places, PostingSkill, Problem, Salary, Stated
from postings.vocabulary import ProblemKind

# Of one problem's message.
MOST_NAMED = 12


def mean(stated: Stated) -> Meaning:
    """What the texts mean; pure, the same for the same texts."""
    where = places.read(stated.place_text)
    found = skills.read(stated.tags, stated.title, stated.text, stated.organization)
    level = seniority.read(stated.title)
    types = employment.read(stated.employment_type_text, stated.title, stated.text)
    return Meaning(
        salary=_salary(stated, where),
        places=where,
        work_mode=str(places.work_mode(where)),
        eligibility=places.eligibility(where),
        employment_types=tuple(str(one) for one in types),
        seniority=str(level) if level else "",
        language=language.read(stated.text),
        skills=found,
        problems=tuple(_problems(stated, where, found)),
    )


def _salary(stated: Stated, where: Places) -> Salary | None:
    """What the badge says, else the body; a bare "$" by where the work is."""
    salary = pay.read(stated.salary_text) or pay.in_body(stated.text)
    return salary and pay.placed(salary, where.countries)


def _problems(stated: Stated, where: Places, found: tuple[PostingSkill, ...]) -> Iterator[Problem]:
    if stated.place_text and not (where.countries or where.regions or where.worldwide):
        message = f"No country can be told from “{stated.place_text[:120]}”."
        yield Problem(ProblemKind.NO_COUNTRY.value, message, "place")
    yield from places.contradictions(where, stated.text)
    unsupported = [skill.name for skill in found if not skill.supported]
    if unsupported:
        named = ", ".join(unsupported[:MOST_NAMED])
        message = f"Neither title nor text names: {named}."
        yield Problem(ProblemKind.UNSUPPORTED_SKILLS.value, message, "skills")
    yield from quality.problems(stated.description, stated.apply_url, stated.organization)
