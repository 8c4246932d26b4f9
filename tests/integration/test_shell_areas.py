"""Behind a map without a base map stand the county and its districts, as they are today."""

import datetime
import json

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon

from totalplace.choices import AreaLevel
from totalplace.models import Area

pytestmark = pytest.mark.django_db


def area(code, level, **dates):
    square = Polygon.from_bbox((380000, 250000, 390000, 260000))
    return Area.objects.create(
        code=code,
        name=f"Area {code}",
        level=level,
        boundary=MultiPolygon(square, srid=27700),
        **({"valid_from": datetime.date(2020, 4, 1)} | dates),
    )


def test_the_outline_is_todays_county_and_districts_in_longitude_and_latitude(client):
    area("E10000034", AreaLevel.COUNTY)
    area("E07000237", AreaLevel.DISTRICT)
    area("E07000000", AreaLevel.DISTRICT, valid_to=datetime.date(2023, 4, 1))
    area("E05000001", AreaLevel.WARD)
    answer = client.get("/areas/outline.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    found = json.loads(answer.content)
    assert [feature["properties"]["code"] for feature in found["features"]] == ["E10000034", "E07000237"]
    west, south, east, north = GEOSGeometry(json.dumps(found["features"][0]["geometry"])).extent
    assert -2.4 < west < east < -2.1
    assert 52.1 < south < north < 52.3


def test_a_register_without_areas_has_an_empty_outline_and_no_error(client):
    assert json.loads(client.get("/areas/outline.geojson").content) == {"type": "FeatureCollection", "features": []}


def test_the_outline_costs_one_query(client, django_assert_num_queries):
    area("E10000034", AreaLevel.COUNTY)
    with django_assert_num_queries(1):
        client.get("/areas/outline.geojson")
