"""Bytes to text: which encoding a text file is in, said aloud when it was guessed."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from .model import UnreadableFile, count_of

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# Bytes that Windows-1252 leaves undefined: with one of them the file is in something else.
UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding, "(guessed)" when nothing in the file proves it."""
    for mark, codec, name in MARKS:
        if data.startswith(mark):
            return _decode_declared(data, codec, name), name
    if b"\0" in data:
        return _decode_with_nulls(data)
    try:
        text = data.decode("utf-8")
        return text, "UTF-8"
    except UnicodeDecodeError:
        return _decode_single_byte(data)


def _decode_declared(data: bytes, codec: str, name: str) -> str:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"The file says it is {name} but is not: it is damaged at byte {error.start:,}.",
            "Save it again from the program it came from, as CSV UTF-8.",
        ) from error
    _refuse_nulls(text)
    return text


def _decode_with_nulls(data: bytes) -> tuple[str, str]:
    """UTF-16 without its mark has a null byte in every other place; any other null byte is damage."""
    sample = data[: 4096 - 4096 % 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    for codec, nulls, other in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nulls > 0.6 * half and other < 0.1 * half and len(data) % 2 == 0:
            return _decode_declared(data, codec, "UTF-16"), "UTF-16 (guessed)"
    _refuse_nulls(data.decode("latin-1"))
    raise AssertionError("unreachable: a null byte was seen")


def _refuse_nulls(text: str) -> None:
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise UnreadableFile(
            f"The file holds null bytes (the first in line {line:,}), so it is damaged or not a table.",
            "Save it again from the program it came from, as CSV UTF-8 or .xlsx.",
        )


def _decode_single_byte(data: bytes) -> tuple[str, str]:
    lines = data.split(b"\n")
    if not UNDEFINED.search(data):
        mixed = sum(1 for line in lines if not line.isascii() and _is_utf8(line))
        if not mixed:
            return data.decode("cp1252"), "Windows-1252 (guessed)"
    else:
        mixed = sum(1 for line in lines if not line.isascii() and _is_utf8(line))
    if mixed:
        text = "\n".join(_decode_line(line) for line in lines)
        odd = sum(1 for line in lines if not line.isascii()) - mixed
        return text, f"UTF-8, with {count_of(odd, 'line')} of Windows-1252 in it (guessed)"
    best = charset_normalizer.from_bytes(data[:200_000]).best()
    if best is None:
        raise UnreadableFile(
            "The file is not text in any known encoding.",
            "Save it again from the program it came from, as CSV UTF-8 or .xlsx.",
        )
    return data.decode(best.encoding, errors="replace"), f"{best.encoding.replace('_', '-')} (guessed)"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
