"""Cells that hold a quantity: pounds, square metres, hectares, plain and whole numbers, years.

All values are Decimal (int for whole numbers and years), never float, so that what is stored is what was written.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .parsed import Parsed, Refused, nothing, shown, tidy

LARGEST = Decimal("999999999999.99")
SQUARE_METRES_PER_SQUARE_FOOT = Decimal("0.09290304")
HECTARES_PER_ACRE = Decimal("0.40468564224")
SQUARE_METRES_PER_HECTARE = Decimal(10_000)

# What converting a binary float leaves behind; anything larger that rounding takes away is worth a note.
NOISE = Decimal("0.0000001")
_PLACES = [Decimal(1).scaleb(-places) for places in range(10)]
ZERO = Decimal(0)
LARGEST_AREA = LARGEST / 100
PENNY = Decimal("0.01")
_PLAIN_POUNDS = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?")
_DIGITS = re.compile(r"\d+(\.\d*)?|\.\d+")
_COMMA_GROUPS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_SPACE_GROUPS = re.compile(r"\d{1,3}( \d{3})+(\.\d*)?")
_SCIENTIFIC = re.compile(r"(\d+\.?\d*|\.\d+)e([+-]?\d{1,2})")
_APPROXIMATE = re.compile(r"^(about|approx(imately|\.)?|around|circa|ca?\.?|est(imated|\.)?|~|≈)\s*(?=[£\d.(-])")
_PER_YEAR = re.compile(r"\s*(p\.?\s?a\.?|per annum|per year|a year|/ ?(yr|year)|pounds|gbp)$")
_OTHER_PERIOD = re.compile(
    r"(p\.?c\.?m\.?|p\.?m\.?|p\.?w\.?|per (calendar )?(month|week|quarter)|/ ?(month|week|quarter))$"
)
_MULTIPLE = re.compile(r"(?<=[\d.])\s*(k|thousand|m|mn|mill|million|bn|billion)$")
_MULTIPLES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "mill": 6, "million": 6, "bn": 9, "billion": 9}
_SQUARE_FEET = re.compile(r"\s*(sq\.? ?ft\.?|sq\.? ?feet|square f(ee|oo)t|ft ?2|ft ?²|ft\^2|sf)$")
_SQUARE_METRES = re.compile(
    r"\s*(sq\.? ?m\.?|sq\.? ?met(re|er)s?|square met(re|er)s?|m ?2|m ?²|m\^2|metres? ?(sq|²)|sqm\.?)$"
)
_HECTARES = re.compile(r"\s*(ha\.?|hect\.?|hectares?)$")
_ACRES = re.compile(r"\s*(ac\.?|acres?)$")


def digits(text: str) -> tuple[Decimal, bool]:
    """An unsigned number and whether its notation was unusual; Refused when it could mean two things."""
    if _DIGITS.fullmatch(text):
        return Decimal(text), False
    if _COMMA_GROUPS.fullmatch(text):
        return Decimal(text.replace(",", "")), False
    if _SPACE_GROUPS.fullmatch(text):
        return Decimal(text.replace(" ", "")), True
    if match := _SCIENTIFIC.fullmatch(text):
        return Decimal(match[1]).scaleb(int(match[2])), True
    if re.fullmatch(r"[\d., ]*\d[\d., ]*", text):
        raise Refused(
            f"{shown(text)} can be read as more than one number.",
            "Write it with a full stop before the decimals and commas only between thousands, as 1,234.50.",
        )
    raise Refused(f"{shown(text)} is not a number.", "Write digits only, or leave the cell empty if it is not known.")


def signed(text: str) -> tuple[Decimal, bool]:
    """A number with a sign before or after it, or in brackets as accountants write what is negative."""
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1].strip()
    elif text.endswith("-") and len(text) > 1:
        negative, text = True, text[:-1].strip()
    if text[:1] in "+-−–":
        negative, text = negative != (text[:1] != "+"), text[1:].strip()
    number, unusual = digits(text)
    return (-number if negative else number), unusual


def _typed(value: Any) -> Decimal | None:
    """The number of a cell that the format itself typed as one; None for text; Refused for dates and yes/no."""
    if isinstance(value, bool):
        raise Refused(f"{shown(value)} is a yes or no, not a number.", "Write a number, or leave the cell empty.")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        if value in (float("inf"), float("-inf")):
            raise Refused("The number is infinite.", "Write a number, or leave the cell empty.")
        return Decimal(repr(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise Refused(f"{shown(value)} is not a number.", "Write a number, or leave the cell empty.")
        return value
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        raise Refused(
            f"{shown(value)} is a date or time, not a number.",
            "Format the cell as a number and write the number again.",
        )
    return None


def _bounded(number: Decimal, low: Decimal | None, high: Decimal | None, unit: str) -> Decimal:
    if low is not None and number < low:
        word = "negative" if low == 0 else f"below {low:,}"
        raise Refused(f"{number:,}{unit} is {word}.", f"Write a number of {low:,} or more, or leave the cell empty.")
    if high is not None and number > high:
        raise Refused(
            f"{number:,.0f}{unit} is above the largest that can be stored.", f"Write a number up to {high:,}."
        )
    return number


def rounded(number: Decimal, places: int) -> tuple[Decimal, bool]:
    """The number to so many decimal places, and whether that took away more than the noise of a binary float."""
    if abs(number) > LARGEST * 1000:
        return number, False
    result = number.quantize(_PLACES[places], rounding=ROUND_HALF_UP)
    return result, result != number and abs(result - number) > NOISE


def parse_money(value: Any) -> Parsed:
    """Pounds as a Decimal to the penny: "£1,234,567.89", "(1,200)" negative, "1.2m", "£45k", "£12,000 p.a."."""
    if (empty := nothing(value)) is not None:
        return empty
    number = _typed(value)
    if number is not None:
        pounds, cut = rounded(number, 2)
        return Parsed(_bounded(pounds, -LARGEST, LARGEST, ""), f"rounded to {pounds_text(pounds)}" if cut else None)
    original = tidy(value)
    if _PLAIN_POUNDS.fullmatch(original):
        pounds = _bounded(Decimal(original.replace(",", "")), None, LARGEST, "")
        return Parsed(pounds.quantize(PENNY))
    if original.casefold() in ("nil", "free", "peppercorn", "a peppercorn"):
        return Parsed(Decimal("0.00"), f"{shown(original)} read as £0.00")
    pounds, _ = rounded(_money_text(original), 2)
    _bounded(pounds, -LARGEST, LARGEST, "")
    return Parsed(pounds, f"{shown(original)} read as {pounds_text(pounds)}")


def _money_text(original: str) -> Decimal:
    text = original.casefold()
    if re.search(r"[$€¥]|\b(usd|eur|euros?|dollars?)\b", text):
        raise Refused(f"{shown(original)} is not in pounds.", "Write the amount in pounds.")
    if _OTHER_PERIOD.search(text):
        raise Refused(f"{shown(original)} is not for a year.", "Write the amount for a whole year, in pounds.")
    text = _PER_YEAR.sub("", _APPROXIMATE.sub("", text)).strip()
    text = re.sub(r"(£|\bgbp\b)\s*", "", text, count=1)
    scale = 0
    if match := _MULTIPLE.search(text.rstrip(")")):
        closing = ")" if text.endswith(")") else ""
        text, scale = text[: match.start()] + closing, _MULTIPLES[match[1]]
    elif re.fullmatch(r"[(-]?\d{1,3}\.\d{3}\)?", text):
        raise Refused(
            f"{shown(original)} can be read as thousands or as decimals.",
            "Write it with commas between thousands, or with two decimals, as 1,234.50.",
        )
    try:
        number, _ = signed(text)
    except Refused as refusal:
        if "more than one" in refusal.reason:
            raise Refused(f"{shown(original)} can be read as more than one amount.", refusal.remedy) from None
        raise Refused(
            f"{shown(original)} is not an amount of money.",
            "Write pounds in digits, as 1,234.50, or leave the cell empty if it is not known.",
        ) from None
    return number.scaleb(scale)


def pounds_text(amount: Decimal) -> str:
    """£1,234,567.89, with the sign before the pound."""
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.2f}"


def parse_number(
    value: Any, *, minimum: Decimal | int | None = None, maximum: Decimal | int | None = None, places: int | None = None
) -> Parsed:
    """A plain number as a Decimal, optionally within bounds and to so many decimal places."""
    if (empty := nothing(value)) is not None:
        return empty
    number, note = _typed(value), None
    if number is None:
        text = tidy(value)
        number, unusual = signed(_APPROXIMATE.sub("", text.casefold()))
        if unusual or _APPROXIMATE.match(text.casefold()):
            note = f"{shown(text)} read as {number:,f}"
    low = None if minimum is None else Decimal(minimum)
    _bounded(number, low, LARGEST if maximum is None else Decimal(maximum), "")
    if places is not None:
        number, cut = rounded(number, places)
        note = f"{shown(value)} rounded to {number:,f}" if cut else note
    return Parsed(number, note)


_Units = tuple[tuple[re.Pattern[str], Decimal, str], ...]


def _area(value: Any, units: _Units, places: int, unit: str) -> Parsed:
    """A size in the unit asked for, turned from the unit written after it."""
    if (empty := nothing(value)) is not None:
        return empty
    number = _typed(value)
    if number is not None:
        result, cut = rounded(number, places)
        _bounded(result, ZERO, LARGEST_AREA, f" {unit}")
        return Parsed(result, f"{shown(value)} rounded to {result:,f} {unit}" if cut else None)
    text = tidy(value)
    number, factor, written, unusual = _measure(text, units, unit)
    result, cut = rounded(number * factor, places)
    _bounded(result, ZERO, LARGEST_AREA, f" {unit}")
    if factor != 1:
        return Parsed(result, f"{shown(text)} turned from {written} into {result:,f} {unit}")
    return Parsed(result, f"{shown(text)} read as {result:,f} {unit}" if unusual or cut else None)


def _measure(text: str, units: _Units, unit: str) -> tuple[Decimal, Decimal, str, bool]:
    """The number, the factor and name of the unit after it, and whether it was written in an unusual way."""
    bare = _APPROXIMATE.sub("", text.casefold())
    approximate, factor, written = bare != text.casefold(), Decimal(1), ""
    for pattern, scale, name in units:
        if match := pattern.search(bare):
            bare, factor, written = bare[: match.start()].strip(), scale, name
            break
    try:
        number, unusual = signed(bare)
    except Refused as refusal:
        if "more than one" in refusal.reason:
            raise
        raise Refused(
            f"{shown(text)} is not a size in {unit}.",
            f"Write the number of {unit}, or leave the cell empty if it is not known.",
        ) from None
    return number, factor, written, approximate or unusual


def parse_area_m2(value: Any) -> Parsed:
    """Square metres as a Decimal to two places; square feet, hectares and acres are converted, with a note."""
    return _area(
        value,
        (
            (_SQUARE_FEET, SQUARE_METRES_PER_SQUARE_FOOT, "square feet"),
            (_SQUARE_METRES, Decimal(1), "square metres"),
            (_HECTARES, SQUARE_METRES_PER_HECTARE, "hectares"),
            (_ACRES, HECTARES_PER_ACRE * SQUARE_METRES_PER_HECTARE, "acres"),
        ),
        2,
        "m²",
    )


def parse_hectares(value: Any) -> Parsed:
    """Hectares as a Decimal to four places; acres and square metres are converted, with a note."""
    return _area(
        value,
        (
            (_HECTARES, Decimal(1), "hectares"),
            (_ACRES, HECTARES_PER_ACRE, "acres"),
            (_SQUARE_METRES, 1 / SQUARE_METRES_PER_HECTARE, "square metres"),
            (_SQUARE_FEET, SQUARE_METRES_PER_SQUARE_FOOT / SQUARE_METRES_PER_HECTARE, "square feet"),
        ),
        4,
        "hectares",
    )


def parse_integer(value: Any, *, minimum: int | None = None, maximum: int | None = None) -> Parsed:
    """A whole number as an int, optionally within bounds."""
    parsed = parse_number(value, minimum=minimum, maximum=maximum)
    if parsed.value is None:
        return parsed
    if parsed.value != parsed.value.to_integral_value():
        raise Refused(f"{shown(value)} is not a whole number.", "Write a whole number, or leave the cell empty.")
    return Parsed(int(parsed.value), parsed.note)


def parse_year(value: Any, *, minimum: int = 1000, maximum: int = 2100) -> Parsed:
    """A year as an int; "c. 1900", "1960s" and whole dates are read with a note."""
    if (empty := nothing(value)) is not None:
        return empty
    if isinstance(value, datetime.date):
        return Parsed(value.year, f"year taken from the date {value:%d/%m/%Y}")
    text = tidy(value)
    match = re.fullmatch(r"(\d{4})(\.0+)?", text)
    about = re.fullmatch(
        r"(?:about|approx\.?|approximately|around|circa|ca?\.?|pre|~)?[ -]?(\d{4})(?:['’]?s)?\??", text.casefold()
    )
    dated = re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-](\d{4})|(\d{4})-\d{2}-\d{2}.*", text)
    found = match or about or dated
    if not found:
        raise Refused(
            f"{shown(text)} is not a year.", "Write the year in four digits, as 1965, or leave the cell empty."
        )
    year = int(found[1] or found[2])
    if not minimum <= year <= maximum:
        raise Refused(
            f"The year {year} is not between {minimum} and {maximum}.", "Check the year and write it in four digits."
        )
    return Parsed(year, None if match else f"{shown(text)} read as {year}")
