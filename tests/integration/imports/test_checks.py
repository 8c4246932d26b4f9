"""What is wrong or unlikely in a file is named by row, column, value and remedy, and nothing wrong is stored."""

import json

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from estate.models import Property
from tests.factories import make_officer, make_property, point, square
from tests.integration.imports.steps import actions, apply, faults, staged
from totalplace.models import Area, Postcode
from totalplace.services import imports as services

pytestmark = pytest.mark.django_db
HERE = {"Easting": 385000, "Northing": 254700}


def make_postcode(postcode="WR1 1AA", easting=385000, northing=254700):
    return Postcode.objects.create(postcode=postcode, location=point(easting, northing))


def test_a_value_that_cannot_be_stored_names_its_cell_and_remedy_and_refuses_its_row_alone(officer):
    batch = staged(
        officer,
        {"Local reference": "A1", "Name": "Depot", "Book value (£)": "lots", **HERE},
        {"Local reference": "A2", "Name": "Hall", "Book value (£)": "£1,234.50", **HERE},
    )
    [fault] = faults(batch, "money_refused")
    assert (fault.row, fault.column, fault.value, fault.severity) == (2, "Book value (£)", "lots", "error")
    assert "not an amount of money" in fault.reason
    assert fault.remedy
    assert actions(batch) == {2: "refused", 3: "new"}
    apply(officer, batch)
    assert list(Property.objects.values_list("local_reference", "book_value")) == [("A2", 1234.50)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("UPRN", "1234567890123"),
        ("Postcode", "ZZ99"),
        ("Gross internal area (m²)", "-5"),
        ("Book value (£)", "(1,200)"),
        ("Tenure", "borrowed"),
        ("Year built", "15"),
        ("Lease expiry", "31/02/2027"),
        ("Title numbers", "no title"),
        ("Name", "x" * 201),
        ("Functional suitability", "unsatisfactory"),
        ("Sensitive", "perhaps"),
        ("Site area (ha)", "999999999"),
        ("Annual rent (£)", "99999999999"),
    ],
)
def test_what_the_register_cannot_hold_is_refused(officer, column, value):
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot", **HERE, column: value})
    assert actions(batch) == {2: "refused"}
    fault = batch.faults.get(severity="error")
    assert (fault.column, fault.value) == (column, value)
    assert fault.reason
    assert fault.remedy


def test_a_word_off_the_list_offers_the_nearest(officer):
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot", "Tenure": "freeholders land", **HERE})
    assert batch.faults.get(severity="error").suggestion == "Freehold"


def test_two_rows_with_one_reference_are_both_refused(officer):
    batch = staged(
        officer,
        {"Local reference": "A1", "Name": "Depot", **HERE},
        {"Local reference": "A1", "Name": "Hall", **HERE},
        {"Local reference": "A2", "Name": "Farm", **HERE},
    )
    assert actions(batch) == {2: "refused", 3: "refused", 4: "new"}
    assert "Rows 2, 3" in faults(batch, "local_reference_twice")[0].reason


def test_rows_that_nothing_tells_apart_are_refused(officer):
    row = {"UPRN": "100120000001", "Name": "Depot", **HERE}
    batch = staged(officer, row, row, row | {"Name": "Hall"})
    assert actions(batch) == {2: "refused", 3: "refused", 4: "new"}
    assert len(faults(batch, "told_apart_by_nothing")) == 2


def test_a_row_that_says_nothing_of_what_it_is_is_refused(officer):
    batch = staged(officer, {"Name": "Depot", "Tenure": "Freehold"}, {"Name": "", "Tenure": "Freehold"})
    assert actions(batch) == {2: "new", 3: "refused"}
    assert faults(batch, "nothing_names_it")[0].remedy


def test_another_bodys_reference_is_refused_in_the_same_words_whether_it_is_hidden_open_or_nothing(officer):
    make_officer("BDC")
    refuge = make_property("BDC", name="Refuge", is_sensitive=True)
    open_site = make_property("BDC", name="Depot")
    for reference in (refuge.reference, open_site.reference, "WP-999999"):
        batch = staged(officer, {"Reference": reference, "Name": "Mine", **HERE})
        [fault] = faults(batch, "not_a_reference_of_the_body")
        assert fault.reason == f"“{reference}” is not a reference of a property of Body WCC."
        assert actions(batch) == {2: "refused"}


def test_a_polygon_that_crosses_itself_is_refused_with_its_repair_and_stored_when_that_is_accepted(officer):
    bow_tie = "POLYGON ((385000 254700, 385040 254740, 385040 254700, 385000 254740, 385000 254700))"
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot", "Boundary": bow_tie})
    [fault] = faults(batch, "invalid_polygon")
    assert "elf-intersection" in fault.reason
    assert fault.suggestion.startswith("SRID=27700;MULTIPOLYGON")
    outcome = services.correct_cell(user=officer, batch=batch, row=2, field="boundary", value=fault.suggestion)
    assert outcome.ok
    apply(officer, batch)
    stored = Property.objects.get().boundary
    assert stored.valid
    assert stored.area == pytest.approx(800)


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ("LINESTRING (385000 254700, 385040 254740)", "wrong_geometry"),
        ("MULTIPOINT ((385000 254700), (385040 254740))", "wrong_geometry"),
        ("POLYGON ((385000 254700, nonsense))", "not_a_shape"),
    ],
)
def test_a_shape_that_is_no_place_is_refused(officer, shape, code):
    good = "POLYGON ((385000 254700, 385040 254700, 385040 254740, 385000 254700))"
    batch = staged(
        officer,
        {"Local reference": "A1", "Name": "Depot", "Boundary": good},
        {"Local reference": "A2", "Name": "Hall", "Boundary": shape},
    )
    assert actions(batch) == {2: "new", 3: "refused"}
    assert faults(batch, code)


def test_a_point_on_the_moon_is_refused_and_the_others_kept(officer):
    batch = staged(
        officer,
        *[{"Local reference": f"A{n}", "Name": f"Hall {n}", **HERE} for n in range(5)],
        {"Local reference": "M1", "Name": "Sea of Tranquillity", "Easting": 5_000_000, "Northing": 9_000_000},
    )
    assert actions(batch)[7] == "refused"
    assert faults(batch, "outside_great_britain")[0].row == 7
    assert list(actions(batch).values()).count("new") == 5


def test_one_row_with_its_coordinates_swapped_is_put_right_with_a_warning(officer):
    rows = [
        {"Local reference": f"A{n}", "Name": f"Hall {n}", "GeoX": -2.22 + n / 1000, "GeoY": 52.19} for n in range(9)
    ]
    rows.append({"Local reference": "S", "Name": "Swapped", "GeoX": 52.19, "GeoY": -2.22})
    batch = staged(officer, *rows)
    [fault] = faults(batch, "coordinates_swapped")
    assert fault.row == 11
    apply(officer, batch)
    assert (
        Property.objects.get(local_reference="S").location.distance(Property.objects.get(local_reference="A0").location)
        < 1
    )


def test_half_a_position_is_refused(officer):
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot", "Easting": 385000, "Northing": ""},
                   {"Local reference": "A2", "Name": "Hall", **HERE})  # fmt: skip
    assert actions(batch) == {2: "refused", 3: "new"}
    assert faults(batch, "half_a_position")


def test_a_row_without_coordinates_stands_at_its_postcode_and_says_so(officer):
    make_postcode("WR1 1AA", 385100, 254800)
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot", "Postcode": "wr11aa"})
    assert faults(batch, "postcodes_point")
    apply(officer, batch)
    stored = Property.objects.get()
    assert (stored.location.x, stored.location.y, stored.location_source) == (385100, 254800, "postcode")


def test_a_point_far_from_its_postcode_is_doubted(officer):
    make_postcode("WR1 1AA", 385000, 254700)
    far = {"Easting": 395000, "Northing": 254700}
    batch = staged(
        officer,
        {"Local reference": "A1", "Name": "Depot", "Postcode": "WR1 1AA", **far},
        {"Local reference": "A2", "Name": "Hall", "Postcode": "WR1 1AA", **HERE},
        {"Local reference": "A3", "Name": "Half", "Postcode": "WR1", **far},
        {"Local reference": "A4", "Name": "Unknown", "Postcode": "WR1 9ZZ", **HERE},
    )
    [fault] = faults(batch, "far_from_postcode")
    assert fault.row == 2
    assert "10.0 km" in fault.reason
    assert [each.row for each in faults(batch, "postcode_not_known")] == [5]
    assert set(actions(batch).values()) == {"new"}


def test_a_point_outside_the_county_is_doubted_only_where_the_county_is_known(officer):
    over_there = {"Easting": 400000, "Northing": 300000}
    assert not faults(staged(officer, {"Local reference": "A1", "Name": "Depot", **over_there}), "outside_the_county")
    Area.objects.create(
        code="E10000034", name="Worcestershire", level="county", valid_from="2020-01-01",
        boundary=MultiPolygon(Polygon.from_bbox((363000, 227000, 412000, 281000)), srid=27700),
    )  # fmt: skip
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot", **over_there}, {"Local reference": "A2", **HERE})
    assert [fault.row for fault in faults(batch, "outside_the_county")] == [2]


def test_claims_of_another_body_are_told_only_where_the_officer_may_see_them(officer, other_officer):
    make_property("BDC", name="Shared hall", uprn="100120000001", boundary=square())
    make_property("BDC", name="Refuge", uprn="100120000002", boundary=square(386000), is_sensitive=True)
    batch = staged(
        officer,
        {"Local reference": "A1", "Name": "Hall", "UPRN": "100120000001", "Boundary": square().wkt},
        {"Local reference": "A2", "Name": "House", "UPRN": "100120000002", "Boundary": square(386000).wkt},
    )
    assert [(f.row, "Shared hall" in f.reason) for f in faults(batch, "uprn_of_another_body")] == [(2, True)]
    assert [f.row for f in faults(batch, "overlaps_another_body")] == [2]
    assert "Refuge" not in json.dumps(list(batch.faults.values("reason", "remedy")))


def test_what_is_missing_is_one_note_where_the_file_has_no_such_column(officer):
    batch = staged(officer, {"Local reference": "A1", "Name": "", "Postcode": "", **HERE})
    assert faults(batch, "missing_name")
    assert faults(batch, "missing_postcode")
    assert not faults(batch, "missing_tenure")
    assert any("no column for the tenure" in note for note in batch.notes)


def test_unlikely_figures_are_doubted_and_kept(officer):
    batch = staged(
        officer,
        {"Local reference": "A1", "Name": "Depot", "Gross internal area (m²)": "250000", "Year built": "2099", **HERE},
        {"Local reference": "A2", "Name": "Shed", "Gross internal area (m²)": "10", "Book value (£)": "9m", **HERE},
    )
    assert [f.row for f in faults(batch, "unlikely_floor_area")] == [2]
    assert [f.row for f in faults(batch, "built_in_future")] == [2]
    assert [f.row for f in faults(batch, "unlikely_value")] == [3]
    assert set(actions(batch).values()) == {"new"}


def test_what_is_no_land_is_doubted(officer):
    batch = staged(officer, {"Local reference": "A1", "Name": "Mayor's chain", "Holding Type": "Civic Regalia", **HERE})
    assert faults(batch, "not_land")[0].value == "Civic Regalia"


def test_a_closed_property_needs_its_day_and_reason(officer):
    batch = staged(officer, {"Local reference": "A1", "Name": "Depot", "Status": "Sold", **HERE})
    assert actions(batch) == {2: "refused"}
    assert {f.code for f in batch.faults.filter(severity="error")} == {"closed_without_date", "closed_without_reason"}


def test_an_officer_fixes_a_cell_in_place_and_may_leave_a_row_out(officer):
    batch = staged(
        officer,
        {"Local reference": "A1", "Name": "Depot", "Tenure": "borrowed", **HERE},
        {"Local reference": "A2", "Name": "Hall", "Tenure": "stolen", **HERE},
    )
    worse = services.correct_cell(user=officer, batch=batch, row=2, field="tenure", value="rented out of it")
    assert not worse.ok
    assert services.correct_cell(user=officer, batch=batch, row=2, field="tenure", value="Freehold").ok
    services.skip_rows(user=officer, batch=batch, rows=[3])
    assert actions(batch) == {2: "new", 3: "skipped"}
    services.skip_rows(user=officer, batch=batch, rows=[3], skip=False)
    assert actions(batch) == {2: "new", 3: "refused"}
    apply(officer, batch)
    assert list(Property.objects.values_list("local_reference", "tenure")) == [("A1", "freehold")]


def test_a_unit_that_only_the_heading_names_is_converted_and_said(officer):
    batch = staged(
        officer,
        {"Local reference": "A1", "Name": "Depot", "Floor area (sq ft)": 1000, "Site area (acres)": "2.5", **HERE},
    )
    apply(officer, batch)
    stored = Property.objects.get()
    assert (str(stored.gross_internal_area_m2), str(stored.site_area_ha)) == ("92.90", "1.0117")
    assert any("square feet" in note for note in batch.notes)


def test_a_refused_cell_is_not_also_called_missing(officer):
    rows = [{"Local reference": "A1", "Name": "Depot", "Tenure": "borrowed", "Easting": 9e9, "Northing": 9e9},
            {"Local reference": "A2", "Name": "Hall", "Tenure": "", "Easting": "", "Northing": ""}]  # fmt: skip
    batch = staged(officer, *rows, rows[1] | {"Local reference": "A3", **HERE})
    assert [fault.row for fault in faults(batch, "missing_tenure")] == [3, 4]
    assert [fault.row for fault in faults(batch, "missing_position")] == [3]
