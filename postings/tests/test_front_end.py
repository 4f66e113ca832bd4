"""The house rules of templates and style sheets, read from their sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from postings.tests.boards import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(|:\s*(?:white|black|red)\b", re.I)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_fits_a_screen_and_holds_no_style_or_script(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) <= 80
    for refused in ("style=", "<style", "<script", "|safe", "autoescape off", "javascript:"):
        assert refused not in source
    assert not re.search(r"\son\w+\s*=", source)
    assert not re.search(r'(?:src|href)="https?:', source), "a page asks no other host"


@pytest.mark.parametrize("path", SHEETS, ids=named)
def test_a_style_sheet_names_tokens_and_no_ids(path: Path) -> None:
    source = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    selectors = re.findall(r"([^{};]+)\{", source)
    assert not [one for one in selectors if "#" in one]
    assert "url(" not in source
    assert "@import" not in source
    if path.name != "tokens.css":
        assert "!important" not in source
        assert not COLOUR.findall(source)


def test_all_style_sheets_together_stay_small() -> None:
    assert SHEETS
    assert sum(len(path.read_text().splitlines()) for path in SHEETS) <= 900


def test_every_token_that_is_used_is_defined() -> None:
    sources = {path.name: path.read_text() for path in SHEETS}
    defined = set(re.findall(r"(--[\w-]+)\s*:", sources["tokens.css"]))
    used = {name for source in sources.values() for name in re.findall(r"var\((--[\w-]+)", source)}
    assert used <= defined


def _luminance(colour: str) -> float:
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "surface", "sunken")],
    *[(ink, ground) for ink in ("accent", "accent-strong") for ground in ("paper", "surface")],
    ("accent-strong", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-band", "band"),
    ("on-band-soft", "band"),
    ("on-highlight", "highlight"),
    ("ink", "warn-tint"),
    ("stop", "stop-tint"),
    *[(f"hue-{number}-ink", f"hue-{number}-tint") for number in range(7)],
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_in_both_themes(theme: str) -> None:
    """WCAG 2.2 AA: 4.5 for text, 3 for focus rings and the borders of fields."""
    light, _, dark = (ROOT / "static/css/tokens.css").read_text().partition("@media")
    tokens = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
    if theme == "dark":
        tokens |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", dark))
    poor = [pair for pair in PAIRS if _contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5]
    edges = [
        ("focus", "paper"),
        ("focus", "surface"),
        ("line-strong", "surface"),
        ("highlight", "band"),
    ]
    poor += [pair for pair in edges if _contrast(tokens[pair[0]], tokens[pair[1]]) < 3]
    assert not poor
