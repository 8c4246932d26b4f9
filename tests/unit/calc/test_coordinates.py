"""What a file's coordinates are is told by the numbers; what it says of them only settles a draw."""

import numpy as np
import pytest
import shapely

from totalplace.calc.coordinates import decide_crs, declared_epsg, to_bng, transformation_in_use
from totalplace.calc.geometry import fault_of, first_points, geometries_to_bng, mended, wkt_to_wkb

COUNTY = (373_000.0, 234_000.0, 419_000.0, 284_000.0)
EASTINGS, NORTHINGS = np.array([384912.0, 394000.0, np.nan]), np.array([254812.0, 246000.0, np.nan])
LONGITUDES, LATITUDES = np.array([-2.2220, -2.0891, np.nan]), np.array([52.1914, 52.1126, np.nan])


@pytest.mark.parametrize("county", [None, COUNTY])
def test_metres_degrees_and_web_mercator_are_told_apart(county):
    for x, y, epsg in (
        (EASTINGS, NORTHINGS, 27700),
        (LONGITUDES, LATITUDES, 4326),
        (LONGITUDES * 111_319.49, np.array([6_828_000.0, 6_815_000.0, np.nan]), 3857),
    ):
        decision = decide_crs(x, y, None, county)
        assert (decision.epsg, decision.swapped, decision.inside_share) == (epsg, False, 1.0)
        assert not decision.rows_swapped.any()
        assert not decision.rows_outside.any()


def test_latitude_before_longitude_is_seen_and_metres_by_the_county():
    assert decide_crs(LATITUDES, LONGITUDES).swapped
    assert not decide_crs(NORTHINGS, EASTINGS).swapped
    assert decide_crs(NORTHINGS, EASTINGS, None, COUNTY).swapped


def test_one_row_the_other_way_round_is_marked():
    x, y = LONGITUDES.copy(), LATITUDES.copy()
    x[1], y[1] = y[1], x[1]
    x, y = np.append(x, -2.2), np.append(y, 52.2)
    assert decide_crs(x, y).rows_swapped.tolist() == [False, True, False, False]
    e, n = np.array([384912.0, 246000.0, 390000.0]), np.array([254812.0, 394000.0, 250000.0])
    assert decide_crs(e, n, None, COUNTY).rows_swapped.tolist() == [False, True, False]


def test_a_file_that_says_one_system_and_holds_another_is_not_believed():
    decision = decide_crs(EASTINGS, NORTHINGS, "ETRS89")
    assert decision.epsg == 27700
    assert "the file says ETRS89, which its numbers are not" in decision.reason
    assert decide_crs(LONGITUDES, LATITUDES, "ETRS89").epsg == 4258


def test_any_other_declared_system_is_believed_when_its_points_fall_in_britain():
    # UTM zone 30 north, as a German contractor might deliver.
    decision = decide_crs(np.array([553_000.0, 560_000.0]), np.array([5_783_000.0, 5_775_000.0]), "EPSG:32630")
    assert (decision.epsg, decision.inside_share) == (32630, 1.0)


def test_points_abroad_or_on_the_moon_are_outside_and_said_to_be():
    abroad = decide_crs(np.array([-77.0, 144.8]), np.array([38.9, 13.4]))
    assert (abroad.epsg, abroad.inside_share) == (4326, 0.0)
    assert abroad.rows_outside.all()
    moon = decide_crs(np.array([384_400_000.0]), np.array([384_400_000.0]))
    assert moon.rows_outside.all()
    assert "fit no coordinate system" in moon.reason


def test_a_file_without_coordinates_has_nothing_to_decide():
    decision = decide_crs(np.array([np.nan]), np.array([np.nan]), "WGS84")
    assert (decision.epsg, decision.reason) == (4326, "No row has coordinates")


@pytest.mark.parametrize(
    ("words", "epsg"),
    [
        ("WGS84", 4326),
        ("OSGB36", 27700),
        ("British National Grid", 27700),
        ("EPSG:27700", 27700),
        ("epsg:3857", 3857),
        ("ETRS89", 4258),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", None),
        ("PROJCS", None),
        ("", None),
        (None, None),
    ],
)
def test_words_for_systems(words, epsg):
    found = declared_epsg(words)
    assert found == epsg or (words and "CRS84" in words and found in (4326, None))


def test_degrees_become_metres_within_what_the_transformation_in_use_promises():
    # Ordnance Survey's own worked example, Caister water tower: 52.65800783 N 1.71607397 E is TG 51409 13177.
    easting, northing = to_bng(np.array([1.71607397]), np.array([52.65800783]), 4326)
    assert easting[0] == pytest.approx(651409, abs=6)
    assert northing[0] == pytest.approx(313177, abs=6)
    assert "OSTN15" in transformation_in_use()


def with_nan(polygon):
    """The polygon with one latitude that is no number."""
    with np.errstate(invalid="ignore"):
        return shapely.transform(polygon, lambda corners: np.where(corners == 52.1, np.nan, corners))


def test_shapes_are_flattened_converted_and_refused_row_by_row():
    shapes = [
        shapely.Point(-2.222, 52.1914),
        None,
        shapely.from_wkt("POINT Z (-2.222 52.1914 30)"),
        shapely.from_wkt("MULTIPOINT ((-2.222 52.1914))"),
        shapely.from_wkt("POLYGON EMPTY"),
        shapely.LineString([(-2, 52), (-2.1, 52)]),
        shapely.from_wkt("GEOMETRYCOLLECTION (POINT (-2 52))"),
        shapely.Point(144.8, 13.4),
        with_nan(shapely.Polygon([(-2, 52), (-2.1, 52), (-2.1, 52.1)])),
    ]
    wkb = np.array([*shapely.to_wkb(shapes), b"noise"], dtype=object)
    geometries, refusals = geometries_to_bng(wkb, 4326)
    assert sorted(refusals) == [5, 6, 7, 8, 9]
    reasons = [refusals[row].reason for row in sorted(refusals)]
    assert reasons[:3] == [
        "The shape is a line.",
        "The shape is a mixed collection.",
        "The shape lies outside Great Britain.",
    ]
    assert "not numbers" in reasons[3]
    assert reasons[4] == "The shape is damaged."
    assert geometries[0].equals(geometries[2])
    assert geometries[0].equals(geometries[3])
    assert (geometries[1], geometries[4], geometries[5]) == (None, None, None)
    assert geometries[0].x == pytest.approx(384_910, abs=100)


def test_shapes_given_northing_first_are_turned_round():
    wkb = np.array([shapely.to_wkb(shapely.Point(254812, 384912))], dtype=object)
    assert geometries_to_bng(wkb, 27700, swapped=True).geometries[0].equals(shapely.Point(384912, 254812))


def test_a_polygon_that_crosses_itself_is_named_and_a_repair_offered():
    bow = shapely.from_wkt("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))")
    assert fault_of(bow) == "Self-intersection at 5, 5"
    assert mended(bow).is_valid
    assert mended(bow).area == 50
    assert fault_of(mended(bow)) is None
    assert mended(shapely.from_wkt("POLYGON ((0 0, 10 10, 0 0, 0 0))")) is None


def test_well_known_text_with_and_without_its_system():
    wkb, refusals, epsg = wkt_to_wkb(["SRID=27700;POINT (384912 254812)", None, " ", "High Street"])
    assert epsg == 27700
    assert list(refusals) == [3]
    assert first_points(wkb)[0].tolist()[0] == 384912
    assert np.isnan(first_points(wkb)[0][1:]).all()
