"""The bench runs and says what it measured; how fast that was is nobody's business here."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from benchmarks import bare, hostile, load, report, served, turns
from benchmarks.corpus import generate
from benchmarks.imports import COLD_SHARE, Failed
from benchmarks.table import Row, as_text
from postings import readers
from postings.normalizers import normalize
from postings.tests.boards import ROOT

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
    "all normalizers",
    "… at worst",
    "… file read",
    "… bodies cleaned",
    "… pay",
    "… places",
    "… contradictions",
    "… skills",
    "… employment types",
    "… seniority",
    "… language",
    "… quality",
    "… signature for repeats",
    "list, front page",
    "list, by skill",
    "list, search word",
    "detail page",
    "skill page",
    "organization page",
    "closed page",
)
OVER_HTTP = (
    "bare view over HTTP",
    "list over HTTP, uncached",
    "… compressed",
    "search over HTTP, uncached",
    "detail over HTTP, uncached",
    "list over HTTP, cached",
    "… kept compressed",
    "list over HTTP, 304",
)
OF_A_BIG_BOARD = (
    "big board made",
    "index built",
    "… peak memory",
    "index size",
    "database size",
    "list, unfiltered",
    "list, cards cold",
    "search, rare word",
    "search, common word",
    "search, two common words",
    "search, phrase",
    "search, typo",
    "one filter",
    "three filters",
    "word and filter",
    "words, newest first",
    "deep page",
    "detail",
    "feed",
    "search, phrase of common words",
    "mix",
    "… asked for the first time",
    "hostile searches",
    "… a phrase of them",
    "a change until it is found",
    "… by another process",
    "private memory of a process",
)


def bench(scratch: Path, **wanted: str) -> subprocess.CompletedProcess[str]:
    """On generated files, asking as little as can be."""
    scratch.mkdir(exist_ok=True)
    nothing = dict.fromkeys(("CORPUS", "N", "SCRATCH", "BOARD", "KEEP", "WRITE", "REQUESTS"), "")
    wanted = nothing | {"RUNS": "1", "WORKERS": "1", "SECONDS": "0.1"} | wanted
    wanted |= {"FILES": str(FILES), "REAL_POSTINGS": str(scratch / "none"), "TMPDIR": str(scratch)}
    return subprocess.run(
        [sys.executable, "-m", "benchmarks"],
        cwd=ROOT,
        env=os.environ | wanted,
        capture_output=True,
        text=True,
    )


def first_cells(table: str) -> list[str]:
    return [line.split("  ")[0] for line in table.splitlines()[4:]]


@pytest.mark.slow
def test_bench_prints_every_figure_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = bench(tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{FILES} generated files" in done.stdout
    assert first_cells(done.stdout) == [*ROWS, *OVER_HTTP]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_bench_of_a_big_board_prints_every_figure_and_keeps_the_board_if_told(
    tmp_path: Path,
) -> None:
    done = bench(tmp_path, N="300", REQUESTS="3", KEEP="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"300 postings made of {FILES} generated files")
    assert first_cells(done.stdout) == [*OF_A_BIG_BOARD, *OVER_HTTP]
    assert "none fails" in done.stdout
    (kept,) = tmp_path.glob("*/board/board.sqlite3")
    assert f"BOARD={kept.parent}" in done.stderr


@pytest.mark.parametrize(
    "wanted", [{"N": "many"}, {"BOARD": "nowhere"}, {"BOARD": "/"}, {"SECONDS": "0"}]
)
def test_bench_refuses_what_it_cannot_do(tmp_path: Path, wanted: dict[str, str]) -> None:
    done = bench(tmp_path, **wanted)
    assert done.returncode == 2
    assert f"{next(iter(wanted))}=" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_processes_are_asked_in_turn_until_they_end(tmp_path: Path) -> None:
    answering = """
import os, sys, time
for number, _ in zip(range(2), sys.stdin):
    print([os.getpid(), number, time.monotonic_ns()], flush=True)
"""
    told = list(turns.in_turn(["-c", answering], tmp_path, 2))
    assert [[one[1] for one in each] for each in told] == [[0, 0], [1, 1]]
    assert [[one[0] for one in each] for each in told] == [[one[0] for one in told[0]]] * 2
    times = [one[2] for each in told for one in each]
    assert times == sorted(times)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_fails_while_it_is_asked_says_why(tmp_path: Path) -> None:
    failing = "import sys; sys.stdin.readline(); print(1); sys.exit('no such board')"
    with pytest.raises(Failed, match="no such board"):
        list(turns.in_turn(["-c", failing], tmp_path, 2))


def test_hostile_searches_are_as_many_as_promised_and_differ() -> None:
    addresses = hostile.addresses("/")
    assert len(addresses) == len(set(addresses)) == hostile.NUMBER


def test_table_in_the_document_is_replaced_and_what_stands_beside_it_stays(tmp_path: Path) -> None:
    start, end = "<!-- x: written by the bench -->", "<!-- end of x -->"
    new = report.section("Two postings", [Row("a|b", "<b>", "how")], tmp_path)
    done = report.replaced(f"before\n{start}\nold\n{end}\nafter\n", "x", new)
    assert "| a\\|b | \\<b\\> |  |  | how |" in done
    assert done.startswith(f"before\n{start}\nTwo postings. ")
    assert done.endswith(f"{end}\nafter\n")
    assert "old" not in done
    with pytest.raises(report.NoPlace):
        report.replaced("nothing", "x", new)


def test_document_has_a_place_for_each_bench() -> None:
    document = report.DOCUMENT.read_text(encoding="utf-8")
    for name in ("the real postings", "100000 postings", "1000000 postings"):
        assert "new" in report.replaced(document, name, "new")


def test_load_counts_every_answer_and_its_status() -> None:
    answers = {"/a": (b"200 OK", b"x" * 70_000), "/b": (b"200 OK", b""), "/c": (b"304 No", None)}

    def serve(connection: socket.socket) -> None:
        with connection:
            while request := connection.recv(4096):
                status, body = answers[request.split()[1].decode()]
                length = b"" if body is None else b"Content-Length: %d\r\n" % len(body)
                connection.sendall(b"HTTP/1.1 " + status + b"\r\n")
                connection.sendall(length + b"\r\n" + (body or b""))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=lambda: serve(server.accept()[0]))
        thread.start()
        asked = [(path, {"X-Tag": "1"}) for path in answers]
        told = load.hammer(server.getsockname()[1], asked, 1, seconds=20, most=9)
        thread.join()
    assert told["requests"] == 9
    assert told["statuses"] == {200: 6, 304: 3}
    assert told["bytes"] > 3 * 70_000


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
    table = as_text([Row("one", "50 %", "how", target, False), Row("two", "9", "how")])
    assert f"50 %      {target}  missed  how" in table
    assert "reached" not in table


def test_the_measured_server_takes_memory_as_those_that_are_run_do() -> None:
    run = (ROOT / "Makefile").read_text(encoding="utf-8")
    unit = (ROOT / "deploy/jobboard.service").read_text(encoding="utf-8")
    for name, value in served.ALLOCATION.items():
        assert f"export {name} ?= {value}\n" in run
        assert re.search(rf"\b{name}={value}\b", unit)
