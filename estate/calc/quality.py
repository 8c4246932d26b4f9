"""The score of data quality."""

from __future__ import annotations

import math


def score(asked: int, failed: int) -> int | None:
    """Percent of what was asked that passed, both weighted by gravity; None when nothing was asked.

    Rounded down, so that 100 is said of a record without a fault alone, and never under nought.
    """
    if asked <= 0:
        return None
    return max(0, math.floor(100 * (asked - failed) / asked))
