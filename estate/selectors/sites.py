"""Sites as their pages show them: what of each a person may see, and no more."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, Sum

from estate.choices import CLOSED_STATUSES
from estate.models import Property, Site
from estate.querysets import visible
from estate.selectors.record import DEGREE_DECIMALS
from estate.selectors.totals import Totals, totals

SITES_A_PAGE = 50
# More than this on one site, and the page says so: a campus has a few dozen.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """A site with those of its properties that a person may see; `totals` are of the open ones."""

    site: Site
    properties: Sequence[Any]
    totals: Totals

    @property
    def shapes(self) -> list[tuple[Property, dict[str, Any]]]:
        """(property, its outline or else its point as a GeoJSON geometry in degrees) of each that is placed."""
        return [(each, json.loads(each.shape or each.spot)) for each in self.properties if each.shape or each.spot]


def site_record(pk: int, *, user: Any) -> SiteRecord | None:
    """The site; None where there is none, or none of its properties is for `user` to see."""
    site = Site.objects.visible_to(user).filter(pk=pk).first()
    if site is None:
        return None
    here = Property.objects.visible_to(user).filter(site=site.pk)
    rows = (
        here.select_related("organisation")
        .defer("boundary", "search_words")
        .annotate(
            shape=AsGeoJSON(Transform("boundary", 4326), precision=DEGREE_DECIMALS),
            spot=AsGeoJSON(Transform("location", 4326), precision=DEGREE_DECIMALS),
            is_closed=Q(status__in=CLOSED_STATUSES),
        )
        .order_by("is_closed", "name", "id")[:MOST_SHOWN]
    )
    return SiteRecord(site, list(rows), totals(user, here.in_register(), None, at_most=None))


def sites_page(user: Any, number: Any) -> Page:
    """One page of the sites, each with what `user` may see of it: `count`, `floor` m², `value` £."""
    seen = visible(user, "properties__")
    condition = ~Q(properties__status__in=CLOSED_STATUSES) & (seen if seen is not None else Q(pk__in=[]))
    sites = (
        Site.objects.visible_to(user)
        .annotate(
            count=Count("properties", filter=condition),
            floor=Sum("properties__gross_internal_area_m2", filter=condition),
            value=Sum("properties__book_value", filter=condition),
        )
        .order_by("name", "pk")
    )
    return Paginator(sites, SITES_A_PAGE).get_page(number)
