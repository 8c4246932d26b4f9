"""A parser runs once for each distinct value of a column, and every row gets its own answer."""

import pyarrow as pa
import pytest

from totalplace.calc.values import Parsed, parse_column, parse_integer, parse_money, parse_titles, parse_uprn


@pytest.mark.parametrize("make", [list, pa.array, lambda values: pa.chunked_array([values[:2], values[2:]])])
def test_values_notes_and_refusals_stand_at_their_rows(make):
    column = parse_column(make(["1,200", "(5)", None, "lots", "(5)", "n/a"]), parse_money)
    assert column.values == [1200, -5, None, None, -5, None]
    assert column.notes == {1: "“(5)” read as -£5.00", 4: "“(5)” read as -£5.00", 5: "“n/a” read as not known"}
    assert list(column.refusals) == [3]
    assert "“lots”" in column.refusals[3].reason


@pytest.mark.parametrize("make", [list, pa.array])
def test_each_distinct_value_is_parsed_once(make):
    seen = []

    def parser(value):
        seen.append(value)
        return Parsed(value)

    assert parse_column(make(["a", "b", "a", "a"]), parser).values == ["a", "b", "a", "a"]
    assert sorted(value for value in seen if value) == ["a", "b"]


def test_one_and_true_are_told_apart():
    column = parse_column([1, True, 1.0], parse_integer)
    assert column.values == [1, None, 1]
    assert list(column.refusals) == [1]


@pytest.mark.parametrize("make", [list, pa.array])
def test_lists_as_values(make):
    assert parse_column(make(["WR1, WR2", "WR3", None]), parse_titles).values == [["WR1", "WR2"], ["WR3"], None]


def test_typed_arrow_columns_and_empty_ones():
    assert parse_column(pa.array([100121234567, None]), parse_uprn).values == ["100121234567", None]
    assert parse_column(pa.array([], pa.string()), parse_uprn).values == []
    assert parse_column(pa.nulls(2), parse_uprn).values == [None, None]
