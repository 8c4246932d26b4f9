"""Opening a zip (and so a workbook) without trusting it: sizes declared and real, names, nesting."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from .model import UnreadableFile

MAX_MEMBERS = 2_000
MAX_TOTAL = 1_000_000_000
MAX_RATIO = 200
# Small members compress well by nature; a ratio says nothing about them.
RATIO_FROM = 1_000_000
CHUNK = 1 << 20
NESTED = (".zip", ".kmz", ".7z", ".rar", ".gz", ".tar", ".xlsx", ".xlsm", ".ods")


def bomb(detail: str) -> UnreadableFile:
    """The refusal of an archive that would fill the memory."""
    return UnreadableFile(
        f"The file is packed in a way that would unpack to far more than a register needs ({detail}).",
        "Save it again from the program it came from; if that does not help, send it to an administrator.",
    )


def damaged_archive() -> UnreadableFile:
    """The refusal of a zip that is cut short or broken."""
    return UnreadableFile(
        "The file is damaged or was cut short: it cannot be unpacked.",
        "Save or download it again and upload that copy.",
    )


def members(path: Path) -> list[zipfile.ZipInfo]:
    """The members of an archive whose directory promises nothing dangerous; UnreadableFile otherwise."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if not info.is_dir()]
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        struct.error,
        NotImplementedError,
        EOFError,
        UnicodeError,
    ) as error:
        raise damaged_archive() from error
    if len(found) > MAX_MEMBERS:
        raise bomb(f"{len(found):,} files in one")
    if sum(info.file_size for info in found) > MAX_TOTAL:
        raise bomb(f"more than {MAX_TOTAL // 1_000_000:,} MB")
    if len({info.filename for info in found}) < len(found):
        raise damaged_archive()
    for info in found:
        _check_member(info)
    return found


def _check_member(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 0x1:
        raise UnreadableFile(
            "The file is protected by a password.", "Save it again without a password and upload that copy."
        )
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/")[0]:
        raise UnreadableFile(
            f"The archive holds a file whose name leads outside it ({info.filename[:80]!r}).",
            "Pack the files again with the ordinary zip command of your computer.",
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile(
            "The file is packed by a method that is not in common use.",
            "Pack the files again with the ordinary zip command of your computer.",
        )
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise bomb(f"{info.file_size // max(1, info.compress_size):,} times its size")


def refuse_nested(found: list[zipfile.ZipInfo]) -> None:
    """Refuse archives inside an archive of map files."""
    for info in found:
        if info.filename.lower().endswith(NESTED):
            raise UnreadableFile(
                f"The archive holds another archive or workbook ({info.filename[-80:]}).",
                "Unpack it and upload the file that lists the properties by itself.",
            )


def inflate(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one member in chunks, refused as soon as it is longer than the directory says.

    Other readers of zips inflate to the end of the stream, so what matters is where the stream really ends.
    """
    with path.open("rb") as file:
        _seek_data(file, info)
        left, produced, check = info.compress_size, 0, 0
        engine = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0:
            raw = file.read(min(CHUNK, left))
            if not raw:
                raise damaged_archive()
            left -= len(raw)
            for chunk in _pieces(engine, raw):
                produced += len(chunk)
                if produced > info.file_size:
                    raise bomb("longer than it says")
                check = zlib.crc32(chunk, check)
                yield chunk
        if produced != info.file_size or check != info.CRC:
            raise damaged_archive()


def _seek_data(file: BinaryIO, info: zipfile.ZipInfo) -> None:
    file.seek(info.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged_archive()
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    file.seek(name_length + extra_length, 1)


def _pieces(engine: zlib._Decompress | None, raw: bytes) -> Iterator[bytes]:
    if engine is None:
        yield raw
        return
    try:
        while raw:
            chunk = engine.decompress(raw, CHUNK)
            raw = engine.unconsumed_tail
            if chunk:
                yield chunk
            elif not raw:
                return
    except zlib.error as error:
        raise damaged_archive() from error


def check_markup(chunk: bytes) -> None:
    """Refuse XML that declares a document type or entities: no register needs them and they can trick a parser."""
    if b"\0" in chunk:
        chunk = chunk.replace(b"\0", b"")
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk or b"<!doctype" in chunk:
        raise UnreadableFile(
            "The file contains XML declarations (DOCTYPE or ENTITY) that can be used to attack a server.",
            "Save it again from the program it came from and upload that copy.",
        )


def extract(path: Path, info: zipfile.ZipInfo, to: Path) -> Path:
    """Unpack one member to the path given."""
    with to.open("wb") as file:
        for chunk in inflate(path, info):
            file.write(chunk)
    return to
