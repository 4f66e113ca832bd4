"""What every test runs in: its own key and data folder, plain static files, no network."""

from __future__ import annotations

import ipaddress
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

# Kept for as long as the process lives; the folder goes with it.
DATA = tempfile.TemporaryDirectory(prefix="board-tests-", ignore_cleanup_errors=True)


def pytest_configure() -> None:
    """pytest-django has loaded the settings by now; nothing has read these yet."""
    settings.SECRET_KEY = "only-for-tests"
    settings.DATA_DIR = Path(DATA.name)
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # whitenoise warns of a static root that is not there.
    settings.STATIC_ROOT.mkdir(exist_ok=True)


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):  # a unix socket's path
        return True
    try:
        return address[0] == "localhost" or ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Each test has a board of its own, and their revisions are alike."""
    # Imported here, because the settings must be loaded before any model is.
    from postings import versions

    cache.clear()
    versions.forget()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        assert _is_here(address), f"A test reached for the network: {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)
