"""An XML extract as a table: the element that repeats is a record, what it holds are its columns."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import parse

from totalplace.importing.readers import UnreadableFile

Rows = list[tuple[int, dict[str, Any]]]


def is_xml(path: Path) -> bool:
    """Whether the file begins as XML does, and is no web page."""
    with path.open("rb") as file:
        head = file.read(2000).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<?xml", b"<nccis", b"<ccis")) and b"<html" not in head and b"<kml" not in head


def read_xml(path: Path) -> Rows:
    """(Number of the record, {name of element or attribute: text}) of each record; UnreadableFile for what has none.

    The records are the children of whichever element has most children of one name. What lies deeper in a record is
    named by its own element; of several that share a name the texts are joined by spaces.
    """
    try:
        root = parse(path).getroot()
    except (ParseError, DefusedXmlException, ValueError):
        root = None
    if root is None:
        raise UnreadableFile(
            "The file is not well-formed XML, or defines entities, which are not read.",
            "Export it again from the caseload system.",
        )
    parent, name, most = root, "", 0
    for element in root.iter():
        counted = Counter(child.tag for child in element).most_common(1)
        if counted and len(element[0]) and counted[0][1] > most:
            parent, (name, most) = element, counted[0]
    if not most:
        raise UnreadableFile("No element of the file repeats as a record.", "Export one element for each young person.")
    return [(number, _cells(child)) for number, child in enumerate((c for c in parent if c.tag == name), start=2)]


def _cells(record: Element) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for element in record.iter():
        texts = [(_plain(name), value) for name, value in element.attrib.items()]
        if not len(element) and element is not record:
            texts.append((_plain(element.tag), (element.text or "").strip()))
        for name, text in texts:
            cells[name] = f"{cells[name]} {text}" if cells.get(name) else text
    return cells


def _plain(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2]
