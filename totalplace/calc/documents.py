"""Whether a file is a document that offices exchange, told from its name and its content together.

A name alone proves nothing, and neither do first bytes: a web page may begin like an e-mail, and every modern office
document is a ZIP. So each ending names what its content must look like.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import filetype

HEAD_BYTES = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A document whose parts unpack to more than this, or to this many times its size, is a bomb and not a document.
MAX_UNPACKED_BYTES = 500_000_000
MAX_RATIO = 200


class RefusedDocument(ValueError):
    """The file is not one that can be attached: `reason` says why and `remedy` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type of document: its media type, the test its content must pass, and whether browsers may show it."""

    media_type: str
    is_content: Callable[[BinaryIO], bool]
    shown_in_browser: bool = False


def _guessed(*media_types: str) -> Callable[[BinaryIO], bool]:
    """The first bytes are those of one of these types."""
    return lambda file: filetype.guess_mime(_head(file)) in media_types


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD_BYTES)


def _is_pdf(file: BinaryIO) -> bool:
    """Begins with its header; a few programs write blanks or a byte order mark before it."""
    return _head(file).lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"%PDF-")


def _is_ole(*streams: str) -> Callable[[BinaryIO], bool]:
    """An older office file: OLE, whose directory names one of `streams` (in UTF-16, as it is stored)."""
    names = [name.encode("utf-16-le") for name in streams]

    def check(file: BinaryIO) -> bool:
        if not _head(file).startswith(OLE):
            return False
        file.seek(0)
        content = file.read()
        return any(name in content for name in names)

    return check


def _is_office_zip(member: str) -> Callable[[BinaryIO], bool]:
    """A newer office file: a ZIP that holds `member`, without macros and not a bomb."""

    def check(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return False
        if any(each.filename.lower().endswith("vbaproject.bin") for each in members):
            raise RefusedDocument("This document contains macros.", "Save it without macros and attach that.")
        unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
        if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(packed, 1_000_000):
            raise RefusedDocument(
                "This document unpacks to far more than its size.", "Save it again from its own program."
            )
        return any(each.filename == member or each.filename.startswith(member) for each in members)

    return check


def _is_open_document(media_type: str) -> Callable[[BinaryIO], bool]:
    """An OpenDocument file: a ZIP whose first member, unpacked, is its media type."""

    def check(file: BinaryIO) -> bool:
        return _is_office_zip("content.xml")(file) and media_type.encode() in _head(file)[:200]

    return check


def _is_text(file: BinaryIO) -> bool:
    """Text in any of the encodings that offices use: no null bytes (unless UTF-16), and no web page."""
    head = _head(file)
    if filetype.guess(head) is not None:
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        words = head[: len(head) // 2 * 2].decode("utf-16", errors="replace").lower()
    elif b"\x00" in head:
        return False
    else:
        words = head.decode("latin-1").lower()
    start = words.lstrip("\ufeff\xef\xbb\xbf \t\r\n")
    return not start.startswith(("<!doctype", "<html", "<svg", "<script", "<?xml", "<?php", "#!"))


def _is_email(file: BinaryIO) -> bool:
    """A message as RFC 5322 has it: header lines, among them one that every message carries."""
    lines = _head(file).split(b"\n")[:80]
    names = {line.partition(b":")[0].strip().lower() for line in lines if b":" in line}
    return _is_text(file) and bool(names & {b"from", b"received", b"return-path", b"message-id", b"mime-version"})


def _is_dxf(file: BinaryIO) -> bool:
    """A drawing in text begins with a group code and a section; the binary kind says what it is."""
    head = _head(file)
    return head.startswith(b"AutoCAD Binary DXF") or (b"SECTION" in head[:2000] and _is_text(file))


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_JPEG = DocumentType("image/jpeg", _guessed("image/jpeg"), shown_in_browser=True)
_TIFF = DocumentType("image/tiff", _guessed("image/tiff"))

DOCUMENT_TYPES: dict[str, DocumentType] = {
    "pdf": DocumentType("application/pdf", _is_pdf),
    "doc": DocumentType("application/msword", _is_ole("WordDocument")),
    "docx": DocumentType(f"{_OFFICE}.wordprocessingml.document", _is_office_zip("word/")),
    "xls": DocumentType("application/vnd.ms-excel", _is_ole("Workbook", "Book")),
    "xlsx": DocumentType(f"{_OFFICE}.spreadsheetml.sheet", _is_office_zip("xl/")),
    "ppt": DocumentType("application/vnd.ms-powerpoint", _is_ole("PowerPoint Document")),
    "pptx": DocumentType(f"{_OFFICE}.presentationml.presentation", _is_office_zip("ppt/")),
    "odt": DocumentType(f"{_OPEN}.text", _is_open_document(f"{_OPEN}.text")),
    "ods": DocumentType(f"{_OPEN}.spreadsheet", _is_open_document(f"{_OPEN}.spreadsheet")),
    "odp": DocumentType(f"{_OPEN}.presentation", _is_open_document(f"{_OPEN}.presentation")),
    "rtf": DocumentType("application/rtf", _guessed("application/rtf")),
    "txt": DocumentType("text/plain", _is_text),
    "csv": DocumentType("text/csv", _is_text),
    "msg": DocumentType("application/vnd.ms-outlook", _is_ole("__properties_version1.0", "__nameid_version1.0")),
    "eml": DocumentType("message/rfc822", _is_email),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": DocumentType("image/png", _guessed("image/png", "image/apng"), shown_in_browser=True),
    "gif": DocumentType("image/gif", _guessed("image/gif"), shown_in_browser=True),
    "webp": DocumentType("image/webp", _guessed("image/webp"), shown_in_browser=True),
    "tif": _TIFF,
    "tiff": _TIFF,
    "heic": DocumentType("image/heic", _guessed("image/heic")),
    "dwg": DocumentType("image/vnd.dwg", _guessed("image/vnd.dwg")),
    "dxf": DocumentType("image/vnd.dxf", _is_dxf),
}
SHOWN_IN_BROWSER = frozenset(each.media_type for each in DOCUMENT_TYPES.values() if each.shown_in_browser)
KNOWN_WORDS = "PDF, Word, Excel, PowerPoint, OpenDocument, RTF, text, CSV, e-mail, pictures or drawings (DWG, DXF)"


def media_type_of(name: str, content: BinaryIO | bytes) -> str:
    """The media type of a document whose content is what its name says. RefusedDocument when it is not one."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = DOCUMENT_TYPES.get(ending)
    if kind is None:
        raise RefusedDocument(
            f"A file {f'ending in .{ending}' if ending else 'without an ending'} cannot be attached.",
            f"Attach one of these: {KNOWN_WORDS}.",
        )
    file = BytesIO(content) if isinstance(content, bytes) else content
    if not kind.is_content(file):
        raise RefusedDocument(
            f"The file is called .{ending} but its content is something else.",
            "Open it in its own program, save it again as that type, and attach the new file.",
        )
    return kind.media_type
