"""Lists as GeoParquet and GeoPackage: the same rows and columns, typed, each with its geometry.

A row comes as the text that the database writes for all formats, and its geometry as WKB; Arrow reads the text into
columns, thousands of rows at a time, so that a million take no more memory than one batch.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from totalplace.db.texts import Column

# Rows of one batch, which are also a row group of GeoParquet.
BATCH = 2_000
# A GeoPackage is whole before its first byte is sent: so many rows take some seconds.
MOST_IN_GEOPACKAGE = 100_000
PIECE = 256 * 1024
GEOMETRY = "geometry"
# (text, WKB or None) of each row.
Rows = Iterable[tuple[str, Any]]


def geoparquet(rows: Rows, columns: Sequence[Column], srid: int) -> Iterator[bytes]:
    """GeoParquet 1.1 in pieces, each as soon as it is made: WKB, its bounding box beside it, and its system named."""
    import pyarrow
    from pyarrow import parquet

    written, seen = _Written(), _Seen()
    schema = _schema(columns).append(pyarrow.field("bbox", _box_type()))
    writer = parquet.ParquetWriter(pyarrow.PythonFile(written, "w"), schema, compression="zstd")
    for batch in _batches(rows, columns):
        writer.write_table(_with_boxes(batch, seen, schema))
        # Arrow keeps what it frees, and would hold on to a stream's largest moment.
        pyarrow.default_memory_pool().release_unused()
        yield written.taken()
    writer.add_key_value_metadata({"geo": json.dumps(_metadata(seen, srid))})
    writer.close()
    yield written.taken()


def geopackage(rows: Rows, columns: Sequence[Column], srid: int, layer: str) -> tuple[int, Iterator[bytes]]:
    """A GeoPackage of one layer: its size in bytes, and its pieces. It stands in a file that goes with the last."""
    import pyarrow
    from pyogrio.raw import write_arrow

    schema = _schema(columns)
    batches = (batch for table in _batches(rows, columns) for batch in table.to_batches())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{layer}.gpkg"
        write_arrow(
            pyarrow.RecordBatchReader.from_batches(schema, batches), path, layer=layer, driver="GPKG",
            geometry_name=GEOMETRY, geometry_type="Unknown", crs=f"EPSG:{srid}",
        )  # fmt: skip
        return path.stat().st_size, _read(path.open("rb"))


def _read(file: io.BufferedReader) -> Iterator[bytes]:
    """What is in a file, which may have lost its name already."""
    with file:
        while piece := file.read(PIECE):
            yield piece


# --- Rows as columns -----------------------------------------------------------------------------------


def _types() -> dict[str, Any]:
    """How Arrow reads each kind of column from JSON."""
    import pyarrow

    return {"number": pyarrow.float64(), "integer": pyarrow.int64(), "boolean": pyarrow.bool_()}


def _kept_as() -> dict[str, Any]:
    """The types of those that JSON has as text."""
    import pyarrow

    return {"date": pyarrow.date32(), "moment": pyarrow.timestamp("us", tz="UTC")}


def _schema(columns: Sequence[Column]) -> Any:
    import pyarrow

    types = _types() | _kept_as()
    fields = [(column.name, types.get(column.kind, pyarrow.string())) for column in columns]
    return pyarrow.schema([*fields, (GEOMETRY, pyarrow.binary())])


def _batches(rows: Rows, columns: Sequence[Column]) -> Iterator[Any]:
    """The rows as tables of `_schema`."""
    import pyarrow
    from pyarrow import json as arrow_json

    read_as = pyarrow.schema([(each.name, _types().get(each.kind, pyarrow.string())) for each in columns])
    options = arrow_json.ParseOptions(explicit_schema=read_as, unexpected_field_behavior="ignore")
    schema, source = _schema(columns), iter(rows)
    while some := list(islice(source, BATCH)):
        data = "\n".join(text for text, _ in some).encode()
        block = arrow_json.ReadOptions(use_threads=False, block_size=len(data) + 1)
        table = arrow_json.read_json(io.BytesIO(data), read_options=block, parse_options=options)
        shapes = pyarrow.array([None if shape is None else bytes(shape) for _, shape in some], pyarrow.binary())
        yield table.select(read_as.names).append_column(GEOMETRY, shapes).cast(schema)


# --- GeoParquet ----------------------------------------------------------------------------------------


class _Written(io.RawIOBase):
    """A file that is taken away as it is written."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._place = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        self._place += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._place

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class _Seen:
    """The kinds and the extent of the geometries that were written."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.box: list[float] | None = None


def _box_type() -> Any:
    import pyarrow

    return pyarrow.struct([(name, pyarrow.float64()) for name in ("xmin", "ymin", "xmax", "ymax")])


def _with_boxes(table: Any, seen: _Seen, schema: Any) -> Any:
    """The table with the bounding box of each geometry; null where there is none."""
    import numpy
    import pyarrow
    import shapely

    shapes = shapely.from_wkb(table[GEOMETRY].to_numpy(zero_copy_only=False))
    boxes = shapely.bounds(shapes).reshape(-1, 4)
    known = ~numpy.isnan(boxes).any(axis=1)
    if known.any():
        box = [*boxes[known, :2].min(axis=0).tolist(), *boxes[known, 2:].max(axis=0).tolist()]
        old = seen.box or box
        seen.box = [min(box[0], old[0]), min(box[1], old[1]), max(box[2], old[2]), max(box[3], old[3])]
        seen.kinds |= {shape.geom_type for shape in shapes[known]}
    columns = [pyarrow.array(boxes[:, place]) for place in range(4)]
    told = pyarrow.StructArray.from_arrays(columns, fields=list(_box_type()), mask=pyarrow.array(~known))
    return table.append_column("bbox", told).cast(schema)


def _metadata(seen: _Seen, srid: int) -> dict[str, Any]:
    """As GeoParquet 1.1 asks for. Longitude and latitude need not be named."""
    import pyproj

    edges = {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}
    column: dict[str, Any] = {
        "encoding": "WKB", "geometry_types": sorted(seen.kinds), "covering": {"bbox": edges},
    }  # fmt: skip
    if srid != 4326:
        column["crs"] = pyproj.CRS.from_epsg(srid).to_json_dict()
    if seen.box:
        column["bbox"] = seen.box
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
