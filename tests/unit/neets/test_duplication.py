"""The same work done twice: by hand, and the planted faults of made-up caseloads found again."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from neets.calc.duplication import (
    Assessment,
    Enrolment,
    Tracked,
    agency_matrix,
    detection,
    double_tracking,
    repeated_assessments,
    same_or_lower_level,
    share_by_window,
    waste,
)

DAY = dt.date(2010, 1, 1)


def asked(key: int, person: str, agency: str, day: int, domain: str = "learning") -> Assessment:
    return Assessment(key, person, domain, agency, DAY + dt.timedelta(days=day))


def test_another_agency_within_ninety_days_is_a_repeat_and_the_ninety_first_is_not():
    assert len(repeated_assessments([asked(1, "a", "C", 0), asked(2, "a", "J", 90)])) == 1
    assert not repeated_assessments([asked(1, "a", "C", 0), asked(2, "a", "J", 91)])
    assert len(repeated_assessments([asked(1, "a", "C", 0), asked(2, "a", "J", 91)], window_days=91)) == 1


def test_the_same_agency_another_domain_or_person_is_none():
    first = asked(1, "a", "C", 0)
    assert not repeated_assessments([first, asked(2, "a", "C", 5)])
    assert not repeated_assessments([first, asked(2, "a", "J", 5, "health")])
    assert not repeated_assessments([first, asked(2, "b", "J", 5)])


def test_each_repeat_counts_once_beside_the_latest_before_it():
    rows = [asked(1, "a", "C", 0), asked(2, "a", "J", 10), asked(3, "a", "T", 20), asked(4, "a", "C", 30)]
    found = repeated_assessments(rows)
    assert [(repeat.first.key, repeat.again.key, repeat.days) for repeat in found] == [
        (1, 2, 10),
        (2, 3, 10),
        (3, 4, 10),
    ]
    assert agency_matrix(found) == {("C", "J"): 1, ("J", "T"): 1, ("T", "C"): 1}


def test_of_two_on_one_day_the_later_recorded_is_the_repeat():
    found = repeated_assessments([asked(2, "a", "J", 0), asked(1, "a", "C", 0)])
    assert [(repeat.first.key, repeat.again.key) for repeat in found] == [(1, 2)]


def test_hours_and_pounds_of_what_was_done_twice():
    found = waste(times=120, people=90, minutes_each=Decimal(45), cost_an_hour=Decimal("24.50"))
    assert (found.hours, found.cost) == (90, 2205)
    assert waste(times=120, people=90, minutes_each=Decimal(45), cost_an_hour=None).cost is None
    assert waste(times=120, people=90, minutes_each=None, cost_an_hour=Decimal(20)).hours is None


def test_two_agencies_that_keep_a_status_of_one_person_on_the_same_days():
    on = dt.date
    statuses = [
        Tracked("sam", "C", on(2010, 3, 1), None),
        Tracked("sam", "J", on(2010, 3, 11), on(2010, 3, 21)),
        Tracked("sam", "J", on(2010, 3, 25), None),
        Tracked("kim", "C", on(2010, 3, 1), on(2010, 3, 11)),
        Tracked("kim", "J", on(2010, 3, 11), None),  # began the day the other ended
    ]
    # Ten days, and 25 to 31 March.
    assert double_tracking(statuses, until=on(2010, 3, 31)) == {("sam", "C", "J"): 10 + 7}


def test_training_again_at_the_same_or_a_lower_level():
    on = dt.date
    sam = [
        Enrolment(1, "sam", 2, on(2008, 9, 1), on(2009, 6, 30), achieved=True),
        Enrolment(2, "sam", 2, on(2009, 9, 1), on(2010, 6, 30), achieved=False),
        Enrolment(3, "sam", 1, on(2010, 9, 1), None, achieved=False),
        Enrolment(4, "sam", 3, on(2010, 9, 1), None, achieved=False),
        Enrolment(5, "sam", None, on(2011, 9, 1), None, achieved=False),
        Enrolment(6, "kim", 1, on(2010, 9, 1), on(2011, 6, 30), achieved=True),
    ]
    found = same_or_lower_level(sam)
    assert [(one.before.key, one.later.key, one.achieved, one.lower) for one in found] == [
        (1, 2, True, False),
        (1, 3, True, True),
    ]


def test_learning_side_by_side_is_no_repeat():
    on = dt.date
    both = [Enrolment(key, "sam", 1, on(2010, 9, 1), on(2011, 7, 1), achieved=True) for key in (1, 2)]
    assert not same_or_lower_level(both)


def test_what_was_planted_is_found_and_nothing_else():
    """A thousand people assessed half a year apart by one agency each; two hundred are asked again by another."""
    rng, rows, planted = random.Random(24), [], set()
    for person in range(1000):
        rows.append(asked(2 * person, str(person), rng.choice("CJT"), 0))
        if person % 5 == 0:
            other = rng.choice([agency for agency in "CJT" if agency != rows[-1].agency])
            rows.append(asked(2 * person + 1, str(person), other, rng.randint(1, 90)))
            planted.add(2 * person + 1)
        elif person % 5 == 1:  # near misses: the same agency, or another too late
            rows.append(asked(2 * person + 1, str(person), rows[-1].agency, rng.randint(1, 90)))
        elif person % 5 == 2:
            rows.append(asked(2 * person + 1, str(person), "X", rng.randint(91, 200)))
    rng.shuffle(rows)
    found = detection({repeat.again.key for repeat in repeated_assessments(rows)}, planted)
    assert (found.recall, found.precision, found.there) == (1, 1, 200)


def test_nothing_found_of_nothing_has_neither_recall_nor_precision():
    assert detection(set(), set()).recall is None
    assert detection(set(), set()).precision is None
    assert detection({1, 2}, {2, 3, 4}).recall == 1 / 3


rows = st.lists(
    st.builds(asked, st.integers(0, 10**6), st.sampled_from("abc"), st.sampled_from("CJT"), st.integers(0, 300)),
    max_size=40,
    unique_by=lambda row: row.key,
)


@given(rows)
def test_a_wider_window_never_finds_fewer_and_the_matrix_adds_up(assessments):
    counted = [times for _, times in share_by_window(assessments, (0, 30, 90, 365))]
    assert counted == sorted(counted)
    found = repeated_assessments(assessments)
    assert sum(agency_matrix(found).values()) == len(found) == len({repeat.again.key for repeat in found})
    assert all(repeat.first.agency != repeat.again.agency and 0 <= repeat.days <= 90 for repeat in found)
