"""How long the record of a young person is kept: archived a year after the upper age, deleted before three years more.

The precedent is a council's published schedule for this caseload: archive 12 months after the upper age of the cohort,
then delete within 36 months. The cohort here is 16 to 24.
"""

from __future__ import annotations

import datetime

UPPER_AGE_YEARS = 25
ARCHIVE_AFTER_MONTHS = 12
# A month before the last day allowed, so that a job that stood still for weeks keeps the promise all the same.
DELETE_AFTER_MONTHS = 35


def archived_if_born_before(today: datetime.date) -> datetime.date:
    """The first month of birth that is not archived yet: all earlier ones are.

    >>> archived_if_born_before(datetime.date(2026, 11, 22))
    datetime.date(2000, 11, 1)
    """
    return _months_before(today, UPPER_AGE_YEARS * 12 + ARCHIVE_AFTER_MONTHS)


def deleted_if_archived_before(today: datetime.date) -> datetime.date:
    """The first day of archiving that is not deleted yet: all earlier ones are.

    >>> deleted_if_archived_before(datetime.date(2026, 11, 22))
    datetime.date(2023, 12, 1)
    """
    return _months_before(today, DELETE_AFTER_MONTHS)


def _months_before(day: datetime.date, months: int) -> datetime.date:
    number = day.year * 12 + day.month - 1 - months
    return datetime.date(number // 12, number % 12 + 1, 1)
