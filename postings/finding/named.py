"""A name that has a page."""

from __future__ import annotations

from typing import NamedTuple

from postings.models.paths import path


class Named(NamedTuple):
    """An organization or a skill with its page, the one of its route and slug."""

    key: str
    name: str
    route: str
    slug: str

    def get_absolute_url(self) -> str:
        return path(self.route, self.slug)
