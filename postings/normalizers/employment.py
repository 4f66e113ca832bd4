"""The type of employment, where a field, the title or the job's own statement names it."""

import re
from collections.abc import Iterator

import ahocorasick_rs

from postings.text import LONGEST_FIELD
from postings.vocabulary import EmploymentType

# The values that Google reads: developers.google.com/search/docs/appearance/structured-data/
# job-posting. "Permanent" is none of them, and says nothing of the hours.
_WORDS = {
    EmploymentType.TEMPORARY: r"temporary(?: contract)?|fixed[- ]term(?: contract)?|seasonal"
    r"|befristet|temporaire",
    EmploymentType.FULL_TIME: r"full[- ]?time|full(?=,? ?(?:or|and|/|&) ?part[- ]?time)|vollzeit"
    r"|(?:à )?temps plein|tiempo completo|tempo integral|tempo pieno|voltijds?",
    EmploymentType.PART_TIME: r"part[- ]?time|teilzeit|(?:à )?temps partiel|medio tiempo"
    r"|tiempo parcial|meio período|deeltijds?",
    EmploymentType.CONTRACTOR: r"(?:independent |b2b )?(?<!smart )(?<!employment )(?<!permanent )"
    r"(?<!government )contract(?:or)?"
    r"(?! (?:of employment|type|award|manage|research|manufact|negoti|test))"
    r"|freelancer?",
    EmploymentType.INTERN: r"intern(?:ship)?|werkstudent(?:in)?|praktikum|stagiaire|alternance",
    EmploymentType.VOLUNTEER: r"volunteer(?! (?:time|day|hour|work|opportunit|coord|manag|progr))",
    EmploymentType.PER_DIEM: r"per[- ]diem",
}
_KINDS = tuple(_WORDS)
# Where it is worth to look closer: what those words begin with, as plain text.
_PLACES = ahocorasick_rs.AhoCorasick(
    ["full-time", "full time", "fulltime", "full or ", "full and ", "full/", "part-time"]
    + ["part time", "parttime", "vollzeit", "teilzeit", "temps p", "tiempo ", "tempo ", "meio per"]
    + ["voltijd", "deeltijd", "contract", "freelance", "temporary", "temporaire", "fixed-term"]
    + ["fixed term", "seasonal", "befristet", "internship", "werkstudent", "praktikum", "stagiaire"]
    + ["alternance", "volunteer ", "per diem", "per-diem"]
)
_TERM = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"({words})" for words in _WORDS.values()) + r")(?![\w-])"
)
# What makes of the word a statement about people or pay, and none about this job.
_OTHERS = re.compile(
    r"[, ]*(?:u\.?s\.? |w-?2 )?(?:employees?|staff|equivalent|people|team members|workers|students?"
    r"|hours|experience|mentors|colleagues|hires|instructors)\b"
)
_T = r"(?:" + "|".join(_WORDS.values()) + r")"
_NOUN = (
    r"(?:position|role|job|opportunity|contract|contractor|internship|intern|engagement|commitment"
    r"|basis|hire|gig|assignment|vacancy|appointment|employment)\b"
)
_FILLER = (
    r"(?:an?|the|for|either|both|or|and|to|on|initially|currently|also|open|fully|100%|remote"
    r"|paid|work-from-home|permanent|regular|exempt|non-exempt|salaried|hourly"
    r"|(?:long|short)[- ]term"
    r"|experienced|skilled|talented|motivated|dedicated|highly|senior|junior|\d+(?:-month|-week)?)"
)
_GAP = r"[\s,/&|()–-]{1,3}"
_RUN = rf"(?:(?:{_FILLER}|{_T})(?![\w-]){_GAP}){{0,7}}{_T}(?![\w-])"
_LABEL = (
    r"(?:[a-z]+[ /]){0,2}(?:type|status|schedule|commitment|duration|employment|basis|hours"
    r"|opportunity|engagement|arrangement)(?: of (?:employment|work|contract|position|job))?"
)
_STATEMENTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\bthis(?: \w+)? (?:is|will be) (?P<said>(?:[^\s.!?;:]{{1,30}} ){{1,9}}?){_NOUN}",
        rf"\bthis (?P<said>{_RUN})(?=[\s,]+(?:\w+[\s,]+){{0,2}}{_NOUN})",
        rf"\b(?:position|role|job|opportunity) (?:is|will be|can be|may be) (?P<said>{_RUN})",
        rf"\b(?:join|you(?:'ll| will)|position|role|vacancy)\b[^.;\n]{{0,80}} on an?"
        rf" (?P<said>{_RUN}) basis",
        rf"\|\s*(?P<said>{_RUN})\s*\|",
        rf"\b(?:looking for|seeking|hiring|to hire|we need|recruiting)(?: (?:an?|our|the))?"
        rf"(?: [a-z]+-[a-z]+)?? (?P<said>{_RUN})",
        rf"^\W*(?P<said>{_RUN})(?:\s\([^()]{{1,30}}\))?[\s,]+(?:[\w-]+[\s,]+){{0,3}}{_NOUN}",
        rf"^\W*(?P<said>{_RUN})(?:{_GAP}{_FILLER})*\W*$",
        rf"^\W*{_LABEL}\s*[:–-]+\s*(?P<said>[^\n]{{1,80}})",
        r"\byou(?:'ll| will)(?: be)? (?:engaged|hired|working|work|employed)"
        r" as (?:an? )?(?P<said>(?:independent |freelance )?(?:contractor|freelancer))\b",
        r"\b(?:this|your|about the) (?P<said>internship)\b(?! experience)",
    )
)
# What follows is a hope or another's.
_END = re.compile(
    r"\b(?:with|after|possib\w+|potential\w*|transition\w*|convert\w*|leading|eligib\w+|benefits?"
    r"|who|that|which|if|manag\w+|supervis\w+|support\w*|follow\w+)\b|[.;]\s"
)
_NOT = re.compile(r"\b(?:not|isn't)\b")
# How far around the word the statement is looked for, and how many words are looked at.
_AROUND, _MOST = 120, 100
_LONGEST = 64_000

_TITLE = re.compile(
    rf"(?P<free>full[- ]?time|part[- ]?time|vollzeit|teilzeit|internship|(?<![\w-])intern(?![\w-])"
    rf"(?! (?:program|coord|recruit|manag)))"
    rf"|(?:^|[(\[|,:/–]\s*|\s-\s*)(?:[\w-]+ ){{0,2}}(?P<set>{_T})"
    rf"(?: (?:opportunity|position|role|to hire))?(?=\s*(?:$|[)\]|,:/–]|\s-))"
    rf"|^(?P<first>temporary|freelance|volunteer)(?= (?!works\b|coord|manag|engage|progr|staff)\w)"
)


def read(stated: str, title: str, body_text: str) -> tuple[EmploymentType, ...]:
    """The types that apply, in the order of `EmploymentType`; () where none is stated.

    stated: the source's own field, which beats the others. body_text: plain, a line a block; only
    what it says of the job itself counts, no "full-time employees enjoy …".
    """
    types = _of_field(_plain(stated))
    if not types:
        types = {*_of_title(_plain(title)), *_of_body(_plain(body_text, _LONGEST))}
    return tuple(kind for kind in EmploymentType if kind in types)


def _plain(text: str, longest: int = LONGEST_FIELD) -> str:
    """Lower case with plain apostrophes and spaces, "?" for lone surrogates."""
    plain = text[:longest].lower().replace("’", "'").replace("\xa0", " ").replace("_", " ")
    return plain if plain.isascii() else plain.encode("utf-8", "replace").decode("utf-8")


def _types(said: str) -> Iterator[EmploymentType]:
    for match in _TERM.finditer(said):
        if not _OTHERS.match(said, match.end()):
            yield _KINDS[(match.lastindex or 1) - 1]


def _of_field(stated: str) -> set[EmploymentType]:
    spelled = stated.replace("_", " ").strip()
    if spelled == "other":
        return {EmploymentType.OTHER}
    return set(_types(spelled))


def _of_title(title: str) -> Iterator[EmploymentType]:
    for match in _TITLE.finditer(title):
        yield from _types(match[0])


def _of_body(body: str) -> Iterator[EmploymentType]:
    done = 0
    for _, start, end in _PLACES.find_matches_as_indexes(body)[:_MOST]:
        if start < done:  # seen with the word before
            continue
        begin = max(body.rfind("\n", 0, start) + 1, start - _AROUND)
        done = body.find("\n", end, end + _AROUND)
        done = done if done >= 0 else end + _AROUND
        yield from _of_statement(body[begin:done])


def _of_statement(line: str) -> Iterator[EmploymentType]:
    for pattern in _STATEMENTS:
        for match in pattern.finditer(line):
            start, end = match.span("said")
            hope = _END.search(line, start, end)
            # The noun after what is said can be the word itself: "a contract".
            for term in _TERM.finditer(line, start, match.end()):
                hoped = hope and hope.start() < term.start()
                if term.start() <= end and not hoped and _is_of_job(line, match.start(), term):
                    yield _KINDS[(term.lastindex or 1) - 1]


def _is_of_job(line: str, start: int, term: re.Match[str]) -> bool:
    return not (_OTHERS.match(line, term.end()) or _NOT.search(line, start, term.start()))
