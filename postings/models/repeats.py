"""Which postings repeat each other, what tells it, and what editors decided about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Folded(models.Model):
    """Where a posting is shown; `postings.folding` alone writes these columns.

    canonical: the posting that this one is another source of, at whose address it answers while
    that one is live. card: the one that stands in lists for all places of the job. Null of both:
    the posting itself. card_size: how many places its card has, where it stands for it.

    Most are null: an index of all would make SQLite take any value for one that most rows have.
    """

    canonical = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="twins",
        db_index=False,
    )
    card = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="members",
        db_index=False,
    )
    card_size = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


# Indexes of the columns above, for the model that has them.
FOLDED_INDEXES = [
    models.Index(fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"by_{name}")
    for name in ("canonical", "card")
]


class Likeness(models.Model):
    """What tells whether a posting repeats another; revision: of the posting it was made of."""

    posting = models.OneToOneField(
        "JobPosting", models.CASCADE, primary_key=True, related_name="likeness"
    )
    signature = models.BinaryField(help_text="See `normalizers.repeats.signatures`.")
    revision = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"posting {self.posting_id} at {self.revision}"


class BlockKey(models.Model):
    """Postings that share no key do not repeat each other."""

    posting = models.ForeignKey("JobPosting", models.CASCADE, related_name="block_keys")
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "posting"], name="postings_of_a_block")]

    def __str__(self) -> str:
        return f"posting {self.posting_id} in {self.key:x}"


class Unfolded(models.Model):
    """A posting whose card may have to change; what a killed run leaves to the next."""

    posting = models.OneToOneField(
        "JobPosting", models.CASCADE, primary_key=True, related_name="unfolded"
    )

    def __str__(self) -> str:
        return f"posting {self.posting_id}"


class FoldState(models.Model):
    """One row: up to which revision, and posting of it, changes were noted, and by which rules."""

    revision = models.PositiveBigIntegerField(default=0)
    posting = models.PositiveBigIntegerField(default=0)
    rules = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_fold_state")]

    def __str__(self) -> str:
        return f"noted up to {self.revision}"


class _Decided(models.Model):
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        abstract = True


class Split(_Decided):
    """Two postings that an editor set apart: they are neither one posting nor on one card.

    By public ids, so that it holds for a posting that is deleted and imported again.
    """

    one = models.CharField(max_length=12)
    other = models.CharField(max_length=12, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_split_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="split_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"


class Merge(_Decided):
    """A posting that an editor joined with all others of the same label."""

    public_id = models.CharField(max_length=12, unique=True)
    label = models.CharField(max_length=16, db_index=True)

    def __str__(self) -> str:
        return f"{self.public_id} in {self.label}"
