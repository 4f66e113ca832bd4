"""What an editor changes is found at once: repeats and search index follow each change here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase

from postings import folding, indexing, versions

# Seconds that a save waits for another writer of the index; the next search catches up otherwise.
PATIENCE = 1.0


class KeepsIndex(admin.ModelAdmin):
    """An admin whose every POST may change what visitors find. Django commits within its views."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return followed(request, super().changeform_view(request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return followed(request, super().changelist_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return followed(request, super().delete_view(request, *args, **kwargs))


def followed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The response, after repeats are folded and the index follows, where a POST was answered."""
    if request.method == "POST":
        folding.follow()
        versions.forget()
        indexing.keep_up(indexing.present(), wait=PATIENCE)
    return response
