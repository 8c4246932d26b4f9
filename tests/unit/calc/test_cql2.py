"""CQL2 is read as the standard says, in both its forms, and never at more cost than its length."""

from __future__ import annotations

import contextlib
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalplace.calc.cql2 import json, text
from totalplace.calc.cql2.tree import MOST_TERMS, Call, Interval, Named, NotAFilter, Shape

RED = Call("=", (Named("rag"), "red"))


def test_and_binds_closer_than_or_and_not_closer_than_both():
    read = text.parse("a = 1 OR b = 2 AND NOT c = 3")
    assert read.op == "or"
    assert read.args[1].op == "and"
    assert read.args[1].args[1].op == "not"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("rag = 'red'", '{"op": "=", "args": [{"property": "rag"}, "red"]}'),
        ("name = 'O''Neil'", '{"op": "=", "args": [{"property": "name"}, "O\'Neil"]}'),
        ("NOT rag IS NULL", '{"op": "not", "args": [{"op": "isNull", "args": [{"property": "rag"}]}]}'),
        ("rag IS NOT NULL", '{"op": "not", "args": [{"op": "isNull", "args": [{"property": "rag"}]}]}'),
        ("a NOT IN (1, 2)", '{"op": "not", "args": [{"op": "in", "args": [{"property": "a"}, [1, 2]]}]}'),
        ("a BETWEEN -1 AND 2.5", '{"op": "between", "args": [{"property": "a"}, -1, 2.5]}'),
        ("\"select\" LIKE 'x%'", '{"op": "like", "args": [{"property": "select"}, "x%"]}'),
        (
            "(a + 2) * 3 > 4",
            '{"op": ">", "args": [{"op": "*", "args": [{"op": "+", "args": [{"property": "a"}, 2]}, 3]}, 4]}',
        ),
        (
            "S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1, 0 0)))",
            (
                '{"op": "s_intersects", "args": [{"property": "geometry"},'
                ' {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}]}'
            ),
        ),
        (
            "S_WITHIN(geometry, BBOX(-2, 51, -1, 52))",
            '{"op": "s_within", "args": [{"property": "geometry"}, {"bbox": [-2, 51, -1, 52]}]}',
        ),
        (
            "T_DURING(a, INTERVAL('2026-01-01', '..'))",
            '{"op": "t_during", "args": [{"property": "a"}, {"interval": ["2026-01-01", ".."]}]}',
        ),
        (
            "casei(name) = CASEI('x') and TRUE",
            (
                '{"op": "and", "args": [{"op": "=", "args": [{"op": "casei", "args": [{"property": "name"}]},'
                ' {"op": "casei", "args": ["x"]}]}, true]}'
            ),
        ),
        (
            "a > TIMESTAMP('2026-01-01T00:00:00Z') AND b < DATE('2026-02-01')",
            (
                '{"op": "and", "args": ['
                '{"op": ">", "args": [{"property": "a"}, {"timestamp": "2026-01-01T00:00:00Z"}]},'
                ' {"op": "<", "args": [{"property": "b"}, {"date": "2026-02-01"}]}]}'
            ),
        ),
    ],
)
def test_both_forms_say_the_same(written, said):
    assert text.parse(written) == json.parse(said)


def test_values_are_of_their_kinds():
    assert text.parse("a = 1.50").args[1] == Decimal("1.50")
    assert text.parse("a = DATE('2026-03-31')").args[1] == datetime.date(2026, 3, 31)
    assert text.parse("T_AFTER(a, INTERVAL('..', '2026-03-31'))").args[1] == Interval(None, datetime.date(2026, 3, 31))
    assert text.parse("S_EQUALS(g, POINT(-2 52))").args[1] == Shape("Point", (-2.0, 52.0))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("(" * 30 + "a = 1" + ")" * 30, "nested"),
        ("NOT " * 40 + "a = 1", "nested"),
        ("- " * 40 + "a = 1", "nested"),
        ("+".join("a" * 60) + " = 1", "nested"),
        (" OR ".join(["a = 1"] * 200), f"more than {MOST_TERMS} terms"),
        ("a IN (" + ",".join(["1"] * 400) + ")", f"more than {MOST_TERMS} terms"),
        ("a = '" + "x" * 9000 + "'", "characters long"),
        ("a = " + "9" * 60, "of a size"),
        ("a = 1e999999", "of a size"),
        ("S_INTERSECTS(g, LINESTRING(" + ",".join(["0 0"] * 501) + "))", "at most 500"),
        ("S_INTERSECTS(g, POLYGON((0 0, 1 1)))", "at least 4"),
        ("S_INTERSECTS(g, POLYGON((0 0, 1 0, 1 1, 2 2)))", "end where it begins"),
        ("S_INTERSECTS(g, BBOX(3, 1, 2, 4))", "below and left"),
        ("a = 1; DROP TABLE x", "not understood"),
        ("a = 1 --", "should stand"),
        ("a = ", "should stand"),
        ("sleep(10)", "no operator or function"),
        ("a = DATE('2026-02-30')", "not a day"),
        ("a = 'it", "not understood"),
        ("", "should stand"),
    ],
)
def test_what_is_no_filter_is_refused_in_words(written, why):
    with pytest.raises(NotAFilter, match=why):
        text.parse(written)


@pytest.mark.parametrize(
    "said",
    [
        "[" * 4000, '{"op": "="}', '{"op": "=", "args": [{"property": "a"}, null]}', "NaN", '{"a": 1}', "[]", "null",
        '{"op": "=", "args": [{"property": "a"}, "\\u0000"]}', '{"op": "=", "args": [{"property": "a"}, "\\ud800"]}',
        '{"op": "and", "args": []}', '{"op": ["="], "args": [1, 2]}', '{"op": "not", "args": [' * 40,
        '{"op": "=", "args": [{"property": "a"}, Infinity]}', '{"type": "Point", "coordinates": ["x", 1]}',
        '{"op": "s_intersects", "args": [{"property": "g"}, {"type": "Point", "coordinates": [[[[[[1]]]]]]}]}',
    ],
)  # fmt: skip
def test_what_is_no_filter_in_json_is_refused_in_words(said):
    with pytest.raises(NotAFilter):
        json.parse(said)


WORDS = (
    "a", "=", "1", "'x'", "(", ")", "AND", "OR", "NOT", "IN", ",", "LIKE", "BETWEEN", "IS", "NULL", "-", "*", "POINT",
    "S_WITHIN(", "DATE(", "INTERVAL(", "BBOX(", "CASEI(",
)  # fmt: skip


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_any_words_are_a_filter_or_refused(words):
    for parse in (text.parse, json.parse):
        with contextlib.suppress(NotAFilter):
            parse(words)
