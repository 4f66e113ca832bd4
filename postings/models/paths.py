"""Addresses of pages; resolving a route anew for each link takes longer than the link."""

from __future__ import annotations

import functools
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

# Stands for a name in an address that is taken apart.
_NAME = "name"


def path(route: str, name: str = "") -> str:
    """The address of a page by its route and, where that has one, the name it ends with."""
    before, after = _around(route, bool(name), get_script_prefix())
    return f"{before}{quote(name)}{after}"


@functools.lru_cache(maxsize=64)
def _around(route: str, named: bool, prefix: str) -> tuple[str, str]:
    """What stands before and after a route's name, under a prefix; there is one table of routes."""
    if not named:
        return reverse(route), ""
    before, _, after = reverse(route, args=[_NAME]).rpartition(_NAME)
    return before, after
