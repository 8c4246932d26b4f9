"""What `manage.py check` says of the operator's settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from totalplace.calc.contrast import contrast
from totalplace.selectors.base_map import UnusableArchive, archive

READABLE = 4.5


@register()
def brand_colour_carries_white_words(app_configs: Any, **kwargs: Any) -> list[Error]:
    """BRAND_COLOUR stands behind white words in the header, and is written into each page."""
    try:
        ratio = contrast(settings.BRAND_COLOUR, "#ffffff")
    except ValueError as problem:
        return [Error(f"BRAND_COLOUR: {problem}.", hint="Write it as #12436d.", id="totalplace.E001")]
    if ratio < READABLE:
        return [
            Error(
                f"BRAND_COLOUR {settings.BRAND_COLOUR} has a contrast of {ratio:.1f} to 1 with white words.",
                hint=f"Choose a darker one: {READABLE} to 1 or more.",
                id="totalplace.E002",
            )
        ]
    return []


@register()
def base_map_can_be_read(app_configs: Any, **kwargs: Any) -> list[Error]:
    """BASE_MAP_PMTILES names a file of tiles that can be drawn."""
    try:
        archive()
    except UnusableArchive as problem:
        hint = "Name a PMTiles file of version 3 that the server may read, or leave BASE_MAP_PMTILES out."
        return [Error(f"BASE_MAP_PMTILES: {problem}", hint=hint, id="totalplace.E003")]
    return []
