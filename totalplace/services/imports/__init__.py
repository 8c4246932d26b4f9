"""Imports, step by step: upload, columns, corrections, apply, undo. Every step asks first whether its person may."""

from totalplace.services.imports.corrections import (
    FILE,
    REGISTER,
    CellOutcome,
    correct_cell,
    resolve_all,
    resolve_conflicts,
    skip_rows,
)
from totalplace.services.imports.running import ROWS_GONE, apply_import, run_again, undo_import
from totalplace.services.imports.undoing import LaterEdits
from totalplace.services.imports.uploads import (
    abandon_import,
    choose_sheet,
    confirm_mapping,
    replace_file,
    start_import,
    try_mapping,
)

__all__ = [
    "FILE",
    "REGISTER",
    "ROWS_GONE",
    "CellOutcome",
    "LaterEdits",
    "abandon_import",
    "apply_import",
    "choose_sheet",
    "confirm_mapping",
    "correct_cell",
    "replace_file",
    "resolve_all",
    "resolve_conflicts",
    "run_again",
    "skip_rows",
    "start_import",
    "try_mapping",
    "undo_import",
]
