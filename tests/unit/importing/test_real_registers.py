"""Every real published register at hand is read as it is, and what its publisher got wrong is met and said."""

import numpy as np
import pytest

from tests.realdata import real_data
from totalplace.calc.coordinates import decide_crs
from totalplace.importing.readers import list_sheets, read


def table_of(name, **options):
    path = real_data(name)
    return read(path, path.name, **options)


def values(table, name):
    return list(table.column(name).values)


def numbers(table, name):
    return np.array([np.nan if value is None else float(value) for value in values(table, name)])


def test_cheltenham():
    table = table_of("registers/cheltenham_land_and_assets_2023.csv")
    assert (len(table), len(table.columns)) == (459, 10)
    assert "2 empty rows skipped" in table.notes
    assert values(table, "UPRN")[0] == "010000480247"
    assert any("Leashold" in column.values for column in table.columns)
    decision = decide_crs(numbers(table, "GeoX"), numbers(table, "GeoY"))
    assert (decision.epsg, decision.swapped, decision.inside_share) == (27700, False, 1.0)


def test_trafford():
    table = table_of("registers/trafford_land_and_building_assets_2025.csv")
    assert len(table) == 608
    assert any("“Sale of a Rent Charge of Â£62" in note for note in table.notes)
    texts = [value for column in table.columns for value in column.values if value]
    assert [value for value in texts if "£62" in value] == [
        "Sale of a Rent Charge of £62 p.a. payable out of land in Flixton"
    ]
    assert values(table, "LandArea") == [None] * 608
    decision = decide_crs(numbers(table, "GeoX"), numbers(table, "GeoY"), "WGS84")
    assert decision.epsg == 4326
    assert table.row_numbers[decision.rows_swapped].tolist() == [387]
    assert sum(np.isfinite(numbers(table, "GeoX"))) == 373


def test_avon_fire():
    table = table_of("registers/avon_fire_land_and_premises_2017.xlsx")
    assert (table.sheet, len(table)) == ("Land and Premises", 28)
    assert table.row_numbers[[0, -1]].tolist() == [2, 29]
    names = [column.name for column in table.columns]
    assert names[9:12] == ["Eastings", "Northings", "UPRN"]
    assert [column.name for column in table.columns if column.hidden] == [
        "UPRN Dave Arthur",
        "Unique asset identity Finance/ Supplies",
    ]
    assert "86 empty rows skipped" in table.notes
    assert "Merged heading “Map reference” spread over columns J to K" in table.notes
    assert values(table, "UPRN")[1] == 200001887481
    assert values(table, "UPRN Dave Arthur") == [None] * 28


def test_wychavon():
    table = table_of("registers/wychavon_brownfield_register_2017.csv")
    assert len(table) == 21
    assert "Encoding Windows-1252 (guessed)" in table.notes
    text = " ".join(value for column in table.columns for value in column.values if value)
    assert all(character in text for character in "’–²")
    decision = decide_crs(numbers(table, "GeoX"), numbers(table, "GeoY"), "ETRS89")
    assert (decision.epsg, decision.inside_share) == (27700, 1.0)
    assert "the file says ETRS89, which its numbers are not" in decision.reason


def test_harmonised_brownfield_sites():
    table = table_of("registers/worcestershire_brownfield_sites_2020.csv")
    assert len(table) == 190
    decision = decide_crs(numbers(table, "longitude"), numbers(table, "latitude"))
    assert decision.epsg == 4326
    assert sum(np.isnan(numbers(table, "longitude"))) == 8


def test_united_states_buildings_are_read_and_none_is_placed_in_britain():
    table = table_of("foreign/gsa_iolp_buildings_2025-06-20.xlsx")
    assert (len(table), len(table.columns)) == (8645, 18)
    decision = decide_crs(numbers(table, "Longitude"), numbers(table, "Latitude"))
    assert decision.inside_share == 0
    assert decision.rows_outside.all()


@pytest.mark.parametrize(
    ("layer", "features"),
    [("county", 1), ("districts", 6), ("wards_2013", 121), ("msoa_2011", 85), ("lsoa_2011", 364)],
)
def test_boundaries_as_geojson_and_as_a_layer_of_the_geopackage(layer, features):
    plain = table_of(f"boundaries/{layer}.geojson")
    assert (len(plain), plain.crs) == (features, "EPSG:4326")
    packed = table_of("boundaries/worcestershire_boundaries_27700.gpkg", sheet=layer)
    assert (len(packed), packed.crs) == (features, "EPSG:27700")


def test_the_geopackage_lists_its_five_layers():
    path = real_data("boundaries/worcestershire_boundaries_27700.gpkg")
    assert {sheet.name for sheet in list_sheets(path, path.name)} == {
        "county",
        "districts",
        "wards_2013",
        "msoa_2011",
        "lsoa_2011",
    }


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("places/schools.csv", 553),
        ("places/gp_practices.csv", 178),
        ("places/hospitals.csv", 6),
        ("places/fire_stations.csv", 27),
        ("places/libraries.csv", 27),
        ("places/jobcentres.csv", 6),
        ("places/courts.csv", 4),
        ("postcodes/worcestershire_postcodes_2014.csv", 16_011),
        ("deprivation/imd_2019_lsoa.csv", 364),
        ("people/neet_16_17_local_authorities_2021_2025.csv", 803),
    ],
)
def test_lists_of_public_buildings_and_places(name, rows):
    assert len(table_of(name)) == rows
