"""The house has floors; these tests are its walls."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent
ROOT = APP.parent
FLOORS = {
    0: "vocabulary records text links parallel markdown_repair body_rules",
    1: "readers normalizers rendering",
    2: "search",
    3: "querysets",
    4: "models",
    5: "lifecycle meanings finding filters forms structured_data versions wording",
    6: "folding importing indexing alerts link_checks rerendering templating",
    7: "views feeds api sitemaps admin management middleware apps",
    8: "urls",
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms.split()}
ANNOTATED = 6  # the highest floor that mypy checks
PURE = 1  # the highest floor that works without Django
# A reviewer asks "why?" above 250 and 25 lines; these are where the tests stop asking.
MODULE_LINES, FUNCTION_LINES = 300, 40

MODULES = [
    path
    for path in sorted(APP.rglob("*.py"))
    if path.relative_to(APP).parts[0] not in ("tests", "migrations", "__init__.py")
]


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def complaint(path: Path, name: str) -> str | None:
    room, parts = room_of(path), name.split(".")
    if name.startswith("."):
        return "relative imports hide which room is meant"
    if parts[0] == "jobboard":
        return "the app does not know the project"
    if parts[0] == "django" and FLOOR[room] <= PURE:
        allowed = room == "rendering" and name.startswith(
            ("django.utils.safestring", "django.utils.html")
        )
        return None if allowed else f"floor {FLOOR[room]} works without Django"
    if parts[0] != "postings" or parts[1] == room:
        return None
    if parts[1] not in FLOOR:
        return f"{parts[1]} is no room with a floor"
    if FLOOR[parts[1]] >= FLOOR[room]:
        return f"floor {FLOOR[room]} ({room}) imports floor {FLOOR[parts[1]]} ({parts[1]})"
    return None


def test_every_room_has_a_floor() -> None:
    assert {room_of(path) for path in MODULES} <= set(FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(APP)))
def test_a_room_imports_only_from_lower_floors(path: Path) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}: {said}"
        for line, name in imports(path)
        if (said := complaint(path, name))
    ]
    assert not found, "\n".join(found)


def test_types_are_checked_on_every_annotated_floor() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["files"]
    rooms = {path.split("/")[1].removesuffix(".py") for path in listed}
    assert {room_of(path) for path in MODULES if FLOOR[room_of(path)] <= ANNOTATED} == rooms


def test_only_rendering_calls_html_safe() -> None:
    python = [path for path in MODULES if room_of(path) != "rendering"]
    templates = [*(ROOT / "templates").rglob("*.*"), *(APP / "templates").rglob("*.*")]
    words = {"mark_safe", "SafeString", "SafeText", "|safe", "autoescape off"}
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in [*python, *templates]
        for word in words
        if word in path.read_text().replace("| safe", "|safe")
    ]
    assert not found, "\n".join(found)


def test_modules_and_functions_stay_within_their_budgets() -> None:
    over = []
    for path in MODULES:
        lines = len(path.read_text().splitlines())
        if lines > MODULE_LINES:
            over.append(f"{path.relative_to(ROOT)}: {lines} lines, not over {MODULE_LINES}")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    over.append(
                        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {lines} lines,"
                        f" not over {FUNCTION_LINES}"
                    )
    assert not over, "\n".join(over)
