"""The base map that the operator names: an address of tiles, or a PMTiles file on this machine."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType

CONTENT_TYPES = {
    TileType.MVT: "application/vnd.mapbox-vector-tile",
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}


class UnusableArchive(ValueError):
    """The file that BASE_MAP_PMTILES names cannot be read; the words say why."""


@dataclass(frozen=True, slots=True)
class BaseMap:
    """What a browser draws under the estate. `kind` is "raster" or "vector", `url` "" where there is none."""

    url: str = ""
    attribution: str = ""
    kind: str = "raster"
    max_zoom: int = 18


@dataclass(frozen=True, slots=True)
class Archive:
    """A PMTiles file, open; `edition` changes when the file does."""

    reader: Any
    header: dict[str, Any]
    edition: int

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.header["tile_type"]]


@cache
def _opened(path: str, edition: int) -> Archive:
    try:
        with open(path, "rb") as file:
            reader = Reader(MmapSource(file))
        header = reader.header()
    # The package says what is wrong in exceptions of its own, and in those of what it stumbles on.
    except Exception as problem:
        raise UnusableArchive(
            f"{path} is no PMTiles file of version 3 ({problem or type(problem).__name__})."
        ) from None
    if header["tile_type"] not in CONTENT_TYPES:
        raise UnusableArchive(f"{path} has tiles of a kind that is not known.")
    if header["tile_compression"] not in (Compression.NONE, Compression.GZIP):
        raise UnusableArchive(f"{path} has tiles compressed by other than gzip.")
    return Archive(reader, header, edition)


def archive() -> Archive | None:
    """The operator's PMTiles file; None where none is named. UnusableArchive where it cannot be read."""
    if not settings.BASE_MAP_PMTILES:
        return None
    try:
        edition = Path(settings.BASE_MAP_PMTILES).stat().st_mtime_ns
    except OSError as problem:
        raise UnusableArchive(f"{settings.BASE_MAP_PMTILES}: {problem.strerror}.") from None
    return _opened(settings.BASE_MAP_PMTILES, edition)


def base_map() -> BaseMap:
    """The base map; none while its file cannot be read, which `manage.py check` tells."""
    try:
        found = archive()
    except UnusableArchive:
        return BaseMap()
    if found is None:
        return BaseMap(settings.BASE_MAP_URL, settings.BASE_MAP_ATTRIBUTION, "raster", settings.BASE_MAP_MAX_ZOOM)
    kind = "vector" if found.header["tile_type"] == TileType.MVT else "raster"
    url = f"/tiles/base/{{z}}/{{x}}/{{y}}?edition={found.edition}"
    return BaseMap(url, settings.BASE_MAP_ATTRIBUTION, kind, found.header["max_zoom"])


def base_tile(found: Archive, z: int, x: int, y: int) -> bytes | None:
    """A tile of the file, not compressed; None where it has none."""
    tile = found.reader.get(z, x, y)
    if tile and found.header["tile_compression"] == Compression.GZIP:
        return gzip.decompress(tile)
    return bytes(tile) if tile else None
