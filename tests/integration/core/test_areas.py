"""Areas come from the publishers' own files, by vintage, and every property knows where it lies the moment they do."""

import datetime
import io
import json
import zipfile
from pathlib import Path

import pyogrio
import pytest
import shapely
from django.core.management import CommandError, call_command
from django.db import connection

from estate.models import Property
from tests.integration.core.estate_facts import at, body, property_of, square
from tests.realdata import real_data
from totalplace.choices import AreaLevel
from totalplace.importing.areas import read_areas
from totalplace.models import Area, AreaPiece
from totalplace.selectors.areas import extent_of

pytestmark = pytest.mark.django_db

LAYERS = {"county": "county", "districts": "district", "wards_2013": "ward", "msoa_2011": "msoa", "lsoa_2011": "lsoa"}
HECTARES = {
    "Bromsgrove": 21_702,
    "Malvern Hills": 57_708,
    "Redditch": 5_426,
    "Worcester": 3_330,
    "Wychavon": 66_344,
    "Wyre Forest": 19_542,
}


def load(path: Path, level: str, **options: object) -> str:
    said = io.StringIO()
    if "valid_from" in options:
        options["valid_from"] = datetime.date.fromisoformat(options["valid_from"])
    call_command("load_areas", str(path), level=level, stdout=said, **options)
    return said.getvalue()


def layer(folder: Path, name: str, squares: dict[str, tuple[float, float, float]], **columns: list) -> Path:
    """A GeoPackage with one square for each code: east, north and side in metres (EPSG:27700)."""
    path = folder / f"{name}.gpkg"
    shapes = [shapely.box(e, n, e + side, n + side) for e, n, side in squares.values()]
    fields = {"LAD23CD": list(squares), "LAD23NM": [f"Area {code}" for code in squares], **columns}
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        [shapely_objects(values) for values in fields.values()],
        list(fields),
        geometry_type="Polygon",
        crs="EPSG:27700",
        driver="GPKG",
        layer=name,
    )
    return path


def shapely_objects(values: list):
    import numpy as np

    return np.array(values, dtype=object)


def outcome(said: str) -> dict[str, int]:
    """The counts that the command printed, by their first word."""
    found = {}
    for line in said.splitlines():
        number, _, words = line.strip().partition(" ")
        if line.startswith("  ") and number.replace(",", "").isdigit():
            found[words.partition(":")[0].split()[0]] = int(number.replace(",", ""))
    return found


# --- The published files ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYERS)
def test_the_county_s_own_files_load_and_load_again_without_change(name):
    path, level = real_data(f"boundaries/{name}.geojson"), LAYERS[name]
    first = outcome(load(path, level))
    count = Area.objects.filter(level=level).count()
    assert first == {"new": count}
    assert count == {"county": 1, "district": 6, "ward": 121, "msoa": 85, "lsoa": 364}[level]
    versions = set(Area.objects.values_list("pk", "version"))
    assert outcome(load(path, level)) == {"unchanged": count}
    assert set(Area.objects.values_list("pk", "version")) == versions


@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_of_the_geopackage_loads_and_its_hectares_are_the_published_ones(name):
    path = real_data("boundaries/worcestershire_boundaries_27700.gpkg")
    load(path, LAYERS[name], layer=name)
    extent = extent_of(AreaLevel(LAYERS[name]))
    assert extent.hectares == pytest.approx(174_052, abs=10)
    _, _, _, (given,) = pyogrio.raw.read(path, layer=name, columns=["area_ha"], read_geometry=False)
    assert extent.hectares == pytest.approx(given.sum(), rel=1e-3)


def test_the_districts_have_their_published_size_and_wards_know_their_district():
    load(real_data("boundaries/districts.geojson"), "district")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, ST_Area(boundary) / 10000 FROM totalplace_area")
        found = dict(cursor.fetchall())
    assert found == {name: pytest.approx(hectares, abs=5) for name, hectares in HECTARES.items()}
    load(real_data("boundaries/county.geojson"), "county")
    load(real_data("boundaries/wards_2013.geojson"), "ward")
    assert set(Area.objects.filter(level="district").values_list("parent__code", flat=True)) == {"E10000034"}
    assert not Area.objects.filter(level="ward", parent=None).exists()
    assert Area.objects.get(level="ward", name="Bredon").parent.name == "Wychavon"


def test_a_property_s_areas_follow_as_each_layer_comes():
    depot = property_of(body("WCC"), location=at(385000, 254800), location_source="given")  # Worcester's Guildhall.
    assert depot.district is None
    for name in ("districts", "wards_2013", "lsoa_2011"):
        load(real_data(f"boundaries/{name}.geojson"), LAYERS[name])
    depot.refresh_from_db()
    assert depot.district.name == "Worcester"
    assert depot.ward.name == "Cathedral"
    assert depot.lsoa.name.startswith("Worcester ")


# --- Vintages ---------------------------------------------------------------------------------------


def test_a_new_outline_opens_a_vintage_and_the_area_keeps_its_row(tmp_path):
    depot = property_of(body("WCC"), location=at(385_050, 254_050), location_source="given")
    load(layer(tmp_path, "a", {"E1": (385_000, 254_000, 100)}), "district", valid_from="2019-04-01")
    area = Area.objects.get()
    seen = property_again(depot)
    assert seen.district == area

    said = load(layer(tmp_path, "b", {"E1": (385_000, 254_000, 200)}), "district", valid_from="2023-04-01")
    assert outcome(said) == {"with": 1}
    now, former = Area.objects.get(pk=area.pk), Area.objects.exclude(pk=area.pk).get()
    assert (now.valid_from, now.valid_to) == (datetime.date(2023, 4, 1), None)
    assert (former.valid_from, former.valid_to) == (datetime.date(2019, 4, 1), datetime.date(2023, 4, 1))
    assert round(former.boundary.area) == 10_000
    assert Area.objects.current(datetime.date(2020, 1, 1)).get() == former
    assert property_again(depot).district_id == area.pk
    assert property_again(depot).version == seen.version


def test_a_correction_of_the_same_vintage_keeps_no_former_row(tmp_path):
    load(layer(tmp_path, "a", {"E1": (385_000, 254_000, 100)}), "district")
    assert outcome(load(layer(tmp_path, "b", {"E1": (385_000, 254_000, 110)}), "district")) == {"corrected": 1}
    assert round(Area.objects.get().boundary.area) == 12_100


def test_an_area_that_a_later_file_has_not_is_closed_and_its_properties_move_on(tmp_path):
    depot = property_of(body("WCC"), location=at(385_050, 254_050), location_source="given")
    load(layer(tmp_path, "a", {"E1": (385_000, 254_000, 100), "E2": (386_000, 254_000, 100)}), "district")
    later = layer(tmp_path, "b", {"E3": (385_000, 254_000, 100), "E2": (386_000, 254_000, 100)})
    dry = load(later, "district", valid_from="2024-04-01", dry_run=True)
    assert "Nothing is stored" in dry
    assert Area.objects.get(code="E1").valid_to is None
    assert outcome(load(later, "district", valid_from="2024-04-01")) == {"new": 1, "closed": 1, "unchanged": 1}
    assert Area.objects.get(code="E1").valid_to == datetime.date(2024, 4, 1)
    assert property_again(depot).district.code == "E3"
    assert not AreaPiece.objects.filter(area__code="E1").exists()


def test_keep_missing_closes_nothing(tmp_path):
    load(layer(tmp_path, "a", {"E1": (385_000, 254_000, 100)}), "district")
    only = layer(tmp_path, "b", {"E2": (386_000, 254_000, 100)})
    assert outcome(load(only, "district", valid_from="2024-04-01", keep_missing=True)) == {"new": 1, "not": 1}
    assert not Area.objects.exclude(valid_to=None).exists()


def test_illustrations_give_way_to_real_areas(tmp_path):
    depot = property_of(body("WCC"), location=at(385_050, 254_050), location_source="given")
    for number, code in enumerate(["E1", "X9"]):
        Area.objects.create(
            code=code,
            name=f"Sketch {code}",
            level="district",
            is_illustrative=True,
            valid_from=datetime.date(2020, 1, 1),
            boundary=square(385_000 + 1_000 * number, 254_000, 900),
        )
    child = Area.objects.create(
        code="W1",
        name="Ward",
        level="ward",
        parent=Area.objects.get(code="X9"),
        valid_from=datetime.date(2020, 1, 1),
        boundary=square(385_010, 254_010, 10),
    )
    said = load(layer(tmp_path, "a", {"E1": (385_000, 254_000, 100)}), "district")
    assert outcome(said) == {"in": 1, "illustrations": 1}
    real = Area.objects.get(level="district")
    assert (real.name, real.is_illustrative, real.source) == ("Area E1", False, "a.gpkg")
    assert property_again(depot).district == real
    child.refresh_from_db()
    assert child.parent == real


def test_only_the_properties_that_an_area_touches_are_written(tmp_path):
    near = property_of(body("WCC"), location=at(385_050, 254_050), location_source="given")
    far = property_of(near.organisation, location=at(395_050, 254_050), location_source="given")
    events = Property.pgh_event_model.objects
    load(layer(tmp_path, "a", {"E1": (385_000, 254_000, 100)}), "district")
    assert events.filter(pgh_obj=near, pgh_label="update").count() == 1
    assert not events.filter(pgh_obj=far, pgh_label="update").exists()


def property_again(record: Property) -> Property:
    return Property.objects.get(pk=record.pk)


# --- Files that cannot be loaded --------------------------------------------------------------------


def refused(path: Path, **options: object) -> str:
    with pytest.raises(CommandError) as refusal:
        load(path, options.pop("level", "district"), **options)
    assert not Area.objects.exclude(source="first.gpkg").exists()
    return str(refusal.value)


def test_bad_files_are_refused_whole_with_a_line_for_each_fault(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("LAD23CD,LAD23NM\nE1,One\n")
    assert "no shapes" in refused(table)
    assert "no column “nope”" in refused(layer(tmp_path, "a", {"E1": (385_000, 254_000, 9)}), code_field="nope")
    twice = layer(tmp_path, "b", {"E1": (385_000, 254_000, 9), "E2": (385_100, 254_000, 9)}, LAD23CD=["E1", "E1"])
    assert "the code E1 is that of feature 1 too" in refused(twice)
    nameless = layer(tmp_path, "c", {"E1": (385_000, 254_000, 9)}, LAD23NM=[""])
    assert "the name is missing" in refused(nameless)
    assert "is in the future" in refused(layer(tmp_path, "d", {"E1": (385_000, 254_000, 9)}), valid_from="2199-01-01")
    text = tmp_path / "words.geojson"
    text.write_text("This is not a map.")
    assert refused(text)


def test_lines_are_no_areas(tmp_path):
    path = tmp_path / "line.geojson"
    line = {"type": "LineString", "coordinates": [[-2.2, 52.2], [-2.1, 52.2]]}
    feature = {"type": "Feature", "properties": {"LAD23CD": "E1", "LAD23NM": "One"}, "geometry": line}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert "Feature 1" in refused(path)


def test_an_older_vintage_does_not_overwrite_a_newer_one(tmp_path):
    load(layer(tmp_path, "first", {"E1": (385_000, 254_000, 100)}), "district", valid_from="2023-04-01")
    older = layer(tmp_path, "b", {"E1": (385_000, 254_000, 90)})
    assert "the register has a later outline, in force from 2023-04-01" in refused(older, valid_from="2019-04-01")
    assert round(Area.objects.get().boundary.area) == 10_000


# --- Guessing what is what --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "headings", "year"),
    [
        ("district", ("LAD23CD", "LAD23NM"), 2023),
        ("district", ("LTLA22CD", "LTLA22NM"), 2022),
        ("ward", ("WD13CD", "WD13NM"), 2013),
        ("ward", ("ward_code", "ward_name"), None),
        ("lsoa", ("LSOA21CD", "LSOA21NM"), 2021),
        ("msoa", ("msoa11cd", "msoa11nm"), 2011),
        ("county", ("CTYUA24CD", "CTYUA24NM"), 2024),
        ("district", ("CODE", "NAME"), None),
    ],
)
def test_publishers_headings_are_known(tmp_path, level, headings, year):
    path = layer(tmp_path, "x", {"E07000237": (385_000, 254_000, 100)})
    renamed = tmp_path / "renamed.gpkg"
    meta, _, geometry, _ = pyogrio.raw.read(path)
    values = [shapely_objects(["E07000237"]), shapely_objects(["Worcester"])]
    pyogrio.raw.write(
        renamed, geometry, values, list(headings), geometry_type="Polygon", crs=meta["crs"], driver="GPKG", layer="x"
    )
    read = read_areas(renamed, AreaLevel(level))
    assert [(b.code, b.name) for b in read.boundaries] == [("E07000237", "Worcester")]
    assert read.year == year


def test_a_zipped_shapefile_in_degrees_is_read_like_the_rest(tmp_path):
    shape = tmp_path / "lad.shp"
    pyogrio.raw.write(
        shape,
        shapely.to_wkb([shapely.box(-2.22, 52.18, -2.21, 52.19)]),
        [shapely_objects(["E07000237"]), shapely_objects(["Worcester"])],
        ["LAD23CD", "LAD23NM"],
        geometry_type="Polygon",
        crs="EPSG:4326",
        driver="ESRI Shapefile",
    )
    path = tmp_path / "lad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("lad.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    load(path, "district")
    area = Area.objects.get()
    assert area.boundary.contains(at(385_200, 254_000))
