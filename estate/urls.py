"""The estate's addresses, under /estate/."""

from django.urls import path, register_converter

from estate.views import properties, record


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
    path("export.<str:kind>", properties.property_list, name="property_export"),
    path("organisations/<str:code>/", properties.property_list, name="organisation"),
    path("<reference:reference>/", record.property_page, name="property"),
]
