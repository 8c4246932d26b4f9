"""What a file is, told by its content and not by its name; and a plain refusal of what cannot be read."""

from __future__ import annotations

import mmap
import re
from enum import StrEnum
from pathlib import Path

import filetype

from . import archive
from .model import UnreadableFile
from .workbook import password_protected
from .xlsx import macro_workbook


class Kind(StrEnum):
    """The formats that can be read."""

    CSV = "CSV"
    XLSX = "XLSX"
    XLS = "XLS"
    ODS = "ODS"
    GEOJSON = "GeoJSON"
    GEOPACKAGE = "GeoPackage"
    SHAPEFILE = "Shapefile"
    KML = "KML"
    KMZ = "KMZ"


READABLE = "Upload a CSV, Excel (.xlsx, .xls), OpenDocument (.ods), GeoJSON, GeoPackage, zipped Shapefile or KML file."
EXTENSIONS = {
    Kind.CSV: {"csv", "tsv", "txt", "tab", "dat", "asc", "psv"},
    Kind.XLSX: {"xlsx"},
    Kind.XLS: {"xls"},
    Kind.ODS: {"ods"},
    Kind.GEOJSON: {"geojson", "json"},
    Kind.GEOPACKAGE: {"gpkg"},
    Kind.SHAPEFILE: {"zip"},
    Kind.KML: {"kml"},
    Kind.KMZ: {"kmz"},
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SQLITE = b"SQLite format 3\0"
SHAPE = b"\x00\x00\x27\x0a"
HEAD = 65_536
WEB_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|table|meta|script)\b", re.IGNORECASE)


def identify(path: Path, filename: str, max_bytes: int) -> tuple[Kind, list[str]]:
    """The kind of a file and a note when its name says another; UnreadableFile when it is none that can be read."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise UnreadableFile("The file cannot be opened.", "Upload it again.") from error
    if size == 0 or not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("The file is empty.", "Check that the right file was chosen and that it was saved.")
    if size > max_bytes:
        raise UnreadableFile(
            f"The file has {size / 1e6:,.0f} MB; at most {max_bytes / 1e6:,.0f} MB can be read.",
            "Split it, or take out pictures and columns that do not describe the properties.",
        )
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    if extension in ("xlsm", "xltm", "xlam"):
        raise macro_workbook()
    kind = _by_content(path, head, extension)
    if extension in EXTENSIONS[kind] or not extension:
        return kind, []
    return kind, [f"Named .{extension[:10]} but is {_a(kind)}: read as what it is"]


def _a(kind: Kind) -> str:
    return f"an {kind}" if kind in (Kind.XLSX, Kind.XLS, Kind.ODS) else f"a {kind} file"


def _by_content(path: Path, head: bytes, extension: str) -> Kind:
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(OLE):
        return _ole_kind(path)
    if head.startswith(SQLITE):
        if head[68:72] not in (b"GPKG", b"GP10", b"GP11"):
            raise UnreadableFile(
                "The file is an SQLite database but not a GeoPackage.", "Export it as GeoPackage or CSV."
            )
        return Kind.GEOPACKAGE
    if head.startswith(SHAPE):
        raise UnreadableFile(
            "The file is one part of a Shapefile.",
            "Put its .shp, .shx, .dbf and .prj files into one zip and upload that.",
        )
    return _text_kind(head, extension)


def _text_kind(head: bytes, extension: str) -> Kind:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<"):
        return _markup_kind(text)
    if text.startswith(b"{") and (extension in EXTENSIONS[Kind.GEOJSON] or re.match(rb"\{\s*\"", text)):
        return Kind.GEOJSON
    if extension in EXTENSIONS[Kind.GEOJSON]:
        raise UnreadableFile("The file is not GeoJSON.", "Export it as a GeoJSON FeatureCollection.")
    guessed = filetype.guess(head)
    if guessed is not None:
        raise UnreadableFile(f"The file is a .{guessed.extension} file ({guessed.mime}), not a table.", READABLE)
    if text.startswith(b"{\\rtf"):
        raise UnreadableFile("The file is a rich text document, not a table.", READABLE)
    if extension in ("shp", "dbf", "shx", "prj"):
        raise UnreadableFile(
            "The file is one part of a Shapefile.",
            "Put its .shp, .shx, .dbf and .prj files into one zip and upload that.",
        )
    return Kind.CSV


def _markup_kind(text: bytes) -> Kind:
    root = re.search(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]", text)
    name = root[1].lower() if root else b""
    if name == b"kml":
        return Kind.KML
    if WEB_PAGE.search(text[:4096]):
        raise UnreadableFile(
            "The file is a web page, whatever it is named.",
            "Open it in Excel and choose Save As, Excel Workbook (.xlsx).",
        )
    if name == b"workbook":
        raise UnreadableFile(
            "The file is an XML spreadsheet of Excel 2003.",
            "Open it in Excel and choose Save As, Excel Workbook (.xlsx).",
        )
    raise UnreadableFile(f"The file is XML ({name.decode('ascii', 'replace')[:40] or 'unknown'}), not KML.", READABLE)


def _zip_kind(path: Path) -> Kind:
    found = archive.members(path)
    names = [info.filename.lower() for info in found]
    if any(name.startswith("xl/") for name in names):
        return Kind.XLSX
    if "content.xml" in names:
        return _open_document_kind(path, found)
    if any(name.endswith(".shp") for name in names):
        return Kind.SHAPEFILE
    if any(name.endswith(".kml") for name in names):
        return Kind.KMZ
    archive.refuse_nested(found)
    if any("word/" in name or "ppt/" in name for name in names):
        raise UnreadableFile("The file is a document or presentation, not a workbook.", READABLE)
    if any(".gdb/" in name for name in names):
        raise UnreadableFile("The file is an ESRI file geodatabase.", "Export the layer as GeoPackage or Shapefile.")
    raise UnreadableFile(
        "The zip holds no workbook, Shapefile or KML.",
        "Unpack it and upload the file that lists the properties by itself.",
    )


def _open_document_kind(path: Path, found: list) -> Kind:
    declared = next((info for info in found if info.filename == "mimetype"), None)
    content = b"".join(archive.inflate(path, declared))[:200] if declared and declared.file_size < 1000 else b""
    if b"spreadsheet" not in content:
        raise UnreadableFile("The file is an OpenDocument file, but not a spreadsheet.", READABLE)
    return Kind.ODS


def _ole_kind(path: Path) -> Kind:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:

        def has(name: str) -> bool:
            return content.find(name.encode("utf-16-le")) >= 0

        if has("EncryptedPackage") or has("EncryptionInfo"):
            raise password_protected()
        if has("_VBA_PROJECT"):
            raise macro_workbook()
        if has("Workbook") or has("Book"):
            return Kind.XLS
    raise UnreadableFile("The file is an old Office document, but not a workbook.", READABLE)
