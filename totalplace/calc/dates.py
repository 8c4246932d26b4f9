"""Cells that hold a date: day first as the United Kingdom writes it, ISO, months in words, spreadsheet day numbers."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from .parsed import Parsed, Refused, nothing, shown, tidy

# A spreadsheet counts days from here; the offset allows for the 29 February 1900 that it believes in.
SPREADSHEET_EPOCH = datetime.date(1899, 12, 30)
# Day numbers of 1954 to 2064: outside them a bare number is more likely something else.
DAY_NUMBERS = range(20_000, 60_001)
EARLIEST, LATEST = 1066, 3500
REMEDY = "Write it as 31/03/2027 or 31 March 2027, or leave the cell empty if it is not known."
_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november")
MONTHS = {name: number for number, name in enumerate((*_NAMES, "december"), start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}

_WORD = r"(?P<month>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2}|['’]\d{2})"
_CLOCK = r"(?:[ t,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?(z|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
NUMERIC = re.compile(rf"{_WEEKDAY}(?P<day>\d{{1,2}})\s?[/.\- ]\s?(?P<month>\d{{1,2}})\s?[/.\- ]\s?{_YEAR}{_CLOCK}")
ISO = re.compile(rf"(?P<year>\d{{4}})[/.-](?P<month>\d{{1,2}})[/.-](?P<day>\d{{1,2}}){_CLOCK}")
DAY_WORDS = re.compile(rf"{_WEEKDAY}{_DAY}(?: of)?[ -/.]*{_WORD},?[ -/.]*{_YEAR}{_CLOCK}")
WORD_DAY = re.compile(rf"{_WEEKDAY}{_WORD} {_DAY},? (?P<year>\d{{4}}){_CLOCK}")
MONTH_YEAR = re.compile(rf"{_WORD}[ -/.,]*{_YEAR}")
NUMERIC_MONTH_YEAR = re.compile(r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})|(?P<year2>\d{4})-(?P<month2>\d{2})")
COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")


def parse_date(value: Any) -> Parsed:
    """A datetime.date. A month alone is its first day, two digits of a year are 1969 to 2068, both with a note."""
    if (empty := nothing(value)) is not None:
        return empty
    if isinstance(value, datetime.datetime):
        return Parsed(_within(value.date(), value))
    if isinstance(value, datetime.date):
        return Parsed(_within(value, value))
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise Refused(f"{shown(value)} is not a date.", REMEDY)
    return _written(tidy(value))


def _written(text: str) -> Parsed:
    lower = text.casefold()
    if re.fullmatch(r"\d+(\.\d*)?", lower):
        return _bare_number(lower, text)
    for pattern in (ISO, NUMERIC, DAY_WORDS, WORD_DAY):
        if match := pattern.fullmatch(lower):
            return _dated(match, text, noted=False)
    for pattern in (MONTH_YEAR, NUMERIC_MONTH_YEAR):
        if match := pattern.fullmatch(lower):
            return _month(match, text)
    raise Refused(f"{shown(text)} is not a date.", REMEDY)


def _bare_number(digits: str, text: str) -> Parsed:
    """A spreadsheet's day number, or year, month and day without separators."""
    if match := COMPACT.fullmatch(digits):
        return _dated(match, text, noted=True)
    # Hundreds of digits are no number that a machine can hold.
    number = float(digits) if len(digits) < 30 else -1.0
    if int(number) in DAY_NUMBERS:
        date = SPREADSHEET_EPOCH + datetime.timedelta(days=int(number))
        return Parsed(date, f"spreadsheet day number {int(number)} read as {long_date(date)}")
    if re.fullmatch(r"(1[0-9]|2[0-9])\d{2}(\.0)?", digits):
        raise Refused(f"{shown(text)} is only a year.", "Write the whole date, as 31/03/2027, or leave the cell empty.")
    raise Refused(f"{shown(text)} is not a date.", REMEDY)


def _dated(match: re.Match[str], text: str, *, noted: bool) -> Parsed:
    year, guessed = _year(match["year"])
    month = _month_number(match["month"], text)
    date = _make(year, month, int(match["day"]), text)
    return Parsed(date, f"{shown(text)} read as {long_date(date)}" if guessed or noted else None)


def _month(match: re.Match[str], text: str) -> Parsed:
    groups = match.groupdict()
    year, _ = _year(groups["year"] or groups["year2"])
    date = _make(year, _month_number(groups["month"] or groups["month2"], text), 1, text)
    return Parsed(date, f"{shown(text)} read as the first of the month, {long_date(date)}")


def _year(digits: str) -> tuple[int, bool]:
    """The year in full, and whether its century was a guess."""
    digits = digits.lstrip("'’")
    if len(digits) == 4:
        return int(digits), False
    short = int(digits)
    return (1900 if short >= 69 else 2000) + short, True


def _month_number(word: str, text: str) -> int:
    if word.isdigit():
        return int(word)
    if word not in MONTHS:
        raise Refused(f"{shown(text)} is not a date: there is no month “{word}”.", REMEDY)
    return MONTHS[word]


def _make(year: int, month: int, day: int, text: str) -> datetime.date:
    if month > 12 and day <= 12:
        raise Refused(
            f"{shown(text)} has no month {month}: it may be written with the month first.",
            "Write the day first, as 31/03/2027.",
        )
    try:
        return _within(datetime.date(year, month, day), text)
    except ValueError as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"{shown(text)} is no day of the calendar.", REMEDY) from None


def _within(date: datetime.date, original: Any) -> datetime.date:
    if not EARLIEST <= date.year <= LATEST:
        raise Refused(
            f"The year of {shown(original)} is not between {EARLIEST} and {LATEST}.",
            "Check the year, or leave the cell empty if there is no date.",
        )
    return date


def long_date(date: datetime.date) -> str:
    """3 March 2027."""
    return f"{date.day} {date:%B %Y}"
