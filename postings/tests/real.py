"""Where the real posting files are; tests that need them are skipped, visibly, without them."""

import functools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postings.records import Rendered
from postings.rendering import render
from postings.tests.boards import ROOT

# For tests that render every real body: run by one process, they do so once, in half a minute.
rendering_all = pytest.mark.xdist_group("real bodies")


def _folder() -> Path:
    return Path(os.environ.get("REAL_POSTINGS") or ROOT / "../shared/postings").resolve()


def real_postings() -> Path:
    """The folder of real posting files named by REAL_POSTINGS; skips the test without it."""
    folder = _folder()
    if not folder.is_dir():
        pytest.skip(f"no real posting files: {folder} is no folder; set REAL_POSTINGS")
    return folder


@functools.cache
def rendered(body: str) -> Rendered:
    """A real body as `render` makes it, kept for other tests."""
    return render(body)


def golden() -> Path:
    """The folder of labelled truth beside the real files; skips the test without it."""
    folder = _folder().parent / "golden"
    if not folder.is_dir():
        pytest.skip(f"no labelled truth: {folder} is no folder")
    return folder


def golden_rows(name: str) -> list[dict[str, Any]]:
    """The rows of one JSON-lines file of the labelled truth."""
    lines = (golden() / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def real_files() -> Iterator[tuple[str, bytes]]:
    """Path below the folder, and bytes, of every real file, in a stable order."""
    folder = real_postings()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix(), path.read_bytes()
