"""Points and outlines as PostGIS takes them: extended well-known binary in EPSG:27700, made for all rows at once."""

from __future__ import annotations

import struct

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from totalplace.calc.coordinates import BNG
from totalplace.calc.geometry import MULTIPOLYGON, POLYGON
from totalplace.importing.binary import NOTHING, of_one_size

LITTLE_ENDIAN, WITH_SYSTEM = 1, 0x20000000
POINT_FORM = np.dtype([("order", "u1"), ("kind", "<u4"), ("system", "<u4"), ("x", "<f8"), ("y", "<f8")])
# What stands before the polygons of a multipolygon, before a polygon that is the only one, and in a plain polygon.
MANY = struct.pack("<BII", LITTLE_ENDIAN, WITH_SYSTEM | MULTIPOLYGON, BNG)
ONE = MANY + struct.pack("<I", 1)
PLAIN = struct.pack("<BI", LITTLE_ENDIAN, POLYGON)
HEAD = len(PLAIN)


def points(easting: np.ndarray, northing: np.ndarray) -> pa.Array:
    """One point a row, null where a coordinate is none."""
    there = np.isfinite(easting) & np.isfinite(northing)
    made = np.zeros(len(easting), POINT_FORM)
    made["order"], made["kind"], made["system"] = LITTLE_ENDIAN, WITH_SYSTEM | 1, BNG
    made["x"], made["y"] = easting, northing
    return of_one_size(made, there)


def outlines(shapes: np.ndarray, as_read: np.ndarray | None) -> pa.Array:
    """Polygons and multipolygons as multipolygons, null where there is none.

    `as_read` is the binary that the shapes were read from, for shapes that nothing was done to since: what is a plain
    polygon there already is not written again.
    """
    kinds = shapely.get_type_id(shapes)
    several, alone = kinds == MULTIPOLYGON, kinds == POLYGON
    ready = np.zeros(len(shapes), dtype=bool)
    if as_read is not None:
        read = pa.array(as_read, pa.large_binary())
        ready = alone & _plain(shapes, read)
        alone &= ~ready
    if ready.any() and not (several | alone).any():
        body = pc.if_else(pa.array(ready), read, pa.scalar(None, pa.large_binary()))
    else:
        binary = np.full(len(shapes), None, dtype=object)
        if as_read is not None:
            binary[ready] = as_read[ready]
        binary[alone] = shapely.to_wkb(shapes[alone], byte_order=LITTLE_ENDIAN)
        # A multipolygon's own head says nothing of the system: another takes its place.
        binary[several] = [each[HEAD:] for each in shapely.to_wkb(shapes[several], byte_order=LITTLE_ENDIAN)]
        body = pa.array(binary, pa.large_binary())
    heads = pc.if_else(pa.array(several), MANY, ONE).cast(pa.large_binary())
    return pc.binary_join_element_wise(heads, body, NOTHING)


def _plain(shapes: np.ndarray, read: pa.Array) -> np.ndarray:
    """Which rows are a flat little-endian polygon with nothing before, between or behind: told by head and length."""
    rings = 1 + shapely.get_num_interior_rings(shapes)
    sizes = HEAD + 4 + 4 * rings + 16 * shapely.get_num_coordinates(shapes)
    found = pc.binary_length(read).fill_null(0).to_numpy(zero_copy_only=False)
    return (heads_of(read) == np.frombuffer(PLAIN, np.uint8)).all(axis=1) & (found == sizes)


def heads_of(binary: pa.Array) -> np.ndarray:
    """The first five bytes of each geometry (its byte order and type), a row of noughts where it is null or shorter."""
    heads = np.zeros((len(binary), HEAD), dtype=np.uint8)
    _, offsets_, data_ = binary.buffers()
    if not len(binary) or data_ is None:
        return heads
    width = np.int64 if pa.types.is_large_binary(binary.type) else np.int32
    offsets = np.frombuffer(offsets_, width)[binary.offset : binary.offset + len(binary) + 1].astype(np.int64)
    whole = (np.diff(offsets) >= HEAD) & binary.is_valid().to_numpy(zero_copy_only=False)
    data = np.frombuffer(data_, np.uint8)
    heads[whole] = data[offsets[:-1][whole][:, None] + np.arange(HEAD)]
    return heads
