"""What of an analysis may leave: rounded counts, merged paths, a curve in steps no finer than people allow.

Counts in, plain values out that a page can show and a file can hold. None is hidden or not known, never nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from .disclosure import SMALLEST_OF_JOURNEYS, TOTAL, merge_rare, protect, rounded
from .incidence import Incidence

# Between the steps of a path when it is one text; no step holds it.
ARROW = " → "
# Months at which a curve is told.
MARKS = (1, 2, 3, 6, 9, 12, 18, 24, 36)


def paths(people: Mapping[tuple[str, ...], int]) -> dict[str, Any]:
    """Paths that enough people walked, each with its people, and all the rest as one number."""
    shown, others = merge_rare({ARROW.join(path): number for path, number in people.items()})
    return {"paths": [[path.split(ARROW), number] for path, number in shown.items()], "others": others}


def curve(table: Incidence, causes: Iterable[str]) -> list[dict[str, Any]]:
    """At each mark: people still counted, and those who had left by each cause as a share (0 to 1) of all.

    The share stands for a number of people rounded to five. It is hidden where that number, or the number of the
    others, is too small, and the curve ends where too few are still counted.
    """
    if table.people < SMALLEST_OF_JOURNEYS:
        return []
    whole, told = rounded(table.people), []
    last = table.months[-1].month if table.months else 0
    for mark in (mark for mark in MARKS if mark <= last):
        at_risk = next(row.at_risk for row in table.months if row.month >= mark)
        if at_risk < SMALLEST_OF_JOURNEYS:
            break
        shares = {cause: _share(table, mark, cause, whole) for cause in causes}
        told.append({"month": mark, "counted": rounded(at_risk), **shares})
    return told


def _share(table: Incidence, month: int, cause: str, whole: int) -> float | None:
    people = float(table.by(month, cause)) * table.people if cause in table.causes else 0.0
    shown = rounded(round(people))
    if people < SMALLEST_OF_JOURNEYS or table.people - people < SMALLEST_OF_JOURNEYS:
        return None
    return round(shown / whole, 3)


def grid(counts: Mapping[tuple[str, str], int], salt: bytes, smallest: int = SMALLEST_OF_JOURNEYS) -> dict[str, Any]:
    """A table of people by row and column with its totals, hidden where a small number could be worked out."""
    if not counts:
        return {"columns": [], "rows": []}
    rows, columns = list(dict.fromkeys(row for row, _ in counts)), list(dict.fromkeys(column for _, column in counts))
    shown = protect(counts, dict.fromkeys(rows, TOTAL), smallest=smallest, salt=salt).counts
    return {
        "columns": columns,
        "rows": [[row, [shown[row, column] for column in (*columns, TOTAL)]] for row in (*rows, TOTAL)],
    }


def follows(shown: Iterable[tuple[Sequence[str], int]]) -> list[tuple[str, str, int]]:
    """(step, next step, people) over paths that were let out, most people first: no more than the paths tell."""
    counted: dict[tuple[str, str], int] = {}
    for path, people in shown:
        for pair in set(pairwise(path)):
            counted[pair] = counted.get(pair, 0) + people
    return sorted(((one, other, people) for (one, other), people in counted.items()), key=lambda row: (-row[2], row))
