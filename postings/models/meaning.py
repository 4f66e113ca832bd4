"""What a posting's texts mean, read by the normalizers; `postings.meanings` writes it."""

from django.db import models

from postings.vocabulary import ProblemKind, SalaryUnit, Seniority, WorkMode


class Meant(models.Model):
    """Columns that derive from a posting's texts, unless an editor locked them."""

    # schema.org baseSalary, in the stated currency and period.
    salary_currency = models.CharField("currency", max_length=3, blank=True, help_text="ISO 4217")
    salary_min_value = models.DecimalField(
        "salary from", max_digits=14, decimal_places=2, null=True, blank=True
    )
    salary_max_value = models.DecimalField(
        "salary to", max_digits=14, decimal_places=2, null=True, blank=True
    )
    salary_unit_text = models.CharField(
        "salary per", max_length=5, blank=True, choices=SalaryUnit.choices()
    )
    salary_inferred = models.JSONField(
        default=list, editable=False, help_text="Of currency and unit_text, what was concluded."
    )
    salary_found_text = models.TextField(
        blank=True, editable=False, help_text="The words of the body, where no field states pay."
    )
    # A year in the board's currency of comparison; only to sort and filter.
    salary_yearly_min = models.PositiveBigIntegerField(null=True, editable=False)
    salary_yearly_max = models.PositiveBigIntegerField(null=True, editable=False)
    work_mode = models.CharField(max_length=14, blank=True, choices=WorkMode.choices())
    countries = models.JSONField(default=list, blank=True, help_text="ISO 3166-1 alpha-2")
    regions = models.JSONField(default=list, blank=True)
    # schema.org PostalAddress: lists of locality, region, country.
    localities = models.JSONField(default=list, editable=False)
    time_zones = models.JSONField(default=list, editable=False)
    # `records.Eligibility` as an object.
    applicant_location_requirements = models.JSONField(default=dict, editable=False)
    employment_types = models.JSONField(default=list, blank=True)
    seniority = models.CharField(max_length=14, blank=True, choices=Seniority.choices())
    language = models.CharField(max_length=12, blank=True, help_text="BCP 47, of the body")
    # Keys of skills that neither title nor text names, and of those that no tag states.
    skills_unsupported = models.JSONField(default=list, editable=False)
    skills_from_text = models.JSONField(default=list, editable=False)
    meaning_version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class PostingProblem(models.Model):
    """Something that a posting's texts leave open or contradict, with its evidence."""

    posting = models.ForeignKey("JobPosting", models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=32, choices=ProblemKind.choices(), db_index=True)
    field = models.CharField(max_length=60, blank=True)
    message = models.TextField()

    def __str__(self) -> str:
        return self.message
