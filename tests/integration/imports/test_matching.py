"""Which property a row is, what it would change, and that the same file again changes nothing."""

import datetime
from decimal import Decimal

import pytest

from estate.models import Lease, Property, PropertyTitle, RagAssessment, RunningCost
from tests.factories import make_property, point, square
from tests.integration.imports.steps import actions, applied, apply, change_of, faults, staged
from totalplace.selectors import imports as reads

pytestmark = pytest.mark.django_db
HERE = {"Easting": 385000, "Northing": 254700}
FULL = {
    "Local reference": "A1", "UPRN": "100120000001", "Name": "Depot", "Street": "Mill Street", "Post town": "Worcester",
    "Postcode": "WR1 1AA", **HERE, "Category": "Warehouse or depot", "Use": "Depot or store", "Tenure": "Leasehold",
    "Gross internal area (m²)": "1,234.5", "Site area (ha)": "0.4", "Year built": "1965", "Condition": "B",
    "Energy rating": "C", "Book value (£)": "£1,200,000", "Book value basis": "EUV", "Sensitive": "No",
    "RAG rating": "Amber", "RAG assessed on": "01/06/2025", "Next review": "01/06/2027", "Title numbers": "WR123, WR45",
    "Landlord": "Acme Ltd", "Lease start": "01/04/2015", "Lease expiry": "31/03/2035", "Annual rent (£)": "12,000",
    "Running cost (£)": "45000", "Running cost year": "2024/25",
}  # fmt: skip


def matched(batch, row=2):
    found = batch.staged_properties.get(row=row)
    return found.matched_id, found.matched_by


def test_the_registers_reference_goes_before_the_bodys_own_and_that_before_the_uprn(officer):
    by_reference = make_property(local_reference="A1", uprn="100120000001")
    by_local = make_property(local_reference="A2", uprn="100120000002")
    by_uprn = make_property(local_reference="", uprn="100120000003")
    batch = staged(
        officer,
        {"Reference": by_reference.reference.lower(), "Local reference": "", "UPRN": "100120000002", "Name": "One"},
        {"Reference": "", "Local reference": "A2", "UPRN": "100120000001", "Name": "Two"},
        {"Reference": "", "Local reference": "A3", "UPRN": "100120000003", "Name": "Three"},
    )
    assert matched(batch, 2) == (by_reference.pk, "reference")
    assert matched(batch, 3) == (by_local.pk, "local_reference")
    assert matched(batch, 4) == (by_uprn.pk, "uprn")
    assert change_of(batch, 4)["local_reference"] == [None, "A3"]


def test_a_uprn_that_stands_twice_or_under_another_reference_matches_nothing(officer):
    make_property(local_reference="A1", uprn="100120000001")
    make_property(local_reference="A2", uprn="100120000002")
    make_property(local_reference="A3", uprn="100120000002")
    batch = staged(
        officer,
        {"Local reference": "B1", "UPRN": "100120000001", "Name": "Another asset on it"},
        {"Local reference": "", "UPRN": "100120000002", "Name": "Which of two"},
    )
    assert actions(batch) == {2: "new", 3: "new"}


def test_another_bodys_property_is_never_matched(officer, other_officer):
    theirs = make_property("BDC", local_reference="A1", uprn="100120000001", name="Theirs")
    applied(officer, {"Local reference": "A1", "UPRN": "100120000001", "Name": "Mine", **HERE})
    theirs.refresh_from_db()
    assert theirs.name == "Theirs"
    assert Property.objects.filter(organisation__code="WCC").count() == 1


def test_every_detail_of_a_row_reaches_the_register(officer):
    applied(officer, FULL)
    stored = Property.objects.get()
    assert (stored.name, stored.postcode, stored.tenure, stored.condition) == ("Depot", "WR1 1AA", "leasehold", "B")
    assert (stored.gross_internal_area_m2, stored.site_area_ha) == (Decimal("1234.50"), Decimal("0.4000"))
    assert (stored.location.coords, stored.location_source) == ((385000, 254700), "given")
    assert (stored.rag, stored.rag_assessed_on) == ("amber", datetime.date(2025, 6, 1))
    assert stored.running_cost == 45000
    assessment = RagAssessment.objects.get()
    assert (assessment.rating, assessment.reason, assessment.assessed_by) == ("amber", "imported", officer)
    assert list(PropertyTitle.objects.values_list("title__number", flat=True).order_by("title__number")) == [
        "WR123",
        "WR45",
    ]
    lease = Lease.objects.get()
    assert (lease.role, lease.counterparty, lease.annual_rent) == ("tenant", "Acme Ltd", 12000)
    assert lease.expires_on == datetime.date(2035, 3, 31)
    assert list(RunningCost.objects.values_list("year", "heading", "amount")) == [(2024, "total", 45000)]


def test_the_same_file_again_changes_nothing(officer):
    applied(officer, FULL)
    before = list(Property.objects.values_list("version", flat=True))
    batch = applied(officer, FULL)
    assert actions(batch) == {2: "unchanged"}
    assert list(Property.objects.values_list("version", flat=True)) == before
    assert (RagAssessment.objects.count(), Lease.objects.count(), RunningCost.objects.count()) == (1, 1, 1)


def test_a_file_without_any_reference_again_changes_nothing(officer):
    rows = [{"Name": f"Hall {n}", "Street": "Mill Street", **HERE} for n in range(3)]
    applied(officer, *rows)
    batch = applied(officer, *rows)
    assert set(actions(batch).values()) == {"unchanged"}
    assert Property.objects.count() == 3


def test_changes_are_told_field_by_field_with_old_and_new(officer):
    applied(officer, FULL)
    other = FULL | {
        "Name": "Depot North", "Book value (£)": "1,300,000", "RAG rating": "Red", "RAG assessed on": "01/07/2025",
        "Title numbers": "WR45, WR9", "Annual rent (£)": "13000", "Running cost (£)": "46000", "Easting": 385100,
    }  # fmt: skip
    batch = staged(officer, other)
    changes = change_of(batch)
    assert changes["name"] == ["Depot", "Depot North"]
    assert changes["book_value"] == [1200000, 1300000]
    assert changes["rag"] == ["amber", "red"]
    assert changes["title_numbers"] == [["WR123", "WR45"], ["WR45", "WR9"]]
    assert changes["lease_annual_rent"] == [12000, 13000]
    assert changes["running_cost"] == [45000, 46000]
    assert changes["location"] == ["POINT(385000 254700)", "POINT(385100 254700)"]
    assert set(changes) == {
        "name", "book_value", "rag", "rag_assessed_on", "title_numbers", "lease_annual_rent", "running_cost",
        "location",
    }  # fmt: skip
    [row] = reads.rows(batch, user=officer, action="changed").object_list
    words = {change.label: (change.old, change.new) for change in row.changes}
    assert words["RAG rating"] == ("Amber – possible change", "Red – core")
    assert (row.geometry_old["type"], row.geometry_new["type"]) == ("Point", "Point")
    apply(officer, batch)
    stored = Property.objects.get()
    assert (stored.name, stored.rag, stored.running_cost) == ("Depot North", "red", 46000)
    assert sorted(title.number for title in stored.titles.all()) == ["WR45", "WR9"]
    assert stored.leases.get().annual_rent == 13000
    assert RagAssessment.objects.count() == 2
    assert actions(staged(officer, other)) == {2: "unchanged"}


def test_a_blank_cell_keeps_what_the_register_has_unless_the_officer_says_otherwise(officer):
    applied(officer, FULL)
    blanks = {"Local reference": "A1", "Name": "Depot", "Tenure": "", "Book value (£)": "", "UPRN": "", "Sensitive": ""}
    assert actions(staged(officer, blanks)) == {2: "unchanged"}
    batch = applied(officer, blanks, blank="clear")
    assert change_of(batch) == {
        "tenure": ["leasehold", None],
        "book_value": [1200000, None],
        "uprn": ["100120000001", None],
    }
    stored = Property.objects.get()
    assert (stored.tenure, stored.book_value, stored.uprn, stored.local_reference) == ("", None, "", "A1")


def test_a_position_within_five_centimetres_is_no_change(officer):
    make_property(local_reference="A1", name="Depot", location=point(385000.04, 254700.0))
    assert actions(staged(officer, {"Local reference": "A1", "Name": "Depot", **HERE})) == {2: "unchanged"}
    moved = {"Local reference": "A1", "Name": "Depot", "Easting": 385000.2, "Northing": 254700}
    assert set(change_of(staged(officer, moved))) == {"location"}


def test_an_outline_drawn_again_is_no_change_and_a_new_one_moves_the_point_inside_it(officer):
    make_property(local_reference="A1", name="Depot", boundary=square())
    same = square(385000.02, 254700.0).wkt
    assert actions(staged(officer, {"Local reference": "A1", "Name": "Depot", "Boundary": same})) == {2: "unchanged"}
    batch = applied(officer, {"Local reference": "A1", "Name": "Depot", "Boundary": square(386000).wkt})
    assert {"boundary", "location"} == set(change_of(batch))
    stored = Property.objects.get()
    assert stored.boundary.contains(stored.location)
    assert stored.location_source == "boundary"


def test_a_surveyed_point_is_never_given_up_for_its_postcodes(officer):
    from totalplace.models import Postcode

    Postcode.objects.create(postcode="WR1 1AA", location=point(390000, 260000))
    make_property(local_reference="A1", name="Depot", postcode="WR2 2AA")
    applied(officer, {"Local reference": "A1", "Name": "Depot", "Postcode": "WR1 1AA"})
    assert Property.objects.get().location.coords == (385000, 254700)


def test_a_rating_older_than_the_registers_does_not_come_back(officer):
    applied(officer, FULL)
    batch = staged(officer, FULL | {"RAG rating": "Green", "RAG assessed on": "01/01/2020"})
    assert actions(batch) == {2: "unchanged"}
    assert faults(batch, "rag_older")


def test_of_several_leases_a_row_changes_none_and_says_so(officer):
    applied(officer, FULL)
    Lease.objects.create(property=Property.objects.get(), expires_on=datetime.date(2040, 1, 1))
    batch = staged(officer, FULL | {"Annual rent (£)": "99"})
    assert actions(batch) == {2: "unchanged"}
    assert faults(batch, "several_leases")


def test_what_the_file_leaves_out_is_what_the_body_still_has_in_the_register(officer):
    make_property(local_reference="A1", name="Depot")
    make_property(local_reference="A2", name="Hall")
    make_property(local_reference="A3", name="Refuge", is_sensitive=True)
    make_property("BDC", local_reference="A4", name="Theirs")
    make_property(local_reference="A5", status="sold", closed_on="2020-01-01", closed_reason="Sold")
    row = {"Local reference": "A1", "Name": "Depot"}
    assert {p.name for p in reads.missing(staged(officer, row), user=officer).object_list} == {"Hall", "Refuge"}
    assert staged(officer, row).counts["missing"] == 2
