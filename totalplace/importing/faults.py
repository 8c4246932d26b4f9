"""Faults found while reading, gathered until they are written all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from totalplace.choices import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong or unlikely with one cell; `row` as the officer sees it in the file."""

    row: int
    field: str
    column: str
    value: str
    severity: str
    code: str
    reason: str
    remedy: str
    suggestion: str = ""


@dataclass
class Faults:
    """The faults of one staging. `rows` are the file's row numbers, by row index from 0."""

    rows: list[int]
    found: list[Fault] = field(default_factory=list)

    def error(
        self, index: int, name: str, column: str, value: object, code: str, reason: str, remedy: str, offer: str = ""
    ) -> None:
        """The row cannot be stored as long as this stands."""
        self._add(Severity.ERROR, index, name, column, value, code, reason, remedy, offer)

    def warning(
        self, index: int, name: str, column: str, value: object, code: str, reason: str, remedy: str, offer: str = ""
    ) -> None:
        """The row can be stored, but somebody should look."""
        self._add(Severity.WARNING, index, name, column, value, code, reason, remedy, offer)

    def _add(self, severity, index, name, column, value, code, reason, remedy, offer) -> None:
        shown = "" if value is None else str(value)[:2000]
        self.found.append(Fault(self.rows[index], name, column[:200], shown, severity, code, reason, remedy, offer))

    def part(self, start: int, stop: int) -> Faults:
        """The same gathering for some of the rows, counted from 0 there."""
        return Faults(self.rows[start:stop], self.found)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)
