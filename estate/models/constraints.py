"""Constraints of the estate's places."""

from django.db.models import F, Q

from totalplace.db.functions import GreatBritain, IsValidGeometry


def in_great_britain(field: str, *, area: bool = False) -> Q:
    """Unknown, or inside the National Grid's rectangle; an `area` is also a valid, non-empty polygon."""
    inside = Q(**{f"{field}__contained": GreatBritain()})
    if area:
        inside &= Q(IsValidGeometry(F(field)))
    return Q(**{f"{field}__isnull": True}) | inside
