"""Addresses of pages; resolving a route anew for each link takes longer than the link."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

# Stands for a name in an address that is taken apart.
_NAME = "name"
# What `quote` leaves as it is, as it does most names.
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*")
_prefix: ContextVar[str | None] = ContextVar("prefix", default=None)


def path(route: str, name: str = "") -> str:
    """The address of a page by its route and, where that has one, the name it ends with."""
    before, after = _around(route, bool(name), prefix())
    return f"{before}{name if _PLAIN.fullmatch(name) else quote(name)}{after}"


def prefix() -> str:
    """What every address begins with, "/" but under a server's own prefix."""
    return _prefix.get() or get_script_prefix()


@contextmanager
def one_prefix() -> Iterator[None]:
    """The prefix does not change inside: to ask Django for it takes longer than the rest."""
    held = _prefix.set(get_script_prefix())
    try:
        yield
    finally:
        _prefix.reset(held)


@functools.lru_cache(maxsize=64)
def _around(route: str, named: bool, prefix: str) -> tuple[str, str]:
    """What stands before and after a route's name, under a prefix; there is one table of routes."""
    if not named:
        return reverse(route), ""
    before, _, after = reverse(route, args=[_NAME]).rpartition(_NAME)
    return before, after
