"""Chainable reads of the estate. Everything read from it starts at `visible_to(user)`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from psycopg2.extras import NumericRange

from estate.choices import CLOSED_STATUSES
from totalplace.choices import AreaLevel
from totalplace.permissions import rights_of

# The levels whose area each property knows, by the field that holds it.
AREA_KEYS = {AreaLevel.DISTRICT: "district", AreaLevel.WARD: "ward", AreaLevel.LSOA: "lsoa"}


def visible(user: Any, prefix: str = "") -> Q | None:
    """The condition on a property (reached by `prefix`, such as "property__") for `user` to see it; None for never."""
    rights = rights_of(user)
    if not rights.sees_estate:
        return None
    if rights.sees_all_sensitive:
        return Q()
    open_to_all = Q(**{f"{prefix}is_sensitive": False})
    return open_to_all | Q(**{f"{prefix}organisation__in": rights.officer_of}) if rights.officer_of else open_to_all


class PropertyQuerySet(QuerySet):
    """Properties, guarded by `visible_to`."""

    def visible_to(self, user: Any) -> PropertyQuerySet:
        """The properties `user` may see: all for those who read the estate, sensitive sites only for their own
        body's officers and the programme team."""
        condition = visible(user)
        return self.none() if condition is None else self.filter(condition)

    def editable_by(self, user: Any) -> PropertyQuerySet:
        """The properties `user` may change: those she sees, of the bodies she edits."""
        rights = rights_of(user)
        seen = self.visible_to(user)
        return seen if rights.edits_all_estate else seen.filter(organisation__in=rights.officer_of)

    def in_register(self) -> PropertyQuerySet:
        """Properties not closed (sold, lease ended, demolished, closed)."""
        return self.exclude(status__in=CLOSED_STATUSES)

    def inside(self, shape: GEOSGeometry) -> PropertyQuerySet:
        """Properties that stand in a shape, in whichever coordinates it says; by their point, which all placed ones
        have."""
        return self.filter(location__intersects=shape)

    def within_metres(self, place: GEOSGeometry, metres: float) -> PropertyQuerySet:
        """Properties whose point is at most so many metres from a place."""
        return self.filter(location__dwithin=(place, metres))

    def in_area(self, area: Any) -> PropertyQuerySet:
        """Properties in one of the areas in force."""
        if (key := AREA_KEYS.get(area.level)) is None:
            return self.filter(location__intersects=area.boundary)
        # Wards and smaller have no index of their own: the box around them is found by the one on points.
        found = self.filter(**{key: area.pk})
        return found if area.level == AreaLevel.DISTRICT else found.filter(location__bboverlaps=area.boundary)

    def with_lease_expiring(self, first: date | None, last: date | None) -> PropertyQuerySet:
        """Properties of which a lease expires from `first` to `last`, both included; None: however early or late."""
        if first is not None and last is not None and first > last:
            return self.none()
        days = [None if day is None else day.toordinal() for day in (first, last)]
        found = self.filter(lease_expiries__overlap=NumericRange(*days, "[]"))
        if first is None or last is None:
            return found
        # Its first or its last expiry is one of these days; else its leases are looked at, one by one: not by EXISTS,
        # for which the database would first collect every lease of these days.
        leases = self.model._meta.get_field("leases").related_model._base_manager
        between = leases.filter(property=OuterRef("pk"), expires_on__range=(first, last)).values("pk")[:1]
        return found.filter(
            Q(lease_expiries__startswith__gte=first.toordinal())
            | Q(lease_expiries__endswith__lte=last.toordinal() + 1)
            | Q(IsNull(Subquery(between), False))
        )


class OfPropertyQuerySet(QuerySet):
    """Records that belong to one property, and are seen by those who may see it."""

    def visible_to(self, user: Any) -> OfPropertyQuerySet:
        condition = visible(user, "property__")
        return self.none() if condition is None else self.filter(condition)


class OfAssessmentQuerySet(QuerySet):
    """Records that belong to an assessment of a property, and are seen by those who may see it."""

    def visible_to(self, user: Any) -> OfAssessmentQuerySet:
        condition = visible(user, "assessment__property__")
        return self.none() if condition is None else self.filter(condition)
