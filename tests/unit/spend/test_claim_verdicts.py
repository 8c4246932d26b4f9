"""A claim agrees when what it was worked out of allows the words it was stated in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spend.calc.verdicts import Outcome, Stated, Verdict, Wording, judge
from spend.calc.working import Worked


def asked(wording: str, low: object, value: object, high: object = None, tolerance: object = 0, end: object = None):
    stated = Stated(
        Wording(wording), Decimal(str(low)), None if high is None else Decimal(str(high)), Decimal(str(tolerance))
    )
    first = Decimal(str(value))
    return judge(stated, Worked(first, first if end is None else Decimal(str(end))))


@pytest.mark.parametrize(
    ("wording", "stated", "value", "tolerance", "outcome"),
    [
        ("exactly", 4_020_936, 4_020_936, 0, "agrees"),
        ("exactly", 4_020_936, 4_020_937, 0, "differs"),
        ("exactly", "4.02", "4.0209", "0.005", "agrees"),
        ("exactly", "4.02", "4.0251", "0.005", "differs"),
        ("about", 25, "23.75", 0, "agrees"),
        ("about", 25, "23.66", 0, "differs"),
        ("over", 12, "12.18", 0, "agrees"),
        ("over", 12, 500, 0, "agrees"),
        ("over", 50, 50, 0, "differs"),
        ("over", 12, "11.99", 0, "differs"),
        ("just_over", 1, "1.11", 0, "agrees"),
        ("just_over", 1, "1.3", 0, "differs"),
        ("almost", 9, "8.99", 0, "agrees"),
        ("almost", 9, "8", 0, "differs"),
        ("almost", 9, "9.1", 0, "differs"),
        ("up_to", 10, "3", 0, "agrees"),
        ("up_to", 10, "13.3", 0, "differs"),
    ],
)
def test_the_words_before_a_figure_say_how_far_off_it_may_be(wording, stated, value, tolerance, outcome):
    assert asked(wording, stated, value, tolerance=tolerance).outcome == outcome


def test_both_ends_of_a_range_are_held_to_what_was_stated():
    assert asked("between", 18, 18, high=36, end=36).outcome is Outcome.AGREES
    assert asked("between", 15, 15, high=36, end=30) == Verdict(Outcome.DIFFERS, Decimal(-6), Decimal(-6) / 36 * 100)


def test_what_is_known_must_lie_within_a_stated_span():
    assert asked("within", "2.2", "4.02", high=22, end="6.2").outcome is Outcome.AGREES
    outside = asked("within", 6000, 5800, high=8800, end=7000)
    assert (outside.outcome, outside.difference) == (Outcome.DIFFERS, -200)


def test_a_difference_is_told_in_the_figures_own_unit_and_per_cent_of_what_was_stated():
    found = asked("exactly", 180, 144)
    assert (found.outcome, found.difference, found.percent) == (Outcome.DIFFERS, -36, -20)


def test_nothing_is_told_in_per_cent_of_nought():
    assert asked("exactly", 0, 3).percent is None


FIGURES = st.decimals(-(10**12), 10**12, places=2)


@given(st.sampled_from([each for each in Wording if each not in (Wording.OVER, Wording.WITHIN)]), FIGURES)
def test_a_figure_always_agrees_with_itself(wording: Wording, figure: Decimal):
    assert judge(Stated(wording, figure), Worked(figure, figure)).outcome is Outcome.AGREES


@given(FIGURES, FIGURES, st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2))
def test_a_wider_tolerance_never_turns_agreement_into_difference(stated, value, tolerance, more):
    worked = Worked(value, value)
    if judge(Stated(Wording.EXACTLY, stated, None, tolerance), worked).outcome is Outcome.AGREES:
        assert judge(Stated(Wording.EXACTLY, stated, None, tolerance + more), worked).outcome is Outcome.AGREES
