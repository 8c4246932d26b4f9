"""The estate's addresses in the API, under /api/v1/."""

from django.urls import URLPattern, path

from estate.api import analysis, properties, writing
from estate.api.belongings import of_kind
from estate.services.belongings import KINDS
from estate.urls import ReferenceConverter  # noqa: F401 - registers <reference:…>

PROPERTY = "properties/<reference:reference>/"


def belongings(kind: str) -> list[URLPattern]:
    """The addresses of what belongs to a property."""
    many, one = of_kind(kind)
    return [
        path(f"{PROPERTY}{kind}/", many.as_view(), name=f"api_{kind}"),
        path(f"{PROPERTY}{kind}/<int:pk>/", one.as_view(), name=f"api_{kind}_one"),
    ]


urlpatterns = [
    path("properties/", writing.PropertiesWritten.as_view(), name="api_properties"),
    path("properties/removed/", properties.RemovedProperties.as_view(), name="api_removed"),
    path(PROPERTY, writing.PropertyWritten.as_view(), name="api_property"),
    path(f"{PROPERTY}close/", writing.Close.as_view(), name="api_close"),
    path(f"{PROPERTY}reopen/", writing.Reopen.as_view(), name="api_reopen"),
    path(f"{PROPERTY}rag-assessments/", writing.RagAssessmentsWritten.as_view(), name="api_rag_assessments"),
    path(f"{PROPERTY}rag-assessments/<int:pk>/", writing.RagWithdrawn.as_view(), name="api_rag_assessment"),
    *(pattern for kind in KINDS for pattern in belongings(kind)),
    path("estate/summary/", analysis.Summary.as_view(), name="api_summary"),
    path("lease-events/", analysis.LeaseEvents.as_view(), name="api_lease_events"),
]
