"""YAML read as text: the fields of one mapping, with their lines, and nothing dangerous."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias, cast

import yaml

from postings.records import UnreadableFile
from postings.text import clean_line
from postings.vocabulary import RejectedKind

# A mapping of lists of mappings is more than any board writes.
_MAX_DEPTH = 4

Node: TypeAlias = "str | list[Node] | dict[str, Node]"


class Field(NamedTuple):
    """One field of the mapping; `line` is the 1-based line of the file where its name stands."""

    name: str
    node: Node
    line: int


def fields(block: str, first_line: int) -> list[Field]:
    """The fields of a YAML mapping that starts on that line of its file; raises UnreadableFile.

    Values are built from the parser's events and nothing is composed: every scalar stays as
    written (no `NO` becomes False), and what could grow or run deep is refused on the way.
    """
    try:
        return list(_fields(yaml.parse(block, Loader=yaml.CBaseLoader), first_line))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + min(mark.line, block.count("\n")) if mark else first_line
        problem = error.problem or error.context
        reason = f"The front matter is not valid YAML: {problem}. Put odd values in double quotes."
    except yaml.YAMLError:
        line, reason = first_line, "The front matter holds a character that YAML forbids."
    raise UnreadableFile(RejectedKind.BROKEN_SYNTAX, reason, line=line)


def _fields(events: Iterator[yaml.Event], first_line: int) -> Iterator[Field]:
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            _check(event, 1)
            for key, node in _pairs(events, 1):
                yield Field(key.value, node, first_line + _line(key))
        elif isinstance(event, yaml.ScalarEvent) and not event.value:
            return
        elif isinstance(event, yaml.NodeEvent):
            raise _refusal("expected lines like “name: value”", event)


def _pairs(events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[yaml.ScalarEvent, Node]]:
    names = set()
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        _check(event, depth)
        if not isinstance(event, yaml.ScalarEvent):
            raise _refusal("a field's name is a list or a mapping", event)
        if event.value in names:
            raise _refusal(
                f"the field “{clean_line(event.value)[:60]}” stands here for the second time", event
            )
        names.add(event.value)
        yield event, _node(events, next(events), depth)


def _node(events: Iterator[yaml.Event], event: yaml.Event, depth: int) -> Node:
    if isinstance(event, yaml.ScalarEvent):
        _check(event, depth)
        return str(event.value)
    _check(event, depth + 1)
    if isinstance(event, yaml.MappingStartEvent):
        return {clean_line(key.value)[:60]: node for key, node in _pairs(events, depth + 1)}
    nodes: list[Node] = []
    for item in events:
        if isinstance(item, yaml.SequenceEndEvent):
            break
        nodes.append(_node(events, item, depth + 1))
    return nodes


def _check(event: yaml.Event, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise _refusal("anchors (&) and aliases (*) are not read", event)
    if getattr(event, "tag", None) is not None:
        raise _refusal("tags (!) are not read", event)
    if depth > _MAX_DEPTH:
        raise _refusal(f"lists and mappings are nested deeper than {_MAX_DEPTH}", event)


def _refusal(problem: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=cast(yaml.Mark, event.start_mark))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0
