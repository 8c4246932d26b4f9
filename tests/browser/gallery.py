"""Every component on one page, and a view that fails: addresses that only the tests of the frame serve."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template import engines
from django.urls import include, path

from totalplace.pagination import page_links
from totalplace.urls import handler400, handler403, handler404, handler429, handler500  # noqa: F401

PAGE = """{% extends "base.html" %}{% load components formats %}
{% block title %}Gallery{% endblock %}
{% block container_class %}app-width-wide{% endblock %}
{% block breadcrumbs %}{% include "components/breadcrumbs.html" %}{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Properties</h1>
<p class="govuk-body">1,312 properties with a book value of {{ 3120000000|money_short }}.</p>
<div class="app-list">
  {% filter_panel chosen=chosen clear_url="?" keep=keep %}
    <div class="govuk-form-group"><label class="govuk-label" for="district">District</label>
      <select class="govuk-select" id="district" name="district">
        <option>Any</option><option>Bromsgrove</option></select></div>
    <div class="govuk-form-group"><label class="govuk-label" for="words">Name or address</label>
      <input class="govuk-input" id="words" name="q"></div>
  {% endfilter_panel %}
  <div>
    <div class="app-toolbar">{% include "components/column_chooser.html" %}</div>
    {% table_region "Properties" tall=True %}
    <table class="govuk-table app-table">
      <thead class="govuk-table__head"><tr class="govuk-table__row">
        {% include "components/sort_header.html" with label="Name" key="name" sort="name" %}
        <th class="govuk-table__header" scope="col">Rating</th>
        <th class="govuk-table__header" scope="col">Organisation</th>
        <th class="govuk-table__header" scope="col">Address</th>
        {% include "components/sort_header.html" with label="Floor area" key="area" sort="name" numeric=True %}
        {% include "components/sort_header.html" with label="Book value" key="value" sort="name" numeric=True %}
      </tr></thead>
      <tbody class="govuk-table__body">
      {% for row in rows %}<tr class="govuk-table__row">
        <td class="govuk-table__cell"><a class="govuk-link" href="#">{{ row.name }}</a></td>
        <td class="govuk-table__cell">{% include "components/rag_tag.html" with rag=row.rag %}</td>
        <td class="govuk-table__cell">Worcestershire County Council</td>
        <td class="govuk-table__cell">Spetchley Road, Worcester WR5 2NP</td>
        <td class="govuk-table__cell govuk-table__cell--numeric">{{ row.area|area_m2 }}</td>
        <td class="govuk-table__cell govuk-table__cell--numeric">{{ row.value|money }}</td>
      </tr>{% endfor %}
      </tbody>
    </table>
    {% endtable_region %}
    {% include "components/pagination.html" with label="Properties" %}
  </div>
</div>
<table class="govuk-table" data-module="moj-sortable-table">
  <caption class="govuk-table__caption">Costs</caption>
  <thead class="govuk-table__head"><tr class="govuk-table__row">
    <th scope="col" class="govuk-table__header" aria-sort="none">Year</th>
    <th scope="col" class="govuk-table__header govuk-table__header--numeric" aria-sort="none">Amount</th></tr></thead>
  <tbody class="govuk-table__body">
    <tr class="govuk-table__row"><td class="govuk-table__cell">2025</td>
      <td class="govuk-table__cell govuk-table__cell--numeric" data-sort-value="9000">£9,000</td></tr>
    <tr class="govuk-table__row"><td class="govuk-table__cell">2026</td>
      <td class="govuk-table__cell govuk-table__cell--numeric" data-sort-value="800">£800</td></tr>
  </tbody>
</table>
{% include "components/stats.html" with items=figures %}
<div class="app-record"><div>
  <h2 class="govuk-heading-m">About it</h2>
  {% include "components/summary_list.html" with rows=facts dense=True %}
  {% include "components/empty_state.html" with title="No lease" text="None told of." url="#" action="Add one" %}
</div><div>
  {% include "components/map.html" with key="here" label="County Hall and its neighbours" features=features %}
</div></div>
{% include "components/progress.html" with url="/progress" %}
{% with undo="You can import the file again." %}
{% include "components/confirm.html" with title="Take it back?" button="Take it back" cancel_url="/" is_danger=True %}
{% endwith %}
{% include "components/error_summary.html" with items=problems %}
{% endblock %}"""

SQUARE = [[[-2.19, 52.19], [-2.188, 52.19], [-2.188, 52.191], [-2.19, 52.191], [-2.19, 52.19]]]


def _feature(geometry: dict | None, **properties: str) -> dict:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def gallery_context() -> dict:
    """What a page would hand its components."""
    ratings = ["red", "amber", "green", ""]
    return {
        "crumbs": [("Estate", "/"), ("Properties", "/")],
        "chosen": [("District: Bromsgrove", "?"), ("Rating: Green – surplus or available", "?")],
        "keep": [("ordering", "name")],
        "columns": [
            {"key": "name", "label": "Name", "is_shown": True, "is_fixed": True},
            {"key": "uprn", "label": "UPRN", "is_shown": False, "is_fixed": False},
            {"key": "tenure", "label": "Tenure", "is_shown": True, "is_fixed": False},
        ],
        "rows": [
            {
                "name": f"County Hall block {n}",
                "rag": ratings[n % 4],
                "area": n * 310,
                "value": n * 91000 if n % 3 else None,
            }
            for n in range(1, 31)
        ],
        "pages": page_links(QueryDict("q=hall"), 7, 53),
        "figures": [
            {"label": "Book value", "value": "£12,345,678", "note": "existing use, 31 March 2026"},
            {"label": "Floor area", "value": "6,200 m²", "note": ""},
            {"label": "Next lease event", "value": None, "note": ""},
            {"label": "Energy rating", "value": "C", "note": "expires 3 March 2027"},
        ],
        "facts": [
            {"key": "Tenure", "value": "Freehold", "url": "#"},
            {"key": "UPRN", "value": None, "url": "#"},
            {"key": "Built", "value": "1974", "url": ""},
        ],
        "features": {
            "type": "FeatureCollection",
            "features": [
                _feature({"type": "Polygon", "coordinates": SQUARE}, title="County Hall", rag="red", role="this"),
                _feature(
                    {"type": "Point", "coordinates": [-2.186, 52.1905]},
                    title="Surgery",
                    rag="green",
                    role="this",
                    url="/",
                ),
                _feature({"type": "Point", "coordinates": [-2.185, 52.19]}, title="Depot", rag="amber", role="near"),
                _feature(None, title="Nobody knows where"),
            ],
        },
        "job": {"status": "running", "message": "Checking rows", "done": 41200, "total": 100000},
        "consequences": ["12 properties are removed.", "3 get back the values they had."],
        "problems": [("Postcode: “WR5” is not whole. Give it as WR5 2NP.", "words")],
    }


def gallery(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Imported 1,312 properties.")
    messages.warning(request, "Three have no postcode.")
    messages.error(request, "The file could not be read.")
    messages.info(request, "The register was last checked on 3 March 2027.")
    return HttpResponse(engines["django"].from_string(PAGE).render(gallery_context(), request))


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Your roles do not let you edit properties of this body.")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def progress(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string('{% include "components/progress.html" %}')
    return HttpResponse(
        template.render(
            {"job": {"status": "done", "message": "All 100,000 rows checked", "done": 100000, "total": 100000}}, request
        )
    )


urlpatterns = [
    path("gallery", gallery),
    path("progress", progress),
    path("refused", refused),
    path("broken", broken),
    path("", include("totalplace.urls")),
]
