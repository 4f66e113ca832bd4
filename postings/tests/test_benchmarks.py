"""The bench runs and says what it measured; how fast that was is nobody's business here."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from benchmarks import bare, bodies, hostile, load, report
from benchmarks.corpus import generate
from benchmarks.imports import COLD_SHARE, run
from benchmarks.table import Row, as_text
from postings import readers, text
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
    "hostile searches",
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


PASSES = 5
LIVE = "FROM postings_jobposting p WHERE status = 'published'"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a board with generated postings, of which some are closed."""
    folder = tmp_path_factory.mktemp("source")
    run(["manage.py", "migrate", "--verbosity", "0"], folder)
    files = generate(folder / "files", FILES)
    run(["manage.py", "import_postings", str(files), "--no-progress", "--workers", "1"], folder)
    return folder / "board.sqlite3"


def grown(source: Path, folder: Path, number: int) -> Path:
    run(["manage.py", "migrate", "--verbosity", "0"], folder)
    run(["-m", "benchmarks.growing", str(source), str(number)], folder)
    return folder / "board.sqlite3"


def asked(database: Path, columns: str, rest: str = "") -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(f"SELECT {columns} {LIVE} {rest}").fetchall()


@pytest.fixture(scope="module")
def big(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (live,) = asked(source, "count(*)")[0]
    assert 0 < int(str(live)) < FILES
    return grown(source, tmp_path_factory.mktemp("big"), PASSES * int(str(live)))


@pytest.mark.slow
@pytest.mark.parametrize("column", ["title", "place_text", "salary_text", "job_location_type"])
def test_big_board_has_each_value_as_often_as_its_source(
    source: Path, big: Path, column: str
) -> None:
    there = asked(source, f"{column}, {PASSES} * count(*)", f"GROUP BY {column} ORDER BY 1")
    assert asked(big, f"{column}, count(*)", f"GROUP BY {column} ORDER BY 1") == there


@pytest.mark.slow
def test_big_board_has_as_many_organizations_a_posting_and_as_unevenly_large(
    source: Path, big: Path
) -> None:
    sizes = "AND hiring_organization_id IS NOT NULL GROUP BY hiring_organization_id ORDER BY 1"
    there = [row for row in asked(source, "count(*)", sizes) for _ in range(PASSES)]
    assert asked(big, "count(*)", sizes) == there
    with contextlib.closing(sqlite3.connect(big)) as connection:
        for name, key, slug in connection.execute(
            "SELECT name, key, slug FROM postings_organization"
        ):
            assert (key, slug) == (text.name_key(name), text.name_slug(name))


@pytest.mark.slow
def test_big_board_draws_skills_in_the_sets_of_its_source(source: Path, big: Path) -> None:
    held = "(SELECT group_concat(k) FROM (SELECT key k FROM postings_skill s JOIN "
    held += "postings_jobposting_skills j ON j.skill_id = s.id WHERE j.jobposting_id = p.id "
    held += "ORDER BY key))"
    there = asked(source, f"{held} h, {PASSES} * count(*)", "GROUP BY h ORDER BY h")
    assert len(there) > 1
    assert asked(big, f"{held} h, count(*)", "GROUP BY h ORDER BY h") == there


@pytest.mark.slow
def test_big_board_has_bodies_and_dates_of_its_own_within_those_of_its_source(
    source: Path, big: Path
) -> None:
    span = "min(date_posted), max(date_posted)"
    first, last = asked(source, span)[0]
    ours = asked(big, span)[0]
    assert str(first) <= str(ours[0]) <= str(ours[1]) <= str(last)
    number = "count(DISTINCT {0}) = count(*)"
    columns = ("public_id", "identity", "description_text", "description_html", "url")
    assert asked(big, ", ".join(map(number.format, columns))) == [(1, 1, 1, 1, 1)]
    (length, there) = (asked(one, "avg(length(description_text))")[0][0] for one in (big, source))
    assert float(str(length)) == pytest.approx(float(str(there)), rel=0.1)
    assert asked(big, "count(*)", "AND valid_through > '2070-01-01'") != [(0,)]


@pytest.mark.slow
def test_big_board_is_the_same_at_every_call(source: Path, big: Path, tmp_path: Path) -> None:
    number = int(str(asked(big, "count(*)")[0][0]))
    again = grown(source, tmp_path / "again", number)
    columns = "public_id, title, date_posted, valid_through, hiring_organization_id, description"
    assert asked(again, columns, "ORDER BY id") == asked(big, columns, "ORDER BY id")


def test_body_is_cut_into_blocks_that_are_whole() -> None:
    shown = "<h2>A</h2><p>b &amp; c<br>d</p><ul><li>e<ul><li>f</li></ul></li></ul><hr>tail"
    found = bodies.blocks(shown)
    assert "".join(block.html for block in found) == shown
    assert [block.text for block in found] == ["A", "b & c\nd", "e\nf", "", "tail"]
    mixed = bodies.recombined(random.Random(1), found, found[:1], "qwrt")
    assert mixed.html.endswith("<p>Reference qwrt</p>")
    assert mixed.text.endswith("Reference qwrt")


def test_rare_words_are_all_different() -> None:
    assert len({bodies.rare_word(number) for number in range(50_000)}) == 50_000


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
    table = as_text([Row("one", "70 %", "how", target, False), Row("two", "9", "how")])
    assert f"70 %      {target}  missed  how" in table
    assert "reached" not in table
