"""Figures of claims read as people write them, and what is not known is never nought."""

from __future__ import annotations

from decimal import Decimal

import pytest

from spend.calc.claim_words import difference_words, figure_words, range_words, stated_words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("4020936000", "gbp", "£4,020,936,000"),
        ("7231.899281", "gbp_each", "£7,232 each"),
        ("0.000001", "gbp", "£0"),
        ("23.664", "percent", "23.66%"),
        ("8.000000", "number", "8"),
        ("2.65", "number", "2.65"),
        ("-5.5", "gbp", "−£5.5"),
        ("5300", "people", "5,300 people"),
        ("3.755", "ratio", "3.76 times"),
    ],
)
def test_a_figure_in_its_unit(value: str, unit: str, words: str):
    assert figure_words(Decimal(value), unit) == words


def test_what_is_not_known_is_not_nought():
    assert figure_words(None, "gbp") == "not known"
    assert stated_words("exactly", None, None, "gbp") == "no figure"


def test_ranges_and_the_words_before_a_figure():
    assert range_words(Decimal(18), Decimal(36), "percent") == "18% to 36%"
    assert range_words(Decimal(18), Decimal(18), "percent") == "18%"
    assert stated_words("about", Decimal(25), None, "percent") == "about 25%"


def test_a_difference_is_told_with_its_direction():
    assert difference_words(Decimal(-36), Decimal(-20), "number") == "36 less (20%)"
    assert difference_words(Decimal("6.54"), Decimal("26.2"), "percent") == "6.54 percentage points more"
    assert difference_words(Decimal(0), Decimal(0), "gbp") == ""
