"""Source records on the page of their posting."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html

from postings.admin.readonly import ReadOnly, as_lines
from postings.models import SourceRecord


class RecordInline(ReadOnly, admin.StackedInline):
    """What each file says, word for word."""

    model = SourceRecord
    extra = 0
    verbose_name, verbose_name_plural = "source", "Sources"
    fields = [
        "path", "source", "format", "stated", "stated_skills", "others", "text", "archived",
        "first_seen", "last_seen", "missing_since",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="fields")
    def stated(self, record: SourceRecord) -> str:
        return as_lines(record.values)

    @admin.display(description="skills")
    def stated_skills(self, record: SourceRecord) -> str:
        return ", ".join(record.skills)

    @admin.display(description="fields no alias is known for")
    def others(self, record: SourceRecord) -> str:
        return as_lines(record.extra)

    @admin.display(description="text")
    def text(self, record: SourceRecord) -> str:
        return format_html("<details><summary>Show</summary><pre>{}</pre></details>", record.body)
