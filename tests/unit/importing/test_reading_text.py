"""An officer's CSV is read as it is: any delimiter, encoding and title rows, and she is told what was assumed."""

import pytest

from totalplace.importing.readers import read

from .files import text_file

PLAIN = "Asset,Name,Postcode\nA1,Town Hall,WR1 1AA\nA2,Depot,WR1 1AB\n"


def values(table, name):
    return list(table.column(name).values)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found(tmp_path, delimiter):
    table = read(text_file(tmp_path, PLAIN.replace(",", delimiter)), "sites.csv")
    assert [column.name for column in table.columns] == ["Asset", "Name", "Postcode"]
    assert values(table, "Name") == ["Town Hall", "Depot"]
    assert table.row_numbers.tolist() == [2, 3]


def test_commas_inside_addresses_do_not_make_a_semicolon_file_a_comma_file(tmp_path):
    text = "Asset;Address\n" + "".join(f"A{n};{n} High Street, Pershore, Worcs\n" for n in range(9))
    table = read(text_file(tmp_path, text), "sites.csv")
    assert values(table, "Address")[3] == "3 High Street, Pershore, Worcs"
    assert "Delimiter semicolon (;)" in table.notes


def test_the_line_with_which_excel_names_its_delimiter_is_obeyed_and_left_out(tmp_path):
    table = read(text_file(tmp_path, "sep=;\r\nAsset;Name\r\nA1;Hall, Town\r\n"), "sites.csv")
    assert values(table, "Name") == ["Hall, Town"]
    assert table.row_numbers.tolist() == [3]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "Encoding UTF-8"),
        ("utf-8-sig", "Encoding UTF-8"),
        ("utf-16", "Encoding UTF-16"),
        ("utf-16-le", "Encoding UTF-16 (guessed)"),
        ("utf-16-be", "Encoding UTF-16 (guessed)"),
        ("cp1252", "Encoding Windows-1252 (guessed)"),
    ],
)
def test_any_encoding_is_read_and_a_guess_is_called_one(tmp_path, encoding, said):
    text = "Asset,Name,Rent\nA1,Café – Hall,£62\n" + "A2,Depot,£5\n" * 20
    table = read(text_file(tmp_path, text, encoding=encoding), "sites.csv")
    assert values(table, "Name")[0] == "Café – Hall"
    assert values(table, "Rent")[0] == "£62"
    assert said in table.notes


def test_lines_pasted_from_another_encoding_are_read_each_in_its_own(tmp_path):
    content = "Asset,Name\nA1,Café\n".encode() + "A2,Rent £5\n".encode("cp1252")
    table = read(text_file(tmp_path, content), "sites.csv")
    assert values(table, "Name") == ["Café", "Rent £5"]
    assert "Encoding UTF-8, with 1 line of Windows-1252 in it (guessed)" in table.notes


def test_text_once_saved_in_the_wrong_encoding_is_repaired_only_where_that_is_certain(tmp_path):
    table = read(
        text_file(tmp_path, "Asset,Name\nA1,Rent of Â£62 p.a.\nA2,Rent of Â£62 p.a.\nA3,Âne Â£\n"), "sites.csv"
    )
    assert values(table, "Name") == ["Rent of £62 p.a.", "Rent of £62 p.a.", "Âne £"]
    assert any(note.startswith("3 mis-encoded cells repaired (“Rent of Â£62 p.a.” read as") for note in table.notes)


def test_title_rows_are_skipped_and_rows_keep_the_numbers_of_their_lines(tmp_path):
    text = "Worcestershire County Council\nAssets at 31/03/2027\n\n" + PLAIN
    table = read(text_file(tmp_path, text), "sites.csv")
    assert values(table, "Asset") == ["A1", "A2"]
    assert table.row_numbers.tolist() == [5, 6]
    assert "Heading found in row 4; 3 rows above it skipped" in table.notes


def test_the_officer_may_name_the_row_of_headings(tmp_path):
    table = read(text_file(tmp_path, "x,y,z\n" + PLAIN), "sites.csv", header_row=2)
    assert [column.name for column in table.columns] == ["Asset", "Name", "Postcode"]
    assert "Heading taken from row 2; 1 row above it skipped" in table.notes


def test_a_line_break_inside_a_cell_is_one_row_and_the_next_row_keeps_its_line_number(tmp_path):
    table = read(text_file(tmp_path, 'Asset,Address\nA1,"1 High Street\nPershore"\nA2,Depot\n'), "sites.csv")
    assert values(table, "Address") == ["1 High Street\nPershore", "Depot"]
    assert table.row_numbers.tolist() == [2, 4]


def test_blank_rows_and_unnamed_empty_columns_are_left_out_and_counted(tmp_path):
    table = read(text_file(tmp_path, "Asset,Name,,\nA1,Hall,,\n,,,\nA2,Depot,,\n,,,\n,,,\n"), "sites.csv")
    assert [column.name for column in table.columns] == ["Asset", "Name"]
    assert table.row_numbers.tolist() == [2, 4]
    assert "3 empty rows skipped" in table.notes
    assert "2 empty columns without heading skipped" in table.notes


def test_columns_without_heading_are_named_by_letter_and_doubles_by_number(tmp_path):
    table = read(text_file(tmp_path, "UPRN,Name,,UPRN\n1,Hall,yes,2\n"), "sites.csv")
    assert [column.name for column in table.columns] == ["UPRN", "Name", "Column C", "UPRN (2)"]


def test_cells_are_stripped_and_empty_ones_are_unknown(tmp_path):
    table = read(text_file(tmp_path, "Asset,Name\n  A1 ,   \n\u00a0A2,Depot\n"), "sites.csv")
    assert values(table, "Asset") == ["A1", "A2"]
    assert values(table, "Name") == [None, "Depot"]


def test_a_short_row_is_filled_up_and_a_long_one_gets_a_column(tmp_path):
    table = read(text_file(tmp_path, "Asset,Name\nA1\nA2,Depot,extra\n"), "sites.csv")
    assert values(table, "Name") == [None, "Depot"]
    assert values(table, "Column C") == [None, "extra"]


def test_formulas_are_kept_as_text_and_counted_but_numbers_and_dashes_are_not(tmp_path):
    text = 'Asset,Name,X\nA1,"=HYPERLINK(""http://example.org"")",-2.35\nA2,@SUM(1),-\nA3,Hall,+1\n'
    table = read(text_file(tmp_path, text), "sites.csv")
    assert values(table, "Name")[0] == '=HYPERLINK("http://example.org")'
    assert "2 cells begin with = + - or @: kept as text, never run" in table.notes


def test_a_csv_named_as_a_workbook_is_read_for_what_it_is(tmp_path):
    table = read(text_file(tmp_path, PLAIN, name="sites.xlsx"), "sites.xlsx")
    assert table.format == "CSV"
    assert "Named .xlsx but is a CSV file: read as what it is" in table.notes


def test_an_outline_as_text_may_be_longer_than_a_spreadsheet_cell(tmp_path):
    outline = "POLYGON ((" + ", ".join(f"{n} {n}" for n in range(9000)) + "))"
    table = read(text_file(tmp_path, f'Asset,Outline\nA1,"{outline}"\n'), "sites.csv")
    assert values(table, "Outline") == [outline]


def test_arrow_and_python_values_are_the_same(tmp_path):
    column = read(text_file(tmp_path, PLAIN), "sites.csv").column("Name")
    assert column.arrow.to_pylist() == list(column.values)
