"""What each import did, what it could not settle, and the files it could not take."""

from django.db import models

from postings.models.sources import SourceRecord
from postings.querysets import ImportProblemQuerySet, RejectedFileQuerySet
from postings.vocabulary import ProblemKind, QuarantineState, RejectedKind, RunState


class ImportRun(models.Model):
    """One `import_postings`."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=11, choices=RunState.choices(), default=RunState.RUNNING)
    paths = models.JSONField(default=list)
    source = models.CharField(max_length=60, blank=True)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=dict)
    unknown_fields = models.JSONField(default=dict)
    rejected = models.JSONField(default=list, help_text="The first thousand of them.")
    seconds = models.FloatField(null=True, blank=True)
    peak_mib = models.FloatField(null=True, blank=True)
    process = models.CharField(max_length=120, blank=True, help_text="Host and process.")
    message = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Run {self.pk}"


class ImportProblem(models.Model):
    """Something a reader or normalizer could not settle about a record; the posting is kept."""

    record = models.ForeignKey(SourceRecord, models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=32, choices=ProblemKind.choices(), db_index=True)
    field = models.CharField(max_length=60, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    message = models.TextField()

    objects = ImportProblemQuerySet.as_manager()

    def __str__(self) -> str:
        return self.message


class RejectedFile(models.Model):
    """A file in quarantine: waits until a later run reads it or an editor dismisses it."""

    path = models.TextField(unique=True)
    digest = models.CharField(max_length=64, blank=True, help_text="Empty where unreadable.")
    kind = models.CharField(max_length=24, choices=RejectedKind.choices())
    field = models.CharField(max_length=60, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField()
    state = models.CharField(
        max_length=9,
        choices=QuarantineState.choices(),
        default=QuarantineState.WAITING,
        db_index=True,
    )
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    run = models.ForeignKey(
        ImportRun, models.SET_NULL, null=True, blank=True, related_name="rejected_files"
    )

    objects = RejectedFileQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen", "path"]

    def __str__(self) -> str:
        return self.path
