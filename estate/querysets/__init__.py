"""Chainable reads of the estate."""

from estate.querysets.leases import LeaseQuerySet
from estate.querysets.properties import OfAssessmentQuerySet, OfPropertyQuerySet, PropertyQuerySet, visible

__all__ = ["LeaseQuerySet", "OfAssessmentQuerySet", "OfPropertyQuerySet", "PropertyQuerySet", "visible"]
