"""The bodies whose estate this is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from estate.choices import Category, Rag
from estate.selectors.bodies import Share, bodies, body, shares
from estate.selectors.open_data import publication_of
from estate.selectors.totals import Totals
from estate.views.access import sees_estate
from totalplace.panels import panels_for
from totalplace.permissions import Action, may
from totalplace.templatetags import formats

RATINGS = (*Rag.values, "")


@require_safe
@login_required
@sees_estate
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Every body, with what the person may see of its estate."""
    found = bodies(request.user)
    everything = sum((each.totals for each in found), Totals(0))
    return render(request, "estate/organisation_list.html", {"bodies": found, "totals": everything})


@require_safe
@login_required
@sees_estate
def organisation_page(request: HttpRequest, code: str) -> HttpResponse:
    """One body: what its estate adds up to, by category and rating."""
    found = body(code, request.user)
    if found is None:
        raise Http404
    context = {
        "body": found,
        "organisation": found.organisation,
        "key_figures": figures(found.totals),
        "table": by_category(shares(request.user, organisation=[found.organisation.pk]), code),
        "publishes": publication_of(code) is not None,
        "may_edit": may(request.user, Action.EDIT_ESTATE, found.organisation.pk),
        "panels": panels_for("organisation", request.user, organisation=found.organisation),
    }
    return render(request, "estate/organisation.html", context)


def figures(totals: Totals) -> list[dict[str, Any]]:
    """What a strip of key figures says of totals."""
    return [
        {"label": "Properties", "value": formats.number(totals.properties), "note": ""},
        _figure("Floor area", formats.area_m2(totals.gross_internal_area_m2), totals.gross_internal_area_m2_known),
        _figure("Land", formats.hectares(totals.site_area_ha), totals.site_area_ha_known),
        _figure("Book value", formats.money_short(totals.book_value), totals.book_value_known),
        _figure("Running cost a year", formats.money_short(totals.running_cost), totals.running_cost_known),
    ]


def _figure(label: str, value: str, known: int) -> dict[str, Any]:
    return {"label": label, "value": value, "note": f"known for {formats.number(known)}" if known else ""}


def by_category(found: list[Share], code: str = "") -> list[dict[str, Any]]:
    """A row a category: its label, its count of each rating with the list's address, and its totals."""
    counts = {(share.category, share.rag): share.totals for share in found}
    labels = [*Category.choices, ("", "Not known")]
    return [
        {
            "label": label,
            "cells": [_cell(counts.get((category, rag)), category, rag, code) for rag in RATINGS],
            "totals": sum((t for (c, _), t in counts.items() if c == category), Totals(0)),
        }
        for category, label in labels
        if any(c == category for c, _ in counts)
    ]


def _cell(totals: Totals | None, category: str, rag: str, code: str) -> dict[str, Any]:
    query = {"organisation": code, "category": category, "rag": rag}
    missing = "".join(f"&missing={name}" for name in ("category", "rag") if not query[name])
    given = "&".join(f"{name}={value}" for name, value in query.items() if value)
    return {"count": totals.properties if totals else 0, "url": f"{reverse('property_list')}?{given}{missing}"}
