"""The page on which a property's place is drawn or typed, and what the page of a new property shares with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from estate.choices import LocationSource
from estate.forms.editing.parts import PARTS, EditForm, PlaceForm
from estate.forms.editing.place_boxes import PlaceBoxes
from estate.forms.editing.place_files import outline_in
from estate.forms.editing.places import Mendable, parse_outline
from estate.models import Property
from estate.selectors.drawing import anchor_at
from estate.services.editing import MOST_CORNERS, WIDEST_OUTLINE_M, edit_property
from estate.views.access import sees_estate
from estate.views.editing.common import Page, answer, editable_or_404
from totalplace.calc.parsed import Refused
from totalplace.services.merging import Edited
from totalplace.views.conflicts import begun

TEMPLATE = "estate/edit/place.html"
IN_METRES = "SRID=27700;"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def edit_place(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a property is: drawn on the map, typed, pasted or read from a file."""
    prop = editable_or_404(request, reference)
    part = PARTS["place"]
    page = Page(prop, part.title, part.key, part.section, Property, template=TEMPLATE, told=drawing)

    def make(data: Any) -> PlaceForm:
        return PlaceForm(data, record=prop, user=request.user, initial={"version": prop.version})

    def write(form: EditForm, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return edit_property(
            user=request.user, pk=prop.pk, version=given["version"], values=values, reason=given["reason"]
        )

    if offered := offer(request):
        return page.show(request, offered.onto(make), offered=offered)
    return answer(request, page, make, write)


@dataclass(frozen=True, slots=True)
class Offer:
    """The form to show again before anything is stored: with the outline of a file, or with the mended one."""

    data: QueryDict
    said: str = ""
    problem: str = ""

    def onto(self, make: Callable[[Any], Any]) -> Any:
        """The form with it in its box."""
        form = make(self.data)
        form.full_clean()
        if self.problem:
            form.add_error("boundary", self.problem)
        return form


def offer(request: HttpRequest) -> Offer | None:
    """What is asked for instead of storing: to read the file that was sent along, or to mend the outline."""
    if request.method != "POST":
        return None
    data, file = begun(request), request.FILES.get("outline_file")
    if getattr(request, "upload_too_large", False):
        return Offer(data, problem="The file is too large to hold one outline. Choose another one.")
    if file:
        return _read(data, file)
    if "read" in data:
        return Offer(data, problem="Choose the file to read first.")
    return _mended(data) if "mend" in data else None


def _read(data: QueryDict, file: Any) -> Offer:
    try:
        data["boundary"] = outline_in(file)
    except Refused as refusal:
        return Offer(data, problem=f"{file.name[:80]} was not read. {refusal.reason} {refusal.remedy}")
    return Offer(data, said=f"This is the outline in {file.name[:80]}. It is stored when you save.")


def _mended(data: QueryDict) -> Offer | None:
    try:
        parse_outline(data.get("boundary"))
    except Mendable as fault:
        data["boundary"] = fault.mended.removeprefix(IN_METRES)
        return Offer(data, said="This is the mended outline. It is stored when you save.")
    except Refused:
        pass
    return Offer(data)


def drawing(form: PlaceBoxes) -> dict[str, Any]:
    """What the page's map is told."""
    record = form.record
    return {
        "stored": form.stored,
        "follows": bool(record) and record.location_source == LocationSource.BOUNDARY,
        "reference": record.reference if record else "",
        "mended": form.mended.removeprefix(IN_METRES),
        "anchor": anchor_at(record.location if record else None),
        "outlinesUrl": reverse("property_outlines"),
        "widest": WIDEST_OUTLINE_M,
        "most_corners": MOST_CORNERS,
    }
