"""Whose change is it? Every way in which a field can have been touched, worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalplace.calc.merging import Touched, compare, differing, is_conflict

VALUES = st.sampled_from(["a", "b", "c", None])


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "touched", "suggested"),
    [
        ("a", "a", "a", Touched.NOBODY, Touched.THEIRS),
        ("a", "a", "b", Touched.MINE, Touched.MINE),
        ("a", "b", "a", Touched.THEIRS, Touched.THEIRS),
        ("a", "b", "b", Touched.ALIKE, Touched.THEIRS),
        ("a", "b", "c", Touched.BOTH, None),
        # Clearing is a change like any other, and not knowing is a value.
        ("a", None, "a", Touched.THEIRS, Touched.THEIRS),
        ("a", None, "b", Touched.BOTH, None),
        (None, None, "b", Touched.MINE, Touched.MINE),
    ],
)
def test_each_way_a_field_can_have_been_touched(base, theirs, mine, touched, suggested):
    (field,) = compare({"name": base}, {"name": theirs}, {"name": mine})
    assert (field.touched, field.suggested) == (touched, suggested)


@pytest.mark.parametrize("base", [None, {}, {"other": "a"}])
def test_where_nobody_knows_how_it_was_a_difference_is_to_be_chosen(base):
    (field,) = compare(base, {"name": "a"}, {"name": "b"})
    assert (field.touched, field.is_base_known, field.suggested) == (Touched.BOTH, False, None)
    (alike,) = compare(base, {"name": "a"}, {"name": "a"})
    assert alike.touched is Touched.ALIKE


def test_one_value_in_two_spellings_is_no_difference():
    same = lambda one, other: str(one).casefold() == str(other).casefold()  # noqa: E731
    assert differing(compare({"name": "a"}, {"name": "A"}, {"name": "a"}, same=same)) == []


def test_fields_that_she_did_not_ask_about_are_not_compared():
    fields = compare({"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 5})
    assert [(field.name, field.touched) for field in fields] == [("a", Touched.MINE)]
    assert not is_conflict(fields)


@given(st.dictionaries(st.sampled_from("pqrs"), st.tuples(VALUES, VALUES, VALUES), min_size=1))
def test_what_is_suggested_never_takes_away_a_change_of_theirs(state):
    base, theirs, mine = ({name: row[side] for name, row in state.items()} for side in range(3))
    fields = compare(base, theirs, mine)
    for field in fields:
        if field.suggested is Touched.MINE:
            assert field.theirs == field.base
        if field.suggested is Touched.THEIRS:
            assert field.mine in (field.base, field.theirs)
    # Without a conflict, storing all of mine loses nothing of theirs.
    if not is_conflict(fields):
        assert all(mine[name] == theirs[name] for name in state if theirs[name] != base[name])
