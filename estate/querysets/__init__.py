"""Chainable reads of the estate."""

from estate.querysets.leases import LeaseQuerySet
from estate.querysets.properties import OfAssessmentQuerySet, OfPropertyQuerySet, PropertyQuerySet, visible
from estate.querysets.reshaping import ReshapingQuerySet, SiteQuerySet, SuccessionQuerySet

__all__ = [
    "LeaseQuerySet",
    "OfAssessmentQuerySet",
    "OfPropertyQuerySet",
    "PropertyQuerySet",
    "ReshapingQuerySet",
    "SiteQuerySet",
    "SuccessionQuerySet",
    "visible",
]
