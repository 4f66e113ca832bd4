"""The front page asks at every change which postings are featured: hardly any are."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [("postings", "0007_folded_indexes")]

    operations = [
        migrations.AddIndex(
            "jobposting",
            models.Index(
                F("status"),
                F("date_posted").desc(),
                F("public_id"),
                condition=Q(("featured", True)),
                name="newest_featured",
            ),
        ),
    ]
