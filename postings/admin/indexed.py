"""What an editor changes is found at once: the search index follows each change made here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase

from postings import indexing, versions

# Seconds that a save waits for another writer of the index; the next search catches up otherwise.
PATIENCE = 1.0


class KeepsIndex(admin.ModelAdmin):
    """An admin whose every POST may change what visitors find. Django commits within its views."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _followed(request, super().changeform_view(request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _followed(request, super().changelist_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _followed(request, super().delete_view(request, *args, **kwargs))


def _followed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.method == "POST":
        versions.forget()
        indexing.keep_up(indexing.present(), wait=PATIENCE)
    return response
