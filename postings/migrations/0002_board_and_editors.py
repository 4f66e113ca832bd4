"""Draws the board's id, makes the Editors group, and gives PostgreSQL its index."""

import secrets

from django.db import migrations

# Editors curate; they neither invent postings nor touch what imports recorded.
EDITORS_MAY = {
    "jobposting": ("view", "change", "delete"),
    "organization": ("view", "add", "change"),
    "skill": ("view", "add", "change"),
    "sourcerecord": ("view",),
    "importrun": ("view",),
    "importproblem": ("view",),
    "rejectedfile": ("view", "change"),
}


def draw_board(apps, schema_editor):
    apps.get_model("postings", "BoardRevision").objects.create(
        pk=1, board_id=secrets.token_hex(8), number=0
    )


def make_editors(apps, schema_editor):
    # Django creates permissions after all migrations have run, so in a new database the ones
    # granted here do not exist yet.
    permission = apps.get_model("auth", "Permission")
    content_type = apps.get_model("contenttypes", "ContentType")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    for model, actions in EDITORS_MAY.items():
        kind, _ = content_type.objects.get_or_create(app_label="postings", model=model)
        name = apps.get_model("postings", model)._meta.verbose_name
        for action in actions:
            granted, _ = permission.objects.get_or_create(
                content_type=kind,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {name}"},
            )
            group.permissions.add(granted)


def index_newest(apps, schema_editor):
    # PostgreSQL puts NULL first in a descending index; SQLite refuses to be told otherwise.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX newest_published_pg ON postings_jobposting"
            " (date_posted DESC NULLS LAST, public_id) WHERE status = 'published'"
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX newest_published_pg")


def disband_editors(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name="Editors").delete()


def forget_board(apps, schema_editor):
    apps.get_model("postings", "BoardRevision").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("postings", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.RunPython(draw_board, forget_board),
        migrations.RunPython(make_editors, disband_editors),
        migrations.RunPython(index_newest, drop_index),
    ]
