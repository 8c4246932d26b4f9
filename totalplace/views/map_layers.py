"""A person's own layers of the map: brought in, looked at, named, coloured and taken away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from totalplace.forms.map_layers import LayerForm, NewLayerForm
from totalplace.importing.readers import UnreadableFile
from totalplace.models import OwnMapLayer
from totalplace.selectors.map_layers import layer_geojson, own_map_layer, own_map_layers
from totalplace.services.map_layers import add_map_layer, change_map_layer, remove_map_layer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The layers she has, and the form for another."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    too_large = getattr(request, "upload_too_large", False)
    form = NewLayerForm(*sent, too_large=too_large)
    if form.is_valid() and (layer := _added(request, form)):
        messages.success(request, f"The layer “{layer.name}” is on your map. {layer.how_read}.")
        return redirect("own_map_layer", layer.pk)
    context = {"form": form, "layers": own_map_layers(request.user)}
    status = 413 if too_large and sent else 422 if form.errors else 200
    return render(request, "account/map_layers.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def layer(request: HttpRequest, pk: int) -> HttpResponse:
    """One layer: its name and what colours it."""
    found = _layer(request, pk)
    given = {"name": found.name, "coloured_by": found.coloured_by}
    form = LayerForm(request.POST or None, initial=given, figures=found.numbers)
    if form.is_valid():
        try:
            change_map_layer(user=request.user, pk=pk, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect("own_map_layers")
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {"form": form, "layer": found, "count": len(found.shapes)}
    return render(request, "account/map_layer.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away."""
    try:
        name = remove_map_layer(user=request.user, pk=pk)
    except OwnMapLayer.DoesNotExist:
        raise Http404("No such layer") from None
    messages.success(request, f"The layer “{name}” is taken away.")
    return redirect("own_map_layers")


@require_safe
@login_required
@gzip_page
@cache_control(private=True, no_cache=True)
def shapes(request: HttpRequest, pk: int) -> HttpResponse:
    """The layer as GeoJSON, for the map."""
    return HttpResponse(layer_geojson(_layer(request, pk)), content_type="application/geo+json")


def _layer(request: HttpRequest, pk: int) -> OwnMapLayer:
    found = own_map_layer(request.user, pk)
    if found is None:
        raise Http404("No such layer")
    return found


def _added(request: HttpRequest, form: NewLayerForm) -> OwnMapLayer | None:
    file: Any = form.cleaned_data["file"]
    with tempfile.NamedTemporaryFile(suffix=Path(file.name).suffix[:10]) as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            return add_map_layer(
                user=request.user, path=Path(copy.name), filename=file.name, name=form.cleaned_data["name"]
            )
        except UnreadableFile as refusal:
            form.add_error("file", f"{file.name} was not read. {refusal.reason} {refusal.remedy}")
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return None
