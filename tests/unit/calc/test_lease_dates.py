"""A lease's next date is the one that must not be missed."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.calc.lease_dates import Kind, LeaseDate, act_notice_window, lease_dates, months_before, next_lease_date
from tests.lease_year import LEASES, QUARTER_2028, TODAY, YEAR_2027, rows

D = datetime.date


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (D(2027, 3, 31), 1, D(2027, 2, 28)),
        (D(2028, 3, 31), 1, D(2028, 2, 29)),
        (D(2027, 1, 15), 6, D(2026, 7, 15)),
        (D(2027, 6, 30), 18, D(2025, 12, 30)),
        (D(2027, 12, 1), 12, D(2026, 12, 1)),
        (D(2028, 2, 29), 12, D(2027, 2, 28)),
        (D(1, 1, 1), 1, D(1, 1, 1)),
    ],
)
def test_notice_is_counted_back_in_calendar_months(day: datetime.date, months: int, before: datetime.date) -> None:
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("first", "last", "table"),
    [(D(2027, 1, 1), D(2027, 12, 31), YEAR_2027), (D(2028, 1, 1), D(2028, 3, 31), QUARTER_2028)],
)
def test_a_year_of_dates_is_as_worked_out_by_hand(first: datetime.date, last: datetime.date, table: str) -> None:
    found = [
        (date.on, date.until, date.kind.value, lease.key)
        for lease in LEASES
        for date in lease_dates(
            expires_on=lease.expires_on,
            inside_1954_act=lease.in_act,
            breaks=lease.break_days,
            reviews=lease.review_days,
            is_occupied=lease.is_in_use,
            is_renewed=lease.is_renewed,
            today=TODAY,
        )
        if date.on <= last and date.until >= first
    ]
    assert sorted(found) == sorted(rows(table))


def test_the_next_date_is_the_first_that_has_not_passed_and_today_has_not() -> None:
    dates = lease_dates(expires_on=D(2030, 1, 1), reviews=[D(2028, 1, 1)], today=TODAY)
    review, expiry = LeaseDate(D(2028, 1, 1), Kind.REVIEW, D(2028, 1, 1)), D(2030, 1, 1)
    assert next_lease_date(dates, D(2028, 1, 1)) == review
    assert next_lease_date(dates, D(2028, 1, 2)) == LeaseDate(expiry, Kind.EXPIRY, expiry)
    assert next_lease_date(dates, D(2030, 1, 2)) is None


def test_a_notice_window_that_has_opened_is_next_until_its_last_day() -> None:
    dates = lease_dates(expires_on=D(2028, 3, 31), inside_1954_act=True, today=TODAY)
    window = LeaseDate(D(2027, 3, 31), Kind.ACT_NOTICE, D(2027, 9, 30))
    assert next_lease_date(dates, D(2027, 9, 30)) == window
    assert next_lease_date(dates, D(2027, 10, 1)) == LeaseDate(D(2028, 3, 31), Kind.EXPIRY, D(2028, 3, 31))


def test_a_tenancy_held_over_has_no_next_date() -> None:
    dates = lease_dates(expires_on=D(2027, 3, 31), inside_1954_act=True, is_occupied=True, today=TODAY)
    assert [date.kind for date in dates] == [Kind.ACT_NOTICE, Kind.EXPIRY, Kind.HOLDING_OVER]
    assert next_lease_date(dates, TODAY) is None


def test_a_lease_without_dates_has_none_to_miss() -> None:
    assert lease_dates(expires_on=None, today=TODAY) == []


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The corresponding date so many months on, as the law counts them: Dodds v Walker."""
    return months_before(day, -months)


@given(st.dates(min_value=D(1950, 1, 1), max_value=D(2200, 1, 1)), st.integers(1, 60))
def test_a_notice_by_the_deadline_is_never_too_late(day: datetime.date, months: int) -> None:
    assert months_after(months_before(day, months), months) <= day


@given(st.dates(min_value=D(1960, 1, 1), max_value=D(2200, 1, 1)))
def test_a_notice_on_any_day_of_the_window_is_between_six_and_twelve_months_before_the_expiry(
    expires: datetime.date,
) -> None:
    opens, closes = act_notice_window(expires)
    assert months_after(opens, 12) >= expires
    assert months_after(opens - datetime.timedelta(days=1), 12) < expires
    assert months_after(closes, 6) <= expires
