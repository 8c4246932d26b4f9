"""What people type is cut into words as they meant it, and a slip of the finger is told from another word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.calc.typed_words import MOST_WORDS, is_close, numbered, plain, slips, typed_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("St. John’s", "st johns"),
        ("King's", "kings"),
        ("Upton-upon-Severn", "upton upon severn"),
        ("Tŷ Mawr Café", "ty mawr cafe"),
        ("  (Former) Depot & Yard_2 ", "former depot yard 2"),
        ("☃ %", ""),
    ],
)
def test_a_word_is_plain_without_accents_apostrophes_and_punctuation(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("wr52np", ["wr52np"]),
        ("WR5 2NP", ["wr52np"]),
        ("Library, wr5 2np.", ["wr52np", "library"]),
        ("EST/0012/A", ["est/0012/a"]),
        ("St. John's", ["st", "john's"]),
        ("a\0b", ["ab"]),
        ("% ; '' ☃", []),
    ],
)
def test_a_query_is_cut_at_its_spaces_and_a_postcode_is_one_word(query: str, expected: list[str]) -> None:
    assert [word.typed for word in typed_words(query)] == expected


def test_only_the_first_words_of_a_long_query_count() -> None:
    assert len(typed_words("word " * 30)) == MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("wp-000123", ("wp", "000123")),
        ("wp123", ("wp", "123")),
        ("123", ("", "123")),
        ("12a", None),
        ("1234567890123", None),
    ],
)
def test_a_number_may_be_a_reference_with_or_without_its_prefix(typed: str, expected: tuple[str, str] | None) -> None:
    assert numbered(typed) == expected


@pytest.mark.parametrize(
    ("typed", "word"),
    [("libarry", "library"), ("warndan", "warndon"), ("redich", "redditch"), ("lavendr", "lavender"), ("hal", "hall")],
)
def test_a_slip_or_two_still_comes_close(typed: str, word: str) -> None:
    assert is_close(typed, word)


@pytest.mark.parametrize(("typed", "word"), [("depot", "deeds"), ("library", "lottery"), ("park", "bank")])
def test_another_word_does_not(typed: str, word: str) -> None:
    assert not is_close(typed, word)


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("abcd", "abcd", 0), ("abcd", "abdc", 1), ("abcd", "acd", 1), ("abcd", "axcde", 2), ("ca", "abc", None)],
)
def test_slips_are_counted(one: str, other: str, number: int | None) -> None:
    assert slips(one, other, at_most=2) == number


words = st.text(alphabet="abc", max_size=7)


@given(words, words)
def test_slips_are_the_same_from_either_word_and_none_only_for_the_same_word(one: str, other: str) -> None:
    there = slips(one, other, at_most=7)
    assert there == slips(other, one, at_most=7)
    assert (there == 0) == (one == other)
    assert there is not None
    assert abs(len(one) - len(other)) <= there <= max(len(one), len(other))
