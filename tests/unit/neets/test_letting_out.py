"""What of an analysis may leave: no small number, no rare path, no step of a curve finer than people allow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from neets.calc.bars import bars
from neets.calc.incidence import from_counts, from_spells
from neets.calc.letting_out import curve, follows, grid, paths
from neets.calc.range_chart import range_chart, round_top


def test_rare_paths_are_one_number():
    told = paths({("neet", "eet"): 103, ("neet",): 41, ("neet", "eet", "neet"): 9, ("neet", "not_known"): 8})
    assert told == {"paths": [[["neet", "eet"], 105], [["neet"], 40]], "others": 15}


def test_what_follows_what_tells_no_more_than_the_paths():
    assert follows([(("a", "b", "a", "b"), 20), (("a", "b"), 10), (("a",), 50)]) == [("a", "b", 30), ("b", "a", 20)]


def test_a_curve_is_rounded_to_people_and_ends_where_few_are_left():
    table = from_counts({1: {"eet": 52}, 6: {"eet": 30, "not_known": 4}, 12: {None: 114}})
    told = curve(table, ("eet", "not_known", "aged_out"))
    assert [row["month"] for row in told] == [1, 2, 3, 6, 9, 12]
    assert told[0] == {"month": 1, "counted": 200, "eet": 0.25, "not_known": None, "aged_out": None}
    assert told[3]["eet"] == 0.4
    assert told[3]["not_known"] is None  # four people
    assert curve(from_counts({1: {"eet": 9}}), ("eet",)) == []
    few = from_counts({1: {"eet": 40}, 12: {None: 9}})
    assert [row["month"] for row in curve(few, ("eet",))] == [1]


def test_everybody_is_hidden_like_nobody():
    told = curve(from_counts({1: {"eet": 40}, 2: {"eet": 5}}), ("eet",))
    assert [row["eet"] for row in told] == [None]


def test_a_table_keeps_its_order_and_hides_the_small():
    told = grid({("C", "J"): 120, ("C", "T"): 64, ("J", "C"): 3, ("J", "T"): 50}, b"")
    assert told["columns"] == ["J", "T", "C"]
    rows = dict(told["rows"])
    assert list(rows) == ["C", "J", "total"]
    assert rows["J"][2] is None
    assert all(people is None or (people >= 10 and people % 5 == 0) for row in rows.values() for people in row)
    assert grid({}, b"") == {"columns": [], "rows": []}


spells = st.lists(st.tuples(st.integers(0, 24), st.sampled_from(["eet", "not_known", None])), max_size=120)


@given(spells)
def test_no_share_stands_for_fewer_than_ten(lasted):
    table = from_spells(lasted)
    for row in curve(table, ("eet", "not_known")):
        assert row["counted"] >= 10
        for cause in ("eet", "not_known"):
            if row[cause] is not None:
                assert 10 <= float(table.by(row["month"], cause)) * table.people <= table.people - 10


@given(st.dictionaries(st.tuples(st.sampled_from("abc")), st.integers(0, 60), max_size=3))
def test_no_number_of_a_path_is_small_or_unrounded(people):
    told = paths(people)
    numbers = [number for _, number in told["paths"]] + ([told["others"]] if told["others"] is not None else [])
    assert all(number >= 10 and number % 5 == 0 for number in numbers)


def test_bars_run_from_nought_and_a_hidden_one_has_no_length():
    drawn = bars([("a", 40), ("b", 20), ("c", None)])
    assert [bar.length for bar in drawn.bars] == [660, 330, 0]
    assert bars([]).height == 0


def test_ranges_share_one_scale():
    drawn = range_chart([("one", 0, 5, 10), ("two", 20, 20, 20)])
    assert (drawn.bars[0].low_x, drawn.bars[1].high_x) == (8, 670)
    assert [int(round_top(value)) for value in (0, 5, 2_550_000)] == [4, 8, 4_000_000]
