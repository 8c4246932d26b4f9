"""A map file gives its attributes as columns and its shapes flat, in the system that it declares."""

import datetime
import json
import math

import pyarrow as pa
import pyogrio
import pytest
import shapely

from totalplace.importing.readers import list_sheets, read

from .files import SHAPES, curved_polygon, layer, shapefile_zip, text_file, zipped

KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Sites</name>
<Placemark><name>Town Hall</name><ExtendedData><Data name="asset"><value>A1</value></Data></ExtendedData>
<Point><coordinates>-2.22,52.19,0</coordinates></Point></Placemark>
<Placemark><name>Depot</name><ExtendedData><Data name="asset"><value>A2</value></Data></ExtendedData></Placemark>
</Folder></Document></kml>"""


def values(table, name):
    return list(table.column(name).values)


@pytest.mark.parametrize(
    ("driver", "name", "format", "crs"),
    [("GPKG", "sites.gpkg", "GeoPackage", "EPSG:27700"), ("GeoJSON", "sites.geojson", "GeoJSON", "EPSG:4326")],
)
def test_shapes_and_attributes_are_read_with_the_declared_system(tmp_path, driver, name, format, crs):
    path = layer(tmp_path / name, driver, crs=crs)
    table = read(path, name)
    assert (table.format, table.crs, table.sheet) == (format, crs, "sites")
    assert values(table, "asset") == ["A1", "A2"]
    assert values(table, "area") == [120.0, 55.5]
    assert table.row_numbers.tolist() == [1, 2]
    assert shapely.from_wkb(table.geometry).tolist() == list(SHAPES)


def test_a_zipped_shapefile_is_read_also_from_inside_a_folder(tmp_path):
    for inside in ("", "export/2027/"):
        table = read(shapefile_zip(tmp_path, inside=inside), "sites.zip")
        assert (table.format, table.crs, table.sheet) == ("Shapefile", "EPSG:27700", "sites")
        assert values(table, "asset") == ["A1", "A2"]


def test_a_shapefile_without_prj_declares_no_system(tmp_path):
    assert read(shapefile_zip(tmp_path, without=".prj"), "sites.zip").crs is None


def test_kml_and_kmz_are_read_without_what_only_says_how_to_draw(tmp_path):
    for path in (text_file(tmp_path, KML, "sites.kml"), zipped(tmp_path, {"doc.kml": KML}, "sites.kmz")):
        table = read(path, path.name)
        assert (table.format, table.crs, table.sheet) == ("KML", "EPSG:4326", "Sites")
        assert [column.name for column in table.columns] == ["Name", "asset"]
        assert values(table, "Name") == ["Town Hall", "Depot"]
        point = shapely.from_wkb(table.geometry[0])
        assert (point.x, point.y, point.has_z) == (-2.22, 52.19, False)
        assert table.geometry[1] is None


def test_the_layer_with_most_features_is_read_and_any_other_can_be_chosen(tmp_path):
    path = layer(tmp_path / "county.gpkg", "GPKG", name="sites")
    layer(path, "GPKG", SHAPES[:1], name="offices", asset=["B1"])
    assert [(sheet.name, sheet.rows, sheet.kind) for sheet in list_sheets(path, path.name)] == [
        ("sites", 2, "layer"),
        ("offices", 1, "layer"),
    ]
    assert "Layer “sites” (1 of 2)" in read(path, path.name).notes
    assert values(read(path, path.name, sheet="offices"), "asset") == ["B1"]


def test_a_geopackage_table_without_shapes_is_a_plain_table(tmp_path):
    path = tmp_path / "plain.gpkg"
    pyogrio.raw.write_arrow(pa.table({"asset": ["A1"]}), path, driver="GPKG", layer="plain")
    table = read(path, path.name)
    assert table.geometry is None
    assert table.crs is None
    assert list_sheets(path, path.name)[0].kind == "table"


def test_heights_are_left_out(tmp_path):
    high = layer(tmp_path / "high.gpkg", "GPKG", [shapely.Point(385000, 254700, 12), None])
    table = read(high, high.name)
    assert not shapely.from_wkb(table.geometry[0]).has_z
    assert table.geometry[1] is None
    assert "Heights left out: shapes are kept flat" in table.notes


def test_curves_become_short_straight_lines(tmp_path):
    path = layer(tmp_path / "round.gpkg", "GPKG", [curved_polygon(), SHAPES[1]])
    table = read(path, path.name)
    circle, square = shapely.from_wkb(table.geometry)
    assert circle.geom_type == "Polygon"
    assert circle.area == pytest.approx(math.pi * 100, rel=0.01)
    assert square == SHAPES[1]
    assert "Curves turned into lines of short straight pieces" in table.notes


def test_arrow_columns_are_typed_and_text_is_cleaned_as_in_any_other_file(tmp_path):
    path = layer(
        tmp_path / "typed.gpkg",
        "GPKG",
        uprn=pa.array([100121234567.0, 10001144791.0]),
        title=["  Town Hall ", "Rent of Â£62"],
        note=["", "=1+1"],
        seen=pa.array([datetime.date(2027, 3, 31), None]),
        public=pa.array([True, False]),
    )
    table = read(path, path.name)
    assert values(table, "uprn") == [100121234567, 10001144791]
    assert table.column("uprn").arrow.type == pa.int64()
    assert values(table, "title") == ["Town Hall", "Rent of £62"]
    assert values(table, "note") == [None, "=1+1"]
    assert values(table, "seen") == [datetime.date(2027, 3, 31), None]
    assert values(table, "public") == [True, False]
    assert any(note.startswith("1 cell begins with =") for note in table.notes)
    assert any(note.startswith("1 mis-encoded cell repaired") for note in table.notes)


def test_geojson_with_nested_and_missing_properties_is_read(tmp_path):
    features = [
        {"type": "Feature", "properties": {"a": 1, "nest": {"x": [1, 2]}, "list": ["p", "q"]}, "geometry": None},
        {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": [-2, 52]}},
    ]
    path = text_file(tmp_path, json.dumps({"type": "FeatureCollection", "features": features}), "nested.geojson")
    table = read(path, path.name)
    assert values(table, "a") == [1, None]
    assert json.loads(values(table, "nest")[0]) == {"x": [1, 2]}
    assert values(table, "list") == ["p, q", None]


def test_the_older_crs_member_of_geojson_is_believed(tmp_path):
    path = layer(tmp_path / "plain.geojson", "GeoJSON", crs="EPSG:4326")
    content = json.loads(path.read_text())
    content["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    assert read(text_file(tmp_path, json.dumps(content), "bng.geojson"), "bng.geojson").crs == "EPSG:27700"


def test_a_point_whose_coordinates_are_no_numbers_is_no_point(tmp_path):
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},'
        '"geometry":{"type":"Point","coordinates":[NaN,52]}}]}'
    )
    table = read(text_file(tmp_path, text, "nan.geojson"), "nan.geojson")
    assert shapely.is_empty(shapely.from_wkb(table.geometry)).all()


def test_an_upload_whose_stored_name_has_no_ending_is_read_all_the_same(tmp_path):
    path = layer(tmp_path / "sites.gpkg", "GPKG").rename(tmp_path / "upload-1")
    assert len(read(path, "sites.gpkg")) == 2
