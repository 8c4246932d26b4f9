"""An outline is pasted, read from a file or mended before it is stored; what stands around is there to snap to."""

from __future__ import annotations

import io
import json
import zipfile

import geopandas
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from shapely.affinity import translate
from shapely.geometry import box

from estate.models import Property
from estate.selectors import drawing
from tests.factories import make_property, square
from tests.integration.editing.steps import boxes, edit, new_context, post, send

pytestmark = pytest.mark.django_db

RING = [(385000, 254000), (385040, 254000), (385040, 254040), (385000, 254040), (385000, 254000)]
TEXT = f"POLYGON (({', '.join(f'{x} {y}' for x, y in RING)}))"
CROSSED = "POLYGON ((385000 254000, 385100 254100, 385100 254000, 385000 254100, 385000 254000))"
GEOJSON = {"type": "Polygon", "coordinates": [RING]}


def features(*geometries: dict) -> str:
    shapes = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries]
    return json.dumps({"type": "FeatureCollection", "features": shapes})


@pytest.mark.parametrize(
    "pasted",
    [
        "\n".join(f"{x} {y}" for x, y in RING[:4]), "\r\n".join(f"{x:,}, {y:,}" for x, y in RING),
        "; ".join(f"{x},{y}" for x, y in RING), "\n".join(f"{x}\t{y}.0" for x, y in RING[:4]),
        json.dumps(GEOJSON), features(GEOJSON), json.dumps({"type": "Feature", "geometry": GEOJSON, "properties": {}}),
        f"SRID=27700;{TEXT}", f"SRID=4326;{TEXT}",
    ],
)  # fmt: skip
def test_an_outline_is_understood_however_it_is_pasted(county, officer, pasted):
    assert send(officer, edit(county.hall, "place"), boundary=pasted).status_code == 302
    county.hall.refresh_from_db()
    assert county.hall.boundary.equals(square(385000, 254000, 40))


def test_an_empty_line_begins_another_part(county, officer):
    parts = "\n".join(f"{x} {y}" for x, y in RING) + "\n\n" + "\n".join(f"{x + 100} {y}" for x, y in RING)
    assert send(officer, edit(county.hall, "place"), boundary=parts).status_code == 302
    county.hall.refresh_from_db()
    assert (len(county.hall.boundary), county.hall.boundary.area) == (2, 3200)


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("POLYGON EMPTY", "The outline is empty"),
        ("MULTIPOLYGON EMPTY", "The outline is empty"),
        ('{"type": "Polygon", "coordinates": []}', "The outline is empty"),
        ("GEOMETRYCOLLECTION (POINT (385000 254000))", "mixed collection"),
        ("LINESTRING (385000 254000, 385040 254000)", "is a line"),
        ("POINT (385000 254000)", "a point, not an outline"),
        ("385000 254000\n385040 254000", "2 corners"),
        ("385000 254000\n385040\n385040 254040", "“385040” is not two numbers"),
        ("385000 254000 385040", "one is without its partner"),
        (features(GEOJSON, GEOJSON), "has 2 shapes"),
        (features(), "has 0 shapes"),
        ("{", "damaged"), ("{}", "has no shape"), ("[" * 5000, "not an outline"),
        ('{"type": "Feature", "geometry": null}', "has no shape"),
        ("POLYGON ((2 48, 3 48, 3 49, 2 48))", "outside Great Britain"),
        ("POLYGON ((1 1e999, 2 2, 3 3, 1 1e999))", "coordinates that are not numbers"),
        (shapely.Point(385000, 254000).buffer(100, quad_segs=5000).wkt, "20,001 corners, and a"),
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused_with_its_reason(county, officer, pasted, said):
    before = county.hall.boundary
    answer = send(officer, edit(county.hall, "place"), boundary=pasted)
    assert answer.status_code == 200
    assert said in " ".join(answer.context["form"].errors["boundary"])
    county.hall.refresh_from_db()
    assert county.hall.boundary == before


def test_an_emptied_box_takes_the_outline_away_and_history_says_so(county, officer):
    assert send(officer, edit(county.hall, "place"), boundary="", reason="Sold").status_code == 302
    assert Property.objects.get(pk=county.hall.pk).boundary is None


def test_the_box_holds_what_is_stored_so_that_parts_and_holes_come_back(county, officer):
    holed = "((0 0, 90 0, 90 90, 0 90, 0 0), (10 10, 20 10, 20 20, 10 10))"
    outline = shapely.from_wkt(f"MULTIPOLYGON ({holed}, ((200 0, 300 0, 250 9.125, 200 0)))")
    moved = translate(outline, 385000, 254000)
    send(officer, edit(county.hall, "place"), boundary=moved.wkt)
    held = boxes(officer, edit(county.hall, "place"))["boundary"]
    assert shapely.equals_exact(shapely.from_wkt(held), moved, 0.0005)


def test_an_outline_across_itself_is_offered_mended_and_stored_when_it_is_taken(county, officer):
    address = edit(county.hall, "place")
    refused = send(officer, address, boundary=CROSSED, reason="Redrawn")
    assert "Use the mended outline" in refused.content.decode()
    sent = boxes(officer, address) | {"boundary": CROSSED, "reason": "Redrawn"}
    offered = post(officer, address, sent | {"mend": "1"})
    form = offered.context["form"]
    assert (offered.status_code, form.errors) == (200, {})
    assert Property.objects.get(pk=county.hall.pk).boundary == county.hall.boundary
    assert "It is stored when you save." in offered.content.decode()
    assert post(officer, address, sent | {"boundary": form["boundary"].value()}).status_code == 302
    assert Property.objects.get(pk=county.hall.pk).boundary.area == pytest.approx(5000)


def test_a_point_far_outside_its_outline_is_stored_and_doubted(county, officer):
    answer = send(officer, edit(county.hall, "place"), location="385200, 254020", boundary=TEXT)
    page = officer.get(answer.url).content.decode()
    assert "The point lies 160 m outside the outline. Check both." in page


def layer(name: str, frame: geopandas.GeoDataFrame, folder) -> SimpleUploadedFile:
    """A file as a browser sends it; a folder of a shapefile as a zip."""
    path = folder / name
    if name.endswith(".zip"):
        frame.to_file(folder / "plan.shp")
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w") as archive:
            for part in folder.glob("plan.*"):
                archive.write(part, part.name)
        return SimpleUploadedFile(name, kept.getvalue())
    frame.to_file(path)
    return SimpleUploadedFile(name, path.read_bytes())


@pytest.mark.parametrize("name", ["plan.geojson", "plan.gpkg", "plan.zip"])
@pytest.mark.parametrize("epsg", [27700, 4326])
def test_the_outline_of_a_file_is_shown_before_it_is_stored(county, officer, tmp_path, name, epsg):
    frame = geopandas.GeoDataFrame({"name": ["Plan"]}, geometry=[box(385000, 254000, 385040, 254040)], crs=27700)
    file = layer(name, frame.to_crs(epsg), tmp_path)
    address = edit(county.hall, "place")
    shown = post(officer, address, boxes(officer, address) | {"outline_file": file, "read": "1"})
    assert f"This is the outline in {name}." in shown.content.decode()
    assert Property.objects.get(pk=county.hall.pk).boundary == county.hall.boundary
    held = shapely.from_wkt(shown.context["form"]["boundary"].value())
    assert held.symmetric_difference(frame.geometry[0]).area < 10
    assert post(officer, address, boxes(officer, address) | {"boundary": held.wkt}).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.txt", b"385000 254000\n385040 254000", "2 corners"),
        ("plan.csv", b"\xff\xfe\x00", "not text"),
        ("plan.wkt", b"", "empty"),
        ("plan.geojson", features(GEOJSON, GEOJSON).encode(), "2 polygons"),
        ("plan.geojson", features({"type": "Point", "coordinates": [385000, 254000]}).encode(), "no polygon"),
        ("plan.geojson", b"{", "was not read"),
        ("plan.pdf", b"%PDF-1.7 MZ", "was not read"),
        ("<script>.zip", b"PK\x03\x04", "was not read"),
    ],
)
def test_a_file_without_an_outline_is_refused_with_its_reason(county, officer, name, content, said):
    address = edit(county.hall, "place")
    file = SimpleUploadedFile(name, content)
    answer = post(officer, address, boxes(officer, address) | {"outline_file": file, "reason": "Kept"})
    assert answer.status_code == 200
    assert said in " ".join(answer.context["form"].errors["boundary"])
    assert answer.context["form"]["reason"].value() == "Kept"
    assert "<script>.zip" not in answer.content.decode()


def test_a_new_property_is_drawn_as_it_is_added(county, officer):
    given = {"organisation": county.hall.organisation_id, "name": "Shed", "status": "operational", "boundary": CROSSED}
    offered = officer.post("/estate/add/", given | {"mend": "1"})
    text = offered.context["form"]["boundary"].value()
    assert officer.post("/estate/add/", given | {"boundary": text}).status_code == 302
    assert Property.objects.get(name="Shed").boundary.area == pytest.approx(5000)


def test_a_conflict_about_the_place_draws_what_was_theirs_and_mine(county, officer):
    address = edit(county.hall, "place")
    opened = boxes(officer, address)
    was = county.hall.boundary.area
    send(officer, address, boundary=TEXT)
    answer = post(officer, address, opened | {"boundary": TEXT.replace("385040", "385090")})
    assert answer.status_code == 409
    drawn = {each["properties"]["role"]: each["geometry"] for each in answer.context["map"]["features"]}
    assert set(drawn) == {"old", "theirs", "mine"}
    areas = {role: _metres(shape) for role, shape in drawn.items()}
    expected = {"old": was, "theirs": 1600, "mine": 3600}
    assert areas == {role: pytest.approx(area, rel=1e-3) for role, area in expected.items()}


def _metres(shape: dict) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_Area(ST_Transform(ST_GeomFromGeoJSON(%s), 27700))", [json.dumps(shape)])
        return cursor.fetchone()[0]


def test_what_is_too_detailed_for_the_box_is_kept_until_another_is_given(county, officer, monkeypatch):
    monkeypatch.setattr("estate.forms.editing.place_boxes.MOST_CORNERS", 4)
    address = edit(county.hall, "place")
    assert "The stored outline has 5 corners" in officer.get(address).content.decode()
    before = county.hall.boundary
    assert send(officer, address, location="387010, 254010").status_code == 302
    county.hall.refresh_from_db()
    assert (county.hall.boundary, county.hall.location.x) == (before, 387010)


def outlines(client, box: str):
    return client.get(f"/estate/outlines.json?box={box}")


def test_the_outlines_around_are_answered_in_metres_and_no_more_than_can_be_drawn(county, officer, monkeypatch):
    make_property("BDC", name="Refuge", boundary=square(387100, 254000), is_sensitive=True)
    make_property("BDC", name="Next door", boundary=square(387200, 254000))
    answer = outlines(officer, "386900,253900,387300,254100")
    found = {each["properties"]["title"]: each["geometry"]["coordinates"] for each in answer.json()["features"]}
    assert set(found) == {county.hall.name, "Next door"}
    assert [387200, 254000] in found["Next door"][0][0]
    monkeypatch.setattr(drawing, "MOST_OUTLINES", 1)
    less = outlines(officer, "386900,253900,387300,254100").json()
    assert (len(less["features"]), less["more"]) == (1, True)


@pytest.mark.parametrize(
    "box", ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "inf,0,1,1", "5,5,1,1", "0,0,10001,1", "1e400,0,1,1", "0,0,1,1,1"]
)
def test_a_box_that_is_none_is_refused(officer, box):
    answer = outlines(officer, box)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("box: ")


def test_the_page_is_told_how_the_database_turns_the_place(county, officer):
    new_context()
    anchor = drawing.anchor_at(county.hall.location)
    assert anchor["metres"] == (county.hall.location.x, county.hall.location.y)
    assert anchor["degrees"] == pytest.approx((-2.19, 52.18), abs=0.05)
