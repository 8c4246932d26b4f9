"""A workbook is read as the officer sees it: merged and hidden headings, dates, whole numbers, formulas."""

import datetime
import re

import openpyxl
import pytest
import xlsxwriter

from totalplace.importing.readers import UnreadableFile, list_sheets, read

from .files import HEADINGS, ROWS, excel, ods, with_member, xls, xlsx


def values(table, name):
    return list(table.column(name).values)


def names(table):
    return [column.name for column in table.columns]


@pytest.mark.parametrize(("make", "format"), [(xlsx, "XLSX"), (excel, "XLSX"), (xls, "XLS"), (ods, "ODS")])
def test_each_kind_of_workbook_is_read(tmp_path, make, format):
    path = make(tmp_path, [HEADINGS, *ROWS])
    table = read(path, path.name)
    assert (table.format, table.sheet) == (format, "Sites")
    assert names(table) == list(HEADINGS)
    assert values(table, "Postcode") == ["WR1 1AA", "WR1 1AB"]
    assert table.row_numbers.tolist() == [2, 3]


@pytest.mark.parametrize("make", [xlsx, excel, xls, ods])
def test_whole_numbers_stay_whole(tmp_path, make):
    path = make(tmp_path, [("UPRN", "Area"), (100121234567, 12.5), (10001144791, 100)])
    table = read(path, path.name)
    assert values(table, "UPRN") == [100121234567, 10001144791]
    assert all(type(uprn) is int for uprn in values(table, "UPRN"))
    assert values(table, "Area") == [12.5, 100]


def test_dates_are_dates(tmp_path):
    path = xlsx(tmp_path, [("Asset", "Expires"), ("A1", datetime.date(2027, 3, 31)), ("A2", 44927)])
    assert values(read(path, path.name), "Expires") == [datetime.date(2027, 3, 31), 44927]


def test_the_sheet_with_most_data_is_read_and_any_other_can_be_chosen(tmp_path):
    path = xlsx(tmp_path, [("Read me",), ("Contact the estates team",)], Land=[HEADINGS, *ROWS], Empty=[])
    assert [(sheet.name, sheet.rows, sheet.columns) for sheet in list_sheets(path, path.name)] == [
        ("Sites", 2, 1),
        ("Land", 3, 3),
        ("Empty", 0, 0),
    ]
    table = read(path, path.name)
    assert table.sheet == "Land"
    assert "Sheet “Land” (2 of 3)" in table.notes
    assert names(read(path, path.name, sheet="Sites")) == ["Read me"]
    with pytest.raises(UnreadableFile) as refused:
        read(path, path.name, sheet="Offices")
    assert refused.value.remedy == "Choose one of “Sites”, “Land”, “Empty”."


def test_a_hidden_sheet_is_listed_as_hidden_and_not_chosen_unasked(tmp_path):
    path = xlsx(tmp_path, [HEADINGS, ROWS[0]], Lists=[("x",)] * 50)
    book = openpyxl.load_workbook(path)
    book["Lists"].sheet_state = "hidden"
    book.save(path)
    assert [sheet.hidden for sheet in list_sheets(path, path.name)] == [False, True]
    assert read(path, path.name).sheet == "Sites"


def test_merged_headings_name_each_column_under_them(tmp_path):
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sites")
        sheet.merge_range("A1:F1", "Register of land and premises")
        sheet.write_row("A3", ["Asset"])
        sheet.merge_range("B3:C3", "Map reference\nEastings      Northings")
        sheet.merge_range("D3:E3", "Contact")
        sheet.write("F3", "Post-\ntown")
        sheet.write_row("A4", ["A1", 385000, 254700, "Ann", "Bob", "Worcester"])
        sheet.write_row("A5", ["A2", 385001, 254701, "Cid", "Dot", "Evesham"])
    table = read(path, path.name)
    assert names(table) == ["Asset", "Eastings", "Northings", "Contact", "Contact (2)", "Post- town"]
    assert "Merged heading “Map reference” spread over columns B to C" in table.notes
    assert "Heading found in row 3; 2 rows above it skipped" in table.notes
    assert table.row_numbers.tolist() == [4, 5]


def test_headings_in_two_rows_take_the_upper_one_where_it_reaches_down_or_tells_two_apart(tmp_path):
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sites")
        sheet.merge_range("A1:A2", "Asset")
        sheet.merge_range("B1:C1", "Site")
        sheet.merge_range("D1:E1", "Landlord")
        sheet.write_row("B2", ["Street", "Postcode", "Street", "Postcode"])
        for row in range(2, 6):
            sheet.write_row(row, 0, [f"A{row}", "High Street", "WR1 1AA", "Mill Lane", "WR1 1AB"])
    table = read(path, path.name)
    assert names(table) == ["Asset", "Site Street", "Site Postcode", "Landlord Street", "Landlord Postcode"]
    assert values(table, "Asset")[0] == "A2"


def test_hidden_columns_are_read_and_marked(tmp_path):
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sites")
        sheet.set_column("B:C", None, None, {"hidden": True})
        sheet.write_row("A1", ["Asset", "UPRN", "Old", "UPRN"])
        sheet.write_row("A2", ["A1", "", "x", 100])
    table = read(path, path.name)
    assert [(column.name, column.hidden) for column in table.columns] == [
        ("Asset", False),
        ("UPRN", True),
        ("Old", True),
        ("UPRN (2)", False),
    ]
    assert "2 hidden columns read: “UPRN”, “Old”" in table.notes


def test_rows_that_are_only_formatted_are_counted_and_left_out(tmp_path):
    path = tmp_path / "formatted.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, grey = book.add_worksheet("Sites"), book.add_format({"bg_color": "gray"})
        sheet.write_row("A1", HEADINGS)
        sheet.write_row("A2", ROWS[0])
        for row in range(2, 88):
            sheet.write_blank(row, 0, None, grey)
    table = read(path, path.name)
    assert len(table) == 1
    assert "86 empty rows skipped" in table.notes


def test_a_formula_is_the_value_last_saved_and_one_without_is_said_to_be_empty(tmp_path):
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sites")
        sheet.write_row("A1", ["Asset", "Area"])
        sheet.write("A2", "A1")
        sheet.write_formula("B2", "=1+1", value=2)
        sheet.write("A3", "A2")
        sheet.write_formula("B3", '=WEBSERVICE("http://example.org")', value="")
    table = read(path, path.name)
    assert values(table, "Area") == [2, None]
    assert "2 formulas read as the value last saved, never run; 1 has no saved value and is left empty" in table.notes


def test_a_year_table_keeps_its_years_as_headings(tmp_path):
    path = xlsx(tmp_path, [("Code", 2019, 2020, 2021), ("E1", 5, 6, 7), ("E2", 8, 9, 10)])
    assert names(read(path, path.name)) == ["Code", "2019", "2020", "2021"]


def test_cells_that_do_not_say_where_they_are_are_read_in_order(tmp_path):
    # Some programs leave out the r="A1" of cells; the format allows it.
    base = xlsx(tmp_path, [("Asset", "Area"), ("A1", 5)])
    path = with_member(
        tmp_path,
        base,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", xml),
    )
    assert values(read(path, path.name), "Area") == [5]
