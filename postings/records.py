"""The values that pass between the steps: frozen, without behaviour of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


class UnreadableFile(Exception):
    """A file that is no posting of the board.

    kind: a `vocabulary.RejectedKind` value; reason: one sentence that says what to do;
    line: 1-based line of the file, field: the name of the field in the file, where known.
    """

    def __init__(self, kind: str, reason: str, *, line: int | None = None, field: str = "") -> None:
        super().__init__(reason)
        self.kind, self.reason, self.line, self.field = kind, reason, line, field

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword arguments do not survive pickling between processes by themselves.
        return _unreadable, (type(self), self.kind, self.reason, self.line, self.field)


def _unreadable(
    cls: type[UnreadableFile], kind: str, reason: str, line: int | None, field: str
) -> UnreadableFile:
    return cls(kind, reason, line=line, field=field)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be settled; `kind` is a `vocabulary.ProblemKind` value."""

    kind: str
    message: str
    field: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RawPosting:
    """What a reader found in one file, as stated, after text repair.

    values: our field name -> text as stated (missing where the file does not state it). Names:
      title, hiring_organization, organization_url, organization_logo, url, apply_url, place,
      salary, benefits, employment_type, date_posted, valid_through, archived, draft, summary,
      featured, category.
    skills: tags in the order of the file, doubles and empties dropped, not yet judged.
    extra: fields of the file that our alias table does not know.
    lines: our field name -> 1-based line in the file, for messages.
    names: our field name -> its name in the file, where the file has names.
    """

    format: str
    values: Mapping[str, str]
    body: str
    skills: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class NormalizedPosting:
    """What one source record means; an empty string or None is "not stated".

    job_location_type and date_posted_precision are values of `vocabulary`. A month-precision
    date is the first of its month. `description` is the markdown source of the body.
    """

    title: str
    hiring_organization: str = ""
    url: str = ""
    apply_url: str = ""
    place_text: str = ""
    job_location_type: str = ""
    salary_text: str = ""
    employment_type_text: str = ""
    benefits_text: str = ""
    summary: str = ""
    skills: tuple[str, ...] = ()
    date_posted: date | None = None
    date_posted_precision: str = ""
    valid_through: date | None = None
    archived: bool = False
    draft: bool = False
    description: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body as it is shown: sanitised HTML, the same as plain text, and what was not settled."""

    html: str
    text: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a visitor asks of the list; empty means "any". Values of one filter are OR, filters AND.

    words: as typed, see `search.words` for its grammar. skills, organizations,
    exclude_organizations and places: name keys (`text.name_key`). countries: alpha-2 codes or
    `vocabulary.NOT_STATED`; regions: keys of our region words, WORLDWIDE or NOT_STATED. work_modes,
    employment_types, seniorities: values of `vocabulary`; languages: BCP 47 in lower case.
    live_in: the visitor's country (alpha-2); eligible: which groups of `vocabulary.ELIGIBLE` are
    shown then, () for the usual ones. posted: calendar days. salary_min: a year, in `currency`
    (ISO 4217); salary_yearly_min: the same in what salaries are compared in, which `finding` sets.
    sort: a `vocabulary.Sort` value; "" is relevance where there are words, else newest.
    """

    words: str = ""
    skills: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    exclude_organizations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    work_modes: tuple[str, ...] = ()
    employment_types: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    live_in: str = ""
    eligible: tuple[str, ...] = ()
    salary_min: int | None = None
    currency: str = ""
    salary_yearly_min: int | None = None
    has_salary: bool = False
    posted: int | None = None
    sort: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a filter and how many cards there would be with it among the other filters.

    key: what the query string takes; name: as the board spells it; slug: of its page, if it has
    one; count None: not counted, because the list came from the database.
    """

    key: str
    name: str
    count: int | None
    chosen: bool = False
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one filter: the chosen first, then by count. `left`: others are not listed.

    name: the query string's parameter.
    """

    name: str
    values: tuple[FacetValue, ...]
    left: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a snippet; `marked` where it is a word that was searched for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Indexed:
    """Which state of which board an index holds."""

    board_id: str
    revision: int

    def __str__(self) -> str:
        return f"{self.board_id}.{self.revision}.indexed"


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of answers: ids in order, how many there are, and the page that was served.

    total: cards that match; pages: those that can be asked for, which a deep list ends before
    `total` does (`bounded` then). undated: left out by `posted` for want of a date;
    without_salary: left out by `has_salary` for want of a stated one, or by `salary_min` for want
    of one that can be compared; without_country: left out by `country` or `region` because their
    place says neither. comparable: of the total, cards whose salaries can be compared.
    suggested: the words spelled as the board spells them, where some occur nowhere; corrected: the
    hits are those of words spelled alike, because the exact ones find little.
    dropped: where nothing is found, parameter and value of a filter -> cards without it; the value
    is "" where all of several are meant.
    indexed: the state that the ids came from; None where the database answered instead of the
    engine, newest first and without counts by value.
    """

    ids: tuple[int, ...]
    total: int
    page: int
    pages: int
    undated: int = 0
    without_salary: int = 0
    without_country: int = 0
    comparable: int = 0
    facets: tuple[Facet, ...] = ()
    suggested: str = ""
    corrected: bool = False
    dropped: Mapping[tuple[str, str], int] = field(default_factory=dict)
    bounded: bool = False
    indexed: Indexed | None = None


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
class SearchDocument:
    """A card as the engine takes it. Names are (key, name, slug); days are None where not stated.

    skills: those that its text supports; unsupported: the others, which only words find.
    countries: alpha-2; regions: our words; who: who may apply for each of its postings, see
    `Eligibility`. has_salary: any pay is stated; salary: the best of a year, in what salaries are
    compared in.
    """

    id: int
    public_id: str
    title: str
    body: str = ""
    organization: tuple[str, str, str] | None = None
    skills: tuple[tuple[str, str, str], ...] = ()
    unsupported: tuple[tuple[str, str, str], ...] = ()
    place_text: str = ""
    places: tuple[tuple[str, str, str], ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    who: tuple[Eligibility, ...] = ()
    work_mode: str = ""
    employment_types: tuple[str, ...] = ()
    seniority: str = ""
    language: str = ""
    has_salary: bool = False
    salary: int | None = None
    date_posted: date | None = None
    valid_through: date | None = None


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
class CleanBody:
    """A body without what is not its author's; `removed` holds (rule, text) in order."""

    text: str
    removed: tuple[tuple[str, str], ...] = ()


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
