"""What spend brings to the pages and services that all apps share."""

from __future__ import annotations

from django.urls import reverse

from spend import panels
from spend.importers.target import register_imports
from spend.models import PartnerEffect, PlannedAmount, PlannedArea, PlannedChange, Response
from spend.selectors import protocol_news
from spend.services import claim_following
from totalplace import afterwards, navigation, news
from totalplace.selectors.events import ChildRecords, register_history
from totalplace.selectors.records import register_record_kind


def planned_change_url(change: PlannedChange) -> str:
    """The page of a planned change."""
    return reverse("planned_change", args=[change.reference])


def register_protocol() -> None:
    """The budget protocol: what officers are told, its history, notes and files."""
    subjects = {
        protocol_news.ALARMS: protocol_news.alarm_subjects,
        protocol_news.PLANNED: protocol_news.change_subjects,
    }
    for order, (kind, label) in enumerate(protocol_news.KINDS.items(), start=50):
        news.register(news.Kind(kind, label, order, protocol_news.found_of(kind), subjects[kind]))
    register_record_kind(PlannedChange, url=planned_change_url)
    register_history(
        PlannedChange,
        ChildRecords(PlannedAmount, "change", named_by="year"),
        ChildRecords(PlannedArea, "change", named_by="name", untold=frozenset({"area_code"})),
        ChildRecords(PartnerEffect, "change", named_by="organisation"),
        ChildRecords(Response, "change", named_by="organisation"),
    )


def register() -> None:
    """Called once, when the application is ready."""
    navigation.register(navigation.Section("Spend", "spend", 30, navigation.everybody))
    panels.register()
    register_imports()
    register_protocol()
    afterwards.register("claims", in_worker=claim_following.in_worker)
