"""A person lays shapes of her own over the map: any file of shapes, seen by her alone, a bad one refused in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import make_person
from totalplace.choices import Role
from totalplace.models import OwnMapLayer
from totalplace.services import map_layers

pytestmark = pytest.mark.django_db

BOX = [[[-2.3, 52.1], [-2.2, 52.1], [-2.2, 52.2], [-2.3, 52.2], [-2.3, 52.1]]]
BOW = [[[-2.3, 52.1], [-2.2, 52.2], [-2.2, 52.1], [-2.3, 52.2], [-2.3, 52.1]]]


@pytest.fixture
def analyst(client: Client) -> Client:
    client.force_login(make_person("analyst", [(Role.ANALYST, None)]))
    return client


def a_file(*features: dict[str, Any], name: str = "zones.geojson") -> SimpleUploadedFile:
    collection = {"type": "FeatureCollection", "features": features}
    return SimpleUploadedFile(name, json.dumps(collection).encode())


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(rings: list[Any], **properties: Any) -> dict[str, Any]:
    return feature({"type": "Polygon", "coordinates": rings}, **properties)


def sent(client: Client, file: SimpleUploadedFile, name: str = "") -> Any:
    return client.post("/account/map-layers/", {"file": file, "name": name}, follow=True)


def shapes(client: Client, layer: OwnMapLayer) -> dict[str, Any]:
    answer = client.get(f"/account/map-layers/{layer.pk}.geojson")
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_a_file_is_on_the_map_coloured_by_the_figures_she_picks_until_she_takes_it_away(analyst: Client) -> None:
    answer = sent(analyst, a_file(
        polygon(BOX, name="North", score=3.5, grade="A"), polygon(BOX, name="South", score=None, grade="B"),
        feature({"type": "LineString", "coordinates": [[-2.3, 52.1], [-2.2, 52.15]]}, name="Bus 44", score=7),
        feature({"type": "Point", "coordinates": [-2.25, 52.15]}, name="Stop", score=1),
    ), "Zones")  # fmt: skip
    layer = OwnMapLayer.objects.get()
    assert "The layer “Zones” is on your map." in answer.content.decode()
    drawn = shapes(analyst, layer)
    assert [each["properties"] for each in drawn["features"]] == [
        {"name": "North"}, {"name": "South"}, {"name": "Bus 44"}, {"name": "Stop"},
    ]  # fmt: skip
    assert [each["geometry"]["type"] for each in drawn["features"]] == ["Polygon", "Polygon", "LineString", "Point"]
    assert drawn["features"][3]["geometry"]["coordinates"] == pytest.approx([-2.25, 52.15], abs=2e-5)
    assert list(layer.numbers) == ["score"]
    analyst.post(f"/account/map-layers/{layer.pk}/", {"name": "Scores", "coloured_by": "score"})
    drawn = shapes(analyst, layer)
    assert drawn["label"] == "score"
    assert [each["properties"]["value"] for each in drawn["features"]] == [3.5, None, 7, 1]
    page = analyst.get("/map/").content.decode()
    assert f'"url": "/account/map-layers/{layer.pk}.geojson"' in page
    assert "Scores" in page
    analyst.post(f"/account/map-layers/{layer.pk}/remove/")
    assert not OwnMapLayer.objects.exists()
    assert f"map-layers/{layer.pk}" not in analyst.get("/map/").content.decode()


def test_a_geopackage_in_the_national_grid_lies_where_it_is(analyst: Client, tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"title": ["Hall"], "visits": [12]}, geometry=[shapely.box(387000, 254000, 387100, 254100)], crs=27700
    )
    frame.to_file(tmp_path / "a.gpkg")
    sent(analyst, SimpleUploadedFile("a.gpkg", (tmp_path / "a.gpkg").read_bytes()))
    layer = OwnMapLayer.objects.get()
    assert layer.name == "a"
    (drawn,) = shapes(analyst, layer)["features"]
    assert drawn["properties"] == {"name": "Hall"}
    west, south, east, north = shapely.geometry.shape(drawn["geometry"]).bounds
    assert (west, south) == pytest.approx((-2.1912, 52.1844), abs=1e-3)
    assert (east - west, north - south) == pytest.approx((0.00147, 0.0009), abs=1e-4)


def test_an_outline_that_crosses_itself_is_mended_for_drawing_and_she_is_told(analyst: Client) -> None:
    answer = sent(analyst, a_file(polygon(BOW, name="Bow"), feature(None, name="Nowhere")))
    (drawn,) = shapes(analyst, OwnMapLayer.objects.get())["features"]
    assert shapely.geometry.shape(drawn["geometry"]).is_valid
    words = answer.content.decode()
    assert "1 that crossed themselves were mended for drawing" in words
    assert "1 row without a shape left out" in words


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (a_file(polygon([[[10, 50], [11, 50], [11, 51], [10, 50]]])), "Great Britain"),
        (a_file(polygon(BOX), polygon([[[-2, 952], [-2.1, 952], [-2, 953], [-2, 952]]])), "shape 2"),
        (a_file(feature(None, name="Nowhere")), "shape"),
        (a_file(), "was not read"),
        (SimpleUploadedFile("a.geojson", b'{"type": "FeatureColl'), "was not read"),
        (SimpleUploadedFile("a.gpkg", b"SQLite format 3\0" + b"\0" * 200), "was not read"),
        (SimpleUploadedFile("a.csv", b"name,easting\nHall,387000\n"), "no shapes"),
        (SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 100), "was not read"),
        (SimpleUploadedFile("empty.geojson", b""), "The file is empty"),
        (None, "Choose a file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_drawn_is_refused_with_its_reason_and_nothing_is_kept(
    analyst: Client, file: SimpleUploadedFile | None, said: str
) -> None:
    if file:
        file.seek(0)
    answer = analyst.post("/account/map-layers/", {"name": "x"} | ({"file": file} if file else {}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not OwnMapLayer.objects.exists()


def test_a_file_over_the_limit_is_refused_unread(analyst: Client, settings: Any) -> None:
    settings.MAX_ATTACHMENT_BYTES = 1_000
    answer = analyst.post("/account/map-layers/", {"file": SimpleUploadedFile("a.geojson", b" " * 5_000)})
    assert answer.status_code == 413
    assert "The file is too large" in answer.content.decode()


def test_a_detailed_layer_is_drawn_as_finely_as_it_stays_light(analyst: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(map_layers, "MOST_LETTERS", 5_000)
    coast = shapely.Point(-2.2, 52.1).buffer(0.1, quad_segs=500)
    sent(analyst, a_file(polygon([list(map(list, coast.exterior.coords))])))
    layer = OwnMapLayer.objects.get()
    # Coarser than the metre that it begins with, and no coarser than it has to be: half as light would be too light.
    assert layer.tolerance_m > 1
    assert 2_500 < len(json.dumps(layer.shapes)) < 6_000
    monkeypatch.setattr(map_layers, "MOST_LETTERS", 10)
    answer = sent(analyst, a_file(polygon(BOX)))
    assert "too large to draw" in answer.content.decode()


def test_names_are_words_whatever_stands_in_them(analyst: Client) -> None:
    script = "<img src=x onerror=alert(1)>"
    sent(analyst, a_file(polygon(BOX, **{"name": f"{script}=1+1", f"{script}": 5})), f"=cmd {script}")
    layer = OwnMapLayer.objects.get()
    for address in ("/account/map-layers/", f"/account/map-layers/{layer.pk}/", "/map/"):
        assert script not in analyst.get(address).content.decode()
    assert shapes(analyst, layer)["features"][0]["properties"]["name"] == f"{script}=1+1"
    assert analyst.get(f"/account/map-layers/{layer.pk}.geojson")["Content-Type"] == "application/geo+json"


def test_a_layer_is_its_owners_alone_whoever_asks(analyst: Client) -> None:
    sent(analyst, a_file(polygon(BOX)), "Mine")
    layer = OwnMapLayer.objects.get()
    other = Client()
    for role in (Role.ADMINISTRATOR, Role.PROGRAMME, Role.ANALYST):
        other.force_login(make_person(f"other-{role}", [(role, None)]))
        assert other.get(f"/account/map-layers/{layer.pk}/").status_code == 404
        assert other.post(f"/account/map-layers/{layer.pk}/", {"name": "Theirs"}).status_code == 404
        assert other.post(f"/account/map-layers/{layer.pk}/remove/").status_code == 404
        assert other.get(f"/account/map-layers/{layer.pk}.geojson").status_code == 404
        assert "Mine" not in other.get("/account/map-layers/").content.decode()
        assert "Mine" not in other.get("/map/").content.decode()
    assert OwnMapLayer.objects.get().name == "Mine"


def test_what_is_asked_wrongly_of_a_layer_is_said(analyst: Client) -> None:
    sent(analyst, a_file(polygon(BOX, score=1)))
    layer = OwnMapLayer.objects.get()
    for given in ({"name": "", "coloured_by": ""}, {"name": "a" * 81}, {"name": "A", "coloured_by": "nothing"}):
        assert analyst.post(f"/account/map-layers/{layer.pk}/", given).status_code == 422
    assert OwnMapLayer.objects.get().name == "zones"


def test_one_layer_more_than_a_person_keeps_apart_is_refused(analyst: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(map_layers, "MOST_LAYERS", 1)
    sent(analyst, a_file(polygon(BOX)))
    assert "Take one away that is not used any more" in sent(analyst, a_file(polygon(BOX))).content.decode()
    assert OwnMapLayer.objects.count() == 1
