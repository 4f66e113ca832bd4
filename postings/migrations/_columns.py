"""Many columns in one pass: SQLite copies the whole table for each column that Django adds."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation


class AddColumns(Operation):
    """Adds fields to a model, and moves some to the end of its row.

    last: fields with long texts; what stands behind them takes longer to read.
    """

    def __init__(
        self, model_name: str, fields: list[tuple[str, models.Field]], last: tuple[str, ...] = ()
    ) -> None:
        self.model_name, self.fields, self.last = model_name, fields, last

    def state_forwards(self, app_label: str, state: Any) -> None:
        held = state.models[app_label, self.model_name].fields
        held |= dict(self.fields)
        for name in self.last:
            held[name] = held.pop(name)
        state.reload_model(app_label, self.model_name)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        added = [model._meta.get_field(name) for name, _ in self.fields]
        if schema_editor.connection.vendor != "sqlite":
            before = from_state.apps.get_model(app_label, self.model_name)
            for field in added:
                schema_editor.add_field(before, field)
            return
        quote = schema_editor.quote_name
        for field in added:
            column, kind = quote(field.column), field.db_type(schema_editor.connection)
            default = schema_editor.quote_value(schema_editor.effective_default(field))
            required = "" if field.null else f" NOT NULL DEFAULT {default}"
            table = quote(model._meta.db_table)
            schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}{required}")
        schema_editor._remake_table(model)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)
            return
        after = from_state.apps.get_model(app_label, self.model_name)
        for name, _ in self.fields:
            schema_editor.remove_field(after, after._meta.get_field(name))

    def describe(self) -> str:
        return f"Add {len(self.fields)} columns to {self.model_name}"
