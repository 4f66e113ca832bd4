"""The editors' door: curation of postings, names, and what imports left behind."""

from django.contrib import admin

from postings.admin import names, postings, runs

__all__ = ["names", "postings", "runs"]

admin.site.site_header = "Job board"
admin.site.site_title = "Job board"
admin.site.index_title = "Curation"
