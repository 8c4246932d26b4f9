"""The property page's key figures and short sections, as the components show them: key and value, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from estate.choices import CLOSED_STATUSES
from estate.models import Property
from estate.selectors.record import PropertyRecord
from estate.views.columns import address
from totalplace.templatetags import formats


@dataclass(frozen=True, slots=True)
class Section:
    """A short section of key and value. `edits` are (address name, its argument or "", words) of its Edit links."""

    key: str
    title: str
    rows: list[dict[str, Any]]
    edits: tuple[tuple[str, str, str], ...] = ()


def key_figures(record: PropertyRecord) -> list[dict[str, Any]]:
    """What stands in the strip under the title."""
    prop = record.property
    expiry = max((each.lease.expires_on for each in record.leases if each.lease.expires_on), default=None)
    return [
        _figure("Floor area", formats.area_m2(prop.gross_internal_area_m2)),
        _figure("Site area", formats.hectares(prop.site_area_ha)),
        _figure("Running cost a year", formats.money(prop.running_cost), _year_note(prop.running_cost_year)),
        _figure("Book value", formats.money(prop.book_value), prop.get_book_value_basis_display()),
        _figure("Energy rating", prop.energy_rating),
        _figure(
            "Tenure", prop.get_tenure_display(), f"lease until {formats.date(expiry)}" if expiry else "", words=True
        ),
    ]


def _figure(label: str, value: Any, note: str = "", *, words: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "words": words or value in ("", None, formats.NOT_KNOWN)}


def _year_note(year: int | None) -> str:
    return f"{financial_year(year)}" if year else ""


def financial_year(year: int) -> str:
    """2025 is 2025/26."""
    return f"{year}/{(year + 1) % 100:02}"


def sections(record: PropertyRecord) -> list[Section]:
    """The sections of plain details, in order."""
    prop = record.property
    return [
        Section("identity", "Address and identity", _identity(prop), (_edit("identity"),)),
        Section("use", "Use", _use(prop), (_edit("use"), *_life(prop))),
        Section("building", "Building and land", _building(prop), (_edit("building"),)),
        Section("place", "Where it is", _place(record), (_edit("place"),)),
        Section("tenure", "Tenure and titles", _tenure(record), (_edit("tenure"), ("property_titles", "", "Titles"))),
        Section("value", "Value", _value(prop), (_edit("value"),)),
        Section("sharing", "RAG rating and sharing", _rating(prop), (_edit("sharing", "Edit sharing"),)),
    ]


def _edit(part: str, words: str = "Edit") -> tuple[str, str, str]:
    return ("property_edit_part", part, words)


def _life(prop: Property) -> list[tuple[str, str, str]]:
    if prop.status in CLOSED_STATUSES:
        return [("property_reopen", "", "Open it again")]
    return [("property_split", "", "Split it"), ("property_merge", "", "Merge it"), ("property_close", "", "Close it")]


def _row(key: str, value: Any, url: str = "", action: str = "") -> dict[str, Any]:
    return {"key": key, "value": None if value == formats.NOT_KNOWN else value, "url": url, "action": action}


def _identity(prop: Property) -> list[dict[str, Any]]:
    return [
        _row("Address", ", ".join(part for part in (address(prop), prop.postcode) if part)),
        _row("Register reference", prop.reference),
        _row("Body’s own reference", prop.local_reference),
        _row("UPRN", prop.uprn),
        _row("Accountable body", prop.organisation.name),
        *([_row("Site", prop.site.name, reverse("site", args=[prop.site_id]), "See the site")] if prop.site else []),
        _row("Description", prop.description),
    ]


def _use(prop: Property) -> list[dict[str, Any]]:
    closed = (
        [_row("Closed on", formats.date(prop.closed_on)), _row("Why", prop.closed_reason)] if prop.closed_on else []
    )
    return [
        _row("Category", prop.get_category_display()),
        _row("Use", prop.get_use_display()),
        _row("Status", prop.get_status_display()),
        *closed,
    ]


def _building(prop: Property) -> list[dict[str, Any]]:
    return [
        _row("Gross internal floor area", formats.area_m2(prop.gross_internal_area_m2)),
        _row("Site area", formats.hectares(prop.site_area_ha)),
        _row("Built", prop.built_year),
        _row("Condition", prop.get_condition_display()),
        _row("Functional suitability", prop.get_functional_suitability_display()),
        _row("Required maintenance", formats.money(prop.required_maintenance)),
    ]


def _place(record: PropertyRecord) -> list[dict[str, Any]]:
    prop = record.property
    point = prop.location
    list_url = reverse("property_list")
    district = prop.district
    in_district = f"{list_url}?{urlencode({'district': district.code})}" if district else ""
    return [
        _row("District", district.name if district else "", in_district, "List its properties"),
        _row("Ward", prop.ward.name if prop.ward else ""),
        _row("Neighbourhood (LSOA)", prop.lsoa.name if prop.lsoa else ""),
        _row("Easting, northing", f"{point.x:.0f}, {point.y:.0f}" if point else ""),
        _row("How the position is known", prop.get_location_source_display()),
        _row("Boundary", formats.area_m2(record.boundary_m2)),
    ]


def _tenure(record: PropertyRecord) -> list[dict[str, Any]]:
    prop = record.property
    titles = ", ".join(
        f"{title.number}{f' ({title.get_title_class_display().lower()})' if title.title_class else ''}"
        for title in record.titles
    )
    return [
        _row("Tenure", prop.get_tenure_display()),
        _row("How it is held", prop.get_holding_display()),
        _row("Titles", titles),
        _row("Reason for holding", prop.reason_for_holding),
        _row("Asset of community value", formats.yes_no(prop.is_community_asset)),
        *([_row("Sensitive", "Yes: shown only to its own body and the programme team")] if prop.is_sensitive else []),
    ]


def _value(prop: Property) -> list[dict[str, Any]]:
    return [
        _row("Book value", formats.money(prop.book_value)),
        _row("Basis", prop.get_book_value_basis_display()),
        _row("Valued on", formats.date(prop.book_value_date)),
        _row("Method", prop.get_book_value_method_display()),
    ]


def _rating(prop: Property) -> list[dict[str, Any]]:
    return [
        _row("RAG rating", prop.get_rag_display() or "Not rated"),
        _row("Assessed on", formats.date(prop.rag_assessed_on)),
        _row("Next review", formats.date(prop.next_review_on)),
        _row("Sharing potential", prop.get_sharing_potential_display()),
        _row("About sharing", prop.sharing_note),
    ]
