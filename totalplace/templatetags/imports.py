"""Addresses on the pages of an import, which several apps have under their own."""

from __future__ import annotations

from typing import Any

from django import template

from totalplace.importing import pages

register = template.Library()


@register.simple_tag
def import_url(batch: Any, step: str) -> str:
    """The address of a step of this import: `{% import_url batch "columns" %}`."""
    return pages.step_url(batch, step)


@register.simple_tag
def imports_url(batch: Any) -> str:
    """The address of the list that this import stands in."""
    return pages.list_url(batch)


@register.simple_tag
def imported_url(batch: Any, reference: str) -> str:
    """The page of a record that a row of this import matches; "" where such records have none."""
    return pages.pages_for(batch.kind).record_url(reference)
