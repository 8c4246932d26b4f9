"""NEET rates with their bounds, and what tells a hot spot from small numbers."""

from __future__ import annotations

import csv
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neets.calc import funnel, rates
from neets.calc.rates import Counts
from neets.choices import Activity, Standing, standing_of
from tests.realdata import real_data


def test_not_known_makes_two_bounds():
    found = rates.rate(Counts(cohort=1000, neet=40, not_known=30))
    assert (found.low, found.high, found.not_known) == (0.04, 0.07, 0.03)
    assert found.of_known == pytest.approx(40 / 970)


def test_nobody_has_no_rate():
    assert rates.rate(Counts(0, 0, 0)) == rates.Rate(None, None, None, None)
    assert rates.rate(Counts(10, 0, 10)).of_known is None


def test_an_indicator_is_the_mean_of_its_months():
    found = rates.mean([Counts(100, 6, 3), Counts(101, 5, 3), Counts(99, 4, 0)])
    assert (found.cohort, found.neet, found.not_known) == (100, 5, 2)
    assert rates.mean([]) is None


def test_more_than_the_cohort_is_refused():
    with pytest.raises(ValueError, match="fit into the cohort"):
        Counts(10, 8, 3)


def test_definitions_leave_out_codes_that_are_and_are_not_neet():
    for definition in rates.DEFINITIONS:
        for code in definition.leaves_out:
            assert standing_of(Activity(code)) in (Standing.OTHER, Standing.EET)
    assert rates.ONS_16_24.from_survey
    assert rates.NI_117.months == (11, 12, 1)
    assert rates.DFE_16_17.months == (12, 1, 2)


def test_age_on_the_day_and_in_the_school_year():
    assert rates.actual_age(1993, 8, 2009, 7) == 15
    assert rates.academic_age(1993, 8, 2009, 9) == 16
    assert rates.academic_age(1993, 8, 2009, 8) == 15
    assert rates.academic_age(1993, 9, 2010, 8) == 15


def test_published_percentages_do_not_add_up_to_what_is_published_of_both():
    path = real_data("people/neet_16_17_local_authorities_2021_2025.csv")
    apart = checked = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            try:
                both, neet, unknown = (
                    float(row[name]) for name in ("NEET_not_known_percent", "NEET_percent", "Notknown_percent")
                )
            except ValueError:
                continue  # published as not available
            checked += 1
            apart += round(neet + unknown, 1) != both
            assert abs(neet + unknown - both) < 0.45
    assert checked > 500
    # The reason that nothing here adds rounded percentages: most are 0.1 apart, one 0.4.
    assert apart > 50


def test_exact_binomial_limits_by_hand():
    """Ten people at one half: P(0) = 1/1024, P(0 or 1) = 11/1024, P(up to 2) = 56/1024.

    2.5% = 25.6/1024 lies between the last two: 2 - (56 - 25.6)/45 = 1.3244…; the upper end is its mirror image.
    """
    assert funnel.binomial_quantile(0.5, 10, 0.025) == pytest.approx(2 - (56 - 25.6) / 45)
    found = funnel.limits(0.5, 10)
    assert found.inner_low == pytest.approx(0.13244, abs=1e-5)
    # From below the quantile counts people up to and with it, so the mirror image is one less.
    assert found.inner_high == pytest.approx((10 - (2 - (56 - 25.6) / 45) - 1) / 10, abs=1e-9)


def test_a_small_place_may_stray_further_than_a_large_one():
    small, large = funnel.limits(0.09, 30), funnel.limits(0.09, 3000)
    assert small.inner_high > large.inner_high > 0.09 > large.inner_low >= small.inner_low
    assert funnel.standing(5, 30, 0.09) == "as chance would have it"
    assert funnel.standing(600, 3000, 0.09) == "high"
    assert funnel.standing(150, 3000, 0.09) == "low"


def test_five_in_a_hundred_lie_outside_the_inner_limits_and_no_more():
    """The chance beyond each limit, summed exactly, is never over what the limit promises by more than one person's."""
    for people in (20, 100, 500):
        high = funnel.limits(0.09, people).inner_high * people
        beyond = sum(
            math.comb(people, number) * 0.09**number * 0.91 ** (people - number)
            for number in range(math.floor(high) + 1, people + 1)
        )
        own = math.comb(people, math.ceil(high)) * 0.09 ** math.ceil(high) * 0.91 ** (people - math.ceil(high))
        assert beyond <= 0.025 + own


def test_wilson_by_hand():
    """5 of 50 at z = 1.96: middle (0.1 + 3.8416/100)/(1 + 3.8416/50) = 0.12854…; ends 0.0435 and 0.2136 as published
    tables of Wilson's interval have them."""
    found = funnel.wilson(5, 50)
    assert (round(found.low, 4), found.share, round(found.high, 4)) == (0.0435, 0.1, 0.2136)
    assert funnel.wilson(0, 20).low == 0
    assert funnel.wilson(0, 0) is None


def test_hot_spots_are_named_against_the_rate_of_all():
    found = dict(funnel.places([("A", 90, 1000), ("B", 88, 1000), ("C", 160, 1000), ("D", 0, 0), ("E", 3, 20)]))
    assert found["C"] == "high"
    assert found["E"] == "as chance would have it"
    assert "D" not in found


def test_the_curve_is_drawn_from_least_to_most():
    sizes = [limits.people for limits in funnel.curve(0.09, 20, 900, points=12)]
    assert (sizes[0], sizes[-1]) == (20, 900)
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize(("overall", "people"), [(0.5, 0), (1.1, 10), (-0.1, 10)])
def test_no_people_or_no_share_is_refused(overall, people):
    with pytest.raises(ValueError, match="at least one person"):
        funnel.limits(overall, people)


@given(st.integers(1, 400), st.floats(0, 1))
def test_limits_always_lie_in_order_between_nothing_and_everybody(people, overall):
    found = funnel.limits(overall, people)
    assert 0 <= found.outer_low <= found.inner_low <= found.inner_high <= found.outer_high <= 1


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_share(counted, others):
    found = funnel.wilson(counted, counted + others)
    if found:
        assert 0 <= found.low <= found.share + 1e-12
        assert found.share - 1e-12 <= found.high <= 1
