"""One body at a time, in a worker process: no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postings.records import Rendered, UnreadableFile
from postings.rendering import render


@dataclass(frozen=True, slots=True)
class Source:
    """A posting's body before rendering."""

    posting: int
    description: str


@dataclass(frozen=True, slots=True)
class Redone:
    """A posting's body after rendering, or why it could not be rendered."""

    source: Source
    rendered: Rendered | None
    reason: str = ""


def render_sources(sources: Sequence[Source]) -> list[Redone]:
    return [_render(source) for source in sources]


def _render(source: Source) -> Redone:
    try:
        return Redone(source, render(source.description))
    except UnreadableFile as error:
        return Redone(source, None, error.reason)
