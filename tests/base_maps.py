"""Tiny PMTiles files, made by the package that reads them."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

from django.db import connection
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer


def a_png(colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    """A picture of 256 by 256 pixels in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * 256) * 256
    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def water() -> bytes:
    """A vector tile that is water all over."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ST_AsMVT(f, 'water', 4096, 'geom')
                 FROM (SELECT ST_MakeEnvelope(0, 0, 4096, 4096) AS geom) f"""
        )
        return bytes(cursor.fetchone()[0])


def write(path: Path, kind: TileType, tile: bytes, zoom: int, places: list[tuple[int, int]]) -> Path:
    """A PMTiles file with the same tile at each of `places` (column, row) of one zoom."""
    is_vector = kind is TileType.MVT
    with path.open("wb") as file:
        writer = Writer(file)
        for number in sorted(zxy_to_tileid(zoom, x, y) for x, y in places):
            writer.write_tile(number, gzip.compress(tile) if is_vector else tile)
        header = {
            "tile_type": kind,
            "tile_compression": Compression.GZIP if is_vector else Compression.NONE,
            "min_zoom": zoom, "max_zoom": zoom,
            "min_lon_e7": -30000000, "min_lat_e7": 510000000, "max_lon_e7": -10000000, "max_lat_e7": 530000000,
            "center_zoom": zoom, "center_lon_e7": -22000000, "center_lat_e7": 522000000,
        }  # fmt: skip
        writer.finalize(header, {})
    return path
