"""The file of a batch as raw columns by field: read, mapped, corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from totalplace.importing.columns import first_filled, joined
from totalplace.importing.readers import Table, read
from totalplace.importing.targets import ImportTarget
from totalplace.models import ImportBatch

# What a corrected outline is kept under: it is text in EPSG:27700, whatever the file's own system.
SHAPE_FIELDS = ("boundary", "wkt")


@dataclass
class Loaded:
    """The rows of one file. `columns` holds raw cells by field, as an arrow array or a list; `headings` whence."""

    table: Table
    rows: list[int]
    columns: dict[str, Any] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    shapes: dict[int, str] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.rows)

    def cell(self, name: str, index: int) -> Any:
        """One raw cell as a Python value."""
        column = self.columns[name]
        return column[index].as_py() if isinstance(column, pa.Array) else column[index]


def read_table(batch: ImportBatch) -> Table:
    """The batch's file as one table; UnreadableFile when it cannot be."""
    return read(batch.file.path, batch.filename, sheet=batch.sheet or None, header_row=batch.header_row)


def load(batch: ImportBatch, target: ImportTarget) -> Loaded:
    """Read the file, take the mapped columns and put the officer's corrections in place of what the file held."""
    table = read_table(batch)
    loaded = Loaded(table, table.row_numbers.tolist())
    for name, headings in batch.mapping.items():
        _take(loaded, target, name, [headings] if isinstance(headings, str) else list(headings))
    _correct(loaded, target, batch)
    return loaded


def _take(loaded: Loaded, target: ImportTarget, name: str, headings: list[str]) -> None:
    known = {column.name: column for column in loaded.table.columns}
    columns = [known[heading] for heading in headings if heading in known]
    if not columns or name not in target.by_name:
        return
    loaded.headings[name] = " + ".join(column.name for column in columns)
    if len(columns) == 1:
        arrow = columns[0].arrow
        loaded.columns[name] = list(columns[0].values) if arrow is None else _whole(arrow)
        return
    cells = [list(column.values) for column in columns]
    text = target.field(name).kind in ("text", "long", "address")
    loaded.columns[name] = joined(cells, ", ") if text else first_filled(cells)


def _whole(arrow: Any) -> pa.Array:
    return arrow.combine_chunks() if isinstance(arrow, pa.ChunkedArray) else arrow


def _correct(loaded: Loaded, target: ImportTarget, batch: ImportBatch) -> None:
    """Lay the corrections over the cells; a corrected cell is read as if the file had held it."""
    places: Mapping[int, int] = {row: index for index, row in enumerate(loaded.rows)}
    values: dict[str, dict[int, str]] = defaultdict(dict)
    for row, name, value, skip in batch.corrections.values_list("row", "field", "value", "skip"):
        if row not in places:
            continue
        if skip:
            loaded.skipped.add(places[row])
        elif name in SHAPE_FIELDS:
            loaded.shapes[places[row]] = value
        elif name:
            values[name][places[row]] = value
    for name, cells in values.items():
        column = loaded.columns.get(name)
        raw = [None] * len(loaded) if column is None else column
        raw = raw.to_pylist() if isinstance(raw, pa.Array) else list(raw)
        for index, value in cells.items():
            raw[index] = value.strip() or None
        loaded.columns[name] = raw
        loaded.headings.setdefault(name, target.field(name).label)


def geometry_of(table: Table) -> np.ndarray | None:
    """The table's own geometry as an array of WKB, or None."""
    if table.geometry is None:
        return None
    geometry = table.geometry
    if isinstance(geometry, (pa.Array, pa.ChunkedArray)):
        geometry = geometry.to_numpy(zero_copy_only=False)
    return np.asarray(geometry, dtype=object)
