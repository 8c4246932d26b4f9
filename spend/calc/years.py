"""Financial years: 1 April to 31 March, stored and shown as "2026/27", however somebody wrote them.

The canonical form sorts as text in the order of time, so that the database can compare and join years as they stand.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from totalplace.calc.parsed import Parsed, Refused, nothing, shown, tidy

EARLIEST, LATEST = 1900, 2099
REMEDY = "Write both halves of the year, as 2026/27."

_ENDINGS = "|".join(f"{year:02}/{(year + 1) % 100:02}" for year in range(100))
# For CHECK constraints and converters of addresses: consecutive years and nothing else.
PATTERN = rf"(19|20)({_ENDINGS})"

_BOTH = re.compile(r"(\d{4}|\d{2})\s?(?:/|-|–|—|_|\\|to|and)\s?(\d{4}|\d{1,2})")
_ENDING = re.compile(r"(\d{4}|['’]?\d{2})")
_NAMED = re.compile(r"(?:f\.?\s?y\.?|financial year|fiscal year)\s?")
_YEAR_END = re.compile(
    r"(?:the )?(?:y/?e|year[ -]end(?:ed|ing)?|year to)\s?(?:on )?"
    r"(?:31(?:st)?[ /.-])?(?:march|mar|0?3)[ /.-](\d{4}|\d{2})"
)


def financial_year(start: int) -> str:
    """The year that begins on 1 April of `start`: 2008 gives "2008/09"."""
    if not EARLIEST <= start <= LATEST:
        raise Refused(f"The year {start} is not between {EARLIEST} and {LATEST}.", "Check the year.")
    return f"{start:04}/{(start + 1) % 100:02}"


def start_of(year: str) -> int:
    """The calendar year that a canonical financial year begins in: "2008/09" gives 2008."""
    if not re.fullmatch(PATTERN, year):
        raise ValueError(f"{year!r} is not a financial year in canonical form")
    return int(year[:4])


def first_day(year: str) -> datetime.date:
    """1 April of a canonical financial year."""
    return datetime.date(start_of(year), 4, 1)


def last_day(year: str) -> datetime.date:
    """31 March of a canonical financial year."""
    return datetime.date(start_of(year) + 1, 3, 31)


def year_of(day: datetime.date) -> str:
    """The financial year that a day falls in."""
    return financial_year(day.year if day.month >= 4 else day.year - 1)


def years_from(first: str, count: int) -> list[str]:
    """So many canonical financial years in order, beginning with `first`."""
    return [financial_year(start_of(first) + step) for step in range(count)]


def parse_financial_year(value: Any) -> Parsed:
    """A cell as a canonical financial year: "2008/9", "2008-2009", "FY09", "y/e 31 March 2009" are all 2008/09.

    A single year is refused, because nobody can tell whether 2009 begins or ends it; "FY09" is by custom the year
    that ends in 2009, and the note says that it was read so.
    """
    if (empty := nothing(value)) is not None:
        return empty
    if isinstance(value, (datetime.date, datetime.time)):
        # A spreadsheet turns 08/09 into the eighth of September.
        raise Refused(f"{shown(value)} is a date, not a financial year.", f"Format the cell as text. {REMEDY}")
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise Refused(f"{shown(value)} is not a financial year.", REMEDY)
    text = tidy(value)
    year = _read(re.sub(r"\.0+$", "", text.casefold()), text)
    return Parsed(year, None if year == text else f"{shown(text)} read as {year}")


def _read(lower: str, text: str) -> str:
    if match := _YEAR_END.fullmatch(lower):
        return financial_year(_century(match[1]) - 1)
    bare = _NAMED.sub("", lower, count=1) if _NAMED.match(lower) else lower
    if match := _BOTH.fullmatch(bare):
        return _pair(match[1], match[2], text)
    if match := _ENDING.fullmatch(bare):
        if bare == lower:
            raise Refused(_either(text, _century(match[1])), REMEDY)
        return financial_year(_century(match[1]) - 1)
    raise Refused(f"{shown(text)} is not a financial year.", REMEDY)


def _either(text: str, year: int) -> str:
    """Why a single year is refused, with the two that it may be."""
    if not EARLIEST < year <= LATEST:
        return f"{shown(text)} is not a financial year."
    return f"{shown(text)} can be read as {financial_year(year - 1)} or as {financial_year(year)}."


def _century(digits: str) -> int:
    """A year in full; two digits are 1970 to 2069."""
    digits = digits.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return (1900 if int(digits) >= 70 else 2000) + int(digits)


def _pair(first: str, second: str, text: str) -> str:
    """The year between two halves, which must follow each other."""
    start = _century(first)
    written = int(second) % 10 ** len(second)
    if written != (start + 1) % 10 ** len(second):
        raise Refused(f"{shown(text)} is not one financial year: its halves do not follow each other.", REMEDY)
    return financial_year(start)
