"""The list beside the map: what answers the filters and stands where the map looks."""

from __future__ import annotations

import datetime
import re
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from estate.calc.past_day import NotAPastDay, parse_past_day
from estate.calc.places import Box, NotAPlace, parse_box
from estate.filters.fields import box_shape
from estate.filters.past import PastFilter
from estate.models import Property
from estate.selectors.map_schemes import DEFAULT_SCHEME, SCHEMES
from estate.selectors.paging import FEW, SORTS, Order, Page, Position, page_of
from estate.selectors.past_ratings import rated_as_of
from estate.selectors.totals import Totals, totals
from estate.views.listing import Listing

SHOWN = ("reference", "name", "organisation_id", "use", "rag")
# What adding up takes some hundredths of a second for. Beyond it the map says "more than".
ADDED_UP_AT_MOST = 5_000
AT = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)/(-?\d{1,2}(?:\.\d{1,6})?)/(-?\d{1,3}(?:\.\d{1,6})?)")


class MapListing(Listing):
    """A question to the map: the filters of the list, what it is coloured by, and where it looks.

    `at` is zoom/latitude/longitude, for the script and for links; `view` the box that it looks at, "" for everywhere;
    `layers` what is laid over it; `as_at` the past day whose ratings it shows, "" for today.
    """

    beside: ClassVar[tuple[str, ...]] = ("by", "at", "view", "layers", "as_at")

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self._day, datetime.date):
            self.filter = PastFilter(
                self.query,
                rated_as_of(Property.objects.visible_to(self.request.user), self._day),
                beside=self.beside,
                user=self.request.user,
                organisations=self.filter.organisations.values(),
                districts=self.filter.districts.values(),
            )

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        problems = dict(self.filter.problems)
        if self.by not in SCHEMES:
            problems["by"] = [f"The map can be coloured by: {', '.join(SCHEMES)}."]
        if (at := self.query.get("at")) and not AT.fullmatch(at):
            problems["at"] = ["This must be zoom/latitude/longitude, such as 14/52.19/-2.22."]
        if isinstance(self._view, str):
            problems["view"] = [self._view]
        if isinstance(self._day, str):
            problems["as_at"] = [self._day]
        return problems

    @cached_property
    def _day(self) -> datetime.date | str | None:
        """The past day asked for, None for today, or what is wrong with it."""
        text = self.query.get("as_at", "")
        try:
            return parse_past_day(text, timezone.localdate()) if text else None
        except NotAPastDay as fault:
            return str(fault)

    @property
    def as_at(self) -> datetime.date | None:
        """The past day whose ratings are shown; None for today."""
        return self._day if isinstance(self._day, datetime.date) else None

    @property
    def by(self) -> str:
        """What the map is coloured by."""
        return self.query.get("by") or DEFAULT_SCHEME

    @cached_property
    def _view(self) -> Box | str | None:
        """The box looked at, None for everywhere, or what is wrong with it."""
        text = self.query.get("view", "")
        try:
            return parse_box(text) if text else None
        except NotAPlace as fault:
            return str(fault)

    @property
    def is_everywhere(self) -> bool:
        return self._view is None

    @cached_property
    def properties(self) -> QuerySet[Property]:
        found = self.filter.similar() if self.is_similar else self.filter.qs
        return self._looked_at(found)

    def _looked_at(self, properties: QuerySet[Property]) -> QuerySet[Property]:
        if not isinstance(self._view, Box):
            return properties
        shape = box_shape(self._view)
        return properties.inside(shape) if shape else properties.none()  # type: ignore[attr-defined]

    @cached_property
    def is_similar(self) -> bool:
        """The map shows what was searched for and nothing that comes close, as the tiles do."""
        return False

    @cached_property
    def totals(self) -> Totals:
        dimensions = self.filter.dimensions if self.is_everywhere else None
        return totals(self.request.user, self.properties, dimensions, at_most=ADDED_UP_AT_MOST)

    @cached_property
    def page(self) -> Page:
        """The first of them by name."""
        few = (self.filter.is_indexed or not self.is_everywhere) and self.totals.properties <= FEW
        return page_of(
            self.properties, Order.named("name", SORTS), Position(), fields=SHOWN, few=few and not self.totals.is_capped
        )

    @property
    def list_address(self) -> str:
        """The same filters as a list; of a past day, the list of that day, as far as it can be narrowed."""
        if self.as_at:
            asked = {"on": self.as_at.isoformat()}
            asked |= {name: value[0] for name in ("organisation", "rag") if (value := self.query.getlist(name))}
            return f"{reverse('rating_on')}?{urlencode(asked)}"
        return reverse("property_list") + self.address(**dict.fromkeys(self.beside))

    @property
    def without_place(self) -> str:
        """The map without the shape or area."""
        return self.address(near=None, bbox=None, within=None, area=None)

    def _download(self, url_name: str) -> str:
        return reverse(url_name) + self.address(**dict.fromkeys(self.beside))

    @property
    def kept_by_filters(self) -> list[tuple[str, str]]:
        """What the filter panel sends along: what it has no field for."""
        return [pair for pair in self.sort_kept if pair[0] not in ("by", "at", "layers", "view", "as_at")]
