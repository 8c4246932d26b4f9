"""The boxes of a place, for the form of a property's place and for that of a new property."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.gis.geos import GEOSGeometry

from estate.choices import LocationSource
from estate.forms.editing.places import (
    HOW,
    OUTLINE_HOW,
    Mendable,
    parse_outline,
    parse_point,
    written_outline,
    written_point,
)
from estate.services.editing import MOST_CORNERS
from totalplace.calc.parsed import Parsed
from totalplace.forms.fields import ParsedField
from totalplace.templatetags.formats import number

# The rule of data quality names the same distance: nearer is no matter of drawing.
OUTSIDE_M = 5


class PlaceBoxes(forms.Form):
    """A point and an outline by text: the one truth, which the map beside them shows and writes.

    An emptied box takes away what is stored. `mended` is the repair of an outline that crosses itself, else "".
    """

    location = ParsedField(parse_point, "Point", width=20, help=HOW)
    boundary = ParsedField(parse_outline, "Outline", rows=4, help=OUTLINE_HOW)
    record: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mended, self.stored = "", self._stored()
        self.initial |= {"location": self.stored["point"], "boundary": self.stored["outline"]}
        self.fields["boundary"].parser = self._outline

    @property
    def corners_too_many(self) -> int:
        """How many corners the stored outline has, where they are too many for its box; else 0."""
        outline = self.record.boundary if self.record else None
        return outline.num_coords if outline is not None and outline.num_coords > MOST_CORNERS else 0

    def _stored(self) -> dict[str, str]:
        """What is stored, as the boxes hold it."""
        if self.record is None:
            return {"point": "", "outline": ""}
        outline = None if self.corners_too_many else self.record.boundary
        return {"point": written_point(self.record.location), "outline": written_outline(outline)}

    def _outline(self, value: Any) -> Parsed:
        try:
            return parse_outline(value)
        except Mendable as refusal:
            self.mended = refusal.mended
            raise

    def place(self) -> dict[str, GEOSGeometry | None]:
        """What has to be stored: an outline too detailed for its box is kept unless another one is given."""
        place = {name: self.cleaned_data[name] for name in ("location", "boundary")}
        if self.corners_too_many and place["boundary"] is None:
            del place["boundary"]
        return place

    def doubts(self) -> list[str]:
        """What was wanted but looks wrong, in a sentence each."""
        sent = {"point": self.data.get("location", "").strip(), "outline": self.data.get("boundary", "").strip()}
        point, outline = self.cleaned_data["location"], self.cleaned_data["boundary"]
        follows = bool(self.record) and self.record.location_source == LocationSource.BOUNDARY
        if (
            point is None
            or outline is None
            or sent == self.stored
            or (follows and sent["point"] == self.stored["point"])
        ):
            return []
        away = point.distance(outline)
        return [f"The point lies {number(away)} m outside the outline. Check both."] if away > OUTSIDE_M else []
