"""The bench's big board: as its source in every proportion, and of its own in every posting."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from pathlib import Path

import pytest

from benchmarks import bodies
from benchmarks.corpus import generate
from benchmarks.folded import Folded, columns
from benchmarks.imports import run
from postings import text

FILES = 30
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


def test_copies_are_folded_as_their_originals_as_far_as_these_are_there() -> None:
    head, twin, member = Folded(10, None, None), Folded(11, 10, None), Folded(12, None, 10)
    alone = {"canonical_id": None, "card_id": None, "card_size": 1}
    numbered = {one.pk: (number, one) for number, one in enumerate((member, head, twin), 5)}
    assert columns(numbered) == {
        5: alone | {"card_id": 6},
        6: alone | {"card_size": 2},
        7: alone | {"canonical_id": 6},
    }
    del numbered[10]
    assert columns(numbered) == {5: alone, 7: alone}
