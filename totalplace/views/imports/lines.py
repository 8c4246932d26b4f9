"""Faults and rows as the pages show them: with the field they are about, the means to mend it, and their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from totalplace.importing.pages import ImportPages
from totalplace.importing.targets import ImportField, ImportTarget
from totalplace.models import ImportFault
from totalplace.views.imports import shapes

# An outline is drawn, not typed: it can be repaired or left out, or corrected in the file.
NOT_TYPED = ("boundary", "wkt")


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault on the page. `import_field` is None where the fault is about no one field."""

    pk: int
    row: int
    field: str
    column: str
    value: str
    severity: str
    code: str
    reason: str
    remedy: str
    suggestion: str
    import_field: ImportField | None
    mendable: bool
    outlines: dict[str, Any] | None
    outlines_words: str

    @property
    def map_key(self) -> str:
        """The id of this fault's map on the page."""
        return f"map-fault-{self.pk}"

    @property
    def is_mended(self) -> bool:
        return False


def _is_outline(value: str) -> bool:
    """Whether a cell is no words to show: an outline of the file's own geometry, or one written in metres."""
    return not value or value.startswith(shapes.IN_METRES)


@dataclass(frozen=True, slots=True)
class Mended:
    """A cell that was just corrected, in its place among the faults that are left."""

    row: int
    label: str
    value: str

    @property
    def is_mended(self) -> bool:
        return True


def with_mended(lines: list[FaultLine], mended: Mended) -> list[FaultLine | Mended]:
    """The faults of a page with the mended cell before those of later rows."""
    return [
        *(line for line in lines if line.row < mended.row),
        mended,
        *(line for line in lines if line.row >= mended.row),
    ]


def fault_line(fault: ImportFault, target: ImportTarget) -> FaultLine:
    """A stored fault, ready to be shown and mended."""
    field = target.by_name.get(fault.field)
    before, after = shapes.from_text(fault.value), shapes.from_text(fault.suggestion)
    return FaultLine(
        pk=fault.pk,
        row=fault.row,
        field=fault.field,
        column=fault.column or (field.label if field else ""),
        value="an outline" if fault.field in NOT_TYPED and _is_outline(fault.value) else fault.value,
        severity=fault.severity,
        code=fault.code,
        reason=fault.reason,
        remedy=fault.remedy,
        suggestion=fault.suggestion,
        import_field=field,
        mendable=fault.field in target.by_name and fault.field not in NOT_TYPED,
        outlines=shapes.features(before, after, f"Row {fault.row}") if after else None,
        outlines_words=f"Repaired, it covers {shapes.size(after)}." if after else "",
    )


@dataclass(frozen=True, slots=True)
class RowLine:
    """One staged row on the page: what it is, what it changes, where it moves."""

    row: int
    title: str
    matched_reference: str
    matched_by_words: str
    changes: list[Any]
    faults: list[Any]
    outlines: dict[str, Any] | None
    outlines_words: str
    is_placed_first: bool
    is_edited: bool

    @property
    def map_key(self) -> str:
        """The id of this row's map on the page."""
        return f"map-row-{self.row}"


def row_line(row: Any, pages: ImportPages) -> RowLine:
    """A staged row, ready to be shown: geometry as a map and a sentence, the rest field by field."""
    old, new = row.geometry_old, row.geometry_new
    moves = bool(new) and old != new
    return RowLine(
        row=row.row,
        title=row.title,
        matched_reference=row.matched_reference,
        matched_by_words=pages.matched_by.get(row.matched_by, row.matched_by),
        changes=[change for change in row.changes if change.field not in ("location", "boundary")],
        faults=row.faults,
        outlines=shapes.features(old, new, row.title) if moves else None,
        outlines_words=shapes.words(old, new) if moves else "",
        is_placed_first=old is None,
        is_edited=row.is_edited,
    )
