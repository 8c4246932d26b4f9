"""The property list and the property page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from estate.selectors.search import did_you_mean
from estate.services.rating import may_rate
from estate.views.access import sees_estate
from estate.views.columns import COLUMNS, Names, address
from estate.views.list_rows import rows_of
from estate.views.listing import Listing
from estate.views.panel import chosen_filters, filter_groups
from estate.views.rating_page import rating_panel
from totalplace.permissions import Action, may
from totalplace.selectors.keyset import PAGE_SIZE


@require_safe
@login_required
@sees_estate
def property_list(request: HttpRequest) -> HttpResponse:
    """Every property the person may see that answers the filters, a page at a time, with what they add up to."""
    listing = Listing(request)
    if listing.problems:
        return refused(request, listing)
    listing.remember_columns()
    may_add = may(request.user, Action.EDIT_ESTATE)
    return render(request, "estate/property_list.html", shown_list(listing) | {"may_add": may_add})


def refused(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The page that says which parameters of the address are wrong, and what they may be."""
    problems = [(f"{name}: {text}", "") for name, texts in listing.problems.items() for text in texts]
    return render(request, "estate/property_list_refused.html", {"problems": problems}, status=400)


def shown_list(listing: Listing) -> dict[str, Any]:
    """What the list's template shows."""
    page = listing.page
    names = Names(
        {body.pk: body for body in listing.filter.organisations.values()},
        {area.pk: area for area in listing.filter.districts.values()},
        reverse("property_list"),
    )
    first = (page.position.number - 1) * PAGE_SIZE + 1
    return {
        "listing": listing,
        "groups": filter_groups(listing.filter),
        "rows": rows_of(listing, names),
        "rating": rating_panel() if any(may_rate(listing.request.user, prop) for prop in page.rows) else None,
        "first": first,
        "last": first + len(page.rows) - 1,
        "chosen": chosen_filters(listing),
        "columns": [
            {"key": c.key, "label": c.label, "is_shown": c in listing.columns, "is_fixed": c.is_fixed} for c in COLUMNS
        ],
        "meant": meant(listing),
    }


def meant(listing: Listing) -> str:
    """What the reader may have meant to search for, in words that stand on the page; "" when she found it."""
    if not listing.is_similar:
        return ""
    return did_you_mean(listing.query["q"], [f"{prop.name} {address(prop)}" for prop in listing.page.rows])
