"""Financial years are read however a body writes them, and never guessed."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spend.calc import years
from totalplace.calc.parsed import Parsed, Refused


@pytest.mark.parametrize(
    "written",
    [
        "2008/9",
        "2008-2009",
        "2008-09",
        "2008–09",
        "2008 to 2009",
        "08/09",
        "FY09",
        "FY 2009",
        "fy2008/09",
        "Financial year 2008/2009",
        "y/e 31 March 2009",
        "year ending 31/03/2009",
        "Year ended March 2009",
        " 2008/09  ",
    ],
)
def test_the_pilots_year_is_read_in_every_way_it_is_written(written):
    assert years.parse_financial_year(written).value == "2008/09"


def test_what_is_already_canonical_is_read_without_a_note_and_the_rest_with_one():
    assert years.parse_financial_year("2026/27") == Parsed("2026/27")
    assert years.parse_financial_year("FY09").note == "“FY09” read as 2008/09"


def test_the_turn_of_the_century_is_one_year():
    assert years.parse_financial_year("1999-2000").value == "1999/00"
    assert years.parse_financial_year("99/00").value == "1999/00"


@pytest.mark.parametrize("written", ["2009", 2009, 2009.0, "'09", "09"])
def test_a_single_year_is_refused_with_both_that_it_may_be(written):
    with pytest.raises(Refused, match="2008/09 or as 2009/10") as refusal:
        years.parse_financial_year(written)
    assert refusal.value.remedy == "Write both halves of the year, as 2026/27."


@pytest.mark.parametrize("written", ["2008/10", "2009/08", "2008/1009", "08/10"])
def test_halves_that_do_not_follow_each_other_are_refused(written):
    with pytest.raises(Refused):
        years.parse_financial_year(written)


@pytest.mark.parametrize("written", ["soon", "2008/09/10", "1234/35", "20082009", True, object(), "9" * 400])
def test_what_is_no_year_is_refused(written):
    with pytest.raises(Refused):
        years.parse_financial_year(written)


def test_a_cell_that_the_spreadsheet_turned_into_a_date_is_refused_with_the_remedy():
    with pytest.raises(Refused, match="Format the cell as text"):
        years.parse_financial_year(datetime.date(2026, 9, 8))


@pytest.mark.parametrize("written", [None, "", "  ", "not known", "n/a"])
def test_nothing_is_not_known(written):
    assert years.parse_financial_year(written).value is None


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_year_in_canonical_form_or_refused(written):
    try:
        parsed = years.parse_financial_year(written)
    except Refused:
        return
    assert parsed.value is None or re.fullmatch(years.PATTERN, parsed.value)


@given(st.dates(datetime.date(1901, 1, 1), datetime.date(2099, 12, 31)))
def test_every_day_lies_in_the_year_that_it_is_said_to_fall_in(day):
    year = years.year_of(day)
    assert years.first_day(year) <= day <= years.last_day(year)
    assert years.parse_financial_year(year) == Parsed(year)


@given(st.integers(years.EARLIEST, years.LATEST - 1))
def test_years_sort_as_text_in_the_order_of_time(start):
    assert years.financial_year(start) < years.financial_year(start + 1)


def test_years_are_counted_on_from_the_first():
    assert years.years_from("2008/09", 3) == ["2008/09", "2009/10", "2010/11"]
