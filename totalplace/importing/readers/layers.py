"""GeoJSON, GeoPackage, zipped Shapefile and KML through GDAL, as Arrow columns; GDAL sees one checked file only."""

from __future__ import annotations

import re
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

import numpy as np
import pyarrow as pa
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataSourceError

from totalplace.importing.shapes import heads_of

from . import archive
from .cleaning import Tally, check_lengths, clean_strings, whole_numbers
from .headings import unique_names
from .identify import Kind
from .model import MAX_CELL_LENGTH, Column, Sheet, Table, UnreadableFile, check_size, count_of
from .workbook import choose

DRIVERS = {Kind.GEOJSON: "GeoJSON", Kind.GEOPACKAGE: "GPKG", Kind.SHAPEFILE: "ESRI Shapefile", Kind.KML: "LIBKML"}
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# How KML says a placemark is drawn; none of it describes a property.
KML_DRAWING = {"altitudemode", "tessellate", "extrude", "visibility", "draworder", "icon", "snippet"}
# Well-known binary: geometry types 8 and up are curves and surfaces, high bits and thousands mark heights and measures.
FIRST_CURVE = 8
MAX_DEPTH = 100

pyogrio.set_gdal_config_options(
    {
        # Nothing is to be fetched: no address in an uploaded file may make the server call it.
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
        "GDAL_HTTP_MAX_RETRY": "0",
        "CPL_CURL_ENABLE_VSIMEM": "NO",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "50",
        "SHAPE_RESTORE_SHX": "YES",
    }
)


def damaged(kind: Kind) -> UnreadableFile:
    """The refusal of a file that GDAL cannot open."""
    return UnreadableFile(
        f"The {kind} file is damaged or incomplete and cannot be opened.",
        "Export it again from the program it came from and upload that copy.",
    )


@contextmanager
def _opened(path: Path, kind: Kind) -> Iterator[list[tuple[Kind, str]]]:
    """Checked files as GDAL is to open them. Each stands alone in a new folder, so nothing beside it is read."""
    with tempfile.TemporaryDirectory(prefix="layer-") as name, warnings.catch_warnings():
        # What GDAL warns of (an unclosed ring, a missing index) it has read all the same.
        warnings.simplefilter("ignore")
        folder = Path(name)
        try:
            yield _prepared(path, kind, folder)
        except (
            DataSourceError,
            RuntimeError,
            pa.ArrowException,
            UnicodeDecodeError,
            shapely.errors.GEOSException,
        ) as error:
            raise damaged(kind) from error


def _prepared(path: Path, kind: Kind, folder: Path) -> list[tuple[Kind, str]]:
    if kind is Kind.SHAPEFILE:
        return [(kind, str(shape)) for shape in _unpacked_shapefiles(path, folder)]
    if kind is Kind.KMZ:
        return [(Kind.KML, str(_unpacked_kml(path, folder)))]
    link = folder / {Kind.GEOJSON: "layer.geojson", Kind.GEOPACKAGE: "layer.gpkg", Kind.KML: "layer.kml"}[kind]
    link.symlink_to(path.resolve())
    if kind is Kind.KML:
        _check_kml(link)
        return [(kind, str(link))]
    if kind is Kind.GEOPACKAGE:
        _check_geopackage(link)
        return [(kind, str(link))]
    _check_geojson(link)
    # The prefix keeps every other reader of JSON from claiming the file.
    return [(kind, f"GeoJSON:{link}")]


def _unpacked_shapefiles(path: Path, folder: Path) -> list[Path]:
    found = [info for info in archive.members(path) if not info.filename.startswith("__MACOSX/")]
    archive.refuse_nested(found)
    shapes: list[Path] = []
    for info in found:
        inner = PurePosixPath(info.filename.replace("\\", "/"))
        if inner.suffix.lower() not in SHAPEFILE_PARTS or inner.name.startswith("."):
            continue
        # Parts of one Shapefile share folder and stem; the names given here are ours.
        place = folder / re.sub(r"\W+", "_", str(inner.parent))
        place.mkdir(exist_ok=True)
        part = archive.extract(path, info, place / f"{inner.stem.replace('/', '_')}{inner.suffix.lower()}")
        if part.suffix == ".shp":
            shapes.append(part)
    for shape in shapes:
        if not shape.with_suffix(".dbf").exists():
            raise UnreadableFile(
                f"The Shapefile “{shape.stem}” comes without its .dbf file, which holds the attributes.",
                "Put its .shp, .shx, .dbf and .prj files into one zip and upload that.",
            )
    return sorted(shapes)


def _unpacked_kml(path: Path, folder: Path) -> Path:
    found = archive.members(path)
    archive.refuse_nested(found)
    documents = [info for info in found if info.filename.lower().endswith(".kml")]
    main = next((info for info in documents if info.filename.lower() == "doc.kml"), documents[0])
    document = archive.extract(path, main, folder / "layer.kml")
    _check_kml(document)
    return document


def _check_kml(path: Path) -> None:
    """Refuse XML with entities, XML that is not well formed, nesting without end, and a root that is not KML."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth, root = 0, ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, root
        depth += 1
        root = root or name.rpartition(" ")[2]
        if depth > MAX_DEPTH:
            raise archive.bomb("elements nested too deep")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(archive.CHUNK):
            archive.check_markup(tail + chunk)
            tail = chunk[-32:]
            try:
                parser.Parse(chunk, False)
            except expat.ExpatError as error:
                raise damaged(Kind.KML) from error
    try:
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(Kind.KML) from error
    if root != "kml":
        raise damaged(Kind.KML)


def _check_geojson(path: Path) -> None:
    """Refuse JSON that is no FeatureCollection; its kind stands at one end of the file or the other."""
    with path.open("rb") as file:
        ends = file.read(65_536)
        file.seek(max(0, path.stat().st_size - 65_536))
        ends += b"\n" + file.read()
    if not re.search(rb"\"type\"\s*:\s*\"FeatureCollection\"", ends):
        raise UnreadableFile(
            "The file is not a GeoJSON FeatureCollection.", "Export the layer as GeoJSON and upload that."
        )


def _check_geopackage(path: Path) -> None:
    """Refuse a GeoPackage whose layers are not plain tables: a view can hold a query that never ends."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            names = [name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")]
            plain = {
                name.lower()
                for name, sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
                if not re.match(r"\s*CREATE\s+VIRTUAL", sql or "", re.IGNORECASE)
            }
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise damaged(Kind.GEOPACKAGE) from error
    odd = [name for name in names if str(name).lower() not in plain]
    if odd:
        raise UnreadableFile(
            f"The GeoPackage's layer “{str(odd[0])[:60]}” is a query, not a table.",
            "Save the layer as a new GeoPackage and upload that.",
        )


def _layers(sources: list[tuple[Kind, str]]) -> list[tuple[Sheet, Kind, str, dict[str, Any]]]:
    """Every layer with its size, the file it is in and what GDAL says of it."""
    found = []
    for kind, source in sources:
        for name, geometry_type in pyogrio.list_layers(source).tolist():
            about = pyogrio.read_info(source, layer=name, force_feature_count=True)
            if about["driver"] != DRIVERS[kind]:
                raise damaged(kind)
            size = (about["features"], len(about["fields"]))
            sheet = Sheet(name, *size, "layer") if geometry_type else Sheet(name, *size, "table")
            found.append((sheet, kind, source, about))
    if not found:
        raise UnreadableFile("The file has no layer.", "Export the layer again and upload that copy.")
    return found


def list_sheets(path: Path, kind: Kind) -> list[Sheet]:
    """Every layer with the number of its features and attributes."""
    with _opened(path, kind) as sources:
        return [sheet for sheet, *_ in _layers(sources)]


def read(path: Path, kind: Kind, *, sheet: str | None = None) -> Table:
    """Read one layer. Row numbers count features from 1."""
    with _opened(path, kind) as sources:
        layers = _layers(sources)
        chosen = choose([each for each, *_ in layers], sheet)
        position = [each is chosen for each, *_ in layers].index(True)
        _, kind, source, about = layers[position]
        check_size(chosen.rows, chosen.columns)
        if chosen.rows == 0:
            raise UnreadableFile(
                f"The layer “{chosen.name}” has no features.", "Choose another layer or export it again."
            )
        notes = [f"Layer “{chosen.name}” ({position + 1} of {len(layers)})"] if len(layers) > 1 else []
        meta, table = pyogrio.raw.read_arrow(source, layer=chosen.name)
        name = meta["geometry_name"] or "wkb_geometry"
        geometry = _geometry(source, chosen.name, table, name, notes)
    columns = _columns(table.drop_columns([name]) if name in table.column_names else table, kind, notes)
    crs = None if "ndefined" in (about["crs"] or "") else about["crs"]
    numbers = np.arange(1, table.num_rows + 1)
    return Table(columns, numbers, geometry, crs if geometry is not None else None, notes, str(kind), chosen.name)


def _geometry(source: str, layer: str, table: pa.Table, name: str, notes: list[str]) -> np.ndarray | None:
    """The geometry as WKB in two dimensions, curves made of straight pieces."""
    if name not in table.column_names:
        return None
    column = table.column(name).combine_chunks()
    codes = _types_of(column)
    wkb = column.to_numpy(zero_copy_only=False)
    if any((code & 0xFFFF) % 1000 >= FIRST_CURVE for code in codes):
        _, _, wkb, _ = pyogrio.raw.read(source, layer=layer, columns=[], force_2d=True)
        notes.append("Curves turned into lines of short straight pieces")
    if any(code >= 1000 for code in codes):
        notes.append("Heights left out: shapes are kept flat")
        parsed = shapely.from_wkb(wkb, on_invalid="ignore")
        lost = shapely.is_missing(parsed)
        flat = shapely.to_wkb(shapely.force_2d(parsed))
        wkb = np.where(lost, wkb, flat)
    return wkb


def _types_of(column: pa.Array) -> list[int]:
    """The type codes that stand in a column of well-known binary, whichever way round its numbers are."""
    heads = heads_of(column)
    little = heads[:, 0] == 1
    codes = np.concatenate([heads[little, 1:].copy().view("<u4"), heads[~little, 1:].copy().view(">u4")], axis=None)
    return np.unique(codes).tolist()


def _columns(table: pa.Table, kind: Kind, notes: list[str]) -> list[Column]:
    """Attributes as columns, cleaned; those that only say how a shape is drawn, or hold binary data, are left out."""
    tally, columns, dropped = Tally(), [], []
    names = unique_names(table.column_names)
    numbers = range(1, table.num_rows + 1)
    for index, (name, chunked) in enumerate(zip(names, table.columns, strict=True)):
        array = chunked.combine_chunks()
        if kind is Kind.KML and (name.lower() in KML_DRAWING or array.null_count == len(array)):
            continue
        if pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type):
            dropped.append(name)
            continue
        array = _plain(array, tally)
        if tally.longest > MAX_CELL_LENGTH:
            check_lengths(array.to_pylist(), numbers, index, name)
        columns.append(Column(name, arrow=array))
    if dropped:
        notes.append(f"{count_of(len(dropped), 'column')} of binary data left out: {', '.join(dropped[:5])}")
    notes.extend(tally.notes())
    return columns


def _plain(array: pa.Array, tally: Tally) -> pa.Array:
    """An Arrow array as text, numbers, dates or yes/no: lists joined, dictionaries and large types made ordinary."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_nested(array.type):
        array = pa.array(
            [None if value is None else ", ".join(map(str, value)) for value in array.to_pylist()], pa.string()
        )
    if pa.types.is_large_string(array.type):
        array = array.cast(pa.string())
    if pa.types.is_string(array.type):
        return clean_strings(array, tally, exported=False)
    if pa.types.is_floating(array.type):
        return whole_numbers(array)
    return array
