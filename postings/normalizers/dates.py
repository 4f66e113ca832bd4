"""Dates as stated: timestamps, ISO, months, and the English forms that cannot be misread."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from postings.vocabulary import DatePrecision

_YEARS = range(1990, 2101)
# Timestamps are midnights of editors east of Greenwich: 22:00 UTC is their next day, and no
# midnight of theirs is moved to another day by two hours more.
_EDITORS_ZONE = timedelta(hours=2)

_MONTHS = {
    month: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june")
        + ("july", "august", "september", "october", "november", "december"),
        start=1,
    )
    for month in (name, name[:3])
} | {"sept": 9}

_TIMESTAMP = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?", re.ASCII)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)\.?,? (\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_NAMED_MONTH = re.compile(r"([a-z]+)\.?,? (\d{4})", re.ASCII)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? ")


class StatedDate(NamedTuple):
    """A date and how exactly it is known; a month is its first day."""

    day: date
    precision: DatePrecision


def parse(text: str) -> StatedDate | None:
    """The date in the text; None where it is none, ambiguous (03/04/2021) or out of 1990-2100."""
    text = _WEEKDAY.sub("", text.strip().lower())
    if match := _TIMESTAMP.fullmatch(text):
        moment = datetime.fromtimestamp(int(match[1]), UTC) + _EDITORS_ZONE
        return _date(moment.year, moment.month, moment.day)
    if match := _ISO.fullmatch(text):
        return _date(int(match[1]), int(match[3]), int(match[4]))
    if match := _ISO_MONTH.fullmatch(text):
        return _date(int(match[1]), int(match[2]))
    if match := _DAY_FIRST.fullmatch(text):
        return _date(int(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(int(match[3]), _MONTHS.get(match[1], 0), int(match[2]))
    if match := _NAMED_MONTH.fullmatch(text):
        return _date(int(match[2]), _MONTHS.get(match[1], 0))
    return None


def last_day(stated: StatedDate) -> date:
    """The last day that the stated date includes."""
    if stated.precision == DatePrecision.DAY:
        return stated.day
    return stated.day.replace(day=monthrange(stated.day.year, stated.day.month)[1])


def _date(year: int, month: int, day: int | None = None) -> StatedDate | None:
    if year not in _YEARS:
        return None
    try:
        precision = DatePrecision.MONTH if day is None else DatePrecision.DAY
        return StatedDate(date(year, month, 1 if day is None else day), precision)
    except ValueError:
        return None
