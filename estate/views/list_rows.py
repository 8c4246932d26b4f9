"""The lines of the property list: their cells, and for those who may change them, a box to tick and the way to rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from estate.models import Property
from estate.services.rating import may_rate
from estate.views.columns import Names
from estate.views.listing import Listing
from totalplace.templatetags import formats

# Drawn fifty times a page: a template for each would be most of the page's time.
RATE = SafeString(
    '<input class="app-tick app-no-print" type="checkbox" name="chosen" value="{}" form="bulk" aria-label="Choose {}">'
    '{}<div class="app-rate app-no-print"><a class="govuk-link govuk-link--no-visited-state app-rate__open" href="{}">'
    'Rate<span class="govuk-visually-hidden"> {}</span></a><span class="app-rate__said"></span></div>'
)
ATTRIBUTES = SafeString(' data-rate="{}" data-version="{}" data-name="{}"')


@dataclass(frozen=True, slots=True)
class Row:
    """A property's line: its attributes and its cells, each a class, its content and what a phone writes before it."""

    attributes: SafeString
    cells: list[tuple[str, Any, str]]


def rows_of(listing: Listing, names: Names) -> list[Row]:
    """The lines of the page."""
    here, user = listing.request.get_full_path(), listing.request.user
    return [_row(listing, names, prop, here if may_rate(user, prop) else "") for prop in listing.page.rows]


def _row(listing: Listing, names: Names, prop: Property, back: str) -> Row:
    """`back` is the address of the list, "" when rating this property is not this person's to do."""
    cells = [cell(column, prop, names) for column in listing.columns]
    attributes = format_html(' id="{}"', prop.reference)
    if back:
        url = f"{names.root}{prop.reference}/rag/"
        name = str(prop)
        style, content, label = cells[0]
        query = urlencode({"next": f"{back}#{prop.reference}"})
        cells[0] = style, format_html(RATE, prop.reference, name, content, f"{url}?{query}", name), label
        attributes += format_html(ATTRIBUTES, f"{url}row/", prop.version, name)
    return Row(attributes, cells)


def cell(column: Any, prop: Any, names: Names) -> tuple[str, Any, str]:
    """A cell's class, its content, and the column's name where a figure does not say by itself what it is."""
    content = column.cell(prop, names)
    unknown = "app-unknown" if content == formats.NOT_KNOWN else ""
    if column.is_numeric:
        return f"govuk-table__cell--numeric {unknown}".rstrip(), content, column.label
    return unknown, content, ""
