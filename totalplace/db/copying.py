"""COPY from rows that are made one after another: no more of them is in memory than one chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

CHUNK_ROWS = 5_000
_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class _Stream:
    """What the driver reads from: a file whose content is still being made.

    The driver would turn an error in here into one of its own, so it is kept for whoever called.
    """

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._chunks = _chunks(rows)
        self.error: Exception | None = None

    def read(self, size: int = -1) -> str:
        try:
            return next(self._chunks, "")
        except Exception as error:
            self.error = error
            return ""


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    lines: list[str] = []
    for row in rows:
        lines.append("\t".join("\\N" if value is None else str(value).translate(_SPECIAL) for value in row))
        if len(lines) == CHUNK_ROWS:
            yield "\n".join(lines) + "\n"
            lines = []
    if lines:
        yield "\n".join(lines) + "\n"


def copy_rows(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table inside the cursor's transaction. What the rows raise while they are made, this raises;
    the transaction must then be taken back, for the rows before stand in the table."""
    names = ", ".join(f'"{name}"' for name in columns)
    stream = _Stream(rows)
    cursor.cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', stream)
    if stream.error is not None:
        raise stream.error
