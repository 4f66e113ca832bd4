"""Where a text names skills of the vocabulary, and where a word that could be one is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from postings.normalizers.skills.terms import Skill, Spelling, Terms, lower, spaced, terms
from postings.vocabulary import SkillKind

# A longer text has said what it asks for; the longest real body has 20,638 characters.
LONGEST = 64_000
# A text of nothing but names would cost more than all others together; the real ones have at most
# 143 names, and 26 of them guarded.
_MOST, _MOST_GUARDED = 500, 60
# How far around a name is looked.
_AROUND = 60
# `guarded` names of so many letters are no word but a letter of something: C, R, Go.
_LETTERS = 2

_TECHNOLOGIES = frozenset(
    (SkillKind.LANGUAGE, SkillKind.FRAMEWORK, SkillKind.DATABASE)
    + (SkillKind.CLOUD, SkillKind.TOOL, SkillKind.STANDARD)
)
# What an address begins with, to its end; each literal is found faster than one of three is.
_ADDRESSES = tuple(re.compile(rf"{start}\S*") for start in ("://", "@", r"www(?<!\wwww)\."))
_LIST = re.compile(r"(?:[ \t\xa0,;/|&+()•·]|\b(?:and|or|und|oder|et|ou|y|e|o)\b)+", re.IGNORECASE)
_LONGEST_GAP = 12
_NAMED_SO = (
    r"(?:tools?|tooling|software|platforms?|systems?|frameworks?|librar(?:y|ies)|languages?"
    r"|technolog(?:y|ies)|databases?|back-?end|server|stack|developer|engineer)"
)
_ANNOUNCED = re.compile(
    rf"(?i)\b(?:{_NAMED_SO}(?: (?:such as|like|including))?[ ]*[:(;,–-][ ]*"
    rf"|{_NAMED_SO},? (?:such as|like|including|e\.g\.,?) "
    r"|(?:written|program(?:s|ming)?|cod(?:e|ing)|develop(?:ing|ment)?|built|expertise"
    r"|experienced?|proficien(?:t|cy)|fluen(?:t|cy)|knowledge|skills?|background|mastery|strong)"
    r"[ ](?:in|with|of|using)[ ](?:modern[ ]|idiomatic[ ]|advanced[ ])?"
    r"|(?:proficiency|familiarity) with |familiar with |e\.g\.,? |using |uses? |learn |prefer )$"
)
_MADE = re.compile(
    r"[ ](?i:developers?|engineers?|engineering|programmers?|programming|development|languages?"
    r"|code|codebases?|experience|packages?|scripts?|scripting|sdk|libraries|modules|compiler"
    r"|micro-?services?|services|back-?end|framework|skills|administrators?)\b"
)
_LANGUAGE_BEFORE = re.compile(r"(?i)\b(?:in|with|like|as) $")
_WORD = re.compile(r"[ -]?([a-z]+)", re.IGNORECASE)
# Letters of something else: "R&D", "C-level", "J. R. Smith", "R$ 1.200", "vitamin C.".
_LETTER_BEFORE, _LETTER_AFTER = frozenset("&.'’$#-"), frozenset("&'’$!+#-")


@dataclass(slots=True)
class Mention:
    """A spelling at a place of the text.

    sure: nothing but the skill can be meant; doubtful: what follows makes another word of it;
    inner: spellings that are some of its words.
    """

    spelling: Spelling
    start: int
    end: int
    sure: bool
    doubtful: bool
    inner: tuple[Spelling, ...]

    @property
    def supports(self) -> bool:
        """Whether it supports a tag: a claim made elsewhere needs less than a new one."""
        return self.sure or (not self.doubtful and _is_enough(self.spelling))


@dataclass(frozen=True, slots=True)
class Scanned:
    """A title and a body at once: `text` is both, `title_end` where the title ends in it."""

    text: str
    lowered: str
    title_end: int
    mentions: tuple[Mention, ...]


def scan(title: str, body_text: str) -> Scanned:
    """Every mention of a skill in title and plain body, in order; addresses name nothing."""
    text = f"\n{title[:LONGEST]}\n{body_text[:LONGEST]}\n"
    for address in _ADDRESSES:
        text = address.sub(_blank, text)
    if not text.isascii():  # lone surrogates are no text, and the automaton refuses them
        text = text.encode("utf-8", "replace").decode("utf-8")
    cased = spaced(text)
    lowered = lower(cased)
    title_end = min(len(title), LONGEST) + 1
    mentions = list(_mentions(text, cased, lowered))
    _announce(text, mentions, title_end)
    for ordered in (mentions, mentions[::-1]):
        _join_lists(text, ordered)
    return Scanned(text, lowered, title_end, tuple(mentions))


def _blank(address: re.Match[str]) -> str:
    return "@".ljust(len(address[0]))


def _mentions(text: str, cased: str, lowered: str) -> Iterator[Mention]:
    vocabulary = terms()
    left = _MOST
    for index, begin, last in vocabulary.automaton.find_matches_as_indexes(lowered):
        after = text[last]
        if after != "s" and after.isalnum() and not vocabulary.shorter[index]:
            continue  # two of three: the beginning of a longer word
        start = begin + 1
        number, end = _closed(vocabulary, text, index, start, last)
        if number < 0:
            continue
        written = cased[start:end]
        for spelling in vocabulary.spellings[number]:
            if not _is_meant(spelling, text, written, start, end):
                continue
            doubtful = _is_other_word(spelling, text, end)
            if spelling.guarded or not doubtful:
                sure = not spelling.guarded
                inner = vocabulary.within[number]
                yield Mention(spelling, start, end, sure, doubtful, inner)
                left -= 1
        if left <= 0:
            return


def _closed(vocabulary: Terms, text: str, number: int, start: int, end: int) -> tuple[int, int]:
    """The pattern, or else the longest it begins with, that ends with a word; (-1, 0) if none."""
    if _closes(text, end):
        return number, end
    for shorter, length in vocabulary.shorter[number]:
        if _closes(text, start + length):
            return shorter, start + length
    return -1, 0


def _closes(text: str, end: int) -> bool:
    """Whether a name can end there; the text ends in a line end, so there is a character."""
    after = text[end]
    if after == "s":  # a plural, of whatever
        end += 1
        after = text[end]
    if after.isalnum() or after in "_+#@":
        return False
    if after not in ".&":
        return True
    following = text[end + 1 : end + 2]
    if after == ".":
        return not (following.islower() or following.isdigit())
    return not following.isalnum()


def _is_meant(spelling: Spelling, text: str, written: str, start: int, end: int) -> bool:
    if not spelling.cased:
        if text[end] == "s" and len(written) < 3:
            return False
    elif spelling.cased != written or text[end] == "s":
        return False
    if len(written) > 1:
        return True
    before, after = text[start - 1], text[end]
    return before not in _LETTER_BEFORE and after not in _LETTER_AFTER


def _is_other_word(spelling: Spelling, text: str, end: int) -> bool:
    if not spelling.skill.not_before:
        return False
    after = _WORD.match(text, end)
    return bool(after and after[1].lower() in spelling.skill.not_before)


def _announce(text: str, mentions: list[Mention], title_end: int) -> None:
    """Make those guarded mentions sure that are announced, or alone between a title's dividers."""
    guarded = (mention for mention in mentions if not (mention.sure or mention.doubtful))
    for mention in islice(guarded, _MOST_GUARDED):
        in_title = mention.end <= title_end
        alone = in_title and _stands_alone(text, mention)
        mention.sure = alone or _is_announced(text, mention)


def _join_lists(text: str, mentions: list[Mention]) -> None:
    """Make those guarded mentions sure that stand in a list beside a sure technology."""
    before: Mention | None = None
    for mention in mentions:
        if not mention.sure:
            mention.sure = _in_list(text, before, mention)
        if mention.sure and mention.spelling.skill.kind in _TECHNOLOGIES:
            before = mention


def _in_list(text: str, neighbour: Mention | None, mention: Mention) -> bool:
    if neighbour is None:
        return False
    first, second = sorted((neighbour, mention), key=lambda one: one.start)
    gap = text[first.end : second.start]
    if len(gap) > _LONGEST_GAP:
        return False
    if "\n" in gap:
        return not gap.strip() and _stands_alone(text, mention, "\n")
    return bool(_LIST.fullmatch(gap)) and bool(gap.strip())


def _is_announced(text: str, mention: Mention) -> bool:
    left = text[max(mention.start - _AROUND, 0) : mention.start]
    if mention.spelling.skill.kind is SkillKind.LANGUAGE and _LANGUAGE_BEFORE.search(left):
        return True
    return bool(_MADE.match(text, mention.end) or _ANNOUNCED.search(left))


def _stands_alone(text: str, mention: Mention, dividers: str = "\n,;/|()[]–—-") -> bool:
    """Whether nothing but spaces is between the name and the dividers around it."""
    left = text[max(mention.start - _AROUND, 0) : mention.start].rstrip(" ")
    right = text[mention.end : mention.end + _AROUND].lstrip(" ")
    return (not left or left[-1] in dividers) and (not right or right[0] in dividers)


def skills_of(mention: Mention) -> Iterator[Skill]:
    """The skill named, and those whose names are words of it."""
    yield mention.spelling.skill
    for spelling in mention.inner:
        if not spelling.guarded or _is_enough(spelling):
            yield spelling.skill


def _is_enough(guarded: Spelling) -> bool:
    """Whether its capitals support a tag without company: "Excel" do, "R" and "react" do not."""
    return len(guarded.cased) > _LETTERS and not guarded.cased.islower()
