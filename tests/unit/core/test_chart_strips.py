"""Charts of strips: every mark lies on the strip, and as long as its figure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from totalplace.calc.charts.strips import Figure, Step, bars, both_sides, bridge, ranges

AMOUNTS = st.floats(-1e12, 1e12, allow_nan=False)


def figures(*amounts: float | None) -> list[Figure]:
    """A figure for each amount."""
    return [Figure(str(at), "", amount) for at, amount in enumerate(amounts)]


def test_bars_are_as_long_as_their_figures() -> None:
    strips = bars(figures(100, 50, 0, None))
    assert [[(mark.x, mark.width) for mark in strip.marks] for strip in strips] == [[(0, 100)], [(0, 50)], [(0, 0)], []]


def test_bars_below_nought_run_to_the_left_of_it() -> None:
    spent, income = bars(figures(75, -25))
    assert (spent.marks[0].x, spent.marks[0].width) == (25, 75)
    assert (income.marks[0].x, income.marks[0].width) == (0, 25)


def test_what_is_taken_lies_left_of_nought_and_what_is_given_right_of_it() -> None:
    both, taken = both_sides([Figure("A", "", -60, 40), Figure("B", "", -30, 0)])
    assert [(mark.x, mark.width, mark.tone) for mark in both.marks] == [(0, 60, "1"), (60, 40, "2")]
    assert [(mark.x, mark.width) for mark in taken.marks] == [(30, 30)]


def test_a_range_is_a_line_between_two_dots_and_one_figure_is_a_dot() -> None:
    between, one = ranges([Figure("Kent", "", 1.0, 4.0), Figure("All", "", 2.0, 2.0)])
    assert [(mark.kind, mark.x, mark.width) for mark in between.marks] == [
        ("range", 25, 75), ("dot", 25, 0), ("dot", 100, 0),
    ]  # fmt: skip
    assert [(mark.kind, mark.x) for mark in one.marks] == [("dot", 50)]


def test_each_step_of_a_bridge_begins_where_the_one_before_it_ended() -> None:
    strips = bridge(
        [Step("All", "", 80, True), Step("Less", "", -30), Step("More", "", 50), Step("End", "", 100, True)]
    )
    assert [(strip.marks[0].x, strip.marks[0].width) for strip in strips] == [(0, 80), (50, 30), (50, 50), (0, 100)]
    assert [strip.marks[0].tone for strip in strips] == ["1", "3", "2", "1"]


@given(st.lists(AMOUNTS | st.none(), max_size=12))
def test_no_mark_lies_outside_its_strip(amounts: list[float | None]) -> None:
    known = [amount for amount in amounts if amount is not None]
    steps = bridge([Step("", "", amount, at % 3 == 0) for at, amount in enumerate(known)])
    for strip in [*bars(figures(*amounts)), *ranges(figures(*amounts)), *steps]:
        for mark in strip.marks:
            assert -0.01 <= mark.x <= 100.01
            assert mark.width >= 0
            assert mark.x + mark.width <= 100.02
