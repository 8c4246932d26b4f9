"""Chainable reads of the estate."""

from estate.querysets.properties import OfPropertyQuerySet, PropertyQuerySet, visible

__all__ = ["OfPropertyQuerySet", "PropertyQuerySet", "visible"]
