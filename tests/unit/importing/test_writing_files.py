"""What we export runs no formula when opened, and our own reader reads it back exactly."""

import datetime
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalplace.importing.neutral import neutralise, restore
from totalplace.importing.readers import read
from totalplace.importing.writers import MAX_CELL, TOO_LONG, csv_lines, safe_cell, write_csv, write_xlsx


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('=HYPERLINK("http://example.org")', '\'=HYPERLINK("http://example.org")'),
        ("+44 1905 763763", "'+44 1905 763763"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-2.35", "-2.35"),
        ("-", "-"),
        ("'quoted'", "'quoted'"),
        ("'=1", "''=1"),
        (-5, -5),
        (None, None),
    ],
)
def test_text_that_could_run_gets_an_apostrophe_and_nothing_else_does(value, written):
    assert safe_cell(value) == written


@given(st.text() | st.from_regex(r"'{0,3}[=+\-@\t\r].*"))
def test_taking_the_apostrophe_away_gives_the_text_back(text):
    assert restore(neutralise(text)) == text
    assert not neutralise(text).startswith(("=", "@", "\t", "\r"))


CELLS = st.one_of(
    st.none(),
    st.from_regex(r"['=+\-@]{0,3}[A-Za-z0-9 £,;\"’é\n]{0,20}", fullmatch=True)
    .map(str.strip)
    .map(lambda text: text or None),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_our_csv_and_xlsx_come_back_exactly(rows):
    rows = [(f"A{number}", *row) for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as name:
        text, book = Path(name) / "out.csv", Path(name) / "out.xlsx"
        with text.open("w", newline="", encoding="utf-8") as file:
            write_csv(file, ["Asset", "Name", "Note"], rows)
        write_xlsx(str(book), ["Asset", "Name", "Note"], rows)
        for path in (text, book):
            table = read(path, path.name)
            assert [column.name for column in table.columns] == ["Asset", "Name", "Note"]
            assert list(zip(*(column.values for column in table.columns), strict=True)) == rows


def test_a_workbook_keeps_types_and_runs_nothing():
    made = io.BytesIO()
    row = [
        "010000480247",
        Decimal("-1234.50"),
        datetime.date(2027, 3, 31),
        True,
        None,
        "=1+1",
        "http://example.org",
        10**18,
    ]
    assert write_xlsx(made, [f"c{n}" for n in range(8)], [row], widths=[12]) == 1
    cells = openpyxl.load_workbook(made).active[2]
    assert [cell.data_type for cell in cells] == ["s", "n", "d", "b", "n", "s", "s", "s"]
    assert cells[1].value == -1234.5
    assert cells[2].value.date() == datetime.date(2027, 3, 31)
    assert cells[5].value == "'=1+1"
    assert cells[6].hyperlink is None
    assert cells[7].value == "1000000000000000000"


def test_csv_is_written_as_it_is_asked_for():
    rows = iter([[1, Decimal("1E+2"), datetime.date(2027, 3, 31), False, None]])
    lines = csv_lines(["a", "b", "c", "d", "e"], rows)
    assert next(lines) == "\ufeffa,b,c,d,e\r\n"
    assert next(lines) == "1,100,2027-03-31,No,\r\n"


def test_text_too_long_for_a_spreadsheet_cell_is_said_to_be_not_dropped():
    made = io.BytesIO()
    write_xlsx(made, ["Outline"], [["x" * (MAX_CELL + 1)]])
    assert openpyxl.load_workbook(made).active["A2"].value == TOO_LONG
