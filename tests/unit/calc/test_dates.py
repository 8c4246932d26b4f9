"""Dates are day first, as the United Kingdom writes them; what no calendar has is refused."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalplace.calc.dates import long_date
from totalplace.calc.values import Refused, parse_date

LEASE_END = datetime.date(2027, 3, 31)


@pytest.mark.parametrize(
    "cell",
    [
        "31/03/2027",
        "31/3/2027",
        "31-03-2027",
        "31.03.2027",
        "31 03 2027",
        "2027-03-31",
        "2027/03/31",
        "2027-03-31T00:00:00Z",
        "2027-03-31 00:00:00",
        "31/03/2027 00:00",
        "31 March 2027",
        "31st March 2027",
        "31st of March, 2027",
        "Wednesday 31 March 2027",
        "March 31, 2027",
        "31-Mar-2027",
        "31 mar. 2027",
        LEASE_END,
        datetime.datetime(2027, 3, 31, 9, 30),
    ],
)
def test_a_whole_date_however_written(cell):
    parsed = parse_date(cell)
    assert (parsed.value, parsed.note) == (LEASE_END, None)
    assert type(parsed.value) is datetime.date


@pytest.mark.parametrize(
    ("cell", "date", "note"),
    [
        ("Mar-27", (2027, 3, 1), "“Mar-27” read as the first of the month, 1 March 2027"),
        ("March 2027", (2027, 3, 1), "“March 2027” read as the first of the month, 1 March 2027"),
        ("03/2027", (2027, 3, 1), "“03/2027” read as the first of the month, 1 March 2027"),
        ("Sept 2027", (2027, 9, 1), "“Sept 2027” read as the first of the month, 1 September 2027"),
        ("31/3/27", (2027, 3, 31), "“31/3/27” read as 31 March 2027"),
        ("31/03/71", (1971, 3, 31), "“31/03/71” read as 31 March 1971"),
        (46477, (2027, 3, 31), "spreadsheet day number 46477 read as 31 March 2027"),
        ("46477", (2027, 3, 31), "spreadsheet day number 46477 read as 31 March 2027"),
        (46477.5, (2027, 3, 31), "spreadsheet day number 46477 read as 31 March 2027"),
        ("20270331", (2027, 3, 31), "“20270331” read as 31 March 2027"),
    ],
)
def test_a_date_that_had_to_be_understood_is_noted(cell, date, note):
    parsed = parse_date(cell)
    assert (parsed.value, parsed.note) == (datetime.date(*date), note)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("31/02/2027", "no day of the calendar"),
        ("29/02/2027", "no day of the calendar"),
        ("00/01/2027", "no day of the calendar"),
        ("03/31/2027", "month first"),
        ("2027", "only a year"),
        ("31/12/9999", "not between"),
        ("31 Marsh 2027", "no month “marsh”"),
        ("soon", "not a date"),
        ("12", "not a date"),
        (True, "not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_a_remedy(cell, why):
    with pytest.raises(Refused) as refused:
        parse_date(cell)
    assert why in refused.value.reason
    assert refused.value.remedy


def test_an_open_end_is_unknown():
    assert parse_date("TBC").value is None
    assert parse_date(None).value is None


@given(st.dates(datetime.date(1066, 1, 1), datetime.date(3500, 12, 31)))
def test_every_date_is_read_back_from_each_way_we_write_it(date):
    for written in (f"{date:%d/%m}/{date.year:04}", date.isoformat(), long_date(date)):
        assert parse_date(written).value == date


@given(st.text(max_size=40) | st.floats() | st.integers() | st.times())
def test_any_cell_is_a_date_unknown_or_refused(cell):
    try:
        parsed = parse_date(cell)
    except Refused:
        return
    assert parsed.value is None or isinstance(parsed.value, datetime.date)
