"""The posting: what a job seeker reads, in schema.org's words."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from postings.models.meaning import Meant
from postings.models.names import Organization, Skill
from postings.models.paths import path
from postings.models.repeats import FOLDED_INDEXES, Folded
from postings.querysets import JobPostingQuerySet
from postings.vocabulary import ClosedReason, DatePrecision, JobLocationType, Status

NEWEST = (F("status"), F("date_posted").desc(), F("public_id"))
# What a source states and an editor may correct; a corrected one is locked against imports.
CURATED_FIELDS = (
    "title",
    "hiring_organization",
    "place_text",
    "job_location_type",
    "salary_text",
    "employment_type_text",
    "benefits_text",
    "summary",
    "skills",
    "date_posted",
    "date_posted_precision",
    "valid_through",
    "url",
    "apply_url",
    "description",
    "salary_currency",
    "salary_min_value",
    "salary_max_value",
    "salary_unit_text",
    "work_mode",
    "countries",
    "regions",
    "employment_types",
    "seniority",
    "language",
)


class JobPosting(Meant, Folded):
    """schema.org JobPosting; an empty value means "not stated"."""

    public_id = models.CharField(max_length=12, unique=True, editable=False)
    identity = models.TextField(editable=False, help_text="What makes it this posting.")
    title = models.CharField(max_length=300)
    slug = models.CharField(max_length=90, editable=False, blank=True)
    hiring_organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="postings"
    )
    place_text = models.TextField("place as stated", blank=True)
    job_location_type = models.CharField(
        max_length=12, blank=True, choices=JobLocationType.choices()
    )
    salary_text = models.TextField("salary as stated", blank=True)
    employment_type_text = models.CharField("employment type as stated", max_length=200, blank=True)
    benefits_text = models.TextField("benefits as stated", blank=True)
    summary = models.TextField(blank=True)
    skills = models.ManyToManyField(Skill, blank=True, related_name="postings")
    date_posted = models.DateField(null=True, blank=True)
    date_posted_precision = models.CharField(
        max_length=5, blank=True, choices=DatePrecision.choices()
    )
    valid_through = models.DateField(
        null=True, blank=True, help_text="The last day, UTC, on which it is shown."
    )
    url = models.CharField("page at its source", max_length=2048, blank=True)
    apply_url = models.CharField("apply link", max_length=2048, blank=True)

    status = models.CharField(max_length=9, choices=Status.choices(), default=Status.PUBLISHED)
    closed_reason = models.CharField(max_length=20, blank=True, choices=ClosedReason.choices())
    closed_on = models.DateField(null=True, blank=True, help_text="Empty: day not stated.")
    needs_approval = models.BooleanField(default=False, editable=False)
    decision = models.CharField(max_length=9, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    featured = models.BooleanField(default=False, help_text="Shown first on the front page.")
    locked_fields = models.JSONField(default=list, blank=True, editable=False)

    created_by_run = models.ForeignKey(
        "ImportRun", models.SET_NULL, null=True, editable=False, related_name="created_postings"
    )
    first_seen = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    revision = models.PositiveBigIntegerField(default=0, editable=False, db_index=True)

    # Last in the row, so that reading a card's columns need not page through them.
    description = models.TextField("description, markdown", blank=True)
    description_html = models.TextField(blank=True, editable=False)
    description_text = models.TextField(blank=True, editable=False)
    renderer_version = models.PositiveIntegerField(default=0, editable=False)

    objects = JobPostingQuerySet.as_manager()

    class Meta:
        verbose_name = "posting"
        # Not partial: SQLite cannot tell that a parameter meets a partial index's condition. It
        # keeps NULL last in a descending index; a migration adds PostgreSQL's spelling.
        indexes = [
            models.Index(*NEWEST, name="newest_by_status"),
            models.Index(fields=["status", "valid_through"], name="by_status"),
            models.Index(*NEWEST, condition=Q(featured=True), name="newest_featured"),
            *FOLDED_INDEXES,
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="posting_has_title"),
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in Status]), name="posting_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_reason__gt="")
                | (~Q(status=Status.CLOSED) & Q(closed_reason="")),
                name="closed_posting_says_why",
            ),
            models.CheckConstraint(
                condition=Q(date_posted__isnull=True, date_posted_precision="")
                | Q(date_posted__isnull=False, date_posted_precision__in=["day", "month"]),
                name="date_has_a_precision",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path("posting", self.page_name(self.slug, self.public_id))

    @staticmethod
    def page_name(slug: str, public_id: str) -> str:
        """What a posting's address ends with: words for people, and the id that alone counts."""
        return f"{slug}-{public_id}".lstrip("-")

    def is_locked(self, field: str) -> bool:
        return field in self.locked_fields
