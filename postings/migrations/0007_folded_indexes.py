"""Indexes of what is folded hold only that: most postings are not, and their null is no key."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q, deletion
from django.db.migrations.operations.fields import AlterField


class AlterIndex(AlterField):
    """Only drops or makes the index of a key: Django would copy SQLite's whole table for that."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        if field.db_index:
            schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))
            return
        for name in schema_editor._constraint_names(model, [field.column], index=True):
            schema_editor.execute(schema_editor._delete_index_sql(model, name))


def key(name: str, twins: str) -> AlterIndex:
    field = models.ForeignKey(
        "postings.jobposting",
        deletion.SET_NULL,
        null=True,
        editable=False,
        related_name=twins,
        db_index=False,
    )
    return AlterIndex("jobposting", name, field)


def partial(name: str) -> migrations.AddIndex:
    index = models.Index(fields=[name], condition=Q((f"{name}__isnull", False)), name=f"by_{name}")
    return migrations.AddIndex("jobposting", index)


class Migration(migrations.Migration):

    dependencies = [("postings", "0006_repeats")]

    operations = [
        key("canonical", "twins"),
        key("card", "members"),
        partial("canonical"),
        partial("card"),
    ]
