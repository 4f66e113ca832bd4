"""Dates as stated: timestamps, ISO, months, and the English forms that cannot be misread."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from postings.vocabulary import DatePrecision

_YEARS = range(1990, 2101)
# Numbers come from fields that hold whole days: all but 13 of 1,480 real ones are midnight UTC,
# and those 13 are 22:00:00. That is midnight in UTC+2 and 23:00:00 in UTC+1, the offsets of most of
# Europe all year (Directive 2000/84/EC; zones CET and EET of the IANA database): the next day
# there. Any other time of day is a moment of the UTC day it lies in.
_MIDNIGHTS_EAST = {22: timedelta(hours=2), 23: timedelta(hours=1)}

_MONTHS = {
    month: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june")
        + ("july", "august", "september", "october", "november", "december"),
        start=1,
    )
    for month in (name, name[:3])
} | {"sept": 9}

_TIMESTAMP = re.compile(r"(\d{10})(\d{3})?(?:\.(\d+))?", re.ASCII)
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
        seconds, *fraction = match.groups("")
        day = _day_of(datetime.fromtimestamp(int(seconds), UTC), "".join(fraction))
        return _date(day.year, day.month, day.day)
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


def narrowed(stated: StatedDate | None, added: StatedDate) -> StatedDate | None:
    """The day on which a file was added, where it states no date or just that month; else what it
    states: a day is its author's word, and another month may be that of a late upload."""
    if stated is None:
        return added
    if stated.precision == DatePrecision.MONTH and stated.day == added.day.replace(day=1):
        return added
    return stated


def last_day(stated: StatedDate) -> date:
    """The last day that the stated date includes."""
    if stated.precision == DatePrecision.DAY:
        return stated.day
    return stated.day.replace(day=monthrange(stated.day.year, stated.day.month)[1])


def _day_of(moment: datetime, fraction: str) -> date:
    """The day meant by a moment, to the second, and the digits behind it."""
    if moment.minute or moment.second or fraction.strip("0"):
        return moment.date()
    return (moment + _MIDNIGHTS_EAST.get(moment.hour, timedelta())).date()


def _date(year: int, month: int, day: int | None = None) -> StatedDate | None:
    if year not in _YEARS:
        return None
    try:
        precision = DatePrecision.MONTH if day is None else DatePrecision.DAY
        return StatedDate(date(year, month, 1 if day is None else day), precision)
    except ValueError:
        return None
