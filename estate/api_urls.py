"""The estate's addresses in the API, under /api/v1/."""

from django.urls import path

from estate.api import analysis, properties
from estate.urls import ReferenceConverter  # noqa: F401 - registers <reference:…>

urlpatterns = [
    path("properties/", properties.Properties.as_view(), name="api_properties"),
    path("properties/removed/", properties.RemovedProperties.as_view(), name="api_removed"),
    path("properties/<reference:reference>/", properties.OneProperty.as_view(), name="api_property"),
    path(
        "properties/<reference:reference>/rag-assessments/",
        properties.RagAssessments.as_view(),
        name="api_rag_assessments",
    ),
    path("estate/summary/", analysis.Summary.as_view(), name="api_summary"),
    path("lease-events/", analysis.LeaseEvents.as_view(), name="api_lease_events"),
]
