"""Queries that are written once: Django takes longer to write one than SQLite to answer it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, QuerySet

# Stands for the first of the ids that a query is asked for; no row has one below zero.
_FIRST = -1_000_000_000
Id = TypeVar("Id", int, str)


class Prepared(Generic[Id]):
    """A query of values by ids; `make` is given so many ids, and gives a queryset of tuples."""

    def __init__(self, make: Callable[[Sequence[Any]], QuerySet[Any, Any]]) -> None:
        self.make = make
        self.written = functools.lru_cache(maxsize=128)(self._written)

    def rows(self, ids: Sequence[Id]) -> list[tuple[Any, ...]]:
        """What the queryset would give for these ids, in one query; none for no ids."""
        if not ids:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        # As many as the next power of two, so that few queries are written: the last is repeated.
        number: int = 1 << (len(ids) - 1).bit_length()
        some = [*ids, *[ids[-1]] * (number - len(ids))]
        statement, places, compiler, converters = self.written(number, connection.vendor)
        asked = [value if place is None else some[place] for place, value in places]
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)
            found = cursor.fetchall()
        if not converters:
            return [tuple(row) for row in found]
        return [tuple(row) for row in compiler.apply_converters(found, converters)]

    def _written(self, number: int, vendor: str) -> tuple[Any, ...]:
        """The statement, its parameters by the place of an id or as they are, and what turns what
        the database gives into Python's values; by vendor, for tests that use two."""
        ids = [_FIRST - place for place in range(number)]
        query = self.make(ids).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        statement, parameters = compiler.as_sql()
        # A text field has made texts of them.
        known = {kind(one): place for place, one in enumerate(ids) for kind in (int, str)}
        places = [(known.get(one), one) for one in parameters]
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        for made, expression in converters.values():
            field = expression.output_field
            if isinstance(field, JSONField) and field.decoder is None:
                made[:] = [_column if one == field.from_db_value else one for one in made]
        return statement, places, compiler, converters


def _column(value: str | None, expression: object, connection: object) -> object:
    """What JSONField makes of a column."""
    return None if value is None else read_json(value)


def read_json(text: str) -> Any:
    """Most lists and objects of a posting are empty."""
    return [] if text == "[]" else {} if text == "{}" else json.loads(text)
