"""Addresses of what has a page; resolving a route anew for each link takes longer than the link."""

from __future__ import annotations

import functools
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse

# Stands for a name in an address that is taken apart.
_NAME = "name"


def path(route: str, name: str) -> str:
    """The address of a page by its route and the name that it ends with."""
    before, after = _around(route, get_script_prefix(), get_urlconf())
    return f"{before}{quote(name)}{after}"


@functools.lru_cache(maxsize=64)
def _around(route: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    """What stands before and after a route's name, under a prefix and in a table of addresses."""
    before, _, after = reverse(route, args=[_NAME], urlconf=urlconf).rpartition(_NAME)
    return before, after
