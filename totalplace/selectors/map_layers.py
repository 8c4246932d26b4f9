"""The layers of the map that people brought themselves, each to be seen by her alone."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet

from totalplace.models import OwnMapLayer

HEAVY = ("shapes", "names", "numbers")


def own_map_layers(user: Any) -> QuerySet[OwnMapLayer]:
    """Those of `user`, by name, with `shape_count` and without what they hold."""
    count = Func(F("shapes"), function="jsonb_array_length", output_field=IntegerField())
    return OwnMapLayer.objects.filter(owner=user).defer(*HEAVY).annotate(shape_count=count)


def own_map_layer(user: Any, pk: int) -> OwnMapLayer | None:
    """The layer of this number, None where `user` has none."""
    return OwnMapLayer.objects.filter(owner=user, pk=pk).first()


def layer_geojson(layer: OwnMapLayer) -> str:
    """The layer as the map draws it: features with `name`, and coloured by a figure `value` and the collection's
    `label`."""
    values = layer.numbers.get(layer.coloured_by) if layer.coloured_by else None
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shape}
        for name, shape in zip(layer.names, layer.shapes, strict=True)
    ]
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if values is not None:
        collection["label"] = layer.coloured_by
        for feature, value in zip(features, values, strict=True):
            feature["properties"]["value"] = value
    return json.dumps(collection, separators=(",", ":"), ensure_ascii=False)
