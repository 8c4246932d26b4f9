"""When each rating stood, from what was said and taken back."""

from __future__ import annotations

import datetime

import pytest

from estate.calc.standing import Said, Stint, how_long, months_after, stints, stood


def day(number: int) -> datetime.datetime:
    return datetime.datetime(2026, 1, number, tzinfo=datetime.UTC)


def test_each_rating_stands_until_the_next() -> None:
    assert stints([Said(2, day(10)), Said(1, day(3))]) == [Stint(1, day(3), day(10)), Stint(2, day(10), None)]


def test_what_stood_before_stands_again_when_a_rating_is_taken_back() -> None:
    found = stints([Said(1, day(3)), Said(2, day(10), withdrawn_at=day(12))])
    assert found == [Stint(1, day(3), day(10)), Stint(2, day(10), day(12)), Stint(1, day(12), None)]
    lengths = stood(found, now=day(20))
    assert (lengths[1].days, lengths[2].days) == (7 + 8, 2)


def test_nothing_stands_once_the_only_rating_is_taken_back() -> None:
    assert stints([Said(1, day(3), withdrawn_at=day(4))]) == [Stint(1, day(3), day(4))]


def test_where_nothing_was_said_nothing_stood() -> None:
    assert stints([]) == []


def test_one_given_for_an_earlier_day_stands_when_the_later_one_is_taken_back() -> None:
    found = stints([Said(1, day(3)), Said(2, day(20), withdrawn_at=day(21)), Said(3, day(8))])
    assert [(each.key, each.start.day) for each in found] == [(1, 3), (3, 8), (2, 20), (3, 21)]


def test_taking_back_a_rating_that_no_longer_stood_changes_nothing() -> None:
    found = stints([Said(1, day(3), withdrawn_at=day(15)), Said(2, day(10))])
    assert found == [Stint(1, day(3), day(10)), Stint(2, day(10), None)]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ({"seconds": 30}, "under a minute"),
        ({"minutes": 1}, "1 minute"),
        ({"hours": 5, "minutes": 59}, "5 hours"),
        ({"days": 1}, "1 day"),
        ({"days": 61}, "2 months"),
        ({"days": 366}, "1 year"),
        ({"days": 365 * 2 + 100}, "2 years 3 months"),
    ],
)
def test_a_length_of_time_in_words(length: dict[str, int], words: str) -> None:
    assert how_long(datetime.timedelta(**length)) == words


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert months_after(datetime.date(2028, 1, 31), 1) == datetime.date(2028, 2, 29)
    assert months_after(datetime.date(2026, 11, 21), 14) == datetime.date(2028, 1, 21)
