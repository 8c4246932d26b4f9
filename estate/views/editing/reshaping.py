"""What the pages of splitting and merging share: whose they are, what was done, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from estate.choices import BulkStatus
from estate.models import Property, Reshaping
from estate.querysets import outlines
from estate.selectors.successions import parts_of_change
from estate.services import reshaping as services
from estate.services.bulk import LaterEdits
from estate.views.access import sees_estate

CHANGED_MEANWHILE = (
    "Somebody changed one of them, or something that belongs to it, meanwhile. Nothing was done: this is how it would "
    "be now."
)

View = Callable[[HttpRequest, Reshaping], HttpResponse]


def of_reshaping(kind: str = "") -> Callable[[View], Callable[..., HttpResponse]]:
    """Give the view this person's own split or merge; 404 for anybody else's and none."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        @login_required
        @sees_estate
        def guarded(request: HttpRequest, pk: UUID) -> HttpResponse:
            found = Reshaping.objects.visible_to(request.user).filter(pk=pk, **({"kind": kind} if kind else {})).first()
            if found is None:
                raise Http404
            return view(request, found)

        return guarded

    return decorate


def properties_of(request: HttpRequest, reshaping: Reshaping) -> list[Property]:
    """Its properties, while all of them are there and hers to change; else 404."""
    chosen = Property.objects.editable_by(request.user).filter(pk__in=reshaping.property_ids)
    found = list(chosen.select_related("organisation").order_by("pk"))
    if len(found) != len(reshaping.property_ids):
        raise Http404("One of these properties is no longer yours to change")
    return found


def answers_of(reshaping: Reshaping) -> QueryDict:
    """What was answered, as a form reads it."""
    data = QueryDict(mutable=True)
    for name, texts in reshaping.answers.items():
        data.setlist(name, texts)
    return data


def as_answers(form: Any) -> dict[str, list[str]]:
    """What was sent of a form's boxes, to keep. No store of text takes the character nought."""
    return {
        name: [text.replace("\0", "") for text in form.data.getlist(name)] for name in form.fields if name in form.data
    }


def versions_of(properties: Sequence[Property]) -> dict[int, int]:
    return {prop.pk: prop.version for prop in properties}


def changed_since(reshaping: Reshaping, properties: Sequence[Property]) -> list[Property]:
    """Those that somebody changed after the form was filled in."""
    return [prop for prop in properties if reshaping.versions.get(str(prop.pk)) != prop.version]


def tell_form(form: Any, refusal: ValidationError) -> None:
    """Put a service's refusal at the boxes it is about."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def drawn(shapes: Sequence[tuple[str, Any, str]]) -> dict[str, Any] | None:
    """(title, outline or None, role) of each as GeoJSON in degrees; None when there is no outline at all."""
    known = [(title, shape, role) for title, shape, role in shapes if shape is not None]
    geometries = outlines.as_geojson([shape for _, shape, _ in known])
    features = [
        {"type": "Feature", "geometry": geometry, "properties": {"title": title, "url": "", "rag": "", "role": role}}
        for (title, _, role), geometry in zip(known, geometries, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features} if features else None


def page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"estate/reshape/{name}.html", context, status=status)


@require_safe
@of_reshaping()
def reshaped(request: HttpRequest, found: Reshaping) -> HttpResponse:
    """What was done, and the way back."""
    if found.status == BulkStatus.DRAFT:
        return redirect("split_check" if found.kind == "split" else "merge_check", found.pk)
    return _done(request, found)


@require_POST
@of_reshaping()
def reshaped_undo(request: HttpRequest, found: Reshaping) -> HttpResponse:
    """Take it back, unless later edits stand on it."""
    try:
        services.undo(user=request.user, reshaping=found)
    except LaterEdits as refusal:
        edited = [(reference, reverse("property", args=[reference])) for reference in refusal.references]
        return _done(request, found, 409, edited=edited)
    return redirect("reshaped", found.pk)


def _done(request: HttpRequest, found: Reshaping, status: int = 200, **more: Any) -> HttpResponse:
    before, after = parts_of_change(found, user=request.user)
    context: Mapping[str, Any] = {"reshaping": found, "before": before, "after": after, **more}
    return page(request, "done", status, **context)
