"""A cache of pages as in service, and what asks it for compressed ones."""

from __future__ import annotations

from typing import Any

from django.core.cache import caches

GZIP = {"accept-encoding": "gzip, deflate, br"}


def in_service(settings: Any) -> Any:
    """A cache of pages as in service, empty; a fixture of the modules that look into it."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    options = {"LOCATION": "test-pages", "OPTIONS": {"MAX_ENTRIES": 30}}
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": memory} | options}
    caches["pages"].clear()
    return caches["pages"]
