"""The board's version: what page caches and ETags hang on."""

from __future__ import annotations

import functools
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path

import django
from django.conf import settings

from postings import querysets
from postings.models import BoardRevision

# Seconds a process may serve what another one has just changed (house rule).
HELD_SECONDS = 0.5
# A second that may still bring another change tells nothing apart, nor does what is still held.
UNSETTLED_SECONDS = 1 + HELD_SECONDS
# What an operator sets and a page shows.
VISIBLE_SETTINGS = ("SITE_NAME", "SITE_URL", "POSTINGS_PER_PAGE", "STATIC_URL", "DEBUG")


@dataclass(frozen=True, eq=False)
class Version:
    """One state of the board as visitors see it; whatever they see differs only if this does.

    day: UTC. release: of code, templates, static files and visible settings. changed_at: since
    when it is so, None where that is not known.
    """

    board_id: str
    revision: int
    day: date
    release: str
    changed_at: datetime | None = None

    @functools.cached_property
    def text(self) -> str:
        return f"{self.board_id}.{self.revision}.{self.day:%Y%m%d}.{self.release}"

    @functools.cached_property
    def etag(self) -> str:
        """A weak tag: the same one goes with the compressed and the plain bytes of a page."""
        return f'W/"{self.text}"'

    @functools.cached_property
    def http_date(self) -> str:
        """`changed_at` for Last-Modified; "" where it is not known."""
        return format_datetime(self.changed_at, usegmt=True) if self.changed_at else ""

    @property
    def last_modified(self) -> str:
        """`http_date`, but "" while the same second, which is its unit, may bring a change."""
        return self.http_date if time.time() >= self._settled else ""

    @functools.cached_property
    def _settled(self) -> float:
        return self.changed_at.timestamp() // 1 + UNSETTLED_SECONDS if self.changed_at else 0.0

    def at(self, revision: int) -> Version:
        """The same board, day and release at another revision, whose time is not known."""
        if revision == self.revision:
            return self
        return replace(self, revision=revision, changed_at=None)


@dataclass(frozen=True, slots=True)
class _Held:
    until: float  # of the monotonic clock
    raised_at: datetime
    version: Version  # of the day on which it was read


_held: _Held | None = None
_reading = threading.Lock()


def current() -> Version:
    """The board's version; its revision is at most half a second old, its day is today's.

    Asks the database once in half a second; what that raises is passed on.
    """
    held = _held
    if held is None or time.monotonic() >= held.until:
        held = _read()
    day = querysets.today()
    version = held.version
    # Midnight needs no revision: nothing that depends on the day is ever held.
    if version.day != day:
        return _make(version.board_id, version.revision, held.raised_at, day)
    return version


def forget() -> None:
    """The next `current` asks the database."""
    global _held
    with _reading:
        _held = None


def _read() -> _Held:
    global _held
    with _reading:
        # Another thread may have read while this one waited.
        if _held is not None and time.monotonic() < _held.until:
            return _held
        # Counted from before the question, so that the answer is never held longer.
        until = time.monotonic() + HELD_SECONDS
        row = BoardRevision.objects.current()
        version = _make(row.board_id, row.number, row.raised_at, querysets.today())
        _held = _Held(until, row.raised_at, version)
        return _held


def _make(board_id: str, revision: int, raised_at: datetime, day: date) -> Version:
    release, installed_at = _release()
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Version(board_id, revision, day, release, max(raised_at, midnight, installed_at))


@functools.cache
def _release() -> tuple[str, datetime]:
    """Its short hash and when its newest file came to this machine; read once a process."""
    told = [django.get_version()]
    told += [f"{name}={getattr(settings, name, '')}" for name in VISIBLE_SETTINGS]
    digest, newest = hashlib.sha256(json.dumps(told).encode()), 0.0
    for path in _release_files():
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode() + content)
        # Not the time of its content, which copying may keep although the file is new here.
        newest = max(newest, path.stat().st_ctime)
    return digest.hexdigest()[:12], datetime.fromtimestamp(newest, UTC)


def _release_files() -> Iterator[Path]:
    """Static manifest, code and templates, in an order that is the same on every machine."""
    app = Path(__file__).parent
    folders = [app, settings.BASE_DIR / settings.ROOT_URLCONF.partition(".")[0]]
    folders += [Path(folder) for engine in settings.TEMPLATES for folder in engine.get("DIRS", ())]
    for folder in folders:
        found = [path for path in folder.rglob("*") if path.suffix in (".py", ".html")]
        yield from sorted(path for path in found if "tests" not in path.relative_to(folder).parts)
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        yield manifest
