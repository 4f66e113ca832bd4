"""Admin pages that show and never change, and what they say of numbers."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html


class ReadOnly(admin.options.BaseModelAdmin):
    """What imports recorded is looked at, not edited."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def counted(number: int, noun: str) -> str:
    """Like "1 posting", "2,000 postings"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def as_lines(value: Any) -> str:
    """A JSON value laid out for reading."""
    return format_html("<pre>{}</pre>", json.dumps(value, ensure_ascii=False, indent=1))
