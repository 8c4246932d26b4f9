"""The figures of claims in words: £4,020,936,000, about 25%, £3,000,000 to £6,000,000. None is "not known"."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from spend.calc.verdicts import Wording

NOT_KNOWN = "not known"
BEFORE = {"gbp": "£", "gbp_each": "£", "gbp_per_m2": "£"}
AFTER = {
    "gbp_each": " each", "gbp_per_m2": " for each m²", "people": " people", "percent": "%", "ratio": " times",
    "years": " years", "m2": " m²",
}  # fmt: skip
WORDS = {
    Wording.ABOUT: "about ", Wording.OVER: "over ", Wording.JUST_OVER: "just over ", Wording.ALMOST: "almost ",
    Wording.UP_TO: "up to ", Wording.WITHIN: "within ",
}  # fmt: skip
# Digits after the point that are shown: none of large numbers, for which they would be false.
LARGE = 1000


def figure_words(value: Decimal | None, unit: str) -> str:
    """A number in its unit, rounded for reading: to whole numbers from a thousand on, else to two digits."""
    if value is None:
        return NOT_KNOWN
    places = Decimal(1) if abs(value) >= LARGE else Decimal("0.01")
    rounded = value.quantize(places, rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    sign = "−" if rounded < 0 else ""
    return f"{sign}{BEFORE.get(unit, '')}{text}{AFTER.get(unit, '')}"


def range_words(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    """Two ends of a range, or one figure where they are the same or there is one."""
    if high is None or high == low:
        return figure_words(low, unit)
    return f"{figure_words(low, unit)} to {figure_words(high, unit)}"


def stated_words(wording: str, low: Decimal | None, high: Decimal | None, unit: str) -> str:
    """What is stated, with the words before it; "no figure" where there is none."""
    if low is None:
        return "no figure"
    return f"{WORDS.get(Wording(wording), '')}{range_words(low, high, unit)}"


def difference_words(difference: Decimal | None, percent: Decimal | None, unit: str) -> str:
    """By how much what comes out is more or less than what is stated; "" where they are the same."""
    if not difference:
        return ""
    more = "more" if difference > 0 else "less"
    if unit == "percent":
        return f"{figure_words(abs(difference), 'number')} percentage points {more}"
    told = "" if percent is None else f" ({figure_words(abs(percent), 'percent')})"
    return f"{figure_words(abs(difference), unit)} {more}{told}"
