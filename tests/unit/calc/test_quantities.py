"""Money, areas, numbers and years are read as officers write them, and what could mean two things is refused."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalplace.calc.quantities import pounds_text
from totalplace.calc.values import (
    Refused,
    parse_area_m2,
    parse_hectares,
    parse_integer,
    parse_money,
    parse_number,
    parse_year,
)


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("£1,234,567.89", "1234567.89"),
        ("1234567.89", "1234567.89"),
        ("(1,200)", "-1200"),
        ("-£1,200", "-1200"),
        ("£-3", "-3"),
        ("1,200-", "-1200"),
        ("1.2m", "1200000"),
        ("(£1.2m)", "-1200000"),
        ("£45k", "45000"),
        ("£1.5bn", "1500000000"),
        ("£ 1 234 567", "1234567"),
        ("£12,000 p.a.", "12000"),
        ("12000 per annum", "12000"),
        ("GBP 500", "500"),
        ("approx. £1,000", "1000"),
        ("peppercorn", "0"),
        (".5", "0.5"),
        (1234.5600000001, "1234.56"),
        (90000.0, "90000"),
        (Decimal("12.30"), "12.30"),
    ],
)
def test_money_is_read_to_the_penny(cell, pounds):
    assert parse_money(cell).value == Decimal(pounds)


def test_money_is_noted_only_when_it_was_not_plain():
    assert parse_money("£1,234,567.89").note == "“£1,234,567.89” read as £1,234,567.89"
    assert parse_money("(1,200)").note == "“(1,200)” read as -£1,200.00"
    assert parse_money("1,234.50").note is None
    assert parse_money(90000.0).note is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1 234,50", "more than one amount"),
        ("1,5", "more than one amount"),
        ("1.234", "thousands or as decimals"),
        ("1.234.567,89", "more than one amount"),
        ("$500", "not in pounds"),
        ("€1,000", "not in pounds"),
        ("£500 pcm", "not for a year"),
        ("100 per month", "not for a year"),
        ("10-20", "not an amount of money"),
        ("see lease", "not an amount of money"),
        ("£", "not an amount of money"),
        ("9" * 30, "above the largest"),
        (float("inf"), "infinite"),
        (True, "yes or no"),
    ],
)
def test_money_that_is_ambiguous_or_none_is_refused_with_a_remedy(cell, why):
    with pytest.raises(Refused) as refused:
        parse_money(cell)
    assert why in refused.value.reason
    assert refused.value.remedy


@given(st.decimals(min_value=-999_999_999_999, max_value=999_999_999_999, places=2))
def test_money_written_by_us_is_read_back_exactly(pounds):
    assert parse_money(pounds_text(pounds)).value == pounds
    assert parse_money(str(pounds)).value == pounds


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.dates() | st.decimals())
def test_any_cell_is_a_number_unknown_or_refused(cell):
    for parser in (parse_money, parse_area_m2, parse_hectares, parse_number, parse_integer, parse_year):
        try:
            parsed = parser(cell)
        except Refused:
            continue
        assert parsed.value is None or math.isfinite(parsed.value)


@pytest.mark.parametrize(
    "word", ["", None, "  ", "n/a", "N/A", "TBC", "-", "–", "?", "not known", "under assessment", "#N/A"]
)
def test_words_for_not_knowing_are_unknown_and_kept_in_the_note(word):
    parsed = parse_money(word)
    assert parsed.value is None
    assert parsed.note == (f"“{word}” read as not known" if word and word.strip() else None)


@pytest.mark.parametrize(
    ("cell", "square_metres"),
    [
        ("1,234 m2", "1234"),
        ("1,234 m²", "1234"),
        ("801 sq m", "801"),
        ("801 square metres", "801"),
        (801.0, "801"),
        # 1 square foot is 0.3048 m squared, exactly.
        ("10,000 sq ft", "929.03"),
        ("100ft²", "9.29"),
        ("0.5 ha", "5000"),
        ("2 acres", "8093.71"),
    ],
)
def test_floor_areas_are_turned_into_square_metres(cell, square_metres):
    assert parse_area_m2(cell).value == Decimal(square_metres)


@pytest.mark.parametrize(
    ("cell", "hectares"),
    # An international acre is 4,046.8564224 m².
    [("0.47 ha", "0.47"), ("0.47", "0.47"), (1.014, "1.014"), ("2 acres", "0.8094"), ("10,000 m2", "1")],
)
def test_site_areas_are_turned_into_hectares(cell, hectares):
    assert parse_hectares(cell).value == Decimal(hectares)


def test_conversions_and_roundings_are_noted_and_plain_sizes_are_not():
    assert parse_area_m2("10,000 sq ft").note == "“10,000 sq ft” turned from square feet into 929.03 m²"
    assert parse_area_m2("1,234 m2").note is None
    assert parse_area_m2(1047.123).note == "“1047.123” rounded to 1,047.12 m²"
    assert parse_hectares("0.47 ha").note is None


@pytest.mark.parametrize("cell", ["-5", -5, "12 m", "large", "1.5 x 3"])
def test_sizes_that_are_negative_or_none_are_refused(cell):
    for parser in (parse_area_m2, parse_hectares):
        with pytest.raises(Refused):
            parser(cell)


def test_whole_numbers_and_bounds():
    assert parse_integer("1,234").value == 1234
    assert parse_integer(12.0).value == 12
    assert type(parse_integer(12.0).value) is int
    assert parse_number("12.345", places=2).value == Decimal("12.35")
    for cell, options in (("12.5", {}), ("-1", {"minimum": 0}), ("11", {"maximum": 10})):
        with pytest.raises(Refused):
            parse_integer(cell, **options)


@pytest.mark.parametrize(
    ("cell", "year"),
    [(1965, 1965), ("1965.0", 1965), ("c1900", 1900), ("1960s", 1960), ("31/03/1999", 1999), ("pre 1919", 1919)],
)
def test_years(cell, year):
    assert parse_year(cell).value == year


@pytest.mark.parametrize("cell", ["1960-65", 123, "Victorian", 3000])
def test_what_is_no_year_is_refused(cell):
    with pytest.raises(Refused):
        parse_year(cell)
