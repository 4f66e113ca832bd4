"""Draws the board's id and makes the Editors group with its permissions."""

import secrets

from django.db import migrations

# Editors curate; they neither invent postings nor touch what imports recorded.
EDITORS_MAY = {
    "jobposting": ("view", "change", "delete"),
    "organization": ("view", "add", "change", "delete"),
    "skill": ("view", "add", "change", "delete"),
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
    ]
