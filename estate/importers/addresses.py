"""One long address column parted into the fields of a property, before the columns are parsed."""

from __future__ import annotations

import pyarrow as pa

from totalplace.calc.addresses import split_addresses
from totalplace.importing.loading import Loaded
from totalplace.importing.readers.model import count_of

STREET_LENGTH = 120
NAME_LENGTH = 200


def part_addresses(loaded: Loaded) -> list[str]:
    """Fill street, town and postcode (and the name, where no column has one) from the column "address"."""
    if "address" not in loaded.columns:
        return []
    column = loaded.columns["address"]
    cells = column.to_pylist() if isinstance(column, pa.Array) else list(column)
    parts = split_addresses([None if cell is None else str(cell) for cell in cells])
    found = {
        "name": [part.first and part.first[:NAME_LENGTH] for part in parts],
        "street": [part.street and _shortened(part.street)[0] for part in parts],
        "locality": [part.street and _shortened(part.street)[1] for part in parts],
        "post_town": [part.post_town for part in parts],
        "postcode": [part.postcode for part in parts],
    }
    filled = {name: _laid_under(loaded, name, values) for name, values in found.items() if any(values)}
    heading = loaded.headings["address"]
    towns, codes = (sum(1 for value in found[name] if value) for name in ("post_town", "postcode"))
    whole = sum(1 for part in parts if part.street and not part.post_town)
    note = f"{heading} parted: town found in {count_of(towns, 'row')}, postcode in {count_of(codes, 'row')}"
    notes = [f"{note}; {count_of(whole, 'row')} kept whole as the street" if whole else note]
    if filled.get("name"):
        notes.append(f"No column names the properties, so the beginning of {heading} is their name")
    return notes


def _laid_under(loaded: Loaded, name: str, values: list[str | None]) -> bool:
    """Give a field what the address says where no column of its own does; answers whether the whole field is new."""
    if name not in loaded.columns:
        loaded.columns[name], loaded.headings[name] = values, loaded.headings["address"]
        return True
    column = loaded.columns[name]
    cells = column.to_pylist() if isinstance(column, pa.Array) else list(column)
    corrected = loaded.headings.get(name) is not None and all(cell is None for cell in cells)
    if name != "name" or corrected:
        loaded.columns[name] = [under if cell is None else cell for cell, under in zip(cells, values, strict=True)]
    return False


def _shortened(street: str) -> tuple[str, str | None]:
    """A street that fits its column, and what of it goes to the locality."""
    if len(street) <= STREET_LENGTH:
        return street, None
    cut = street.rfind(", ", 0, STREET_LENGTH)
    cut = cut if cut > 0 else street.rfind(" ", 0, STREET_LENGTH)
    return street[:cut], street[cut:].strip(" ,")[:STREET_LENGTH]
