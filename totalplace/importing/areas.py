"""Boundary files as the ONS and the Ordnance Survey publish them, read into areas: which column is what is guessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import shapely

from totalplace.calc.coordinates import BNG, decide_crs
from totalplace.calc.geometry import first_points, geometries_to_bng
from totalplace.choices import AreaLevel
from totalplace.importing.readers import Column, Table, UnreadableFile, read

# The level whose areas those of a level lie in.
PARENT_LEVELS = {
    AreaLevel.DISTRICT: AreaLevel.COUNTY,
    AreaLevel.WARD: AreaLevel.DISTRICT,
    AreaLevel.MSOA: AreaLevel.DISTRICT,
    AreaLevel.LSOA: AreaLevel.DISTRICT,
}
# How publishers begin the headings of each level: LAD23CD, lad_code, WD13NM, ctyua_name…
STEMS = {
    AreaLevel.COUNTY: "cty|ctyua|county|utla",
    AreaLevel.DISTRICT: "lad|ltla|district|la",
    AreaLevel.WARD: "wd|ward",
    AreaLevel.MSOA: "msoa",
    AreaLevel.LSOA: "lsoa",
    AreaLevel.NEIGHBOURHOOD: "neighbourhood|np",
}
PLAIN = {"cd|code": "code|gss_?code|area_?code|geo_?code", "nm|name": "name|area_?name|geo_?name"}
GSS_CODE = re.compile(r"[ENSW]\d{8}")


@dataclass(frozen=True, slots=True)
class Boundary:
    """One area as a file has it. `wkb` is a polygon in EPSG:27700; `parent_code` "" where the file has none."""

    number: int
    code: str
    name: str
    parent_code: str
    wkb: bytes


@dataclass(frozen=True, slots=True)
class AreaFile:
    """A boundary file's areas in EPSG:27700, and how it was read, in sentences."""

    boundaries: list[Boundary]
    year: int | None
    notes: list[str]


def read_areas(
    path: Path,
    level: AreaLevel,
    *,
    layer: str | None = None,
    code_field: str | None = None,
    name_field: str | None = None,
    parent_field: str | None = None,
) -> AreaFile:
    """Read a boundary file (GeoJSON, GeoPackage or zipped Shapefile). UnreadableFile names what is wrong with it."""
    table = read(path, path.name, sheet=layer)
    if table.geometry is None:
        raise UnreadableFile(
            "The file has no shapes.", "Give a boundary file: GeoJSON, GeoPackage or zipped Shapefile."
        )
    code = _chosen(table, code_field) or _guessed(table, level, "cd|code") or _by_values(table)
    if code is None:
        raise UnreadableFile(
            "No column of the file looks like the areas’ codes.", f"Name it: --code-field {_headings(table)}."
        )
    name = _chosen(table, name_field) or _guessed(table, level, "nm|name") or code
    above = PARENT_LEVELS.get(level)
    parent = _chosen(table, parent_field) or (_guessed(table, above, "cd|code", plain=False) if above else None)
    shapes, place = _shapes(table)
    notes = [*table.notes, f"Code from “{code.name}”, name from “{name.name}”", place]
    if parent is not None:
        notes.append(f"Parent from “{parent.name}”")
    texts = [_texts(column) for column in (code, name)] + [_texts(parent) if parent else [""] * len(table)]
    rows = zip(table.row_numbers.tolist(), *texts, shapes, strict=True)
    return AreaFile([Boundary(*row) for row in rows], _year(code.name, table.sheet or path.stem), notes)


def _texts(column: Column) -> list[str]:
    return ["" if value is None else str(value).strip() for value in column.values]


def _headings(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)


def _chosen(table: Table, heading: str | None) -> Column | None:
    if heading is None:
        return None
    for column in table.columns:
        if column.name.lower() == heading.lower():
            return column
    raise UnreadableFile(f"The file has no column “{heading}”.", f"It has: {_headings(table)}.")


def _guessed(table: Table, level: AreaLevel, ending: str, *, plain: bool = True) -> Column | None:
    """The column whose heading is the level's, as publishers write it; else, with `plain`, one named just "code"."""
    patterns = [rf"(?:{STEMS[level]})_?(?:\d\d|\d{{4}})?_?(?:{ending})"] + ([PLAIN[ending]] if plain else [])
    for pattern in patterns:
        for column in table.columns:
            if re.fullmatch(pattern, column.name.strip(), re.IGNORECASE):
                return column
    return None


def _by_values(table: Table) -> Column | None:
    """A column that holds a different GSS code in every row."""
    for column in table.columns:
        values = _texts(column)
        if all(GSS_CODE.fullmatch(value) for value in values) and len(set(values)) == len(values):
            return column
    return None


def _shapes(table: Table) -> tuple[list[bytes], str]:
    """The outlines as WKB in EPSG:27700, and how their coordinates were understood."""
    decision = decide_crs(*first_points(table.geometry), table.crs)
    converted = geometries_to_bng(table.geometry, decision.epsg, swapped=decision.swapped)
    faults = [f"Feature {table.row_numbers[row]}: {refusal}" for row, refusal in converted.refusals.items()]
    areas = shapely.get_dimensions(converted.geometries) == 2
    faults += [f"Feature {table.row_numbers[row]} is no polygon." for row in (~areas).nonzero()[0]][: 20 - len(faults)]
    if faults:
        raise UnreadableFile(" ".join(faults[:20]), "Mend the file, or give another.")
    into = "" if decision.epsg == BNG else ", turned into the British National Grid"
    return shapely.to_wkb(converted.geometries).tolist(), f"{decision.reason}{into}"


def _year(code_heading: str, layer: str) -> int | None:
    """The year a heading (LAD23CD, msoa11cd) or a layer's name (wards_2013) gives its boundaries."""
    short = re.fullmatch(r"[a-z]+_?(\d\d)_?(?:cd|code)", code_heading, re.IGNORECASE)
    if short:
        return 2000 + int(short[1])
    long = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", layer)
    return int(long[1]) if long and int(long[1]) <= datetime.date.today().year else None


def dated(valid_from: datetime.date | None, file: AreaFile) -> tuple[datetime.date, str]:
    """The day from which a file's areas are taken to be in force, and why that day."""
    if valid_from is not None:
        return valid_from, "as you say"
    if file.year is not None:
        return datetime.date(file.year, 1, 1), "the year that the file's names give"
    return datetime.date.today(), "today, for the file gives no year; --valid-from says otherwise"


def listed(codes: Sequence[str], most: int = 5) -> str:
    """The first few codes of many."""
    more = f" and {len(codes) - most:,} more" if len(codes) > most else ""
    return ", ".join(codes[:most]) + more
