"""The bench runs and says what it measured; how fast that was is nobody's business here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import bare
from benchmarks.corpus import generate
from benchmarks.imports import COLD_SHARE
from benchmarks.table import Row, as_text
from postings import readers
from postings.normalizers import normalize

ROOT = Path(__file__).resolve().parents[2]
FILES = 30
ROWS = (
    "cold import",
    "markdown and bleach alone",
    "cold import beside it",
    "… by processor time",
    "unchanged import",
    "dry run, board imported",
    "dry run, empty board",
    "peak memory",
    "peak memory, a quarter",
    "list, front page",
    "list, by skill",
    "list, search word",
    "detail page",
    "skill page",
    "organization page",
    "closed page",
)


@pytest.mark.slow
def test_bench_prints_every_figure_and_leaves_nothing_behind(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    wanted = {"CORPUS": "", "FILES": str(FILES), "RUNS": "1", "WORKERS": "1"}
    wanted |= {"REAL_POSTINGS": str(tmp_path / "none"), "TMPDIR": str(scratch)}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks"],
        cwd=ROOT,
        env=os.environ | wanted,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert f"{FILES} generated files" in done.stdout
    shown = [line.split("  ")[0] for line in done.stdout.splitlines()]
    assert [line for line in shown if line in ROWS] == list(ROWS)
    assert list(scratch.iterdir()) == []


def test_generated_files_are_the_same_at_every_call_and_need_no_repair(tmp_path: Path) -> None:
    first, second = generate(tmp_path / "a", FILES), generate(tmp_path / "b", FILES)
    names = sorted(path.relative_to(first) for path in first.rglob("*.md"))
    assert len(names) == FILES
    formats = set()
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()
        raw = readers.read(readers.text_of((first / name).read_bytes()), str(first / name))
        assert len(raw.body) > 2_000
        assert not normalize(raw).problems
        formats.add(raw.format)
    assert formats == {"front-matter", "heading-block"}


def test_baseline_renders_the_body_alone(tmp_path: Path) -> None:
    assert bare.body_of("---\ntitle: x\n---\n\n## Words\n") == "\n## Words\n"
    assert bare.body_of("# [Title](https://www.example.com)\n") == (
        "# [Title](https://www.example.com)\n"
    )


def test_missed_target_is_said_beside_its_figure() -> None:
    target = f"≥ {COLD_SHARE} %"
    table = as_text([Row("one", "70 %", "how", target, False), Row("two", "9", "how")])
    assert f"70 %      {target}  missed  how" in table
    assert "reached" not in table
