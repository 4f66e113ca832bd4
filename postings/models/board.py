"""The board's version, and what is left of a posting that was deleted."""

from django.db import models
from django.utils import timezone

from postings.querysets import BoardRevisionQuerySet


class BoardRevision(models.Model):
    """One row: raised inside every transaction that changes what visitors see."""

    board_id = models.CharField(max_length=32, help_text="Drawn with the database.")
    number = models.PositiveBigIntegerField(default=0)
    raised_at = models.DateTimeField(default=timezone.now)

    objects = BoardRevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_board_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.board_id}.{self.number}"


class Tombstone(models.Model):
    """A hard-deleted posting, so that whoever follows revisions learns of it."""

    public_id = models.CharField(max_length=12)
    revision = models.PositiveBigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.public_id} deleted at {self.revision}"
