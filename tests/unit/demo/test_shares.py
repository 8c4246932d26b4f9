"""Sums that people check by hand come out to the pound and the square metre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.demo.shares import apportion


def test_the_parts_of_a_hand_worked_division():
    # 10 by 3 : 3 : 1 is 4.29, 4.29 and 1.43; the one left over goes to the largest remainder.
    assert apportion(10, [3, 3, 1]) == [4, 4, 2]


def test_equal_remainders_go_to_the_earlier_part():
    assert apportion(2, [1, 1, 1]) == [1, 1, 0]


@given(st.integers(0, 10**9), st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_the_parts_always_add_up_and_none_is_a_whole_unit_off(total, weights):
    if sum(weights) == 0:
        with pytest.raises(ValueError, match="come to nought"):
            apportion(total, weights)
        return
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) <= 1.001 for part, weight in zip(parts, weights, strict=True))
