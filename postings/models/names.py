"""Organizations and skills, and how often each of their spellings occurs."""

from django.db import models

from postings.models.paths import path
from postings.vocabulary import NameKind


class Name(models.Model):
    """A name with a page: its key ignores case and punctuation, its spelling is the commonest.

    An editor may show another name; it is found by that one's key too.
    """

    key = models.CharField(max_length=120, unique=True, editable=False)
    shown_key = models.CharField(max_length=120, editable=False, db_index=True)
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=160, editable=False, db_index=True)
    name_locked = models.BooleanField(
        default=False, help_text="An editor chose this spelling; imports leave it alone."
    )

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Organization(Name):
    """schema.org hiringOrganization."""

    url = models.URLField("website", max_length=2048, blank=True)

    def get_absolute_url(self) -> str:
        return path("organization", self.slug)


class Skill(Name):
    """schema.org skills, one of them."""

    def get_absolute_url(self) -> str:
        return path("skill", self.slug)


class Spelling(models.Model):
    """How many source records spell a name in this way; kept by the import, batch by batch."""

    kind = models.CharField(max_length=12, choices=NameKind.choices())
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "text"], name="one_row_per_spelling"),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.count})"
