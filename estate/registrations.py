"""What the estate brings to the pages and services that all apps share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from estate.importers.target import register_properties
from estate.models import (
    EnergyUse,
    Lease,
    LeaseBreak,
    LeaseReview,
    Occupation,
    Property,
    PropertyTitle,
    RunningCost,
    Valuation,
)
from estate.panels import reads_estate
from totalplace import navigation
from totalplace.permissions import Action, may
from totalplace.selectors.history import ChildRecords, register_history
from totalplace.selectors.records import register_record_kind


def property_url(prop: Property) -> str:
    """The page of a property."""
    return reverse("property", args=[prop.reference])


def imports_estate(user: Any) -> bool:
    """Whether there is a body whose properties this person may import."""
    return may(user, Action.IMPORT_ESTATE)


def register() -> None:
    """Called once, when the application is ready."""
    navigation.register(navigation.Section("Estate", "property_list", 20, reads_estate))
    navigation.register(navigation.Section("Organisations", "organisation_list", 70, reads_estate))
    navigation.register(navigation.Section("Imports", "import_list", 80, imports_estate))
    navigation.register_search(
        navigation.SearchBox("Search properties", "property_list", reads_estate, "property_suggest")
    )
    register_record_kind(Property, url=property_url)
    register_properties()
    register_history(
        Property,
        ChildRecords(PropertyTitle, "property"),
        ChildRecords(Lease, "property", named_by="counterparty"),
        ChildRecords(LeaseBreak, "lease__property", named_by="on"),
        ChildRecords(LeaseReview, "lease__property", named_by="on"),
        ChildRecords(Occupation, "property", named_by="organisation"),
        ChildRecords(RunningCost, "property", named_by="year"),
        ChildRecords(Valuation, "property", named_by="valued_on"),
        ChildRecords(EnergyUse, "property", named_by="year"),
    )
