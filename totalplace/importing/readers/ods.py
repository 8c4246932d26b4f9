"""What must be known of an .ods before a reader opens it: its cells may be repeated by a number, millions of times."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from . import archive
from .model import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, check_size
from .xlsx import MAX_TEXT

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


class _Measure:
    """Follows rows, cells and their repetitions, and refuses when filled cells would reach too far."""

    def __init__(self) -> None:
        self.row = self.column = self.repeat_row = 0
        self.cell_repeat = 1
        self.filled_width = self.text = self.cell_text = 0
        self.filled = self.in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == f"{TABLE} table":
            self.row = self.filled_width = 0
        elif name == f"{TABLE} table-row":
            self.repeat_row = _number(attributes.get(f"{TABLE} number-rows-repeated"))
            self.column, self.filled, self.text_of_row = 0, False, 0
        elif name in (f"{TABLE} table-cell", f"{TABLE} covered-table-cell"):
            self.cell_repeat = _number(attributes.get(f"{TABLE} number-columns-repeated"))
            self.in_cell, self.cell_text = True, 0
            self.cell_filled = f"{OFFICE} value-type" in attributes

    def data(self, text: str) -> None:
        """Text between elements."""
        if self.in_cell:
            self.cell_text += len(text)
            self.cell_filled = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name in (f"{TABLE} table-cell", f"{TABLE} covered-table-cell"):
            self.in_cell = False
            self.column += self.cell_repeat
            if self.cell_filled:
                self.filled = True
                self.text_of_row += self.cell_text * self.cell_repeat
                self.filled_width = max(self.filled_width, self.column)
                if self.filled_width > MAX_COLUMNS * 10:
                    check_size(1, self.filled_width)
        elif name == f"{TABLE} table-row":
            self.row += self.repeat_row
            if self.filled:
                self.text += self.text_of_row * self.repeat_row
                self._check()

    def _check(self) -> None:
        if self.row > MAX_ROWS:
            check_size(self.row, 1)
        if self.row * self.filled_width > MAX_CELLS:
            check_size(self.row, self.filled_width)
        if self.text > MAX_TEXT:
            raise archive.bomb("too much text in its cells")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 1


def inspect(path: Path) -> None:
    """Check an OpenDocument spreadsheet from end to end; UnreadableFile if it is unsafe or damaged."""
    found = archive.members(path)
    for info in found:
        measure = info.filename == "content.xml"
        parser, counter = expat.ParserCreate(namespace_separator=" "), _Measure()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = counter.start, counter.end
        parser.CharacterDataHandler = counter.data
        for chunk in archive.inflate(path, info):
            if info.filename.endswith(".xml"):
                archive.check_markup(chunk)
            if measure:
                _feed(parser, chunk, final=False)
        if measure:
            _feed(parser, b"", final=True)


def _feed(parser: expat.XMLParserType, chunk: bytes, *, final: bool) -> None:
    try:
        parser.Parse(chunk, final)
    except expat.ExpatError as error:
        raise archive.damaged_archive() from error
