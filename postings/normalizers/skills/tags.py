"""Tags of a posting without doubles and without the words that name no skill."""

from collections.abc import Iterable

from postings.text import clean_line, name_key

# Longer tags are sentences that a board put in the wrong field.
MAX_LENGTH = 80
# More tags are a word list that stuffs searches; the real files have at most 12.
MAX_COUNT = 50

# Folders of the heading-block source that gather what is no skill.
_NO_SKILLS = {"heading-block": frozenset(("others", "nontech"))}


def judged(tags: Iterable[str], source_format: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skills, first spelling of each, and the tags that are too long to be one."""
    no_skills = _NO_SKILLS.get(source_format, frozenset())
    skills: dict[str, str] = {}
    too_long = []
    for tag in tags:
        skill = clean_line(tag).lstrip("# ")
        if len(skill) > MAX_LENGTH:
            too_long.append(skill)
        elif skill and skill.lower() not in no_skills:
            skills.setdefault(name_key(skill), skill)
    return tuple(skills.values()), tuple(too_long)
