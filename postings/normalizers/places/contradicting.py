"""Where the body of a posting contradicts its place: said to be remote or worldwide, but is not."""

import re
from collections.abc import Callable, Iterator

from postings.normalizers.places.reading import read, work_mode
from postings.records import Places, Problem
from postings.vocabulary import ProblemKind, WorkMode

_LONGEST_EVIDENCE = 200
_REACH = 250  # characters around a word in which its sentence is looked for
_LONGEST_BODY = 64_000
_MOST_SENTENCES = 60  # of one posting; real bodies hold at most a dozen

_END = re.compile(r"[.!?](?=[\s*_]|$)|\n|[•|]")
_SPACES = re.compile(r"(?:[\s*_]|#(?!LI-))+")

_NUMBER = r"(?:\d|one|two|three|four|five|1-2|2-3|3-4)"
_DAYS = rf"{_NUMBER}(?:\s?(?:-|–|to|or)\s?{_NUMBER})?\+?\s?(?:\([^()]{{1,6}}\)\s)?days?"
_A_WEEK = r"(?:\s(?:a|per|each|every)\s|\s?/\s?)week"
_ROLE = r"(?:role|position|job|opportunity|opening|vacancy|posting)"
_OFFICE = r"(?:(?:in|at|from|to)\s(?:the|our|an?|your)\s(?:[\w.,-]+\s){0,3}offices?\b|on-?\s?site\b"
_OFFICE += r"|in[- ](?:the[- ])?office\b|in[- ]person\b)"
# What a sentence says that takes the remote place back.
_NOT_REMOTE = re.compile(
    rf"\bnot\s(?:a\s|an\s)?(?:fully[- ]|100%\s)?remote\s{_ROLE}"
    rf"|\b{_ROLE}\s(?:is|will)\s(?:currently\s)?not\s(?:be\s)?(?:a\s)?(?:fully\s)?remote\b(?!-)"
    rf"|\b{_ROLE}\s(?:is|are)\snot\s(?:eligible|available|open|suitable)\s(?:for|to)\s"
    r"(?:\w+\s){0,2}remote(?!\s\w+\sin\b)"
    rf"|\b(?:can(?:\s?not|['’]t)|may\snot)\sbe\s(?:done|performed|worked)\s(?:\w+\s)?remotely\b"
    rf"|\bnon-remote\s{_ROLE}|\bremote\s(?:work|working)\sis\snot\s(?:an?\s)?(?:option|possible"
    r"|available|permitted|offered)"
    r"|\bno\sremote\s(?:work|working|option)s?\b|\bdoes\snot\s(?:offer|allow|support)\sremote\b",
    re.IGNORECASE,
)
_IN_OFFICE = re.compile(
    rf"\b{_DAYS}{_A_WEEK}\s(?:\w+\s){{0,2}}{_OFFICE}"
    rf"|\b{_DAYS}\s(?:\w+\s){{0,2}}{_OFFICE}"
    rf"|{_OFFICE}\s(?:\w+\s){{0,4}}{_DAYS}{_A_WEEK}"
    rf"|\b(?:this|the)\s(?:\w+\s){{0,2}}{_ROLE}\s(?:is|will\sbe)\s(?:an?\s)?(?:\w+\s)?"
    r"(?:hybrid|on-?site|in-office)(?!\s(?:role|position)?\s?(?:where|of|that|between|with\sboth))\b"
    rf"|\b(?:this|it)\sis\s(?:an?\s)(?:\w+\s)?(?:hybrid|on-?site|hybrid/on-?site|in-office)\s{_ROLE}"
    r"(?!\s(?:where|of|that|between|with\sboth))|\b(?:100%|fully)\son-?site\b"
    r"|\bin-?office\spresence\b|\bhybrid\scapacity\b"
    r"|\b(?:must|required\sto)\s(?:\w+\s){1,6}within\s(?:a\s)?commut(?:ing|able)\sdistance"
    rf"|\b(?:must|required\sto|need\sto|have\sto)\s(?:be\sable\sto\s)?(?:work|be|come)\s"
    rf"(?:\w+\s){{0,2}}(?:on-?site\b|(?:in|into|from|at)\s(?:the|our)\s(?:[\w.-]+\s){{0,2}}office)",
    re.IGNORECASE,
)
# What makes the office a choice, an exception, another job's or somebody else's.
_CHOICE = re.compile(
    r"\bremote|\bif\s(?:you|preferred|desired)|\boptional|\bprefer|\bchoose|\bchoice|\bwelcome"
    r"|\bmonth|\bquarter|\byear|\bannual|\boccasional|\bvisit|\btravel|\bcustomer|\bclient"
    r"|\binterview|\btraining|\bonboarding|\bonly\sif|\bsome\s(?:roles|positions)|\bcan\sbe\b"
    r"|\bfor\s(?:those|candidates|team\smembers|employees|applicants|anyone|people|individuals)"
    r"|\bthose\s|\bwithin\s\d|\bmiles|\bresid|\bsituated|\bpath\b|\bnear\b|\beither\b|\bwhen\b"
    r"|\bor\s(?:hybrid|from\shome|work)|\bflexib|\bsprint|\bdepending|\bevent|\bonce\b",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\b(?:you\s)?must\s(?:currently\s)?(?:be\s)?(?:physically\s)?(?:located|based|live|living"
    r"|reside|residing|resident)\s(?:and\s\w+\s)?(?:with)?in\s(?P<a>[^.;:()\n]{2,60})"
    r"|\b(?:candidates|applicants)\s(?:must|need\sto|have\sto)\s(?:be\s)?(?:located|based|live"
    r"|reside|residing)\s(?:and\s\w+\s)?(?:with)?in\s(?P<b>[^.;:()\n]{2,60})"
    r"|\bonly\s(?:hir(?:e|ing)|consider(?:ing)?|accept(?:ing)?)\s(?:candidates|applicants|people"
    r"|applications)\s(?:\w+\s){0,2}(?:in|from|within)\s(?P<c>[^.;:()\n]{2,60})"
    r"|\b(?P<d>(?:US|U\.S\.|USA|UK|EU|Canada|Europe)(?:[- ]based)?)\s(?:residents|citizens"
    r"|candidates|applicants)\sonly\b",
    re.IGNORECASE,
)
# What is left of the week beside the days in the office: "leaving two days for choice".
_REST_OF_WEEK = re.compile(
    rf"\b(?:leaving|with|and)\s(?:the\s)?(?:other\s|remaining\s)?{_NUMBER}\s"
    r"(?:other\s|remaining\s)?days?\b.*",
    re.IGNORECASE,
)
# The tags by which postings tell LinkedIn where one works (linkedin.com/help, "Workplace type").
_TAG = re.compile(r"#LI-(?:hybrid|on-?site)\b", re.IGNORECASE)
_REMOTE_TAG = re.compile(r"#LI-remote\b", re.IGNORECASE)
# Where the limit is a wish, a zone of time, or one of many places.
_SOFT = re.compile(
    r"\bprefer|\bideal|\bnot\s(?:required|need|have)|time\s?zone|\bif\syou|\bhours\b|\bor\s"
    r"(?:anywhere|elsewhere)|\bplus\b|\bnot\smust",
    re.IGNORECASE,
)


# Words of which one stands in every sentence that the patterns find: finding them first costs a
# tenth of searching the whole body by the patterns.
_WHERE_ONE_WORKS = ("remot", "hybrid", "onsite", "on-site", "office", "person", "commut")
_WHERE_ONE_LIVES = ("located", "based", "live", "living", "resid", " only")


def contradictions(places: Places, body: str) -> tuple[Problem, ...]:
    """What the text of a body says against the places, each kind once with its sentence.

    Only a place that says fully remote, or worldwide, can be contradicted. English alone is read.
    """
    found = []
    body = body[:_LONGEST_BODY]
    if work_mode(places) == WorkMode.REMOTE:
        said = next(_sentences(body, _WHERE_ONE_WORKS, _takes), "")
        if _TAG.search(said) and _REMOTE_TAG.search(body):
            said = next(_sentences(body, _WHERE_ONE_WORKS, _takes_tagged), "")
        if said:
            message = f"The place says remote, but the text: “{said}”"
            found.append(Problem(ProblemKind.REMOTE_CONTRADICTED.value, message, "place"))
    if places.worldwide:
        said = next(_sentences(body, _WHERE_ONE_LIVES, _limits), "")
        if said:
            message = f"The place says worldwide, but the text: “{said}”"
            found.append(Problem(ProblemKind.WORLDWIDE_CONTRADICTED.value, message, "place"))
    return tuple(found)


def _takes(sentence: str) -> bool:
    """Whether a sentence takes back that the job is remote."""
    if _NOT_REMOTE.search(sentence):
        return True
    if _TAG.search(sentence):
        return True
    found = _IN_OFFICE.search(sentence)
    if not found:
        return False
    said = sentence[: found.end()] + _REST_OF_WEEK.sub("", sentence[found.end() :])
    return not _CHOICE.search(said)


def _takes_tagged(sentence: str) -> bool:
    """What `_takes` says, in a body that is tagged remote besides whatever else."""
    return not _TAG.search(sentence) and _takes(sentence)


def _limits(sentence: str) -> bool:
    """Whether a sentence limits who may apply to a country or region that we know."""
    match = _LIMITED.search(sentence)
    if not match or _SOFT.search(sentence):
        return False
    where = read(next(filter(None, match.groups())))
    return bool(where.countries or where.regions)


def _sentences(body: str, anchors: tuple[str, ...], judge: Callable[[str], bool]) -> Iterator[str]:
    """The sentences around the anchors for which the judge says yes, cut as evidence."""
    # The one letter that becomes two in small letters would move all that follow.
    lower, seen = body.replace("İ", "I").lower(), 0
    for anchor in anchors:
        end, at = 0, lower.find(anchor)
        while at >= 0 and seen < _MOST_SENTENCES:
            seen += 1
            start, end = _sentence(body, at)
            if anchor != "remot" or _denies(lower, start, end):
                sentence = _SPACES.sub(" ", body[start:end]).strip()
                if judge(sentence):
                    yield sentence[:_LONGEST_EVIDENCE]
            at = lower.find(anchor, max(end, at + 1))


def _denies(lower: str, start: int, end: int) -> bool:
    """Whether a sentence holds a word of denial at all; most that say "remote" do not."""
    return any(lower.find(word, start, end) >= 0 for word in ("not", "no ", "non-", "n't", "n’t"))


def _sentence(body: str, at: int) -> tuple[int, int]:
    """Where the sentence around a place in the text starts and ends."""
    low, high = max(at - _REACH, 0), min(at + _REACH, len(body))
    start = low
    for match in _END.finditer(body, low, at):
        start = match.end()
    stop = _END.search(body, at, high)
    return start, stop.end() if stop else high
