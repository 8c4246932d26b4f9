"""Rows that were worked out in Python, written as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from totalplace.importing.neutral import neutralise


def rows_as_csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The named values of each row under a heading; a text that a spreadsheet would take for a formula is neutral."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(names)
    for row in rows:
        cells = (row[name] for name in names)
        writer.writerow(neutralise(cell) if isinstance(cell, str) else cell for cell in cells)
    return made.getvalue()


def plain(value: Any) -> Any:
    """Money and measures as JSON numbers, days in ISO 8601: what json.dumps does not know itself."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat()
