"""A file is kept only when its content is what its name says, and is something that offices exchange."""

import io
import zipfile

import pytest
import xlsxwriter

from totalplace.calc.documents import DOCUMENT_TYPES, RefusedDocument, media_type_of

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000


def ole_with(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\x00" * 100


def zip_of(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet().write(0, 0, "UPRN")
    return made.getvalue()


def open_document(kind: str) -> bytes:
    return zip_of({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<x/>"})


GOOD = {
    "report.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "REPORT.PDF": b"\xef\xbb\xbf\n%PDF-1.4\n",
    "letter.doc": ole_with("WordDocument"),
    "letter.docx": zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
    "list.xls": ole_with("Workbook"),
    "list.xlsx": workbook(),
    "talk.ppt": ole_with("PowerPoint Document"),
    "talk.pptx": zip_of({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}),
    "letter.odt": open_document("text"),
    "list.ods": open_document("spreadsheet"),
    "talk.odp": open_document("presentation"),
    "note.rtf": b"{\\rtf1\\ansi hello}",
    "note.txt": "Caf\N{LATIN SMALL LETTER E WITH ACUTE}, £5".encode("cp1252"),
    "wide.txt": "Windows Notepad".encode("utf-16"),
    "list.csv": b"UPRN,Name\n1,Depot\n",
    "mail.msg": ole_with("__properties_version1.0"),
    "mail.eml": b"Received: from a\r\nFrom: a@example.org\r\nSubject: Roof\r\n\r\nHello",
    "roof.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40,
    "roof.jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif" + b"\x00" * 40,
    "roof.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40,
    "roof.gif": b"GIF89a" + b"\x00" * 40,
    "roof.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\x00" * 40,
    "scan.tif": b"II*\x00\x08\x00\x00\x00" + b"\x00" * 40,
    "scan.tiff": b"MM\x00*\x00\x00\x00\x08" + b"\x00" * 40,
    "roof.heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40,
    "plan.dwg": b"AC1032" + b"\x00" * 40,
    "plan.dxf": b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_offices_exchange_is_taken(name):
    assert media_type_of(name, GOOD[name]) == DOCUMENT_TYPES[name.rpartition(".")[2].lower()].media_type


def test_every_type_that_is_promised_is_tried():
    assert {name.rpartition(".")[2].lower() for name in GOOD} == set(DOCUMENT_TYPES)


@pytest.mark.parametrize("ending", sorted(DOCUMENT_TYPES))
@pytest.mark.parametrize(
    "content",
    [EXE, b"\x7fELF\x02\x01\x01" + b"\x00" * 60, b"<!DOCTYPE html><script>alert(1)</script>", b"<svg onload='x()'/>"],
    ids=["exe", "elf", "html", "svg"],
)
def test_a_program_or_a_web_page_is_refused_under_every_name(ending, content):
    with pytest.raises(RefusedDocument, match="content is something else"):
        media_type_of(f"innocent.{ending}", content)


@pytest.mark.parametrize("name", ["page.html", "code.js", "image.svg", "run.exe", "all.zip", "book.xlsm", "plain", ""])
def test_other_endings_are_refused_with_what_can_be_attached(name):
    with pytest.raises(RefusedDocument, match=r"Attach one of these: PDF, Word"):
        media_type_of(name, b"anything")


def test_a_workbook_with_macros_is_refused_though_it_is_named_plainly():
    with pytest.raises(RefusedDocument, match="macros"):
        media_type_of("list.xlsx", zip_of({"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}))


def test_a_bomb_is_refused_without_unpacking_it():
    with pytest.raises(RefusedDocument, match="unpacks to far more"):
        media_type_of("list.xlsx", zip_of({"xl/workbook.xml": b"0" * 250_000_000}))


def test_one_kind_of_document_under_the_name_of_another_is_refused():
    for name, content in {"list.xlsx": GOOD["letter.docx"], "letter.odt": GOOD["list.ods"], "a.pdf": b"PK"}.items():
        with pytest.raises(RefusedDocument):
            media_type_of(name, content)


def test_a_broken_archive_is_refused():
    with pytest.raises(RefusedDocument):
        media_type_of("list.xlsx", workbook()[:-200])
