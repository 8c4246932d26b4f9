"""A lease's next date is the one that must not be missed."""

from __future__ import annotations

import datetime

import pytest

from estate.calc.lease_dates import LeaseDate, lease_dates, months_before, next_lease_date

D = datetime.date


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (D(2027, 3, 31), 1, D(2027, 2, 28)),
        (D(2028, 3, 31), 1, D(2028, 2, 29)),
        (D(2027, 1, 15), 6, D(2026, 7, 15)),
        (D(2027, 6, 30), 18, D(2025, 12, 30)),
        (D(2027, 12, 1), 12, D(2026, 12, 1)),
    ],
)
def test_notice_is_counted_back_in_calendar_months(day: datetime.date, months: int, before: datetime.date) -> None:
    assert months_before(day, months) == before


def test_every_date_of_a_lease_stands_in_order_with_the_notice_that_a_break_takes() -> None:
    dates = lease_dates(
        expires_on=D(2035, 3, 31), breaks=[(D(2030, 3, 31), 6), (D(2032, 3, 31), None)], reviews=[D(2031, 3, 31)]
    )
    assert dates == [
        LeaseDate(D(2029, 9, 30), "last day for notice to break"),
        LeaseDate(D(2030, 3, 31), "break"),
        LeaseDate(D(2031, 3, 31), "rent review"),
        LeaseDate(D(2032, 3, 31), "break"),
        LeaseDate(D(2035, 3, 31), "expiry"),
    ]


def test_the_next_date_is_the_first_that_has_not_passed_and_today_has_not() -> None:
    dates = lease_dates(expires_on=D(2030, 1, 1), reviews=[D(2028, 1, 1)])
    assert next_lease_date(dates, D(2028, 1, 1)) == LeaseDate(D(2028, 1, 1), "rent review")
    assert next_lease_date(dates, D(2028, 1, 2)) == LeaseDate(D(2030, 1, 1), "expiry")
    assert next_lease_date(dates, D(2030, 1, 2)) is None


def test_a_lease_without_dates_has_none_to_miss() -> None:
    assert lease_dates(expires_on=None) == []
