"""UPRNs, postcodes, title numbers and choices are put into their one form, or refused with what to write instead."""

from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalplace.calc.values import (
    Parsed,
    Refused,
    parse_boolean,
    parse_choice,
    parse_postcode,
    parse_text,
    parse_titles,
    parse_uprn,
)


@pytest.mark.parametrize(
    ("cell", "uprn"),
    [
        ("010000480247", "10000480247"),
        (100121234567.0, "100121234567"),
        (100121234567, "100121234567"),
        ("10 0121 234567", "100121234567"),
        ("'100121234567", "100121234567"),
        ("123.0", "123"),
        ("0", None),
        ("n/a", None),
    ],
)
def test_a_uprn_is_digits_without_leading_zeros(cell, uprn):
    parsed = parse_uprn(cell)
    assert parsed.value == uprn
    if uprn:
        assert parsed.note is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1.00012E+11", "shortened"),
        ("1234567890123", "13 digits"),
        ("10A", "more in it than digits"),
        (1.5, "more in it than digits"),
        (-5, "more in it than digits"),
        (True, "not a UPRN"),
        (float("inf"), "more in it than digits"),
        ("²³", "more in it than digits"),
    ],
)
def test_what_is_no_uprn_is_refused(cell, why):
    with pytest.raises(Refused) as refused:
        parse_uprn(cell)
    assert why in refused.value.reason


@given(st.integers(1, 999_999_999_999))
def test_every_uprn_is_read_from_a_number_a_float_and_padded_text(uprn):
    assert parse_uprn(uprn).value == parse_uprn(float(uprn)).value == parse_uprn(f"{uprn:012}").value == str(uprn)


@pytest.mark.parametrize(
    ("cell", "postcode"),
    [
        ("WR1 1AA", "WR1 1AA"),
        ("wr11aa", "WR1 1AA"),
        (" WR1  1AA. ", "WR1 1AA"),
        ("B1 1AA", "B1 1AA"),
        ("SW1A1AA", "SW1A 1AA"),
        ("W1A 0AX", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("DY10 3TE", "DY10 3TE"),
    ],
)
def test_a_postcode_gets_its_capital_letters_and_one_space(cell, postcode):
    parsed = parse_postcode(cell)
    assert (parsed.value, parsed.note, parsed.partial) == (postcode, None, False)


def test_a_letter_typed_for_a_digit_is_corrected_with_a_note():
    parsed = parse_postcode("M32 OXZ")
    assert parsed.value == "M32 0XZ"
    assert parsed.note == "“M32 OXZ” read as M32 0XZ: letter and digit confused"
    assert parse_postcode("WRI 1AA").value == "WR1 1AA"


def test_the_first_half_of_a_postcode_is_kept_as_only_that():
    parsed = parse_postcode("M41")
    assert (parsed.value, parsed.partial) == ("M41", True)
    assert "first half" in parsed.note


@pytest.mark.parametrize("cell", ["WA14 1", "12345", "Pershore", "QQ1 1AA", "WR1 1AAA", "90210-1234"])
def test_what_is_no_postcode_is_refused(cell):
    with pytest.raises(Refused):
        parse_postcode(cell)


@pytest.mark.parametrize(
    ("cell", "titles"),
    [
        ("WR12345", ["WR12345"]),
        ("HW 98765", ["HW98765"]),
        ("wr1, WR2; HW3/WR1 & WR4 and WR5\nWR6", ["WR1", "WR2", "HW3", "WR4", "WR5", "WR6"]),
        (12345.0, ["12345"]),
        ("unknown", None),
        (" , ", None),
    ],
)
def test_title_numbers(cell, titles):
    assert parse_titles(cell).value == titles


def test_words_that_are_no_title_number_are_refused():
    with pytest.raises(Refused, match="“unregistered” is not a title number"):
        parse_titles("unregistered")


TENURE = partial(
    parse_choice,
    {"freehold": "Freehold", "leasehold": "Leasehold", "pfi": "PFI or managed", "unknown": "Not known"},
    {"Long leasehold": "leasehold", "FH": "freehold"},
)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Freehold", "freehold"),
        ("FREEHOLD ", "freehold"),
        ("long  lease-hold", "leasehold"),
        ("fh", "freehold"),
        ("PFI / or managed", "pfi"),
        ("not known", "unknown"),
        ("n/a", None),
        ("", None),
        (None, None),
    ],
)
def test_a_choice_by_code_label_or_synonym_whatever_its_capitals(cell, code):
    assert TENURE(cell).value == code


def test_a_near_miss_is_taken_with_a_note_and_a_far_one_refused_with_the_choices():
    parsed = TENURE("Leashold")
    assert (parsed.value, parsed.note) == ("leasehold", "“Leashold” read as Leasehold")
    with pytest.raises(Refused) as refused:
        TENURE("Commonhold")
    assert refused.value.remedy == "Use one of: Freehold, Leasehold, PFI or managed, Not known."


def test_a_near_miss_between_two_choices_is_refused():
    parse = partial(parse_choice, {"open": "Landing", "shut": "Lending"}, {})
    with pytest.raises(Refused):
        parse("Lanending")


@pytest.mark.parametrize(
    ("cell", "answer"), [("Yes", True), ("n", False), (1, True), (0.0, False), (True, True), ("✓", True), ("TBC", None)]
)
def test_yes_or_no(cell, answer):
    assert parse_boolean(cell).value is answer


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(Refused):
        parse_boolean("perhaps")


def test_text_is_tidied_and_never_cut():
    assert parse_text("  Town\u00a0 Hall ").value == "Town Hall"
    assert parse_text("one\n two ", lines=True).value == "one\ntwo"
    assert parse_text(12.0).value == "12"
    with pytest.raises(Refused, match="The text has 11 characters; there is room for 10"):
        parse_text("x" * 11, max_length=10)


@given(st.text(max_size=40) | st.floats() | st.integers() | st.booleans())
def test_any_cell_is_read_or_refused(cell):
    for parser in (parse_uprn, parse_postcode, parse_titles, parse_boolean, parse_text, TENURE):
        with suppress(Refused):
            assert isinstance(parser(cell), Parsed)
