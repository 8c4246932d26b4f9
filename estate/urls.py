"""The estate's addresses, under /estate/."""

from django.urls import include, path, register_converter

from estate.views import exports, organisations, properties, record, search


class ReferenceConverter:
    """A property's reference, as WP-000123."""

    regex = "[A-Z]{1,6}-[0-9]{6,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("", properties.property_list, name="property_list"),
    path("export.csv", exports.property_csv, name="property_csv"),
    path("export.xlsx", exports.property_workbook, name="property_workbook"),
    path("import/", include("estate.import_urls")),
    path("suggest/", search.suggest, name="property_suggest"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/<str:code>/", organisations.organisation_page, name="organisation"),
    path("<reference:reference>/", record.property_page, name="property"),
]
