"""The API's addresses, under /api/v1/. Each app brings its own by `api_routes` on its AppConfig."""

from django.apps import apps
from django.urls import include, path

from totalplace.api import docs, resources

urlpatterns = [
    path("organisations/", resources.Organisations.as_view(), name="api_organisations"),
    path("areas/", resources.Areas.as_view(), name="api_areas"),
    path("schema/", docs.Document.as_view(), name="api_schema"),
    path("docs/", docs.pages, name="api_docs"),
    *(path("", include(module)) for config in apps.get_app_configs() for module in getattr(config, "api_routes", ())),
]
