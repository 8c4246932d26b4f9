"""The property page."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from estate.selectors.ending_near import EndingNear, ending_near
from estate.selectors.near import Neighbour, near
from estate.selectors.record import LeaseRecord, PropertyRecord, property_record
from estate.views.access import sees_estate
from estate.views.mending import faults
from estate.views.sections import key_figures, sections
from totalplace.permissions import Action, may
from totalplace.selectors.history import history_of
from totalplace.selectors.records import attachments_on, notes_on


@require_safe
@login_required
@sees_estate
def property_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one property. Hidden and nonexistent ones answer alike."""
    record = property_record(reference, user=request.user)
    if record is None:
        raise Http404
    prop = record.property
    context = {
        "record": record,
        "property": prop,
        "synthetic": prop.is_synthetic,
        "key_figures": key_figures(record),
        "sections": sections(record),
        "energy_edits": [("property_edit_part", "energy", "Edit rating")],
        "may_edit": may(request.user, Action.EDIT_ESTATE, prop.organisation_id),
        "neighbours": (neighbours := near(prop, request.user)),
        "leases": leases_with_what_ends_near(record, request.user),
        "map": map_features(record, neighbours),
        "notes": notes_on(prop, user=request.user),
        "attachments": attachments_on(prop, user=request.user),
        "history": history_of(prop, user=request.user, limit=20),
    }
    return render(request, "estate/property.html", context | {"quality": faults(prop, request.user)})


def leases_with_what_ends_near(record: PropertyRecord, user: Any) -> list[tuple[LeaseRecord, EndingNear]]:
    """Each lease with what else ends near it."""
    leases = [each.lease for each in record.leases]
    endings = ending_near(leases, record.property, user=user, today=datetime.date.today())
    return [(each, endings[each.lease.pk]) for each in record.leases]


def map_features(record: PropertyRecord, neighbours: list[Neighbour]) -> dict[str, Any] | None:
    """The property and its neighbours as GeoJSON in degrees; None when nobody knows where it is."""
    if record.shape is None:
        return None
    prop = record.property
    here = _feature(record.shape, str(prop), "", prop.rag, "this")
    around = (
        _feature(
            {"type": "Point", "coordinates": each.place},
            str(each.property),
            reverse("property", args=[each.property.reference]),
            each.property.rag,
            "near",
        )
        for each in neighbours
    )
    return {"type": "FeatureCollection", "features": [here, *around]}


def _feature(geometry: dict[str, Any], title: str, url: str, rag: str, role: str) -> dict[str, Any]:
    properties = {"title": title, "url": url, "rag": rag, "role": role}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
