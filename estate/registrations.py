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
    OpenDataPublication,
    Property,
    PropertySuccession,
    PropertyTitle,
    QualityWaiver,
    RunningCost,
    Site,
    Valuation,
)
from estate.ogc_collections import collections_of_estate
from estate.panels import keeps_estate, reads_estate
from estate.selectors import news as estate_news
from estate.services import open_data, quality, rating_months, ready, tiles
from totalplace import afterwards, navigation, news
from totalplace.ogc import collections
from totalplace.permissions import Action, may
from totalplace.selectors.events import ChildRecords, register_history
from totalplace.selectors.records import register_record_kind


def property_url(prop: Property) -> str:
    """The page of a property."""
    return reverse("property", args=[prop.reference])


def imports_estate(user: Any) -> bool:
    """Whether there is a body whose properties this person may import."""
    return may(user, Action.IMPORT_ESTATE)


def register_news() -> None:
    """What officers are told of their bodies' estate."""
    for kind in (
        news.Kind(estate_news.REVIEWS, "Ratings to review", 10, estate_news.reviews_due, estate_news.subjects),
        news.Kind(estate_news.LEASES, "Lease dates", 20, estate_news.lease_dates_ahead, estate_news.subjects),
        news.Kind(estate_news.FAULTS, "New faults", 30, estate_news.faults_found, estate_news.subjects),
        news.Kind(estate_news.CHANGES, "Changes by others", 40, estate_news.changes_by_others, estate_news.subjects),
    ):
        news.register(kind)


def register() -> None:
    """Called once, when the application is ready."""
    navigation.register(navigation.Section("Map", "map", 10, reads_estate))
    navigation.register(navigation.Section("My estate", "my_estate", 15, keeps_estate))
    navigation.register(navigation.Section("Estate", "property_list", 20, reads_estate))
    navigation.register(navigation.Section("Lease dates", "lease_list", 22, reads_estate))
    navigation.register(navigation.Section("Open data", "open_data", 60, navigation.everybody))
    navigation.register(navigation.Section("Organisations", "organisation_list", 70, reads_estate))
    navigation.register(navigation.Section("Data quality", "quality", 75, reads_estate))
    navigation.register(navigation.Section("Imports", "import_list", 80, imports_estate))
    navigation.register_search(
        navigation.SearchBox("Search properties", "property_list", reads_estate, "property_suggest")
    )
    register_record_kind(Property, url=property_url)
    register_properties()
    register_news()
    afterwards.register("tiles", in_worker=tiles.in_worker)
    afterwards.register("ready rows", in_worker=ready.in_worker)
    afterwards.register("rating months", in_worker=rating_months.in_worker)
    afterwards.register("open data", in_worker=open_data.in_worker)
    afterwards.register("quality", after_request=quality.after_request, in_worker=quality.in_worker)
    collections.register("estate", collections_of_estate)
    register_property_history()


# The number of a split or merge says nothing to people.
UNTOLD = frozenset({"change"})


def register_property_history() -> None:
    """What is told with a property in its history."""
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
        ChildRecords(QualityWaiver, "property", named_by="rule"),
        ChildRecords(PropertySuccession, "predecessor", untold=UNTOLD, needs="successor", is_fixed=True),
        ChildRecords(PropertySuccession, "successor", untold=UNTOLD, needs="predecessor", is_fixed=True),
        # Ratings are added to, never taken back; a property changes hands by a form that asks both bodies' rights.
        kept_by_rule=["rag", "rag_assessed_on", "next_review_on", "organisation", "is_synthetic"],
    )
    register_history(Site)
    register_history(OpenDataPublication)
