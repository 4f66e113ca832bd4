"""The words of the board: every closed set of values, spelled once."""

from enum import StrEnum


class Word(StrEnum):
    """A value of a closed set; its label is the value in plain English."""

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(word.value, word.label) for word in cls]


class Status(Word):
    """Where a posting stands; visitors see `published` ones that have not run out."""

    PENDING = "pending"
    PUBLISHED = "published"
    CLOSED = "closed"
    REJECTED = "rejected"


class ClosedReason(Word):
    """Why a posting is closed."""

    ARCHIVED = "archived_by_source"
    REMOVED = "removed_from_source"
    EXPIRED = "expired"
    FILLED = "filled"
    EDITOR = "closed_by_editor"


class DatePrecision(Word):
    """How exactly a date is known; a month-precision date is stored as the first of its month."""

    DAY = "day"
    MONTH = "month"


class JobLocationType(Word):
    """schema.org jobLocationType; Google knows this one value."""

    TELECOMMUTE = "TELECOMMUTE"

    @property
    def label(self) -> str:
        return "Remote"


class RunState(Word):
    """Where an import run stands."""

    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    UNDONE = "undone"


class QuarantineState(Word):
    """Where a rejected file stands."""

    WAITING = "waiting"
    READ = "read"
    DISMISSED = "dismissed"


class ProblemKind(Word):
    """What a reader or normalizer could not settle; the posting is kept."""

    NO_APPLY_LINK = "no_apply_link"
    NO_ORGANIZATION = "no_organization"
    NO_DATE = "no_date"
    NO_PLACE = "no_place"
    SHORT_BODY = "short_body"
    UNREADABLE_DATE = "unreadable_date"
    REFUSED_LINK = "refused_link"
    FLATTENED_BODY = "flattened_body"
    UNREADABLE_VALUE = "unreadable_value"
    REMOTE_CONTRADICTED = "remote_contradicted"
    WORLDWIDE_CONTRADICTED = "worldwide_contradicted"
    MONEY_ASKED = "money_asked_of_applicants"
    FREE_MAIL_CONTACT = "free_mail_contact"
    CHAT_ONLY_CONTACT = "chat_only_contact"
    SUSPICIOUS_LINK = "suspicious_link"
    NO_COUNTRY = "no_country"
    UNSUPPORTED_SKILLS = "unsupported_skills"


# Those that a job seeker should know of before applying; the others are for editors only.
CAVEATS = (
    ProblemKind.MONEY_ASKED,
    ProblemKind.REMOTE_CONTRADICTED,
    ProblemKind.WORLDWIDE_CONTRADICTED,
    ProblemKind.CHAT_ONLY_CONTACT,
    ProblemKind.FREE_MAIL_CONTACT,
    ProblemKind.SUSPICIOUS_LINK,
)


class RejectedKind(Word):
    """Why a file is not a posting of the board."""

    UNRECOGNISED = "unrecognised"
    BROKEN_SYNTAX = "broken_syntax"
    NO_TITLE = "no_title"
    REFUSED_LINK = "refused_apply_link"
    UNRENDERABLE = "unrenderable"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NOT_A_FILE = "not_a_regular_file"
    LEAVES_FOLDER = "leaves_the_folder"
    WORKER_DIED = "worker_died"
    TIMED_OUT = "timed_out"
    NOT_STORED = "not_stored"


class NameKind(Word):
    """What a spelling is a spelling of."""

    ORGANIZATION = "organization"
    SKILL = "skill"
    # The site that records state for the organization of that key.
    WEBSITE = "website"


class Decision(Word):
    """What an editor decided of a posting; it holds against imports, see `lifecycle`."""

    PUBLISHED = "published"
    REOPENED = "reopened"
    CLOSED = "closed"
    REJECTED = "rejected"


class WorkMode(Word):
    """How one works; `remote` is fully remote, and "" stands for "not stated"."""

    REMOTE = "remote"
    REMOTE_ALLOWED = "remote_allowed"
    HYBRID = "hybrid"
    ON_SITE = "on_site"


class EligibilityKind(Word):
    """Whether a posting says who may apply."""

    WORLDWIDE = "worldwide"
    STATED = "stated"
    NOT_STATED = "not_stated"


class MayApply(Word):
    """The answer to "can I apply from my country?"; `region` is a region that includes it."""

    YES = "yes"
    REGION = "region"
    NO = "no"
    NOT_STATED = "not_stated"


class Sort(Word):
    """The orders of a list; ties go by the newest, then by public id."""

    NEWEST = "newest"
    RELEVANCE = "relevance"
    SALARY = "salary"


# The list's filters that take several values: parameter of the query string -> field of a query.
REPEATED_FILTERS = {
    "skill": "skills",
    "organization": "organizations",
    "exclude_organization": "exclude_organizations",
    "place": "places",
    "country": "countries",
    "region": "regions",
    "work_mode": "work_modes",
    "employment_type": "employment_types",
    "seniority": "seniorities",
    "language": "languages",
}
# As a value of the filters `country` and `region`: postings whose place says neither.
NOT_STATED = "not_stated"
# As a value of the filter `region`.
WORLDWIDE = "worldwide"
# Groups that the filter `live_in` shows, the surest first, and those where none is asked for.
ELIGIBLE = (MayApply.YES, MayApply.REGION, MayApply.NOT_STATED)
ELIGIBLE_USUALLY = (MayApply.YES, MayApply.REGION)
# Windows of the filter `posted`, in days, shortest first.
POSTED_WINDOWS = (1, 7, 30, 90, 365)


class SalaryUnit(Word):
    """The period that pay is stated for; schema.org unitText."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


class SkillKind(Word):
    """What sort of a skill it is; see `normalizers.skills` for what is added from a text."""

    LANGUAGE = "language"
    FRAMEWORK = "framework"
    DATABASE = "database"
    CLOUD = "cloud"
    TOOL = "tool"
    STANDARD = "standard"
    METHOD = "method"
    FIELD = "field"
    PROFESSION = "profession"
    SPOKEN = "spoken"
    SOFT = "soft"


class EmploymentType(Word):
    """schema.org employmentType, the values that Google reads."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACTOR = "CONTRACTOR"
    TEMPORARY = "TEMPORARY"
    INTERN = "INTERN"
    VOLUNTEER = "VOLUNTEER"
    PER_DIEM = "PER_DIEM"
    OTHER = "OTHER"


class Seniority(Word):
    """The level that a title states, lowest first."""

    INTERN = "intern"
    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"
    LEAD = "lead"
    PRINCIPAL = "principal"
    HEAD = "head"
    DIRECTOR = "director"
    VICE_PRESIDENT = "vice_president"
    CHIEF = "chief"


class Repeat(Word):
    """What one posting is to another."""

    SAME = "same"
    ELSEWHERE = "elsewhere"
    DIFFERENT = ""


class AliasKind(Word):
    """Why a key leads to an organization that has another one."""

    MERGED = "merged"
    OLDER_KEY = "older_key"
