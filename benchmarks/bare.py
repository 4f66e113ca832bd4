"""The baseline: python-markdown and bleach alone, as their guides show them, over the same files.

Run as `python -m benchmarks.bare FOLDER WORKERS LIMIT`; prints JSON. Everything a board adds is
absent: no field is read, no text repaired, nothing sent back but a length, nothing stored.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from pathlib import Path

import bleach
import markdown

from benchmarks.corpus import paths

TAGS = ["p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "img"]
TAGS += ["strong", "em", "b", "i", "code", "pre", "blockquote"]
TAGS += ["table", "thead", "tbody", "tr", "th", "td"]
ATTRIBUTES = {"a": ["href", "title"], "img": ["src", "alt"]}
# As many as the import gives a worker at once.
CHUNK = 16


def body_of(text: str) -> str:
    """What follows the front matter; a text without it as it is."""
    return text.partition("\n---\n")[2] if text.startswith("---\n") else text


def rendered(path: str) -> int:
    body = body_of(Path(path).read_text(encoding="utf-8", errors="replace"))
    return len(bleach.clean(markdown.markdown(body), tags=TAGS, attributes=ATTRIBUTES))


def main(folder: str, workers: str, limit: str) -> None:
    # The clock starts where the import's does: interpreter up, workers not yet.
    started = time.perf_counter()
    files = list(paths(Path(folder), int(limit) or None))
    with multiprocessing.get_context("spawn").Pool(int(workers)) as pool:
        characters = sum(pool.imap_unordered(rendered, files, CHUNK))
    seconds = time.perf_counter() - started
    print(json.dumps({"files": len(files), "seconds": seconds, "characters": characters}))


if __name__ == "__main__":
    main(*sys.argv[1:])
