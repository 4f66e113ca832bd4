"""What the texts of a posting mean."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from postings.records.reading import Problem


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as stated, in its own currency and period; what is not stated is "" or None.

    text: the words of the source. currency: ISO 4217. min_value, max_value: in full units; equal
    where one amount is stated. unit_text: a `vocabulary.SalaryUnit` value. inferred: which of
    "currency" and "unit_text" were concluded, not said; "currency" there with no currency is a
    bare "$" of one of several countries. from_body: found in the text, no field of the source.
    """

    text: str
    currency: str = ""
    min_value: Decimal | None = None
    max_value: Decimal | None = None
    unit_text: str = ""
    inferred: frozenset[str] = frozenset()
    from_body: bool = False


@dataclass(frozen=True, slots=True)
class Locality:
    """A city as stated, its state or province and its country (alpha-2); "" where not known."""

    name: str
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """What a place text says.

    remote: offered, refused, or None where the text does not say. remote_optional: offered among
    other ways of working, or for some only ("Remote OK", "Oslo or Remote"): never TELECOMMUTE.
    worldwide: from anywhere, and no place limits it. countries: ISO 3166-1 alpha-2 in order of
    appearance; own_countries: those of them that are named by themselves, not through a city.
    regions: our region words; time_zones: as stated, they are no places.
    """

    remote: bool | None = None
    remote_optional: bool = False
    hybrid: bool = False
    on_site: bool = False
    worldwide: bool = False
    countries: tuple[str, ...] = ()
    own_countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    localities: tuple[Locality, ...] = ()
    time_zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may apply: `vocabulary.EligibilityKind`, and the countries and regions where stated.

    open: others may perhaps apply too, because what is stated is a city beside optional remote
    work ("Oslo or Remote"): from where that is possible is not stated.
    """

    kind: str
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class PostingSkill:
    """A skill of a posting; `key` is `text.name_key(name)`.

    supported: title or body name it; facets count no other. from_text: no tag, but named there.
    """

    key: str
    name: str
    supported: bool
    from_text: bool = False


@dataclass(frozen=True, slots=True)
class StatedName:
    """An organization as stated: its name for display, its identity, and its page name.

    key: one for all spellings, [a-z0-9]+; slug: without its hyphens it is the key.
    """

    name: str
    key: str
    slug: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A posting's texts, as they are shown or as an editor corrected them: all its meaning is of.

    organization: its name; description: markdown; text: the same as plain text; tags: skills.
    """

    title: str
    organization: str = ""
    place_text: str = ""
    salary_text: str = ""
    employment_type_text: str = ""
    apply_url: str = ""
    description: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a posting's texts mean. Words are values of `vocabulary`; "" is "not stated".

    skills: its tags in their order, then those that only the text names. problems: what the text
    contradicts or leaves open, and what an editor should look at, each with its evidence.
    """

    salary: Salary | None = None
    places: Places = Places()
    work_mode: str = ""
    eligibility: Eligibility = Eligibility("not_stated")
    employment_types: tuple[str, ...] = ()
    seniority: str = ""
    language: str = ""
    skills: tuple[PostingSkill, ...] = ()
    problems: tuple[Problem, ...] = ()
