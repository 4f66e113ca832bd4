"""Normalizers: what a RawPosting means; nothing is guessed, what stays open is a Problem."""

from datetime import date

from postings import links
from postings.normalizers import bodies, dates, organizations, pay, place, places, skills
from postings.records import NormalizedPosting, Problem, RawPosting, UnreadableFile
from postings.text import clean_line
from postings.vocabulary import JobLocationType, ProblemKind, RejectedKind, WorkMode

# Raised when a change in this folder must be applied to files that have not changed.
VERSION = 3

# Above what any real value needs; pages, feeds and columns rely on it.
_LENGTHS = {"title": 300, "hiring_organization": 200, "place": 2000, "summary": 2000}
_LENGTHS |= {"employment_type": 100, "benefits": 2000}

_LENGTH = 500

_TRUE = frozenset(("true", "yes", "1", "on"))
_FALSE = frozenset(("", "false", "no", "0", "off", "null"))
# The words by which a field "jobType" is a type of employment and no category.
_EMPLOYMENT = ("full", "part", "contract", "intern", "temporary", "freelance", "permanent")


def normalize(raw: RawPosting, latest: date = date.max) -> NormalizedPosting:
    """The posting in our words; raises UnreadableFile where its apply link is refused.

    latest: the last day on which it can have been posted; a later one is a slip of the pen, and
    would put the posting above all others until then.
    """
    work = _Work(raw)
    posted, until, where = (
        work.date_posted(latest),
        work.date("valid_through"),
        work.place(),
    )
    organization = work.organization()
    return NormalizedPosting(
        title=work.text("title"),
        hiring_organization=organization,
        url=work.page_url("url"),
        apply_url=work.apply_url(),
        place_text=where,
        job_location_type=_location_type(where),
        salary_text=pay.stated(work.text("salary"), raw.format, posted and posted.day),
        employment_type_text=work.employment_type(),
        benefits_text=work.text("benefits"),
        summary=work.text("summary"),
        skills=work.skills(),
        date_posted=posted.day if posted else None,
        date_posted_precision=posted.precision.value if posted else "",
        valid_through=dates.last_day(until) if until else None,
        archived=work.flag("archived"),
        draft=work.flag("draft"),
        description=work.body(),
        organization_url=organizations.website(
            raw.values.get("organization_url", ""), organization
        ),
        problems=tuple(work.problems),  # last: the calls above find them
    )


def _location_type(where: str) -> str:
    remote = places.work_mode(places.read(where)) == WorkMode.REMOTE
    return JobLocationType.TELECOMMUTE.value if remote else ""


class _Work:
    """One posting at work: its values, and the problems found on the way."""

    def __init__(self, raw: RawPosting) -> None:
        self.raw = raw
        self.problems = list(raw.problems)

    def problem(self, kind: ProblemKind, message: str, field: str) -> None:
        name = self.raw.names.get(field, field)
        self.problems.append(Problem(kind.value, message, name, self.raw.lines.get(field)))

    def text(self, field: str) -> str:
        value = clean_line(self.raw.values.get(field, ""))
        limit = _LENGTHS.get(field, _LENGTH)
        if len(value) <= limit:
            return value
        message = f"The text is longer than {limit} characters and was cut."
        self.problem(ProblemKind.UNREADABLE_VALUE, message, field)
        return value[:limit].rstrip()

    def organization(self) -> str:
        named = organizations.read(self.text("hiring_organization"))
        if named is not None:
            return named.name
        self.problem(ProblemKind.NO_ORGANIZATION, "No company is stated.", "hiring_organization")
        return ""

    def place(self) -> str:
        stated = place.stated(self.text("place"))
        if not stated:
            self.problem(ProblemKind.NO_PLACE, "No place is stated.", "place")
        return stated

    def employment_type(self) -> str:
        category = self.text("category")
        named = category if category.lower().startswith(_EMPLOYMENT) else ""
        return self.text("employment_type") or named

    def skills(self) -> tuple[str, ...]:
        judged, too_long = skills.judged(self.raw.skills, self.raw.format)
        for tag in too_long:
            message = f"The skill “{tag[:40]}…” is longer than {skills.MAX_LENGTH} characters."
            self.problem(ProblemKind.UNREADABLE_VALUE, message, "skills")
        if len(judged) > skills.MAX_COUNT:
            message = f"Only the first {skills.MAX_COUNT} of {len(judged)} skills are kept."
            self.problem(ProblemKind.UNREADABLE_VALUE, message, "skills")
        # Two tags may be one skill: "golang" and "go".
        return tuple(dict.fromkeys(skills.canonical(tag)[1] for tag in judged[: skills.MAX_COUNT]))

    def date_posted(self, latest: date) -> dates.StatedDate | None:
        stated = self.date("date_posted", latest)
        added = dates.parse(self.raw.values.get("date_added", ""))
        dated = dates.narrowed(stated, added) if added and added.day <= latest else stated
        if dated is None and not self.text("date_posted"):
            self.problem(ProblemKind.NO_DATE, "No date is stated.", "date_posted")
        return dated

    def date(self, field: str, latest: date = date.max) -> dates.StatedDate | None:
        text = self.text(field)
        stated = dates.parse(text)
        if text and stated is None:
            message = f"“{text[:60]}” is no date that can be read without guessing."
            self.problem(ProblemKind.UNREADABLE_DATE, message, field)
        elif stated and stated.day > latest:
            message = f"“{text[:60]}” lies in the future."
            self.problem(ProblemKind.UNREADABLE_DATE, message, field)
            return None
        return stated

    def flag(self, field: str) -> bool:
        text = self.text(field)
        if text.lower() not in _TRUE | _FALSE:
            message = f"“{text[:60]}” is neither true nor false."
            self.problem(ProblemKind.UNREADABLE_VALUE, message, field)
        return text.lower() in _TRUE

    def apply_url(self) -> str:
        """The apply link, else the posting's own link; raises UnreadableFile if it is refused."""
        field = "apply_url" if self.raw.values.get("apply_url") else "url"
        stated = self.raw.values.get(field, "")
        if not stated:
            self.problem(ProblemKind.NO_APPLY_LINK, "No link to apply is stated.", "apply_url")
            return ""
        try:
            return links.outward(stated).url
        except links.RefusedLink as error:
            reason = f"The apply link is refused: {error}. Correct the link in the file."
            line = self.raw.lines.get(field)
            kind = RejectedKind.REFUSED_LINK.value
            name = self.raw.names.get(field, field)
            raise UnreadableFile(kind, reason, line=line, field=name) from None

    def page_url(self, field: str) -> str:
        """A link to a page; a refused one is dropped with a problem."""
        stated = self.raw.values.get(field, "")
        if not stated:
            return ""
        try:
            link = links.outward(stated)
        except links.RefusedLink as error:
            self.problem(ProblemKind.REFUSED_LINK, f"The link was dropped: {error}.", field)
            return ""
        if link.scheme != "mailto":
            return link.url
        if field != "url" or self.raw.values.get("apply_url"):
            message = "The link was dropped: a mail address is no page."
            self.problem(ProblemKind.REFUSED_LINK, message, field)
        return ""

    def body(self) -> str:
        if bodies.is_short(self.raw.body):
            self.problem(ProblemKind.SHORT_BODY, "The body says next to nothing.", "description")
        return bodies.clean(self.raw.body).text
