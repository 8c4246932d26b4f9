"""The published file, field by field against the Transparency Code's list, and read back by our own importer."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import Point

from estate.models import Property, RunningCost
from estate.querysets.open_data_columns import COLUMNS, HEADINGS, RECOMMENDED, REQUIRED
from tests.factories import make_officer, make_organisation, make_property, point
from tests.integration.imports.steps import applied, staged
from tests.integration.open_data.conftest import CSV, GEOJSON, body_of, features_of, rows_of

pytestmark = pytest.mark.django_db

# Local Government Transparency Code 2015, "Local authority land": what must, and what should be published.
REQUIRED_BY_THE_CODE = {
    "Unique Property Reference Number": ["UPRN"],
    "Unique asset identity, with the authority's code": ["AssetCode", "Organisation Label"],
    "Name of the building/land or both": ["PropertyName"],
    "Street number or numbers": ["StreetNumber"],
    "Street name": ["StreetName"],
    "Post town": ["PostTown"],
    "United Kingdom postcode": ["PostCode"],
    "Map reference, and which system": ["CoordinateReferenceSystem", "GeoX", "GeoY"],
    "Freehold or lease": ["TenureType"],
    "All the characteristics that apply": ["TenureDetail"],
    "Free text for other assets": ["OtherDetail"],
    "Land only, or land with a permanent building": ["HoldingType"],
}
RECOMMENDED_BY_THE_CODE = {
    "Size: m² gross internal area, hectares": ["BuildingSize", "LandArea"],
    "Services offered": ["Services offered"],
    "Reason for holding": ["Reason for holding"],
    "Asset of community value": ["Asset of community value"],
    "Total building operation (revenue) costs": ["Total building operation (revenue) costs"],
    "Required maintenance": ["Required maintenance"],
    "Functional suitability rating": ["Functional suitability rating"],
    "Energy performance rating": ["EnergyRating"],
}


def test_every_field_of_the_codes_list_has_its_column_and_no_other_column_is_there() -> None:
    required = [heading for headings in REQUIRED_BY_THE_CODE.values() for heading in headings]
    recommended = [heading for headings in RECOMMENDED_BY_THE_CODE.values() for heading in headings]
    assert {c.heading for c in COLUMNS if c.part == REQUIRED} == set(required) - {"Organisation Label"}
    assert {c.heading for c in COLUMNS if c.part == RECOMMENDED} == set(recommended)
    about = {"Organisation", "Organisation Label", "OrganisationURI", "EffectiveDate"}
    assert set(HEADINGS) == {*required, *recommended, *about}
    assert len(set(HEADINGS)) == len(HEADINGS)


def test_a_property_is_told_field_by_field(stranger: Any, published: Any, library: Property) -> None:
    RunningCost.objects.create(property=library, year=2025, amount="30250.10")
    (row,) = rows_of(stranger.get(CSV))
    effective = row.pop("EffectiveDate")
    assert len(effective) == 10
    assert row == {
        "Organisation": "Worcestershire County Council", "Organisation Label": "WCC", "OrganisationURI": "",
        "UPRN": "100120600001", "AssetCode": "L/1", "PropertyName": "Foregate Library", "StreetNumber": "10-12",
        "StreetName": "Foregate Street", "PostTown": "Worcester", "PostCode": "WR1 1DT",
        "CoordinateReferenceSystem": "British National Grid", "GeoX": "385000", "GeoY": "254700",
        "TenureType": "Freehold", "TenureDetail": "Occupied by the local authority", "OtherDetail": "",
        "HoldingType": "Land and buildings", "BuildingSize": "1200.5", "LandArea": "0.25",
        "Services offered": "Library", "Reason for holding": "Service delivery", "Asset of community value": "No",
        "Total building operation (revenue) costs": "30250.1", "Required maintenance": "45000",
        "Functional suitability rating": "Good", "EnergyRating": "C",
    }  # fmt: skip


def test_what_is_not_known_is_an_empty_cell(stranger: Any, published: Any) -> None:
    made = make_property("WCC", name="", local_reference="", location=None)
    (row,) = rows_of(stranger.get(CSV))
    said = {name: value for name, value in row.items() if value and name != "EffectiveDate"}
    assert said == {
        "Organisation": "Worcestershire County Council", "Organisation Label": "WCC", "AssetCode": made.reference,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tenure", "holding", "said"),
    [
        ("freehold", "occupied", ("Freehold", "Occupied by the local authority", "")),
        ("freehold", "ground_lease", ("Freehold", "Ground leasehold", "")),
        ("freehold", "let", ("Freehold", "Leasehold", "")),
        ("freehold", "licence", ("Freehold", "Licence", "")),
        ("freehold", "vacant", ("Freehold", "Vacant", "")),
        ("leasehold", "occupied", ("Leasehold", "Occupied by the local authority", "")),
        ("leasehold", "sub_let", ("Leasehold", "Sub leasehold", "")),
        ("leasehold", "let", ("Leasehold", "Sub leasehold", "")),
        ("licence", "occupied", ("Other", "Occupied by the local authority", "Licence")),
        ("pfi", "", ("Other", "", "PFI or managed")),
        ("", "", ("", "", "")),
    ],
)
def test_how_it_is_held_is_told_in_the_codes_own_words(
    stranger: Any, published: Any, tenure: str, holding: str, said: tuple[str, ...]
) -> None:
    make_property("WCC", tenure=tenure, holding=holding)
    (row,) = rows_of(stranger.get(CSV))
    assert (row["TenureType"], row["TenureDetail"], row["OtherDetail"]) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"category": "land"}, "Land"),
        ({"category": "office"}, "Land and buildings"),
        ({"category": "non_operational"}, ""),
        ({"category": "", "gross_internal_area_m2": "80"}, "Land and buildings"),
        ({"category": ""}, ""),
    ],
)
def test_land_is_told_from_land_with_a_building_where_that_is_known(
    stranger: Any, published: Any, fields: dict[str, str], said: str
) -> None:
    make_property("WCC", **fields)
    assert rows_of(stranger.get(CSV))[0]["HoldingType"] == said


def test_a_postcodes_point_is_not_passed_off_as_the_propertys(stranger: Any, published: Any) -> None:
    make_property("WCC", location_source="postcode")
    (row,) = rows_of(stranger.get(CSV))
    assert (row["CoordinateReferenceSystem"], row["GeoX"], row["GeoY"]) == ("", "", "")
    (feature,) = features_of(stranger.get(GEOJSON))
    assert feature["geometry"] is None


def test_the_geojson_says_the_same_in_wgs_84(stranger: Any, published: Any, library: Property) -> None:
    make_property("WCC", name='\x7f“Quoted” \\ "back"', local_reference="L/0")
    first, second = features_of(stranger.get(GEOJSON))
    assert first["properties"]["PropertyName"] == '\x7f“Quoted” \\ "back"'
    rows = rows_of(stranger.get(CSV))
    for row, feature in zip(rows, (first, second), strict=True):
        assert list(feature["properties"]) == list(row)
        assert {k: "" if v is None else str(v) for k, v in feature["properties"].items()} == row
    place = Point(*second["geometry"]["coordinates"], srid=4326)
    place.transform(27700)
    assert place.distance(library.location) < 0.2


def test_no_cell_runs_in_a_spreadsheet(stranger: Any, published: Any) -> None:
    make_property("WCC", name='=HYPERLINK("x")', street="-1 @ the top", street_number="-3")
    (row,) = rows_of(stranger.get(CSV))
    assert (row["PropertyName"], row["StreetName"], row["StreetNumber"]) == (
        '\'=HYPERLINK("x")', "'-1 @ the top", "-3",
    )  # fmt: skip


def test_only_the_bodys_own_are_in_it(stranger: Any, published: Any, library: Property) -> None:
    make_property("BDC", name="Another body's")
    assert [row["PropertyName"] for row in rows_of(stranger.get(CSV))] == ["Foregate Library"]


def test_our_own_importer_reads_it_back(stranger: Any, officer: Any, published: Any, library: Property) -> None:
    make_property(
        "WCC", local_reference="L/2", name="=Leased", tenure="leasehold", holding="sub_let", use="", category="",
        location=point(386001.25, 255000),
    )  # fmt: skip
    content = body_of(stranger.get(CSV))
    batch = staged(officer, content, name="published.csv")
    assert list(batch.faults.filter(severity="error")) == []
    changes = {row.row: row.changes for row in batch.staged_properties.exclude(action="unchanged")}
    # What the file does not hold as the register does: a class of service, in words.
    assert {name for fields in changes.values() for name in fields} <= {"description", "use"}


def test_another_register_can_be_begun_from_it(stranger: Any, officer: Any, published: Any, library: Property) -> None:
    RunningCost.objects.create(property=library, year=2025, amount="30250.10")
    content = body_of(stranger.get(CSV))
    make_organisation("WDC")
    applied(make_officer("WDC"), content, code="WDC")
    read = Property.objects.get(organisation__code="WDC")
    same = (
        "local_reference", "uprn", "name", "street_number", "street", "post_town", "postcode", "location", "tenure",
        "holding", "reason_for_holding", "gross_internal_area_m2", "site_area_ha", "is_community_asset",
        "required_maintenance", "functional_suitability", "energy_rating",
    )  # fmt: skip
    library.refresh_from_db()
    assert {n: getattr(read, n) for n in same} == {n: getattr(library, n) for n in same}
    assert read.running_cost == library.running_cost
