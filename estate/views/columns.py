"""The columns of the property list: what each shows, which stand there at first, which the reader may add."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from estate.models import Property
from totalplace.models import Area, Organisation
from totalplace.templatetags import formats


@dataclass(frozen=True, slots=True)
class Names:
    """What foreign keys are called, read once for the page."""

    organisations: Mapping[int, Organisation]
    districts: Mapping[int, Area]
    # The address that a property's reference is added to.
    root: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `cell` tells what a property shows in it; `fields` are what that reads."""

    key: str
    label: str
    cell: Callable[[Property, Names], Any]
    fields: tuple[str, ...]
    is_numeric: bool = False
    is_shown_first: bool = False
    is_fixed: bool = False
    sort: str = ""


def address(prop: Property) -> str:
    """One line of address, without the postcode."""
    return ", ".join(
        part for part in (f"{prop.street_number} {prop.street}".strip(), prop.locality, prop.post_town) if part
    )


def _name(prop: Property, names: Names) -> SafeString:
    return format_html(
        '<a class="govuk-link" href="{}{}/">{}</a><br><span class="app-lede app-lede--small">{}</span>',
        names.root,
        prop.reference,
        prop.name or prop.reference,
        _where(prop),
    )


def _where(prop: Property) -> str:
    where = ", ".join(part for part in (address(prop), prop.postcode) if part)
    return f"{prop.reference} · {where}" if where else prop.reference


def _reference(prop: Property, names: Names) -> SafeString:
    return format_html('<span class="app-reference">{}</span>', prop.reference)


def _body(prop: Property, names: Names) -> str:
    body = names.organisations[prop.organisation_id]
    return body.short_name or body.name


def _district(prop: Property, names: Names) -> str:
    area = names.districts.get(prop.district_id or 0)
    return formats.known(area.name if area else "")


@cache
def rag_tag(rag: str, *, short: bool = False) -> str:
    """A rating as shape, word and colour. There are four of them, and a page shows one a row."""
    return get_template("components/rag_tag.html").render({"rag": rag, "short": short})


def _plain(field: str, write: Callable[[Any], Any] = formats.known) -> Callable[[Property, Names], Any]:
    return lambda prop, names: write(getattr(prop, field))


def _coded(field: str) -> Callable[[Property, Names], Any]:
    labels = dict(Property._meta.get_field(field).flatchoices)
    return lambda prop, names: labels.get(getattr(prop, field), formats.NOT_KNOWN)


COLUMNS: Sequence[Column] = (
    Column(
        "name",
        "Name and address",
        _name,
        ("name", "reference", "street_number", "street", "locality", "post_town", "postcode"),
        is_shown_first=True,
        is_fixed=True,
        sort="name",
    ),
    Column("reference", "Reference", _reference, ("reference",), sort="reference"),
    Column("organisation", "Body", _body, ("organisation_id",), is_shown_first=True),
    Column("local_reference", "Body’s reference", _plain("local_reference"), ("local_reference",)),
    Column("uprn", "UPRN", _plain("uprn"), ("uprn",)),
    Column("district", "District", _district, ("district_id",)),
    Column("category", "Category", _coded("category"), ("category",)),
    Column("use", "Use", _coded("use"), ("use",), is_shown_first=True),
    Column("status", "Status", _coded("status"), ("status",)),
    Column("tenure", "Tenure", _coded("tenure"), ("tenure",)),
    Column("rag", "RAG", lambda prop, names: rag_tag(prop.rag), ("rag",), is_shown_first=True),
    Column("energy_rating", "Energy rating", _coded("energy_rating"), ("energy_rating",)),
    Column("condition", "Condition", _coded("condition"), ("condition",)),
    Column("built_year", "Built", _plain("built_year"), ("built_year",)),
    Column(
        "gross_internal_area_m2",
        "Floor area",
        _plain("gross_internal_area_m2", formats.area_m2),
        ("gross_internal_area_m2",),
        is_numeric=True,
        is_shown_first=True,
        sort="gross_internal_area_m2",
    ),
    Column("site_area_ha", "Site area", _plain("site_area_ha", formats.hectares), ("site_area_ha",), is_numeric=True),
    Column(
        "book_value",
        "Book value",
        _plain("book_value", formats.money),
        ("book_value",),
        is_numeric=True,
        is_shown_first=True,
        sort="book_value",
    ),
    Column(
        "running_cost",
        "Running cost a year",
        _plain("running_cost", formats.money),
        ("running_cost",),
        is_numeric=True,
        is_shown_first=True,
        sort="running_cost",
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
SHOWN_FIRST = tuple(column.key for column in COLUMNS if column.is_shown_first)
