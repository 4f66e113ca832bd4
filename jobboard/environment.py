"""Readers of environment variables that raise on nonsense instead of guessing."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off in any case; unset or empty is the default."""
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no; write 1 or 0.")
    return value in TRUE


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a whole number from {least} to {most}."
        )
    return int(value)


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default


def site_url(name: str, default: str) -> str:
    """An http(s) origin without path, query or trailing slash."""
    value = text(name, default).rstrip("/").lower()
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        valid = parts.scheme in ("http", "https") and HOST.fullmatch(host) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or parts.path or parts.query or parts.fragment or "@" in value:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not an address such as https://jobs.example.org."
        )
    return value


def folder(name: str, default: Path) -> Path:
    """A folder of our own, made for this user alone where it is not there.

    A relative one is beside the default.
    """
    path = default.parent / Path(text(name, str(default))).expanduser()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={str(path)!r} is no folder: {error}") from error
    return path.resolve()


def choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = text(name, default).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r} is none of {', '.join(choices)}.")
    return value
