"""An attacker who writes down every count she is told, and works out between which bounds every other must lie.

Counts told are rounded to fives and never below five. Of a count that is hidden she knows at most whether it is small:
the strongest attacker is told that too. She adds up rows and columns, and knows whose people are among whose. Her
conclusions are true of every table that looks like the one she saw, so that a count she pins is pinned.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

ROUNDING = 5
SMALLEST = 5
# A small count that could only be so few different numbers is given away.
TOO_FEW = 2
ENDLESS = 10**9

Key = Hashable


@dataclass(slots=True)
class Attacker:
    """What she knows: the least and most of each count, which counts add up to which, and which is part of which."""

    least: dict[Key, int] = field(default_factory=dict)
    most: dict[Key, int] = field(default_factory=dict)
    sums: list[tuple[Key, Sequence[Key]]] = field(default_factory=list)
    among: list[tuple[Key, Key]] = field(default_factory=list)

    def told(self, key: Key, shown: int | None, small: bool | None = None) -> None:
        """She sees a count; where it is hidden (None), perhaps also whether it is small."""
        if shown is not None:
            self._between(key, max(SMALLEST, shown - ROUNDING // 2), shown + (ROUNDING - 1) // 2)
        elif small is not None:
            self._between(key, 0 if small else SMALLEST, SMALLEST - 1 if small else ENDLESS)
        else:
            self._between(key, 0, ENDLESS)

    def _between(self, key: Key, least: int, most: int) -> bool:
        """Narrow one count; whether that said anything new."""
        before = self.least.get(key, 0), self.most.get(key, ENDLESS)
        self.least[key], self.most[key] = max(before[0], least), min(before[1], most)
        return (self.least[key], self.most[key]) != before

    def conclude(self, rounds: int = 60) -> None:
        """Work out all that follows, until nothing new does."""
        for _ in range(rounds):
            new = [self._add_up(total, parts) for total, parts in self.sums]
            new += [self._within(part, whole) for part, whole in self.among]
            if not any(new):
                return

    def _add_up(self, total: Key, parts: Sequence[Key]) -> bool:
        lows = [self.least.get(part, 0) for part in parts]
        highs = [self.most.get(part, ENDLESS) for part in parts]
        low, high = sum(lows), sum(highs)
        new = self._between(total, low, min(high, ENDLESS))
        least, most = self.least[total], self.most[total]
        for part, its_low, its_high in zip(parts, lows, highs, strict=True):
            new |= self._between(part, least - (high - its_high), most - (low - its_low))
        return new

    def _within(self, part: Key, whole: Key) -> bool:
        new = self._between(part, 0, self.most.get(whole, ENDLESS))
        return self._between(whole, self.least.get(part, 0), ENDLESS) or new

    def possible(self, key: Key) -> int:
        """How many numbers a count could still be."""
        return self.most.get(key, ENDLESS) - self.least.get(key, 0) + 1

    def given_away(self, truth: Mapping[Key, int]) -> Iterator[tuple[Key, int, int]]:
        """(count, least, most) of small counts that she has pinned to a number or two; wrong conclusions stop her."""
        for key, people in truth.items():
            least, most = self.least.get(key, 0), self.most.get(key, ENDLESS)
            if not least <= people <= most:
                raise AssertionError(f"{key} is {people}, and was concluded to be {least} to {most}")
            if people < SMALLEST and most - least + 1 <= TOO_FEW:
                yield key, least, most


def adding_up(
    rows: Mapping[str, str], columns: Sequence[str], total: str, key: Iterable[str] = ()
) -> Iterator[tuple[Key, Sequence[Key]]]:
    """Which counts of a table add up to which: rows to the one each belongs to, columns to `total`.

    Counts are keyed (*key, row, column).
    """
    mark = tuple(key)
    children: dict[str, list[str]] = {}
    for row, parent in rows.items():
        children.setdefault(parent, []).append(row)
    for parent, below in children.items():
        for column in (*columns, total):
            yield (*mark, parent, column), [(*mark, row, column) for row in below]
    for row in {*rows, *rows.values()}:
        yield (*mark, row, total), [(*mark, row, column) for column in columns]
