"""Made-up outlines are outlines that a surveyor could have drawn."""

import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.demo.days import months_from, years_from
from estate.demo.footprints import footprint, placed


@pytest.mark.parametrize("form", ["block", "shed", "house", "ell", "wings", "court", "field"])
@given(seed=st.integers(0, 10**6), area=st.floats(30, 400_000))
def test_an_outline_is_valid_and_has_the_area_asked_for(form, seed, area):
    shape = placed(footprint(form, area, Random(seed)), 385_000, 254_900)
    assert shape.is_valid
    # Corners are rounded to the decimetre: half of one along the outline is the most that can change.
    assert shape.area == pytest.approx(area, abs=0.08 * shape.length + 0.1)


def test_a_court_has_a_yard():
    assert len(footprint("court", 900, Random(1)).interiors) == 1


@pytest.mark.parametrize(
    ("day", "months", "on", "expected"),
    [
        ("2026-01-31", 1, None, "2026-02-28"),
        ("2026-11-21", -20, 1, "2025-03-01"),
        ("2024-02-29", 12, None, "2025-02-28"),
        ("2026-12-05", 1, 28, "2027-01-28"),
    ],
)
def test_months_are_calendar_months(day, months, on, expected):
    assert months_from(datetime.date.fromisoformat(day), months, on) == datetime.date.fromisoformat(expected)


def test_a_year_after_a_leap_day_is_the_end_of_february():
    assert years_from(datetime.date(2024, 2, 29), 1) == datetime.date(2025, 2, 28)
