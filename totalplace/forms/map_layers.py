"""What is asked for a layer of the map."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.conf import settings


class NewLayerForm(forms.Form):
    """A file of shapes, and what to call it."""

    file = forms.FileField(
        label="File",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another."},
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.gpkg,.zip"}),
    )
    name = forms.CharField(
        label="Name (optional)",
        max_length=80,
        required=False,
        help_text="As the map’s list of layers shows it. Without one, the file’s name.",
    )

    def __init__(self, *args: object, too_large: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.MAX_ATTACHMENT_BYTES // 1_048_576
        self.fields["file"].help_text = f"GeoJSON, GeoPackage or zipped Shapefile, up to {limit} MB, in Great Britain."
        if too_large:
            self.fields["file"].error_messages["required"] = (
                f"The file is too large: a layer has at most {limit} MB. Give a part of it."
            )


class LayerForm(forms.Form):
    """A layer's name, and the figures that colour it."""

    name = forms.CharField(label="Name", max_length=80, error_messages={"required": "Give the layer a name."})
    coloured_by = forms.ChoiceField(label="Colour by", required=False)

    def __init__(self, *args: object, figures: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coloured_by"].choices = [("", "Outlines only"), *((name, name) for name in figures)]  # type: ignore[attr-defined]
