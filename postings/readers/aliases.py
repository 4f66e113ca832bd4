"""The names that boards give to our fields in front matter: the one table of aliases."""

# Order decides: where a file states a field under two names, the first name here gives the value.
# Names are compared by `known`: without case, hyphens, underscores and spaces.
ALIASES: dict[str, tuple[str, ...]] = {
    "title": ("title", "position", "job_title", "job_position", "role"),
    "hiring_organization": (
        *("companyName", "company", "hiring_organization", "organization", "organization_name"),
        *("organisation", "employer"),
    ),
    "organization_url": ("companyWebsite", "company_url", "organization_url"),
    "organization_logo": ("logoUrl", "company_logo", "organization_logo", "logo"),
    "url": ("url", "link", "permalink", "job_url"),
    "apply_url": (
        *("applyUrl", "application_url", "application_link", "apply_link", "apply"),
        "source_url",
    ),
    "place": ("location", "place", "job_location", "locations"),
    "salary": ("salary", "base_salary", "compensation", "salary_range"),
    "benefits": ("benefits", "job_benefits", "perks"),
    # The real files' jobType ("software", "other") is a category; `normalizers` looks at its words.
    "employment_type": ("employment_type", "type", "contract_type", "employment"),
    "date_posted": (
        *("date_posted", "posted", "posted_at", "date", "published", "published_at"),
        *("publish_date", "timestamp", "created", "created_at"),
    ),
    "valid_through": (
        *("valid_through", "valid_until", "expires", "expires_at", "expiry_date"),
        *("deadline", "closing_date", "application_deadline"),
    ),
    "archived": ("archived", "closed"),
    "draft": ("draft",),
    "summary": ("summary", "description"),
    "featured": ("featured",),
    "category": ("jobType", "category", "categories"),
    "skills": ("hashtags", "tags", "skills", "technologies", "keywords"),
    # Known and not needed; kept so that a run does not report them as unknown.
    "host": ("host",),
    "summary_backup": ("summaryBackup",),
}


def known(name: str) -> str:
    """The form of a field name in which spellings are compared."""
    return name.strip().lower().replace("_", "").replace("-", "").replace(" ", "")


# compared name -> (our field, its place in the order)
FIELDS: dict[str, tuple[str, int]] = {
    known(alias): (field, order)
    for field, aliases in ALIASES.items()
    for order, alias in enumerate(aliases)
}
