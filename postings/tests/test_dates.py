"""Days that a number means, and what the day of a file's arrival adds to what it states."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postings.normalizers import dates, normalize
from postings.normalizers.dates import StatedDate
from postings.records import NormalizedPosting, RawPosting
from postings.vocabulary import DatePrecision

DAYS = st.dates(date(2002, 1, 1), date(2099, 12, 30))
DAY, MONTH = DatePrecision.DAY, DatePrecision.MONTH


def numbers(moment: datetime) -> list[str]:
    """A moment as files write it: seconds, with decimals, and milliseconds."""
    seconds = int(moment.replace(tzinfo=UTC).timestamp())
    return [str(seconds), f"{seconds}.0", f"{seconds}000"]


def dated(stated: str, added: str, latest: date = date.max) -> NormalizedPosting:
    values = {"title": "Gardener", "date_posted": stated, "date_added": added}
    return normalize(RawPosting("front-matter", values, "Water the plants."), latest)


@given(DAYS, st.integers(-12, 2).map(lambda hours: timedelta(hours=hours)))
def test_a_midnight_of_the_americas_and_of_most_of_europe_is_its_own_day(
    day: date, offset: timedelta
) -> None:
    local = datetime.combine(day, time.min)
    for text in numbers(local - offset):
        assert dates.parse(text) == StatedDate(day, DAY)


@given(DAYS, st.times())
def test_any_other_moment_is_of_its_own_utc_day(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock)
    midnight = (clock.minute, clock.second) == (0, 0) and clock.hour in (22, 23)
    for text in numbers(moment):
        stated = dates.parse(text)
        assert stated and stated.day == day + timedelta(days=midnight)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1624226400000", date(2021, 6, 21)),  # 22:00:00
        ("1624226400001", date(2021, 6, 20)),
        ("1624226400.5", date(2021, 6, 20)),
        ("1624226401", date(2021, 6, 20)),
        ("1624228200", date(2021, 6, 20)),  # 22:30:00
        ("1624222800", date(2021, 6, 20)),  # 21:00:00
        ("1624230000000.0", date(2021, 6, 21)),  # 23:00:00
        ("2021-06-20T22:00:00Z", date(2021, 6, 20)),  # a day that is written is that day
    ],
)
def test_only_a_number_that_is_a_whole_hour_before_midnight_is_the_next_day(
    text: str, day: date
) -> None:
    assert dates.parse(text) == StatedDate(day, DAY)


@pytest.mark.parametrize(
    ("stated", "added", "day", "precision"),
    [
        ("2024-05", "2024-05-17", date(2024, 5, 17), DAY),
        ("May 2024", "2024-05-01", date(2024, 5, 1), DAY),
        ("2024-05", "2024-06-02", date(2024, 5, 1), MONTH),
        ("2024-05", "2024-04-30", date(2024, 5, 1), MONTH),
        ("2024-05", "2025-05-17", date(2024, 5, 1), MONTH),
        ("2024-05-03", "2024-05-17", date(2024, 5, 3), DAY),
        ("", "2024-05-17", date(2024, 5, 17), DAY),
        ("03/04/2024", "2024-05-17", date(2024, 5, 17), DAY),
        ("", "1970-01-01", None, ""),
        ("2024-05", "", date(2024, 5, 1), MONTH),
        ("2024-05", "nonsense", date(2024, 5, 1), MONTH),
    ],
)
def test_the_day_of_arrival_narrows_and_never_contradicts(
    stated: str, added: str, day: date | None, precision: str
) -> None:
    posting = dated(stated, added)
    assert (posting.date_posted, posting.date_posted_precision) == (day, precision)


def test_a_day_of_arrival_settles_that_no_date_is_stated() -> None:
    assert "no_date" in {problem.kind for problem in dated("", "").problems}
    assert "no_date" not in {problem.kind for problem in dated("", "2024-05-17").problems}
    assert "unreadable_date" in {one.kind for one in dated("03/04/2024", "2024-05-17").problems}


def test_a_day_of_arrival_in_the_future_is_none() -> None:
    posting = dated("", "2024-05-17", latest=date(2024, 5, 16))
    assert posting.date_posted is None
    assert "no_date" in {problem.kind for problem in posting.problems}


@given(st.none() | st.builds(StatedDate, DAYS, st.sampled_from([DAY])), DAYS, st.booleans())
def test_narrowing_keeps_within_what_is_stated(
    stated: StatedDate | None, added: date, month: bool
) -> None:
    if stated and month:
        stated = StatedDate(stated.day.replace(day=1), MONTH)
    narrowed = dates.narrowed(stated, StatedDate(added, DAY))
    assert narrowed and dates.narrowed(narrowed, StatedDate(added, DAY)) == narrowed
    if stated:
        assert stated.day <= narrowed.day <= dates.last_day(stated)
