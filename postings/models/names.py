"""Organizations and skills, how often each of their spellings occurs, and what leads to them."""

from django.conf import settings
from django.db import models

from postings.models.paths import path
from postings.querysets import AliasQuerySet, OrganizationQuerySet
from postings.vocabulary import AliasKind, NameKind


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
    url_locked = models.BooleanField(
        "website locked",
        default=False,
        help_text="An editor chose this website, or none; imports leave it alone.",
    )

    objects = OrganizationQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return path("organization", self.slug)


class OrganizationAlias(models.Model):
    """A key that leads to an organization with another one; see `OrganizationQuerySet.known_as`.

    A merged organization keeps its row, so that a split finds it as it was.
    """

    key = models.CharField(max_length=120, unique=True)
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="aliases", help_text="Where it leads today."
    )
    # The two differ where that one was merged in turn; a split of the latter leads back here.
    under = models.CharField(
        max_length=120, db_index=True, help_text="Key of the one it was made an alias of."
    )
    kind = models.CharField(max_length=9, choices=AliasKind.choices())
    followers = models.JSONField(
        default=list, help_text="Public ids of the postings that no record would bring back."
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = AliasQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(key=models.F("under")), name="no_alias_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.under}"


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
