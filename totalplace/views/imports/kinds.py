"""What each kind of fault is called where many of its faults stand together."""

from __future__ import annotations

from totalplace.importing.pages import ImportPages
from totalplace.importing.targets import ImportTarget
from totalplace.selectors.imports import FaultKind

# What the core finds itself, of any file; each app names its own (`ImportPages.faults`).
WORDS = {
    "coarse_position": "A coarse position",
    "coordinates_swapped": "Coordinates the other way round",
    "half_a_position": "One coordinate without the other",
    "invalid_polygon": "An outline that is not valid",
    "not_a_grid_reference": "Not a grid reference",
    "not_a_number": "A coordinate that is no number",
    "not_a_shape": "Not an outline or point",
    "outside_great_britain": "Outside Great Britain",
    "outside_the_county": "Outside the county",
    "wrong_geometry": "A shape that cannot be stored",
}
REFUSED, MISSING = "_refused", "missing_"
CELLS = {
    "choice": "A word that is not on the list",
    "money": "Not an amount",
    "area": "Not an area",
    "hectares": "Not an area",
    "year": "Not a year",
    "date": "Not a date",
    "boolean": "Neither yes nor no",
    "uprn": "Not a UPRN",
    "postcode": "Not a whole postcode",
}


def kind_words(kind: FaultKind, target: ImportTarget, pages: ImportPages) -> str:
    """The name of a kind of fault; the first fault's own words for one that has none."""
    if known := WORDS.get(kind.code) or pages.faults.get(kind.code):
        return known
    if kind.code.endswith(REFUSED):
        return CELLS.get(kind.code.removesuffix(REFUSED), "A value that cannot be read")
    if kind.code.startswith(MISSING):
        name = kind.code.removeprefix(MISSING)
        return f"No {target.field(name).label}" if name in target.by_name else f"No {name.replace('_', ' ')}"
    return kind.reason
