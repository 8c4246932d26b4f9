"""A table that is shown on a page and sent as a file, from the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from totalplace.templatetags import formats

NOT_PUBLISHED = "not published"
NUMERIC = frozenset({"money", "head", "number", "percent", "points"})
BILLION = Decimal(10**9)


def percent(value: Decimal | float | None, places: int = 1) -> str:
    """23.7%, from a number of per cent."""
    return formats.NOT_KNOWN if value is None else f"{formats.number(value, places)}%"


def points(value: Decimal | float) -> str:
    """+3.1: a difference between two percentages, in points."""
    return f"{'+' if value > 0 else ''}{formats.number(value, 1)}"


def prose(value: Decimal | None) -> str:
    """£4.02bn: for prose, as the documents say billions; below that as everywhere else, £20.1m."""
    if value is None or abs(value) < BILLION:
        return formats.money_short(value)
    return f"{formats.MINUS if value < 0 else ''}£{formats.number(abs(value) / BILLION, 2)}bn"


def pence(value: Decimal) -> str:
    """£1,752.29: for columns of pounds a head, which are of every size."""
    return f"{formats.MINUS if value < 0 else ''}£{formats.number(abs(value), 2)}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, kind (text; money, head in £; number, percent, points), what a missing figure is called."""

    title: str
    kind: str = "text"
    missing: str = formats.NOT_KNOWN

    @property
    def is_numeric(self) -> bool:
        """Whether its figures stand at the right."""
        return self.kind in NUMERIC

    @property
    def heading(self) -> str:
        """The heading in a file, where no figure has a unit of its own."""
        units = {"money": " (£)", "percent": " (%)"}
        return self.title if "£" in self.title else f"{self.title}{units.get(self.kind, '')}"

    def shown(self, value: Any) -> str:
        """A value as the page shows it."""
        if formats.is_unknown(value):
            return self.missing if value is None else ""
        forms = {"money": formats.money, "number": formats.number, "percent": percent, "points": points, "head": pence}
        return forms[self.kind](value) if self.kind in forms else str(value)

    def filed(self, value: Any) -> Any:
        """A value as a file has it: a bare number, or the word for what is missing."""
        if value is None:
            return self.missing
        if self.kind in ("money", "head", "percent", "points") and isinstance(value, Decimal):
            return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return value


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one row, in the columns' order. `mark` is a word set beside the first, such as Illustrative."""

    values: Sequence[Any]
    mark: str = ""
    url: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the page shows it."""

    text: str
    is_numeric: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with the words that say what they are."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row] = field(default_factory=list)
    # Said under the table where it is not all there is.
    left_out: str = ""

    def __iter__(self) -> Iterator[tuple[Row, Cell, list[Cell]]]:
        """Each row, with its first cell and the others."""
        for row in self.rows:
            first, *others = (
                Cell(column.shown(value), column.is_numeric)
                for column, value in zip(self.columns, row.values, strict=True)
            )
            yield row, first, others

    @property
    def headings(self) -> list[str]:
        """The heading of the file; the marks of rows have a column of their own."""
        return [*(column.heading for column in self.columns), *(["Mark"] if self.has_marks else [])]

    @property
    def has_marks(self) -> bool:
        """Whether any row is marked."""
        return any(row.mark for row in self.rows)

    def lines(self) -> Iterator[list[Any]]:
        """The rows of the file, without totals, so that a sum over the file is right."""
        for row in self.rows:
            if not row.is_total:
                cells = [column.filed(value) for column, value in zip(self.columns, row.values, strict=True)]
                yield [*cells, *([row.mark] if self.has_marks else [])]
