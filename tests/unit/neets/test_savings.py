"""What a single service would save: the pilot's three tiers from their inputs, any of which can be changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neets.calc.savings import (
    Inputs,
    Range,
    beside_other_costs,
    long_term_reading,
    savings,
)

D = Decimal
PILOT = Inputs(
    administration=Range.of(D(400_000)),
    administration_saving=Range.of(D("0.20")),
    programme=Range.of(D(5_000_000), high=D(8_000_000)),
    programme_saving=Range.of(D("0.10")),
    entering_lifelong=Range.of(D(100)),
    turned_round=Range.of(D("0.10")),
    lifetime_cost=Range.of(D(255_000), low=D(56_000)),
)


def test_the_three_tiers_are_the_pilots():
    found = savings(PILOT)
    assert found.administration.central == 80_000
    assert found.programme.central == 500_000
    assert found.cohort.central == 2_550_000
    assert found.people.central == 10


def test_low_and_high_follow_what_the_documents_disagree_about():
    found = savings(PILOT)
    assert (found.programme.low, found.programme.high) == (500_000, 800_000)
    assert (found.cohort.low, found.cohort.high) == (560_000, 2_550_000)


def test_every_input_changes_its_tier_and_no_other():
    halved = savings(replace(PILOT, programme_saving=Range.of(D("0.05"))))
    assert halved.programme.central == 250_000
    assert (halved.administration, halved.cohort) == (savings(PILOT).administration, savings(PILOT).cohort)


def test_the_nested_tiers_are_never_added():
    assert savings(PILOT).cash.central == 500_000
    # A programme so small that the first tier is the greater: still not the sum.
    assert savings(replace(PILOT, programme=Range.of(D(100_000)))).cash.central == 80_000


def test_a_lifetime_is_no_cash_of_any_year():
    found = savings(replace(PILOT, years=3))
    assert found.cash_over_years.central == 1_500_000
    assert found.cash_over_years == savings(replace(PILOT, years=3, lifetime_cost=Range.of(D(1)))).cash_over_years


def test_years_build_up_and_are_worth_less_later():
    found = savings(replace(PILOT, years=4, reached=(D("0"), D("0.5"), D("1"))))
    assert [year.saved.central for year in found.years] == [0, 250_000, 500_000, 500_000]
    # 250,000 ÷ 1.035 and 500,000 ÷ 1.035², by hand to the pound.
    assert [round(year.saved_today.central) for year in found.years] == [0, 241_546, 466_755, 450_971]
    assert round(found.cash_over_years_today.central) == 1_159_273


def test_the_assumption_stands_beside_the_published_costs():
    gmca, coles = beside_other_costs(PILOT, [D(64_483), D(56_000)])
    assert (gmca.cohort, coles.cohort) == (644_830, 560_000)
    assert round(gmca.assumption_over_this, 2) == D("3.95")
    assert round(coles.assumption_over_this, 2) == D("4.55")


def test_read_of_all_long_term_neets_the_ambition_is_another_sum():
    for_life, one_in_six = long_term_reading(D(600), D("0.1"), D(1) / 6, D(255_000))
    assert for_life == 15_300_000
    assert round(one_in_six) == 2_550_000


@pytest.mark.parametrize(
    "wrong",
    [{"turned_round": Range.of(D("1.1"))}, {"programme_saving": Range.of(D("-0.1"))}, {"years": 0}, {"years": 61}],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"share|Years"):
        replace(PILOT, **wrong)


def test_a_range_must_rise():
    with pytest.raises(ValueError, match="must rise"):
        Range(D(2), D(1), D(3))


money = st.decimals(min_value=0, max_value=10**9, places=2)
shares = st.decimals(min_value=0, max_value=1, places=4)


@given(money, shares, money, shares)
def test_nothing_ever_exceeds_the_greater_of_two_nested_savings(administration, first, programme, second):
    found = savings(
        replace(
            PILOT,
            administration=Range.of(administration),
            administration_saving=Range.of(first),
            programme=Range.of(programme),
            programme_saving=Range.of(second),
        )
    )
    assert found.cash.central == max(found.administration.central, found.programme.central)
    assert found.cash.low <= found.cash.central <= found.cash.high
