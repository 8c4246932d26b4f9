"""A file that cannot or must not be read is refused in plain words with a remedy, quickly and in little memory."""

import io
import resource
import sqlite3
import struct
import time
import zipfile

import pytest
import xlsxwriter
import xlwt
from xlwt.CompoundDoc import XlsDoc

from totalplace.importing.readers import UnreadableFile, list_sheets, read

from .files import (
    HEADINGS,
    ODS_HEAD,
    ROWS,
    excel,
    layer,
    ods_of,
    shapefile_zip,
    text_file,
    with_member,
    xls,
    xlsx,
    zipped,
)


def refused(path, name=None, **options):
    """The reason and remedy, the same from reading as from listing the sheets."""
    started, peak = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableFile) as caught:
        read(path, name or path.name, **options)
    assert caught.value.reason.endswith(".")
    assert caught.value.remedy.endswith(".")
    assert time.perf_counter() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 400_000
    return caught.value.reason


def refused_at_once(path, name=None):
    """The reason, which listing the sheets gives too."""
    with pytest.raises(UnreadableFile) as caught:
        list_sheets(path, name or path.name)
    assert refused(path, name) == caught.value.reason
    return caught.value.reason


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 5000])
def test_an_empty_file(tmp_path, content):
    assert refused_at_once(text_file(tmp_path, content)) == "The file is empty."


@pytest.mark.parametrize("make", [xlsx, xls])
def test_headings_without_rows(tmp_path, make):
    assert refused(make(tmp_path, [HEADINGS])) == "The file has headings but no rows."


def test_headings_without_rows_in_text(tmp_path):
    assert refused(text_file(tmp_path, "Asset,Name\r\n,\r\n\r\n")) == "The file has headings but no rows."


def test_an_empty_sheet(tmp_path):
    assert refused(xlsx(tmp_path, [])) == "The sheet “Sites” is empty."


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"Asset,Name\n")
        file.truncate(2_000_000_000)
    assert refused_at_once(path) == "The file has 2,000 MB; at most 200 MB can be read."
    assert refused(text_file(tmp_path, "Asset\nA1\n"), max_bytes=5).startswith("The file has 0 MB")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><html><body><table><tr><td>A1</td></tr></table></body></html>", "web page"),
        (b"<table><tr><td>Asset</td></tr></table>", "web page"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06", "image/png"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Excel 2003"),
        (b'<?xml version="1.0"?><OGRVRTDataSource/>', "not KML"),
        (b"PK\x03\x04" + b"noise" * 50, "damaged or was cut short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "not a workbook"),
        (b"Asset,Name\nA1,Ha\0ll\n", "null bytes (the first in line 2)"),
    ],
)
def test_what_is_not_a_workbook_though_named_so(tmp_path, content, said):
    assert said in refused_at_once(text_file(tmp_path, content, name="sites.xlsx"))


def test_a_workbook_cut_short_anywhere(tmp_path):
    whole = xlsx(tmp_path, [HEADINGS, *ROWS]).read_bytes()
    for length in range(10, len(whole) - 1, len(whole) // 12):
        assert "cut short" in refused_at_once(text_file(tmp_path, whole[:length], name="cut.xlsx"))


def test_a_workbook_with_damage_in_a_sheet(tmp_path):
    path = with_member(
        tmp_path, xlsx(tmp_path, [HEADINGS, *ROWS]), "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2]
    )
    assert "damaged or incomplete" in refused_at_once(path)


def test_a_workbook_behind_a_password(tmp_path):
    made = io.BytesIO()
    XlsDoc().save(made, b"\x01" * 8000)
    content = made.getvalue().replace("Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")[:16])
    content += "EncryptedPackage".encode("utf-16-le")
    for name in ("secret.xlsx", "secret.xls"):
        assert refused_at_once(text_file(tmp_path, content, name)) == "The workbook is protected by a password."


def test_a_zip_behind_a_password(tmp_path):
    content = bytearray(zipped(tmp_path, {"sites.shp": b"x", "sites.dbf": b"y"}).read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + offset] |= 1
    assert refused_at_once(text_file(tmp_path, bytes(content), "sites.zip")) == "The file is protected by a password."


def test_a_macro_workbook_by_name_or_content_new_or_old(tmp_path):
    plain = xlsx(tmp_path, [HEADINGS, *ROWS])
    assert refused_at_once(plain, "sites.xlsm") == "The workbook contains macros."
    macro = zipped(tmp_path, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, "macro.xlsx", base=plain)
    assert refused_at_once(macro) == "The workbook contains macros."
    old = xls(tmp_path, [HEADINGS, *ROWS]).read_bytes() + "_VBA_PROJECT_CUR".encode("utf-16-le")
    assert refused_at_once(text_file(tmp_path, old, "old.xls")) == "The workbook contains macros."


def test_a_zip_bomb_by_ratio_and_by_total(tmp_path):
    plain = xlsx(tmp_path, [HEADINGS, *ROWS])
    assert "1,0" in refused_at_once(
        zipped(tmp_path, {"xl/worksheets/x.xml": b" " * 300_000_000}, "bomb.xlsx", base=plain)
    )
    many = zipped(tmp_path, {f"xl/{number}.xml": b"" for number in range(2500)}, "many.xlsx", base=plain)
    assert "files in one" in refused_at_once(many)


def test_a_zip_whose_directory_lies_about_sizes(tmp_path):
    """The directory says 100 bytes where megabytes follow: what matters is what really inflates."""
    plain = xlsx(tmp_path, [HEADINGS, *ROWS])
    content = bytearray(
        zipped(tmp_path, {"xl/worksheets/x.xml": b"<a/>" * 5_000_000}, "liar.xlsx", base=plain).read_bytes()
    )
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    assert "longer than it says" in refused_at_once(text_file(tmp_path, bytes(content), "liar.xlsx"))


def test_an_archive_that_names_files_outside_itself_or_holds_another(tmp_path):
    assert "leads outside" in refused_at_once(shapefile_zip(tmp_path, more={"../../etc/cron.d/x": b"x"}))
    assert "leads outside" in refused_at_once(shapefile_zip(tmp_path, more={"/etc/x": b"x"}))
    assert "another archive" in refused_at_once(shapefile_zip(tmp_path, more={"more.zip": b"PK"}))
    assert "holds no workbook" in refused_at_once(zipped(tmp_path, {"sites.csv": "Asset\nA1\n"}))


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


def test_xml_entities_in_a_workbook_kml_or_ods(tmp_path):
    kml = ENTITIES + b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>&b;</name></Document></kml>'
    for encoded in (kml, kml.decode().encode("utf-16")):
        assert "DOCTYPE or ENTITY" in refused_at_once(text_file(tmp_path, encoded, "sites.kml"))
    assert "DOCTYPE or ENTITY" in refused_at_once(zipped(tmp_path, {"doc.kml": kml}, "sites.kmz"))
    plain = excel(tmp_path, [HEADINGS, *ROWS])
    for member in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        path = with_member(tmp_path, plain, member, lambda xml: ENTITIES + xml.partition(b"?>")[2])
        assert "DOCTYPE or ENTITY" in refused_at_once(path)
    ods = ods_of(tmp_path, "", head=ODS_HEAD.replace('<?xml version="1.0"?>', ENTITIES.decode()))
    assert "DOCTYPE or ENTITY" in refused_at_once(ods)


def test_a_million_columns_in_any_format(tmp_path):
    assert "1,000,000 columns" in refused(
        text_file(tmp_path, ",".join(["x"] * 1_000_000) + "\n" + "1," * 999_999 + "1\n")
    )
    wide = [f"c{number}" for number in range(201)]
    assert "201 columns" in refused(text_file(tmp_path, ",".join(wide) + "\n" + ",".join(wide) + "\n"))
    assert "201 columns" in refused(xlsx(tmp_path, [wide, wide]))
    path = layer(tmp_path / "wide.geojson", "GeoJSON", crs="EPSG:4326", **{name: ["x", "y"] for name in wide})
    assert "201 columns" in refused(path)


def test_one_cell_in_the_far_corner_of_a_sheet(tmp_path):
    """Seventeen thousand million empty cells, were the grid filled out."""
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sites")
        sheet.write("A1", "Asset")
        sheet.write("XFD1048576", "x")
    assert "16,384 columns" in refused_at_once(path)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sites")
        sheet.write("A1", "Asset")
        sheet.write("GR999999", "x")
    assert "more than can be read at once" in refused_at_once(path)


def test_cells_without_places_that_fill_a_far_corner(tmp_path):
    def fill(xml: bytes) -> bytes:
        cells = b"<c><v>1</v></c>" * 3000
        return xml.partition(b"<sheetData>")[0] + b"<sheetData><row>" + cells + b"</row></sheetData></worksheet>"

    path = with_member(tmp_path, xlsx(tmp_path, [HEADINGS, *ROWS]), "xl/worksheets/sheet1.xml", fill)
    assert "3,000 columns" in refused_at_once(path)


def test_one_long_text_shown_by_every_cell(tmp_path):
    """A shared string of a megabyte costs a few bytes where it is shown, and a megabyte each time it is read."""

    def repeat(xml: bytes) -> bytes:
        rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(1, 20_000))
        return xml.partition(b"<sheetData>")[0] + b"<sheetData>" + rows + b"</sheetData></worksheet>"

    plain = excel(tmp_path, [("x",)])
    long = with_member(
        tmp_path,
        plain,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"<t>x</t>", b"<t>" + b"xy" * 400_000 + b"</t>"),
        "long.xlsx",
    )
    assert "too much text" in refused_at_once(with_member(tmp_path, long, "xl/worksheets/sheet1.xml", repeat))


def test_cells_of_an_ods_repeated_without_end(tmp_path):
    cell = '<table:table-cell {} office:value-type="string"><text:p>x</text:p></table:table-cell>'
    row = "<table:table-row {}>" + cell + "</table:table-row>"
    across = ods_of(tmp_path, row.format("", 'table:number-columns-repeated="1000000"'))
    assert "1,000,000 columns" in refused_at_once(across)
    down = ods_of(tmp_path, row.format('table:number-rows-repeated="1048576"', ""))
    assert "1,048,576 rows" in refused_at_once(down)


def test_a_cell_longer_than_a_spreadsheet_can_hold(tmp_path):
    reason = refused(text_file(tmp_path, "Asset,Name\nA1,Hall\nA2," + "x" * 32_768 + "\n"))
    assert reason == "Row 3, column B (“Name”) holds 32,768 characters; a cell may hold at most 32,767."
    path = layer(tmp_path / "long.gpkg", "GPKG", asset=["A1", "x" * 40_000])
    assert refused(path).startswith("Row 2, column A (“asset”) holds 40,000 characters")


def test_a_quotation_mark_that_is_never_closed(tmp_path):
    rows = "".join(f"A{number},Hall {number},High Street,Worcester\n" for number in range(20_000))
    assert "holds" in refused(text_file(tmp_path, 'Asset,Name,Street,Town\nA0,"Hall,High Street,Worcester\n' + rows))


def test_a_database_that_is_no_geopackage(tmp_path):
    path = tmp_path / "data.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE sites (name TEXT)")
    database.close()
    assert refused_at_once(path) == "The file is an SQLite database but not a GeoPackage."


def test_a_damaged_geopackage(tmp_path):
    whole = layer(tmp_path / "whole.gpkg", "GPKG").read_bytes()
    cut = text_file(tmp_path, whole[: len(whole) // 3], "cut.gpkg")
    assert "damaged or incomplete" in refused_at_once(cut)
    noisy = text_file(tmp_path, whole[:200] + b"\xa5" * (len(whole) - 200), "noisy.gpkg")
    assert "damaged or incomplete" in refused_at_once(noisy)


def test_a_geopackage_whose_layer_is_a_query(tmp_path):
    """A view may hold a query that never ends."""
    path = layer(tmp_path / "view.gpkg", "GPKG", name="sites")
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, 'attributes', ?, 0)",
            ("endless", "endless"),
        )
    database.close()
    assert refused_at_once(path) == "The GeoPackage's layer “endless” is a query, not a table."


PIPELINE = '{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read /etc/passwd"'
DEEP = "[" * 99_999 + "]" * 99_999


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "Topology", "objects": {}}', "not a GeoJSON FeatureCollection"),
        ('[{"a": 1}]', "not GeoJSON"),
        ('{"type": "FeatureCollection", "features": [', "damaged or incomplete"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":' + DEEP + "}}]}", "damaged"),
        (PIPELINE + "}", "not a GeoJSON FeatureCollection"),
        (PIPELINE + ',"x":{"type":"FeatureCollection"}}', "damaged or incomplete"),
    ],
    ids=["topology", "list", "cut", "deep", "pipeline", "disguised pipeline"],
)
def test_json_that_is_no_collection_of_features(tmp_path, text, said):
    assert said in refused_at_once(text_file(tmp_path, text, "sites.geojson"))


def test_a_collection_without_features(tmp_path):
    path = text_file(tmp_path, '{"type": "FeatureCollection", "features": []}', "none.geojson")
    assert "no features" in refused(path)


def test_a_shapefile_that_is_not_whole(tmp_path):
    assert "comes without its .dbf file" in refused_at_once(shapefile_zip(tmp_path, without=".dbf"))
    part = text_file(tmp_path, (tmp_path / "parts" / "sites.shp").read_bytes(), "sites.shp")
    assert refused_at_once(part) == "The file is one part of a Shapefile."


def test_kml_that_is_not_well_formed_or_nested_without_end(tmp_path):
    head = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    assert "damaged" in refused_at_once(text_file(tmp_path, head + "<Document>", "cut.kml"))
    deep = head + "<Folder>" * 50_000 + "</Folder>" * 50_000 + "</kml>"
    assert "nested too deep" in refused_at_once(text_file(tmp_path, deep, "deep.kml"))


def test_a_document_is_told_apart_from_a_workbook(tmp_path):
    assert "document or presentation" in refused_at_once(zipped(tmp_path, {"word/document.xml": "<a/>"}, "letter.docx"))
    with zipfile.ZipFile(tmp_path / "text.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
    assert "not a spreadsheet" in refused_at_once(tmp_path / "text.odt")


def test_a_row_of_headings_that_is_not_there(tmp_path):
    assert "Row 9 was chosen" in refused(text_file(tmp_path, "Asset,Name\nA1,Hall\n"), header_row=9)


def test_an_xls_with_no_rows_is_not_taken_for_damage(tmp_path):
    book = xlwt.Workbook()
    book.add_sheet("Sites")
    book.save(str(tmp_path / "empty.xls"))
    assert refused(tmp_path / "empty.xls") == "The sheet “Sites” is empty."
