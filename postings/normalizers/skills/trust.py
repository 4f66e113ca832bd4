"""What of a posting's tags its text supports, and which skills the text names beside them."""

import re
from collections.abc import Iterable

from postings.normalizers.skills.mentions import Mention, Scanned, scan, skills_of
from postings.normalizers.skills.sections import Sections
from postings.normalizers.skills.tags import MAX_COUNT
from postings.normalizers.skills.terms import lower, spaced, terms
from postings.records import PostingSkill
from postings.text import name_key
from postings.vocabulary import SkillKind

# More names than this are a list of everything that the company runs.
MOST_FOUND = 20
# A shorter stem begins too many other words.
_SHORTEST_STEM = 4
# Endings of English words that are cut before a tag is looked for; longest first.
_ENDINGS = re.compile(
    r"(?:isations?|izations?|ations?|itions?|ments?|ings?|ions?|ers?|ors?|ists?|ies|es|s|y|e)$"
)
_NEVER = frozenset((SkillKind.SOFT, SkillKind.SPOKEN))
_TITLE_ONLY = frozenset((SkillKind.PROFESSION,))


def canonical(tag: str) -> tuple[str, str]:
    """Key and display name of a tag; an unknown one stays as it is, under its own name key."""
    key = name_key(tag)
    skill = terms().tags.get(key)
    return (skill.key, skill.name) if skill else (key, tag)


def read(
    tags: Iterable[str], title: str, body_text: str, organization: str = ""
) -> tuple[PostingSkill, ...]:
    """The skills of a posting: its tags in their order, then what its text names beside them.

    tags: as `judged` leaves them; body_text: plain text with a line a block; organization: see
    `found`. At most MAX_COUNT.
    """
    scanned = scan(title, body_text)
    tagged = _supported(tags, scanned)
    return (tagged + _found(scanned, tagged, organization))[:MAX_COUNT]


def supported(tags: Iterable[str], title: str, body_text: str) -> tuple[PostingSkill, ...]:
    """The tags in the board's words, without doubles; not supported where the text has none."""
    return _supported(tags, scan(title, body_text))


def found(
    title: str, body_text: str, tagged: Iterable[PostingSkill] = (), organization: str = ""
) -> tuple[PostingSkill, ...]:
    """Skills that the title or a line on what is asked names, and that are not tagged.

    organization: whose own name is no skill that it asks for.
    """
    return _found(scan(title, body_text), tuple(tagged), organization)


def _supported(tags: Iterable[str], scanned: Scanned) -> tuple[PostingSkill, ...]:
    named = {
        skill.key
        for mention in scanned.mentions
        if mention.supports
        for skill in skills_of(mention)
    }
    skills: dict[str, PostingSkill] = {}
    for tag in tags:
        if len(skills) == MAX_COUNT:
            break
        key, name = canonical(tag)
        if key not in skills:
            skills[key] = PostingSkill(key, name, key in named or _hinted(tag, scanned.lowered))
    return tuple(skills.values())


def _hinted(tag: str, lowered: str) -> bool:
    """Whether the text has an inflection of a tag, or a word that the vocabulary takes for it."""
    skill = terms().tags.get(name_key(tag))
    hints = skill.hints if skill else (_stem(tag),)
    return any(_begins_word(hint, lowered) for hint in hints)


def _stem(tag: str) -> str:
    word = " ".join(lower(spaced(tag)).split())
    stem = _ENDINGS.sub("", word)
    return f"{stem}*" if len(stem) >= _SHORTEST_STEM else word


def _begins_word(hint: str, lowered: str) -> bool:
    word = hint.rstrip("*")
    if not word:
        return False
    for start in " \n":
        at = lowered.find(start + word)
        while at >= 0:
            end = at + 1 + len(word)
            if hint.endswith("*") or not lowered[end : end + 1].isalnum():
                return True
            at = lowered.find(start + word, end)
    return False


def _found(
    scanned: Scanned, tagged: tuple[PostingSkill, ...], organization: str
) -> tuple[PostingSkill, ...]:
    known = {skill.key for skill in tagged}
    employer = f" {' '.join(lower(spaced(organization)).split())} "
    sections: Sections | None = None
    skills: dict[str, PostingSkill] = {}
    for mention in scanned.mentions:
        skill = mention.spelling.skill
        if skill.key in known or skill.key in skills or not _is_strong(mention, scanned):
            continue
        if mention.end > scanned.title_end:
            sections = sections or Sections(scanned.lowered)
            if not _is_asked(mention, sections):
                continue
        if f" {scanned.lowered[mention.start : mention.end]} " not in employer:
            skills[skill.key] = PostingSkill(skill.key, skill.name, True, True)
        if len(skills) == MOST_FOUND:
            break
    return tuple(skills.values())


def _is_asked(mention: Mention, sections: Sections) -> bool:
    if mention.spelling.skill.kind is SkillKind.FIELD:
        return sections.asks_for_field(mention.start, mention.end)
    return sections.asks_for(mention.start)


def _is_strong(mention: Mention, scanned: Scanned) -> bool:
    kind = mention.spelling.skill.kind
    if not mention.sure or kind in _NEVER:
        return False
    return kind not in _TITLE_ONLY or mention.end <= scanned.title_end
