"""The ratings of the past: how many there were month by month, and the estate as it was on a day."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from estate.calc.line_chart import line_chart
from estate.forms.past import UNRATED, DayForm, HistoryForm
from estate.models import Property
from estate.selectors.paging import SORTS, Page, page_of
from estate.selectors.past_ratings import (
    MOST_POINTS,
    RATINGS,
    Counted,
    count_on,
    month_ends,
    points_as_of,
    rated_as_of,
)
from estate.selectors.rating_months import rated_by_month
from estate.views.access import sees_estate
from estate.views.columns import address
from totalplace.pagination import PageLinks
from totalplace.selectors.keyset import NotAPosition, Order, Position

BY_NAME = Order.named("name", SORTS)
SHOWN = ("reference", "name", "organisation_id", "rag", "street_number", "street", "locality", "post_town", "postcode")
THEN = ("pk", "rag_then", "rag_then_at")


@require_safe
@login_required
@sees_estate
def rating_history(request: HttpRequest) -> HttpResponse:
    """How many properties had which rating at the end of each month."""
    form = HistoryForm(request.GET)
    if not form.is_valid():
        return render(request, "estate/rag/history.html", {"form": form}, status=400)
    days = month_ends(form.cleaned_data["months"], timezone.localdate())
    body = form.bodies.get(form.cleaned_data["organisation"])
    counted = rated_by_month(request.user, days, body)
    context = {
        "form": form,
        "body": body,
        "rows": [_row(each, form) for each in reversed(counted)],
        "first": counted[0],
        "last": counted[-1],
        "chart": _chart(counted),
        "ratings": RATINGS,
    }
    return render(request, "estate/rag/history.html", context)


def _asked(request: HttpRequest, form: HistoryForm) -> QuerySet[Property]:
    """What this person may see of the body she asked for, or of all."""
    seen = Property.objects.visible_to(request.user)
    body = form.bodies.get(form.cleaned_data["organisation"])
    return seen.filter(organisation=body) if body else seen


def _chart(counted: list[Counted]) -> Any:
    series = {rating: [each.counts[rating] for each in counted] for rating in RATINGS}
    return line_chart(series, [f"{each.day:%b %Y}" for each in counted])


def _row(counted: Counted, form: HistoryForm) -> dict[str, Any]:
    """A line of the table: the day, its counts, and where the properties behind each are listed."""
    cells = [
        {"rating": rating, "count": count, "url": _address(counted, form, rag=rating or UNRATED)}
        for rating, count in counted.counts.items()
    ]
    return {"day": counted.day, "cells": cells, "total": counted.total, "url": _address(counted, form)}


def _address(counted: Counted, form: HistoryForm, **more: str) -> str:
    asked = {"on": counted.day.isoformat(), "organisation": form.cleaned_data["organisation"], **more}
    return f"{reverse('rating_on')}?{urlencode({name: value for name, value in asked.items() if value})}"


@require_safe
@login_required
@sees_estate
def rating_on(request: HttpRequest) -> HttpResponse:
    """The estate as it was on a day: how many had which rating, and which they were."""
    form = DayForm(request.GET)
    if not form.is_valid():
        return render(request, "estate/rag/on.html", {"form": form}, status=400)
    day, asked = form.cleaned_data["on"], _asked(request, form)
    counted = count_on(asked, day)
    listed = counted.counts[_rating(form)] if form.cleaned_data["rag"] else counted.total
    page = page_of(_listed(asked, form, listed), BY_NAME, _position(request), fields=SHOWN)
    context = {
        "form": form,
        "day": day,
        "body": form.bodies.get(form.cleaned_data["organisation"]),
        "rows": _properties(page, day, form),
        "listed": listed,
        "total": counted.total,
        "choices": _choices(counted, form),
        "pages": _pages(request, page),
        "map": {"url": _map_url(form), "most": MOST_POINTS} if listed else None,
    }
    return render(request, "estate/rag/on.html", context)


@require_safe
@login_required
@sees_estate
def rating_on_map(request: HttpRequest) -> HttpResponse:
    """The same as GeoJSON, for the map of that day."""
    form = DayForm(request.GET)
    if not form.is_valid():
        faults = [fault for errors in form.errors.values() for fault in errors]
        return JsonResponse({"error": " ".join(faults)}, status=400)
    rated = _of_rating(rated_as_of(_asked(request, form), form.cleaned_data["on"]), form)
    return HttpResponse(points_as_of(rated, reverse("property_list")), content_type="application/geo+json")


def _map_url(form: DayForm) -> str:
    """The address that answers what the map of this page shows."""
    asked = {name: form.cleaned_data[name] for name in ("organisation", "rag") if form.cleaned_data[name]}
    return f"{reverse('rating_on_map')}?{urlencode({'on': form.cleaned_data['on'].isoformat(), **asked})}"


def _rating(form: DayForm) -> str:
    """The rating asked for; "" is not rated."""
    return "" if form.cleaned_data["rag"] == UNRATED else form.cleaned_data["rag"]


def _listed(asked: QuerySet[Property], form: DayForm, count: int) -> QuerySet[Property]:
    """What the list of the day holds: where that is nothing, looking for it would read them all."""
    return _of_rating(rated_as_of(asked, form.cleaned_data["on"]), form) if count else Property.objects.none()


def _of_rating(properties: QuerySet[Property], form: DayForm) -> QuerySet[Property]:
    return properties.filter(rag_then=_rating(form)) if form.cleaned_data["rag"] else properties


def _position(request: HttpRequest) -> Position:
    """The page asked for, by the position a link gave; the first where there is none."""
    if not (token := request.GET.get("page")):
        return Position()
    try:
        return Position.from_token(token, BY_NAME.sort)
    except NotAPosition as nowhere:
        raise Http404("This page of the list does not exist: begin again from the first page.") from nowhere


def _properties(page: Page, day: Any, form: DayForm) -> list[dict[str, Any]]:
    """The page's properties with the rating of then and of now."""
    ids = [prop.pk for prop in page.rows]
    then = {row["pk"]: row for row in rated_as_of(Property.objects.filter(pk__in=ids), day).values(*THEN)}
    bodies = {body.pk: body for body in form.bodies.values()}
    return [
        {
            "property": prop,
            "where": ", ".join(part for part in (address(prop), prop.postcode) if part),
            "body": bodies[prop.organisation_id],
            "then": then[prop.pk]["rag_then"],
            "since": then[prop.pk]["rag_then_at"],
        }
        for prop in page.rows
    ]


def _choices(counted: Counted, form: DayForm) -> list[dict[str, Any]]:
    """The ratings to choose between, each with its count and address."""
    chosen = form.cleaned_data["rag"]
    cells = [{"rating": "all", "count": counted.total, "url": _address(counted, form), "is_chosen": not chosen}]
    for cell in _row(counted, form)["cells"]:
        cells.append({**cell, "is_chosen": chosen == (cell["rating"] or UNRATED)})
    return cells


def _pages(request: HttpRequest, page: Page) -> PageLinks:
    def url(position: Position | None) -> str:
        query = request.GET.copy()
        if position is None:
            return ""
        query["page"] = position.token()
        return f"?{query.urlencode()}"

    return PageLinks(items=(), previous_url=url(page.previous), next_url=url(page.next))
