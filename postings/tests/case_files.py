"""Cases that are lists of data: JSON files beside the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def cases(name: str) -> Any:
    """What `cases/NAME.json` holds."""
    path = Path(__file__).parent / "cases" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))
