"""The addresses of open data, under /open-data/: no sign-in but for the pages where a body decides."""

from django.urls import path, register_converter

from estate.choices import OpenDataForm
from estate.views.open_data import files, public, publishing


class BodyConverter:
    """A body's code, as WCC."""

    regex = "[A-Z][A-Z0-9]{1,7}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(BodyConverter, "body")

urlpatterns = [
    path("", public.open_data, name="open_data"),
    path("catalogue.jsonld", public.open_data_catalogue, name="open_data_catalogue"),
    path("<body:code>/", public.open_data_body, name="open_data_body"),
    *(
        path(
            f"<body:code>/land-and-building-assets.{form}",
            files.open_data_file,
            {"form": str(form)},
            name=f"open_data_{form}",
        )
        for form in OpenDataForm
    ),
    path("<body:code>/preview/", publishing.open_data_preview, name="open_data_preview"),
    path("<body:code>/publish/", publishing.open_data_publish, name="open_data_publish"),
    path("<body:code>/withdraw/", publishing.open_data_withdraw, name="open_data_withdraw"),
]
