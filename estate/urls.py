"""The estate's addresses, under /estate/."""

from django.urls import include, path, register_converter

from estate.views import (
    bulk,
    exports,
    history,
    mine,
    organisations,
    outlines,
    properties,
    quality,
    record,
    search,
    waivers,
)
from estate.views.editing import life


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
    path("bulk/", bulk.bulk_begin, name="bulk_begin"),
    path("bulk/<uuid:pk>/", bulk.bulk_change, name="bulk_change"),
    path("bulk/<uuid:pk>/check/", bulk.bulk_check, name="bulk_check"),
    path("bulk/<uuid:pk>/done/", bulk.bulk_done, name="bulk_done"),
    path("bulk/<uuid:pk>/undo/", bulk.bulk_undo, name="bulk_undo"),
    path("export.csv", exports.property_csv, name="property_csv"),
    path("export.xlsx", exports.property_workbook, name="property_workbook"),
    path("outlines.json", outlines.outlines, name="property_outlines"),
    path("import/", include("estate.import_urls")),
    path("", include("estate.rating_urls")),
    path("", include("estate.reshape_urls")),
    path("leases/", include("estate.lease_urls")),
    path("mine/", mine.my_estate, name="my_estate"),
    path("changes/", include("estate.change_urls")),
    path("suggest/", search.suggest, name="property_suggest"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/<str:code>/", organisations.organisation_page, name="organisation"),
    path("add/", life.add, name="property_add"),
    path("<reference:reference>/edit/", include("estate.edit_urls")),
    path("quality/", quality.overview, name="quality"),
    path("quality/check/", quality.check_now, name="quality_check"),
    path("quality/waivers/<int:pk>/withdraw/", waivers.withdraw, name="quality_withdraw"),
    path("quality/<slug:code>/", quality.rule_list, name="quality_rule"),
    path("<reference:reference>/", record.property_page, name="property"),
    path("<reference:reference>/waive/<slug:code>/", waivers.waive, name="quality_waive"),
    path("<reference:reference>/history/", history.property_history, name="property_history"),
    path("<reference:reference>/history.csv", history.property_history_csv, name="property_history_csv"),
    path("<reference:reference>/history/<str:change_id>/", history.property_change, name="property_change"),
]
