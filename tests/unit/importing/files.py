"""Tiny files of every format, made by the libraries that officers' programs resemble."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import shapely
import xlsxwriter
import xlwt
from pyogrio.raw import write_arrow

HEADINGS = ("Asset", "Name", "Postcode")
ROWS = (("A1", "Town Hall", "WR1 1AA"), ("A2", "Depot", "WR1 1AB"))


def text_file(folder: Path, text: str | bytes, name: str = "sites.csv", encoding: str = "utf-8") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def xlsx(
    folder: Path, rows: Iterable[Sequence[Any]], name: str = "sites.xlsx", **sheets: Iterable[Sequence[Any]]
) -> Path:
    """An .xlsx as Excel's own libraries write it; more sheets by name."""
    book = openpyxl.Workbook()
    book.active.title = "Sites"
    for row in rows:
        book.active.append(list(row))
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(list(row))
    book.save(folder / name)
    return folder / name


def excel(folder: Path, rows: Iterable[Sequence[Any]], name: str = "excel.xlsx") -> Path:
    """An .xlsx as Excel itself writes it: its texts stand once, in a part of their own."""
    with xlsxwriter.Workbook(folder / name) as book:
        sheet = book.add_worksheet("Sites")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return folder / name


def xls(folder: Path, rows: Iterable[Sequence[Any]], name: str = "sites.xls") -> Path:
    """An .xls of Excel 97."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sites")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    book.save(str(folder / name))
    return folder / name


ODS_HEAD = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="Sites">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods_of(folder: Path, table_rows: str, head: str = ODS_HEAD) -> Path:
    """An .ods whose one table holds this XML."""
    media = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/></manifest:manifest>'
    )
    return zipped(
        folder,
        {
            "mimetype": media,
            "META-INF/manifest.xml": manifest,
            "content.xml": head + table_rows + ODS_TAIL,
        },
        "sites.ods",
    )


def ods(folder: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """An .ods as LibreOffice writes it: the million empty rows after the last are one element."""
    end = '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
    filled = "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + end for row in rows)
    empty = '<table:table-row table:number-rows-repeated="1048573"><table:table-cell/></table:table-row>'
    return ods_of(folder, filled + empty)


def _ods_cell(value: Any) -> str:
    typed = f'"float" office:value="{value}"' if isinstance(value, (int, float)) else '"string"'
    return f"<table:table-cell office:value-type={typed}><text:p>{value}</text:p></table:table-cell>"


def zipped(folder: Path, content: dict[str, str | bytes], name: str = "sites.zip", base: Path | None = None) -> Path:
    """A zip of this content, or a copy of another with it added."""
    path = folder / name
    made = io.BytesIO(base.read_bytes() if base else b"")
    with zipfile.ZipFile(made, "a" if base else "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, value in content.items():
            archive.writestr(inner, value)
    path.write_bytes(made.getvalue())
    return path


def with_member(folder: Path, base: Path, member: str, change: Any, name: str = "changed.xlsx") -> Path:
    """A copy of a zip in which one member's bytes are what `change` makes of them."""
    with zipfile.ZipFile(base) as archive:
        content = {inner: archive.read(inner) for inner in archive.namelist()}
    content[member] = change(content[member])
    return zipped(folder, content, name)


SHAPES = (shapely.Point(385000, 254700), shapely.box(385400, 254900, 385450, 254950))


def layer(
    path: Path,
    driver: str,
    shapes: Sequence[Any] = SHAPES,
    crs: str | None = "EPSG:27700",
    name: str | None = None,
    **columns: Any,
) -> Path:
    """A map file with these shapes and attributes."""
    columns = columns or {"asset": ["A1", "A2"], "area": [120.0, 55.5]}
    arrays = {key: value if isinstance(value, pa.Array) else pa.array(value) for key, value in columns.items()}
    wkb = [shape if isinstance(shape, bytes) else shapely.to_wkb(shape) for shape in shapes]
    table = pa.table({**arrays, "geometry": pa.array(wkb, pa.binary())})
    write_arrow(
        table,
        path,
        driver=driver,
        layer=name or path.stem,
        crs=crs,
        geometry_name="geometry",
        geometry_type="Point" if driver == "ESRI Shapefile" else "Unknown",
        append=path.exists(),
    )
    return path


def shapefile_zip(folder: Path, inside: str = "", without: str = "", more: dict[str, bytes] | None = None) -> Path:
    """A zipped Shapefile of two points, perhaps without one of its parts."""
    made = folder / "parts"
    made.mkdir(exist_ok=True)
    if not list(made.iterdir()):
        layer(made / "sites.shp", "ESRI Shapefile", (SHAPES[0], shapely.Point(385400, 254900)))
    parts = {inside + part.name: part.read_bytes() for part in made.iterdir() if part.suffix != without}
    return zipped(folder, parts | (more or {}))


def curved_polygon() -> bytes:
    """A circle of 10 m as a curve polygon, which only some programs can read."""
    corners = [(385000, 254700), (385010, 254710), (385020, 254700), (385010, 254690), (385000, 254700)]
    ring = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *corner) for corner in corners)
    return struct.pack("<BII", 1, 10, 1) + ring
