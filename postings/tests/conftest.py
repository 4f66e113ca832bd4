"""What every test runs in: its own key and data folder, plain static files, no network."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered

from postings.indexing import keeping
from postings.search.reader import readers

# A machine that does much else at the same time is slow, not wrong.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")
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
    # Tests change rows without raising the board's revision; tests of kept pages have another.
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    # whitenoise warns of a static root that is not there.
    settings.STATIC_ROOT.mkdir(exist_ok=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """By the mark PostgreSQL's run chooses its tests: others are the same on any database."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):  # a unix socket's path
        return True
    try:
        return address[0] == "localhost" or ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def told_of_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test client's response lists its templates; Django's tell of themselves, Jinja's do not."""
    render = Template.render

    def told(template: Any, context: Any = None, request: Any = None) -> str:
        template.name = template.template.name
        template_rendered.send(template, template=template, context=context)
        return render(template, context, request)

    monkeypatch.setattr(Template, "render", told)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Each test has a board of its own, and their revisions are alike."""
    # Imported here, because the settings must be loaded before any model is.
    from postings import versions
    from postings.finding import skills

    for name in ("default", "entries"):
        caches[name].clear()
    versions.forget()
    skills.forget()


@pytest.fixture(autouse=True)
def search_index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each test has an index of its own, made in its own process when something asks for it."""
    root = Path(tempfile.mkdtemp(prefix="search-", dir=DATA.name))
    monkeypatch.setattr(settings, "SEARCH_DIR", root)
    monkeypatch.setattr(settings, "SEARCH_IN_BACKGROUND", False)
    keeping.forget()
    yield root
    readers.pop(root, None)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        assert _is_here(address), f"A test reached for the network: {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)
