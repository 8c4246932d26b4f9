"""The positions of a file, read by a thread some rows after the other while others copy those that are ready."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pyarrow as pa

from totalplace.calc.coordinates import CrsDecision
from totalplace.importing.faults import Faults
from totalplace.importing.positions import Given, Positions, Reading, begin_reading


class PlacedInTurn:
    """Positions on their way: what decides all rows first, then `size` rows at a time, in order."""

    def __init__(self, reader: ThreadPoolExecutor, given: Given, faults: Faults, size: int) -> None:
        self.faults, self.size = faults, size
        self._given = given
        self._begun: Future[Reading] = reader.submit(begin_reading, given, faults)
        self._parts = [reader.submit(self._read, start) for start in range(0, given.rows, size)]

    def _read(self, start: int) -> Positions:
        return self._begun.result().rows(start, min(start + self.size, self._given.rows))

    def part(self, start: int) -> Positions:
        """The `size` rows from this one on, as soon as they are read."""
        return self._parts[start // self.size].result()

    def columns(self) -> dict[str, PlacedColumn]:
        """The columns of the staged table that may be filled, to be copied `size` rows at a time."""
        return {name: PlacedColumn(self, name) for name in ("location", "boundary")}

    def decided(self) -> tuple[CrsDecision | None, list[str]]:
        """The coordinate system, and notes about all rows."""
        begun = self._begun.result()
        return begun.decision, begun.notes

    def has_outlines(self) -> bool:
        """Whether the file fills any outline, or has a column for them."""
        whole = (part.result().boundary for part in self._parts)
        return "wkt" in self._given.columns or any(part.null_count < len(part) for part in whole)


@dataclass(frozen=True)
class PlacedColumn:
    """A column of the positions that is waited for when it is copied."""

    placed: PlacedInTurn
    name: str

    def slice(self, start: int, size: int) -> pa.Array:
        """The rows from `start` on, which are read `size` at a time."""
        return getattr(self.placed.part(start), self.name)
