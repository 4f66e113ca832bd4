"""A board as visitors meet it: granian, hashed static files, a system's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from postings.tests.boards import ROOT, Board, new_board

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Chromium asks its maker's hosts for this and that by itself; none of it is the board's doing.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
SAMPLE = ROOT / "sample_postings"


def chromium_path() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Playwright's event loop lives in the calling thread: the ORM cannot be used there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def served(data: Path, *folders: Path) -> Iterator[tuple[Board, str]]:
    """A board with these folders imported, and the address it is served at."""
    board = new_board(data)
    for folder in folders:
        done = board.manage("import_postings", str(folder), "--source", folder.name)
        assert done.returncode == 0, done.stdout + done.stderr
    done = board.manage("collectstatic", "--no-input", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    port = _free_port()
    board.environment["SITE_URL"] = url = f"http://127.0.0.1:{port}"
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    server += ["--port", str(port), "jobboard.wsgi:application"]
    log = (data / "server.log").open("w+")
    process = subprocess.Popen(
        server, cwd=ROOT, env=board.environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        _wait_for(url, process, data / "server.log")
        yield board, url
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError as error:
            raise AssertionError(
                f"the front page answers {error.code}:\n{log.read_text()}"
            ) from error
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def required() -> bool:
    return os.environ.get("REQUIRE_BROWSER") == "1"
