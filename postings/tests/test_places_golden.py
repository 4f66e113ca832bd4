"""The reading of places against the labelled truth, and its cost on the real files."""

import time

import pytest

from postings import readers
from postings.normalizers import places
from postings.records import UnreadableFile
from postings.tests import golden_places
from postings.tests.real import real_files


@pytest.fixture(scope="module")
def scores() -> dict[str, golden_places.Score]:
    return golden_places.scores()


@pytest.mark.real
@pytest.mark.parametrize("field", golden_places.EXACT)
def test_way_of_working_is_right(scores: dict[str, golden_places.Score], field: str) -> None:
    assert scores[field].right >= 0.97, scores[field].misses


@pytest.mark.real
@pytest.mark.parametrize(("field", "least"), [("countries", 0.96), ("regions", 0.95)])
def test_places_are_found(scores: dict[str, golden_places.Score], field: str, least: float) -> None:
    assert scores[field].f1 >= least, scores[field].misses


@pytest.mark.real
def test_table_lists_every_miss(scores: dict[str, golden_places.Score]) -> None:
    misses = sum(len(score.misses) for score in scores.values())
    assert len(golden_places.table()) == len(scores) + misses


@pytest.mark.real
@pytest.mark.slow
def test_places_cost_a_fraction_of_a_millisecond_a_posting() -> None:
    texts = []
    for path, data in real_files():
        try:
            raw = readers.read(readers.text_of(data), path)
        except UnreadableFile:
            continue
        texts.append((raw.values.get("place", ""), raw.body))
    places.read("Oslo")  # the tables are read once a process, not once a posting
    started = time.process_time()
    for place, body in texts:
        places.contradictions(places.read(place), body)
    # Twice what it measures on a busy machine; the whole of the normalizers may cost 1 ms.
    assert (time.process_time() - started) / len(texts) < 0.4e-3
