"""Draws the README's picture: `python -m postings.tests.screenshot`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from postings.tests.boards import ROOT
from postings.tests.served import SAMPLE, chromium, chromium_path, served

PICTURE = ROOT / "docs" / "screenshot.png"
# A picture that is looked at in a README need not weigh more.
MOST_BYTES = 300_000


def main() -> int:
    if chromium_path() is None:
        sys.stderr.write("Chromium is not installed (Debian: apt install chromium)\n")
        return 1
    with (
        tempfile.TemporaryDirectory() as data,
        served(Path(data) / "board", SAMPLE) as (_, url),
        chromium() as browser,
    ):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE)
    size = PICTURE.stat().st_size
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes\n")
    return 0 if size <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
