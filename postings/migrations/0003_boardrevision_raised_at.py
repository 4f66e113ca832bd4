"""Keeps when the board's revision was raised, for Last-Modified."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("postings", "0002_board_and_editors")]
    operations = [
        migrations.AddField(
            model_name="boardrevision",
            name="raised_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
