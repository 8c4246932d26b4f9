"""What is made up about one property, before any of it is in a database. Units are those of the models."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shapely import MultiPolygon, Point

from estate.demo.facts import Body, Kind, Profile, Town


@dataclass(frozen=True, slots=True)
class DraftLease:
    role: str
    counterparty: str
    starts_on: datetime.date | None
    expires_on: datetime.date | None
    annual_rent: Decimal | None
    repair_liability: str
    inside_1954_act: bool | None
    breaks: tuple[tuple[datetime.date, int | None, str], ...] = ()
    reviews: tuple[datetime.date, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftOccupation:
    organisation: str
    use: str
    area_m2: Decimal | None
    staff_fte: Decimal | None
    desks: int | None


@dataclass(frozen=True, slots=True)
class DraftRating:
    """One RAG assessment; `by` is a demo person's name to sign in with."""

    rating: str
    reason: str
    note: str
    by: str
    at: datetime.datetime
    next_review_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class DraftValuation:
    valued_on: datetime.date
    basis: str
    method: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DraftEdit:
    """A later change by an officer: what the fields held before it. After it they hold what the building says."""

    by: str
    reason: str
    before: dict[str, Any]


@dataclass(slots=True)
class Building:
    """One made-up property. The fields named as the model's are what the register ends up holding."""

    body: Body
    kind: Kind
    profile: Profile
    town: Town
    number: int
    local_reference: str
    seed: str
    uprn: str = ""
    name: str = ""
    description: str = ""
    street_number: str = ""
    street: str = ""
    locality: str = ""
    post_town: str = ""
    postcode: str = ""
    location: Point | None = None
    location_source: str = ""
    boundary: MultiPolygon | None = None
    status: str = "operational"
    closed_on: datetime.date | None = None
    closed_reason: str = ""
    tenure: str = ""
    holding: str = ""
    reason_for_holding: str = ""
    gross_internal_area_m2: Decimal | None = None
    site_area_ha: Decimal | None = None
    built_year: int | None = None
    condition: str = ""
    functional_suitability: str = ""
    energy_rating: str = ""
    energy_rating_expires_on: datetime.date | None = None
    required_maintenance: Decimal | None = None
    book_value: Decimal | None = None
    book_value_basis: str = ""
    book_value_date: datetime.date | None = None
    book_value_method: str = ""
    is_sensitive: bool = False
    is_community_asset: bool | None = None
    sharing_potential: str = ""
    sharing_note: str = ""
    site: str = ""
    titles: list[tuple[str, str, str]] = field(default_factory=list)
    leases: list[DraftLease] = field(default_factory=list)
    occupations: list[DraftOccupation] = field(default_factory=list)
    costs: list[tuple[int, str, Decimal]] = field(default_factory=list)
    valuations: list[DraftValuation] = field(default_factory=list)
    energy: list[tuple[int, str, Decimal]] = field(default_factory=list)
    ratings: list[DraftRating] = field(default_factory=list)
    edits: list[DraftEdit] = field(default_factory=list)

    @property
    def category(self) -> str:
        return self.kind.category

    @property
    def use(self) -> str:
        return self.kind.use

    @property
    def group(self) -> str:
        """The group of the submission's table that it counts in."""
        if self.kind.use == "school":
            return "schools"
        return "other operational" if self.kind.is_operational else "non-operational"

    @property
    def is_leased_in(self) -> bool:
        return self.tenure in {"leasehold", "licence"}


# The model's columns that a building fills by the same name.
COLUMNS = (
    "local_reference uprn name description street_number street locality post_town postcode location_source category "
    "use status closed_on closed_reason tenure holding reason_for_holding gross_internal_area_m2 site_area_ha "
    "built_year condition functional_suitability energy_rating energy_rating_expires_on required_maintenance "
    "book_value book_value_basis book_value_date book_value_method is_sensitive is_community_asset "
    "sharing_potential sharing_note"
).split()
