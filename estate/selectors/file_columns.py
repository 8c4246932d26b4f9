"""A property as one row of a file: the columns, their headings and how each value is written.

Export and import share this one declaration, so that a file that was exported comes back with no difference:
headings here are the first the importer looks for, and `file_text` writes what its parsers read.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from estate import choices


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column: the name of its value (a field of Property, or of what belongs to it), its heading, its codes."""

    name: str
    heading: str
    kind: str = "text"
    codes: Mapping[str, str] | None = None


def _coded(name: str, heading: str, codes: type[Any]) -> FileColumn:
    return FileColumn(name, heading, "choice", dict(codes.choices))


# The order in which an export writes them.
FILE_COLUMNS: tuple[FileColumn, ...] = (
    FileColumn("reference", "Reference"),
    FileColumn("local_reference", "Local reference"),
    FileColumn("uprn", "UPRN"),
    FileColumn("name", "Name"),
    FileColumn("description", "Description"),
    FileColumn("street_number", "Street number"),
    FileColumn("street", "Street"),
    FileColumn("locality", "Locality"),
    FileColumn("post_town", "Post town"),
    FileColumn("postcode", "Postcode"),
    FileColumn("easting", "Easting", "metres"),
    FileColumn("northing", "Northing", "metres"),
    _coded("location_source", "Position from", choices.LocationSource),
    FileColumn("boundary", "Boundary", "wkt"),
    _coded("category", "Category", choices.Category),
    _coded("use", "Use", choices.Use),
    _coded("status", "Status", choices.Status),
    FileColumn("closed_on", "Closed on", "date"),
    FileColumn("closed_reason", "Reason for closing"),
    _coded("tenure", "Tenure", choices.Tenure),
    _coded("holding", "How it is held", choices.Holding),
    FileColumn("reason_for_holding", "Reason for holding"),
    FileColumn("gross_internal_area_m2", "Gross internal area (m²)", "number"),
    FileColumn("site_area_ha", "Site area (ha)", "number"),
    FileColumn("built_year", "Year built", "number"),
    _coded("condition", "Condition", choices.Condition),
    _coded("functional_suitability", "Functional suitability", choices.Suitability),
    _coded("energy_rating", "Energy rating", choices.EnergyRating),
    FileColumn("energy_rating_expires_on", "Energy rating expires", "date"),
    FileColumn("required_maintenance", "Required maintenance (£)", "money"),
    FileColumn("book_value", "Book value (£)", "money"),
    _coded("book_value_basis", "Book value basis", choices.ValuationBasis),
    FileColumn("book_value_date", "Book value date", "date"),
    _coded("book_value_method", "Book value method", choices.ValuationMethod),
    FileColumn("is_sensitive", "Sensitive", "boolean"),
    FileColumn("is_community_asset", "Asset of community value", "boolean"),
    _coded("rag", "RAG rating", choices.Rag),
    FileColumn("rag_assessed_on", "RAG assessed on", "date"),
    FileColumn("next_review_on", "Next review", "date"),
    _coded("sharing_potential", "Sharing potential", choices.SharingPotential),
    FileColumn("sharing_note", "Sharing note"),
    FileColumn("title_numbers", "Title numbers", "list"),
    FileColumn("lease_counterparty", "Landlord"),
    FileColumn("lease_starts_on", "Lease start", "date"),
    FileColumn("lease_expires_on", "Lease expiry", "date"),
    FileColumn("lease_annual_rent", "Annual rent (£)", "money"),
    FileColumn("running_cost", "Running cost (£)", "money"),
    FileColumn("running_cost_year", "Running cost year", "number"),
)
BY_NAME: Mapping[str, FileColumn] = {column.name: column for column in FILE_COLUMNS}


def file_text(column: FileColumn, value: Any) -> str:
    """The value as a file holds it: codes by their words, dates as 2027-03-31, metres to the centimetre, "" if unknown.

    The importer takes a position that moves by less than 5 cm for the same, so the rounding is never a change.
    """
    if value is None or value == "":
        return ""
    if column.kind == "choice":
        return str((column.codes or {})[value])
    if column.kind == "boolean":
        return "Yes" if value else "No"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if column.kind == "metres":
        return f"{float(value):.2f}"
    if column.kind == "list":
        return ", ".join(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
