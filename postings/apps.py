"""The app as Django knows it; nothing here asks the database."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured


class PostingsConfig(AppConfig):
    name = "postings"
    verbose_name = "Job board"

    def ready(self) -> None:
        register(secret_key, Tags.security, deploy=True)


def secret_key(**_: Any) -> list[CheckMessage]:
    """An error where Django only warns: without a key no one can sign in."""
    try:
        given = bool(settings.SECRET_KEY)
    except ImproperlyConfigured:  # how Django answers the reading of an empty key
        given = False
    if given:
        return []
    return [
        Error(
            "There is no secret key.",
            hint="Set SECRET_KEY, or make one with: python manage.py generate_secret_key",
            id="postings.E001",
        )
    ]
