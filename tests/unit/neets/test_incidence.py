"""Time to education, employment or training where some leave the count another way: by hand, in fractions."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neets.calc.incidence import STILL_WAITING, from_counts, from_spells, one_minus_kaplan_meier

# Twenty-five young people, all ties at four months' ends.
#   month  at risk  into EET  aged out  last seen   still waiting         into EET so far
#     1       25        3         2         2        20/25 = 4/5           3/25
#     2       18        4         1         0        4/5 · 13/18 = 26/45   3/25 + 4/5 · 4/18 = 67/225
#     3       13        2         2         1        26/45 · 9/13 = 2/5    67/225 + 26/45 · 2/13 = 29/75
#     4        8        1         0         7        2/5 · 7/8 = 7/20      29/75 + 2/5 · 1/8 = 131/300 = 0.4367
TIED = {
    1: {"eet": 3, "aged_out": 2, STILL_WAITING: 2},
    2: {"eet": 4, "aged_out": 1},
    3: {"eet": 2, "aged_out": 2, STILL_WAITING: 1},
    4: {"eet": 1, STILL_WAITING: 7},
}


def test_tied_months_equal_the_table_worked_by_hand():
    table = from_counts(TIED)
    assert [row.at_risk for row in table.months] == [25, 18, 13, 8]
    assert [row.waiting for row in table.months] == [F(4, 5), F(26, 45), F(2, 5), F(7, 20)]
    assert [row.incidence["eet"] for row in table.months] == [F(3, 25), F(67, 225), F(29, 75), F(131, 300)]
    assert [row.incidence["aged_out"] for row in table.months] == [F(2, 25), F(28, 225), F(16, 75), F(16, 75)]
    assert round(float(table.by(4, "eet")), 4) == 0.4367


def test_one_minus_kaplan_meier_overstates():
    """With those who aged out taken for people who may still come: 0.493 where 0.437 came."""
    wrong = dict(one_minus_kaplan_meier(from_counts(TIED), "eet"))
    assert wrong[4] == 1 - F(22, 25) * F(14, 18) * F(11, 13) * F(7, 8)
    assert round(float(wrong[4]), 3) == 0.493
    assert all(wrong[row.month] >= row.incidence["eet"] for row in from_counts(TIED).months)


def test_spells_in_any_order_give_the_same_table():
    spells = [(month, cause) for month, row in TIED.items() for cause, people in row.items() for _ in range(people)]
    random.Random(1).shuffle(spells)
    assert from_spells(spells) == from_counts(TIED)


def test_with_nobody_lost_it_is_the_plain_share():
    table = from_spells([(1, "eet"), (2, "aged_out"), (2, "eet"), (5, "not_known")])
    assert table.by(5, "eet") == F(1, 2)
    assert table.by(0, "eet") == 0
    assert table.months_until(F(1, 4), "eet") == 1
    assert table.months_until(0.9, "eet") is None


def test_nobody_makes_an_empty_table():
    assert from_counts({}).people == 0
    assert from_counts({}).months == ()


@pytest.mark.parametrize("wrong", [{-1: {"eet": 1}}, {1: {"eet": -2}}])
def test_what_is_no_count_is_refused(wrong):
    with pytest.raises(ValueError, match=r"before it began|fewer than no"):
        from_counts(wrong)


spells = st.lists(st.tuples(st.integers(0, 24), st.sampled_from(["eet", "not_known", "aged_out", None])), max_size=60)


@given(spells)
def test_those_who_left_and_those_who_wait_are_everybody(lasted):
    table = from_spells(lasted)
    for row in table.months:
        assert row.waiting + sum(row.incidence.values()) == 1
        assert 0 <= row.waiting <= 1
    for cause in table.causes:
        wrong = dict(one_minus_kaplan_meier(table, cause))
        curve = [row.incidence[cause] for row in table.months]
        assert curve == sorted(curve)
        assert all(wrong[row.month] >= row.incidence[cause] for row in table.months)
