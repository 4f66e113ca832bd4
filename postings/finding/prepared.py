"""Queries that are written once: Django takes longer to write one than SQLite to answer it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Stand for the ids that a query is asked for; no row has one below zero.
_PLACE = -1_000_000_000


class Prepared:
    """A query of values by ids; `make` is given so many ids, and gives a queryset of tuples."""

    def __init__(self, make: Callable[[Sequence[int]], QuerySet[Any, Any]]) -> None:
        self.make = make
        self.written = functools.lru_cache(maxsize=128)(self._written)

    def rows(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """What the queryset would give for these ids, in one query; none for no ids."""
        if not ids:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        statement, places, compiler, converters = self.written(len(ids), connection.vendor)
        asked = [ids[place] if place is not None else value for place, value in places]
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)
            found = cursor.fetchall()
        if not converters:
            return [tuple(row) for row in found]
        return [tuple(row) for row in compiler.apply_converters(found, converters)]

    def _written(self, number: int, vendor: str) -> tuple[Any, ...]:
        """The statement, its parameters by the place of an id or as they are, and what turns what
        the database gives into Python's values; by vendor, for tests that use two."""
        query = self.make([_PLACE - place for place in range(number)]).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        statement, parameters = compiler.as_sql()
        places = [
            (_PLACE - one, None) if isinstance(one, int) and one <= _PLACE else (None, one)
            for one in parameters
        ]
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        return statement, places, compiler, converters
