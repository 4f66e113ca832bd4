"""What each posting file says, as it was last read."""

from django.db import models

from postings.models.posting import JobPosting
from postings.querysets import SourceRecordQuerySet
from postings.vocabulary import DatePrecision


class SourceRecord(models.Model):
    """One posting file of one source; several may state the same posting."""

    posting = models.ForeignKey(JobPosting, models.CASCADE, related_name="records")
    source = models.CharField(max_length=60)
    path = models.TextField(help_text="Where the file was read.")
    format = models.CharField(max_length=40)
    reader_version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file's bytes.")
    values = models.JSONField(default=dict, help_text="Fields as the file states them.")
    skills = models.JSONField(default=list)
    extra = models.JSONField(default=dict, help_text="Fields that no alias is known for.")
    spelled = models.JSONField(default=list, help_text="Names it is counted under.")
    body = models.TextField(blank=True)
    own_date = models.DateField(null=True)
    own_date_precision = models.CharField(max_length=5, blank=True, choices=DatePrecision.choices())
    archived = models.BooleanField(default=False)
    archived_seen = models.DateTimeField(null=True)
    # Once a draft, until an editor publishes its posting: see `storing`.
    draft = models.BooleanField(default=False)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    missing_since = models.DateTimeField(null=True, blank=True)
    created_by_run = models.ForeignKey(
        "ImportRun", models.SET_NULL, null=True, related_name="created_records"
    )
    last_run = models.ForeignKey(
        "ImportRun", models.SET_NULL, null=True, related_name="seen_records"
    )

    objects = SourceRecordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["source", "missing_since"], name="records_of_source")]
        constraints = [
            models.UniqueConstraint(fields=["path"], name="one_record_per_file"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.path}"
