"""A figure shared among parts: nothing is lost, nothing counted twice."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from estate.calc.shares import by_area, shared, together

AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=2)


def test_the_first_part_keeps_what_the_others_leave():
    found = shared(Decimal(1000), [None, Decimal(300), None], rest_to_first=True)
    assert found.parts == (700, 300, None)
    assert (found.given, found.difference) == (1000, 0)


def test_what_is_written_for_the_first_part_stands_and_the_difference_is_told():
    found = shared(Decimal(1000), [Decimal(800), Decimal(300)], rest_to_first=True)
    assert found.parts == (800, 300)
    assert found.difference == 100


def test_without_one_that_goes_on_each_part_has_what_it_was_given():
    assert shared(Decimal(1000), [None, Decimal(300)], rest_to_first=False).parts == (None, 300)
    assert shared(Decimal(1000), [None, None], rest_to_first=False).given is None
    assert shared(None, [None, Decimal(3)], rest_to_first=True).parts == (None, 3)
    assert shared(None, [None, Decimal(3)], rest_to_first=True).difference is None


@given(AMOUNTS, st.lists(st.none() | AMOUNTS, min_size=1, max_size=9))
def test_with_the_rest_to_the_first_the_whole_is_always_there(whole, others):
    assert shared(whole, [None, *others], rest_to_first=True).given == whole


def test_land_is_shared_by_the_outlines():
    assert by_area(Decimal("2.5"), 1000, 4000) == Decimal("0.625")
    assert by_area(Decimal(1), 1, 3) == Decimal("0.3333")


def test_unknown_figures_add_nothing_and_are_not_nought():
    assert together([None, Decimal(2), Decimal(3)]) == 5
    assert together([None, None]) is None
