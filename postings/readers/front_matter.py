"""Reader of front matter: YAML fields between two lines of three hyphens, then the body."""

import json
import re

from postings.readers.aliases import FIELDS, known
from postings.readers.yaml_fields import Field, Node, fields
from postings.records import Problem, RawPosting, UnreadableFile
from postings.text import clean_line
from postings.vocabulary import ProblemKind, RejectedKind

FORMAT = "front-matter"
VERSION = 1

_OPENING = re.compile(r"\s*^---[ \t]*\n", re.MULTILINE)
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"""^["']?([A-Za-z][\w \t-]{0,40})["']?[ \t]*:(?=\s|$)""", re.MULTILINE)
# How far an unclosed block is searched for a field name.
_PROBE = 20_000

# Of a field's name, in characters: the longest that we know has 29.
LONGEST_NAME = 60
_LISTS = frozenset(("place", "employment_type", "benefits", "category"))
_NAMED = {"name": "hiring_organization", "url": "organization_url", "sameas": "organization_url"}
_NAMED |= {"website": "organization_url", "logo": "organization_logo"}
_TAG_ENDS = re.compile(r"[,;]|\s(?=#)")


def recognises(text: str) -> bool:
    """Whether the first line is "---" and a field that we know follows."""
    opening = _OPENING.match(text)
    if opening is None:
        return False
    closing = _CLOSING.search(text, opening.end())
    end = closing.start() if closing else opening.end() + _PROBE
    names = _FIELD.finditer(text, opening.end(), end)
    return any(known(match[1]) in FIELDS for match in names)


def read(text: str, path: str) -> RawPosting:
    """The posting of a recognised text; raises UnreadableFile. The path says nothing here."""
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    first_line = text.count("\n", 0, start) + 1
    closing = _CLOSING.search(text, start)
    if closing is None:
        raise UnreadableFile(
            RejectedKind.BROKEN_SYNTAX,
            f"The front matter opened on line {first_line - 1} is never closed: put a line of three"
            " hyphens after its last field.",
            line=first_line - 1,
        )
    found = _Found()
    for stated in _in_order(fields(text[start : closing.start()], first_line)):
        found.take(stated)
    if not found.values.get("title"):
        raise UnreadableFile(
            RejectedKind.NO_TITLE,
            "The posting has no title: add a line “title: …” to the front matter.",
            line=found.lines.get("title", first_line),
            field="title",
        )
    return found.posting(_body(text[closing.end() :]))


def _body(text: str) -> str:
    lines_start = re.match(r"(?:[ \t]*\n)*", text)
    return text[lines_start.end() if lines_start else 0 :].rstrip()


class _Found:
    """The values of one file while its fields are taken one by one."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.extra: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.skills: tuple[str, ...] = ()
        self.problems: list[Problem] = []

    def take(self, stated: Field) -> None:
        stated = stated._replace(name=clean_line(stated.name)[:LONGEST_NAME])
        field = FIELDS.get(known(stated.name), ("", 0))[0]
        if field == "date_posted" and known(stated.name) == "published" and _is_flag(stated.node):
            # Site generators write `published: false` for a draft.
            field, stated = "draft", stated._replace(node=_negated(stated.node))
        if field in self.lines or not field:
            self.extra[stated.name] = _as_text(stated.node)
        elif field == "skills":
            self._place(field, stated)
            self.skills = _tags(stated.node)
        elif field == "hiring_organization" and isinstance(stated.node, dict):
            self._take_organization(stated.node, stated)
        else:
            self._take_text(field, stated)

    def _take_text(self, field: str, stated: Field) -> None:
        node = stated.node
        if isinstance(node, list) and field in _LISTS and all(isinstance(n, str) for n in node):
            node = ", ".join(n for n in node if isinstance(n, str) and n.strip())
        if not isinstance(node, str):
            self.extra[stated.name] = _as_text(node)
            message = f"“{stated.name}” holds a list or a mapping where a text is expected."
            kind = ProblemKind.UNREADABLE_VALUE
            self.problems.append(Problem(kind, message, stated.name, stated.line))
            return
        self._place(field, stated)
        value = clean_line(node)
        if value:
            self.values[field] = value

    def _place(self, field: str, stated: Field) -> None:
        self.lines[field], self.names[field] = stated.line, stated.name

    def _take_organization(self, node: dict[str, Node], stated: Field) -> None:
        for name, part in node.items():
            field = _NAMED.get(known(name), "")
            if field and field not in self.lines and isinstance(part, str):
                self._take_text(field, stated._replace(node=part))
            else:
                self.extra[f"{stated.name}.{name}"] = _as_text(part)

    def posting(self, body: str) -> RawPosting:
        return RawPosting(
            FORMAT,
            self.values,
            body,
            skills=self.skills,
            extra=self.extra,
            lines=self.lines,
            names=self.names,
            problems=tuple(self.problems),
        )


def _is_flag(node: Node) -> bool:
    return isinstance(node, str) and node.strip().lower() in ("true", "false", "yes", "no")


def _negated(node: Node) -> Node:
    return "false" if str(node).strip().lower() in ("true", "yes") else "true"


def _as_text(node: Node) -> str:
    text = node if isinstance(node, str) else json.dumps(node, ensure_ascii=False)
    return clean_line(text)


def _tags(node: Node) -> tuple[str, ...]:
    stated = node if isinstance(node, list) else [node]
    texts = [text for text in stated if isinstance(text, str)]
    if isinstance(node, str):
        texts = _TAG_ENDS.split(node)
    tags = (clean_line(text).lstrip("# ") for text in texts)
    return tuple(dict.fromkeys(filter(None, tags)))


def _in_order(fields: list[Field]) -> list[Field]:
    """The fields so that of two names of one field the table's first comes first."""
    return sorted(fields, key=lambda stated: FIELDS.get(known(stated.name), ("", 0))[1])
