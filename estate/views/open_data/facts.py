"""What is said of a published dataset, on its page and in catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from estate.calc.open_data_catalogue import Dataset, Distribution
from estate.choices import OpenDataForm
from estate.models import OpenDataFile, OpenDataPublication
from estate.selectors.open_data_editions import first_published_on
from estate.services.open_data.files import MADE_UP

MEDIA_TYPES = {OpenDataForm.CSV: "text/csv", OpenDataForm.GEOJSON: "application/geo+json"}
DESCRIPTION = (
    "Land and building assets of {body}, as the Local Government Transparency Code 2015 asks for: what they are, where "
    "they are, by what right they are held, and how large they are. Sensitive sites and housing are left out, and the "
    "addresses of vacant properties."
)


@dataclass(frozen=True, slots=True)
class Published:
    """A body that publishes, its files of today by format, and the dataset they are."""

    publication: OpenDataPublication
    files: Mapping[str, OpenDataFile]
    dataset: Dataset
    is_made_up: bool

    @property
    def csv(self) -> OpenDataFile:
        return self.files[OpenDataForm.CSV]

    @property
    def geojson(self) -> OpenDataFile:
        return self.files[OpenDataForm.GEOJSON]


def published(request: HttpRequest, publication: OpenDataPublication, files: Mapping[str, OpenDataFile]) -> Published:
    """What pages and catalogues say of a body's dataset."""
    body = publication.organisation
    is_made_up = settings.DEMO or any(each.is_synthetic for each in files.values())
    dataset = Dataset(
        url=request.build_absolute_uri(reverse("open_data_body", args=[body.code])),
        identifier=f"{body.code}-land-and-building-assets",
        title=f"{'Made-up data: l' if is_made_up else 'L'}and and building assets of {body.name}",
        description=(MADE_UP if is_made_up else "") + DESCRIPTION.format(body=body.name),
        publisher=body.name,
        publisher_uri=publication.organisation_uri,
        contact=publication.contact,
        issued=first_published_on(publication),
        distributions=[_distribution(request, body.code, files[form]) for form in OpenDataForm],
    )
    return Published(publication, files, dataset, is_made_up)


def _distribution(request: HttpRequest, code: str, kept: OpenDataFile) -> Distribution:
    form = OpenDataForm(kept.form)
    return Distribution(
        form=str(form.label),
        media_type=MEDIA_TYPES[form],
        url=request.build_absolute_uri(reverse(f"open_data_{form}", args=[code])),
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        changed_at=kept.changed_at,
    )
