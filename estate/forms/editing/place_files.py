"""The outline in a file, as text for the outline's box: any map layer the importer reads, or text as it is pasted."""

from __future__ import annotations

from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

import shapely

from estate.forms.editing.places import Mendable, parse_outline, written_outline
from totalplace.calc.coordinates import declared_epsg
from totalplace.calc.parsed import Refused
from totalplace.importing.loading import geometry_of
from totalplace.importing.readers import UnreadableFile, read

TYPED = (".txt", ".wkt", ".csv")
ACCEPTED = (*TYPED, ".geojson", ".json", ".kml", ".gpkg", ".zip")
POLYGONS = (3, 6)


def outline_in(file: Any) -> str:
    """What the outline's box is to hold: metres where it can be stored, else the shape as the file has it.

    Refused says why the file has none.
    """
    typed = PurePath(file.name).suffix.lower() in TYPED
    text = _as_text(file) if typed else _as_layer(file)
    try:
        return written_outline(parse_outline(text).value)
    except Mendable:
        # The form says what is wrong with it, and offers the repair.
        return text


def _as_text(file: Any) -> str:
    try:
        text = file.read().decode("utf-8-sig").strip()
    except UnicodeDecodeError as other:
        raise Refused("The file is not text.", "Save it again as plain text.") from other
    if not text:
        raise Refused("The file is empty.", "Choose another one.")
    lines = text.splitlines()
    # A list of corners may have headings.
    return "\n".join(lines[1:]) if len(lines) > 3 and not any(each.isdigit() for each in lines[0]) else text


def _as_layer(file: Any) -> str:
    """The one polygon of a map layer as well-known text, with the system that the file says it is in."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "outline"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        try:
            table = read(path, file.name)
        except UnreadableFile as refusal:
            raise Refused(refusal.reason, refusal.remedy) from refusal
    geometry = geometry_of(table)
    shapes = shapely.from_wkb(geometry, on_invalid="ignore") if geometry is not None else []
    polygons = [shape for shape in shapes if shapely.get_type_id(shape) in POLYGONS]
    if not polygons:
        raise Refused("The file has no polygon.", f"Choose one of these kinds with an outline: {', '.join(ACCEPTED)}.")
    if len(polygons) > 1:
        raise Refused(
            f"The file has {len(polygons):,} polygons.", "Save the one of this property in a file of its own."
        )
    epsg = declared_epsg(table.crs)
    return (f"SRID={epsg};" if epsg else "") + shapely.to_wkt(polygons[0], rounding_precision=9)
