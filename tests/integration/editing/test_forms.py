"""An officer changes each part of a property; what is wrong is said at its box, and nothing of it is stored."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from estate.models import EnergyUse, Lease, Occupation, Property, RunningCost, Valuation
from tests.factories import make_property
from tests.integration.editing.steps import edit, post, send, told
from totalplace.selectors.history import history_of

pytestmark = pytest.mark.django_db


PARTS = {
    "identity": {"name": "The Hall", "postcode": "wr52np", "description": "One\r\nTwo"},
    "use": {"category": "depot", "use": "depot", "status": "vacant"},
    "building": {"gross_internal_area_m2": "1,076.39 sq ft", "built_year": "1899", "condition": "C"},
    "energy": {"energy_rating": "G", "energy_rating_expires_on": "31 March 2027"},
    "place": {"location": "SO 849 548"},
    "tenure": {"tenure": "leasehold", "holding": "let", "is_community_asset": "True"},
    "value": {"book_value": "£1.2m", "book_value_basis": "drc", "book_value_date": "31/3/2026"},
    "sharing": {"sharing_potential": "wanted", "sharing_note": "The upper floor."},
}
STORED = {
    "identity": {"name": "The Hall", "postcode": "WR5 2NP", "description": "One\nTwo"},
    "use": {"category": "depot", "use": "depot", "status": "vacant"},
    "building": {"gross_internal_area_m2": Decimal("100.00"), "built_year": 1899, "condition": "C"},
    "energy": {"energy_rating": "G", "energy_rating_expires_on": datetime.date(2027, 3, 31)},
    "place": {"location_source": "given"},
    "tenure": {"tenure": "leasehold", "holding": "let", "is_community_asset": True},
    "value": {"book_value": Decimal("1200000.00"), "book_value_basis": "drc"},
    "sharing": {"sharing_potential": "wanted", "sharing_note": "The upper floor."},
}


WIDE = "POLYGON ((200000 200000, 600000 200000, 600000 300000, 200000 300000, 200000 200000))"
CROSSED = "POLYGON ((385000 254000, 385100 254100, 385100 254000, 385000 254100, 385000 254000))"
SAID = {
    "identity": {"Name", "Description"}, "use": {"Category", "Use", "Status"}, "building": {"Built year"},
    "energy": {"Energy rating"}, "place": {"Location", "Location source"}, "tenure": {"Tenure", "How it is held"},
    "value": {"Book value"}, "sharing": {"Sharing potential", "Sharing note"},
}  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_read_stored_and_told(county, officer, part):
    answer = send(officer, edit(county.hall, part), reason="Survey", **PARTS[part])
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url.startswith(f"/estate/{county.hall.reference}/?saved={county.hall.reference}.{part}#section-")
    county.hall.refresh_from_db()
    assert {name: getattr(county.hall, name) for name in STORED[part]} == STORED[part]
    change = told(county, "Survey")
    assert (change.who, change.label) == ("officer-wcc", "Changed")
    assert all(each.before != each.after for each in change.differences)
    assert {each.label for each in change.differences} >= SAID[part]


@pytest.mark.parametrize("part", PARTS)
def test_an_untouched_form_stores_nothing(county, officer, part):
    before = Property.objects.values().get(pk=county.hall.pk)
    answer = send(officer, edit(county.hall, part))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Property.objects.values().get(pk=county.hall.pk) == before
    assert "so already" in officer.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("part", "box", "typed", "said"),
    [
        ("identity", "postcode", "nowhere", "is not a United Kingdom postcode. Write the whole postcode"),
        ("identity", "uprn", "12x", "is not a UPRN"),
        ("identity", "name", "x" * 201, "there is room for 200"),
        ("use", "category", "palace", "“palace” is not on the list"),
        ("use", "status", "sold", "“sold” is not on the list"),
        ("building", "gross_internal_area_m2", "-5", "negative"),
        ("building", "built_year", "soon", "is not a year"),
        ("energy", "energy_rating_expires_on", "31/02/2027", "is no day of the calendar. Write it as 31/03/2027"),
        ("value", "book_value", "-1", "is negative. Write an amount of nought or more"),
        ("place", "location", "here", "is not a place. Write easting and northing"),
        ("place", "location", "48.85, 2.35", "outside Great Britain"),
        ("place", "location", "SO 84 548", "uneven number of digits"),
        ("place", "boundary", "POLYGON ((0 0, 1 1", "not well-known text"),
        ("place", "boundary", "round the back", "This is not an outline. Paste POLYGON"),
        ("place", "boundary", WIDE, "400 km across"),
        (
            "place", "boundary", CROSSED,
            "self-intersection at 385050, 254050. Use the mended outline, or draw it again.",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_box_and_nothing_is_stored(county, officer, part, box, typed, said):
    before = Property.objects.values().get(pk=county.hall.pk)
    answer = send(officer, edit(county.hall, part), **{box: typed})
    assert answer.status_code == 200
    assert said in " ".join(answer.context["form"].errors[box]), answer.context["form"].errors
    page = answer.content.decode()
    assert f'href="#id_{box}"' in page
    assert f'id="id_{box}-error"' in page
    assert Property.objects.values().get(pk=county.hall.pk) == before


@pytest.mark.parametrize(
    "typed",
    ["384950, 254850", "384950 254850", "384,950 254,850", "SO 8495 5485", "POINT (384950 254850)", "E 384950 N 254850",
     "SRID=27700;POINT(384950 254850)", "52.1917, -2.2215"],
)  # fmt: skip
def test_a_place_is_understood_however_it_is_written(county, officer, typed):
    assert send(officer, edit(county.library, "place"), location=typed).status_code == 302
    county.library.refresh_from_db()
    assert abs(county.library.location.x - 384950) < 30
    assert abs(county.library.location.y - 254850) < 30


def test_an_outline_places_what_had_no_point_and_goes_with_it_again(county, officer):
    shed = make_property("WCC", name="Shed", location=None)
    outline = "POLYGON ((385000 254000, 385000 254040, 385040 254040, 385040 254000, 385000 254000))"
    assert send(officer, edit(shed, "place"), boundary=outline).status_code == 302
    shed.refresh_from_db()
    assert (shed.boundary.area, shed.location_source) == (1600, "boundary")
    assert send(officer, edit(shed, "place"), boundary="").status_code == 302
    shed.refresh_from_db()
    assert (shed.boundary, shed.location, shed.location_source) == (None, None, "")


def test_a_script_is_text(county, officer):
    send(officer, edit(county.hall, "identity"), description="<script>alert(1)</script>")
    page = officer.get(f"/estate/{county.hall.reference}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


NEW = {
    "leases": (
        {"role": "tenant", "counterparty": "Acme", "starts_on": "1/4/2020", "expires_on": "31/3/2030",
         "annual_rent": "12,000", "breaks-0-on": "31/3/2027", "breaks-0-months": "6", "breaks-0-by": "tenant",
         "reviews-0-on": "1 April 2025", "reviews-1-on": ""},
        Lease,
    ),
    "occupations": ({"use": "front_office", "area_m2": "120", "staff_fte": "12.5", "desks": "10"}, Occupation),
    "costs": ({"year": "2023/24", "heading": "energy", "amount": "4,000.50"}, RunningCost),
    "valuations": ({"valued_on": "31/3/2024", "basis": "euv", "amount": "1m"}, Valuation),
    "energy-use": ({"year": "2023", "fuel": "gas", "kwh": "12,345.6"}, EnergyUse),
}  # fmt: skip


@pytest.mark.parametrize("kind", NEW)
def test_what_belongs_to_a_property_is_added_once_changed_and_removed(county, officer, kind):
    sent, model = NEW[kind]
    sent = sent | ({"organisation_id": county.depot.organisation_id} if kind == "occupations" else {})
    before = model.objects.filter(property=county.hall).count()
    for _ in range(2):  # The second click on Save stores nothing.
        answer = post(officer, edit(county.hall, f"list/{kind}/add"), sent | {"reason": "First"})
        assert answer.status_code == 302, answer.context["form"].errors
    assert model.objects.filter(property=county.hall).count() == before + 1
    record = model.objects.filter(property=county.hall).latest("id")
    assert officer.get(edit(county.hall, f"list/{kind}")).status_code == 200
    assert "added" in told(county, "First").label
    # Untouched, it stores nothing; changed, it is told before and after.
    address, version = edit(county.hall, f"list/{kind}/{record.pk}"), record.version
    assert send(officer, address).status_code == 302
    record.refresh_from_db()
    assert record.version == version
    changed = {"leases": {"annual_rent": "13000"}, "occupations": {"desks": "11"}, "energy-use": {"kwh": "1"}}
    assert send(officer, address, reason="Second", **changed.get(kind, {"amount": "5"})).status_code == 302
    (difference,) = [each for each in told(county, "Second").differences if each.record]
    assert difference.before != difference.after
    record.refresh_from_db()
    assert post(officer, f"{address}remove/", {"version": record.version}).status_code == 302
    assert not model.objects.filter(pk=record.pk).exists()
    labels = [change.label for change in history_of(county.hall, user=county.people["officer-wcc"])]
    assert any("removed" in label for label in labels)


@pytest.mark.parametrize(
    ("kind", "change", "box", "said"),
    [
        ("leases", {"expires_on": "31/3/2019"}, "expires_on", "The lease ends on 31 March 2019 and starts on 1 April"),
        ("leases", {"expires_on": "31/02/2027"}, "expires_on", "is no day of the calendar"),
        ("leases", {"annual_rent": "-1"}, "annual_rent", "is negative"),
        ("leases", {"breaks-0-on": "31/3/2040"}, "breaks", "31 March 2040 is outside the term"),
        ("leases", {"breaks-0-on": "soon"}, "breaks", "Break 1, day: “soon” is not a date"),
        ("leases", {"breaks-0-months": "-2"}, "breaks", "Break 1, months’ notice: -2 is not between 0 and 60"),
        ("leases", {"reviews-0-on": "1/1/1990"}, "reviews", "outside the term"),
        ("costs", {"amount": ""}, "amount", "Write the amount"),
        ("costs", {"year": "1066"}, "year", "1066"),
        ("costs", {"year": "2025", "heading": "total", "amount": "1"}, "heading", "There is already one"),
        ("valuations", {"valued_on": "31/3/2999"}, "valued_on", "still to come"),
        ("occupations", {"desks": "1.5"}, "desks", "not a whole number"),
        ("energy-use", {"kwh": "-3"}, "kwh", "not between 0 and"),
    ],
)
def test_what_is_wrong_with_a_belonging_is_said_at_its_box(county, officer, kind, change, box, said):
    sent, model = NEW[kind]
    before = list(model.objects.values())
    answer = officer.post(edit(county.hall, f"list/{kind}/add"), sent | change)
    assert answer.status_code == 200
    assert said in " ".join(answer.context["form"].errors[box]), answer.context["form"].errors
    assert list(model.objects.values()) == before


def test_a_leases_breaks_are_changed_one_by_one(county, officer):
    sent, _ = NEW["leases"]
    officer.post(edit(county.hall, "list/leases/add"), sent)
    lease = Lease.objects.get(property=county.hall)
    kept = lease.breaks.get()
    address = edit(county.hall, f"list/leases/{lease.pk}")
    more = {"breaks-1-on": "31/3/2028", "breaks-1-months": "", "breaks-1-by": "landlord", "reviews-0-on": ""}
    assert send(officer, address, reason="Notice", **more).status_code == 302
    assert lease.breaks.count() == 2
    assert lease.breaks.get(pk=kept.pk).version == kept.version
    assert not lease.reviews.exists()
    labels = {each.record for each in told(county, "Notice").differences}
    assert labels == {"Lease break, 31 March 2028", "Lease review, 1 April 2025"}


def test_titles_are_added_named_and_taken_off(county, officer):
    assert officer.post(edit(county.hall, "titles"), {"numbers": "wr 999, WR12345"}).status_code == 302
    assert sorted(county.hall.titles.values_list("number", flat=True)) == ["WR12345", "WR999"]
    title = county.hall.titles.get(number="WR999")
    assert send(officer, edit(county.hall, f"titles/{title.pk}"), title_class="absolute").status_code == 302
    title.refresh_from_db()
    assert title.title_class == "absolute"
    assert officer.post(edit(county.hall, f"titles/{title.pk}/remove")).status_code == 302
    assert list(county.hall.titles.values_list("number", flat=True)) == ["WR12345"]
    wrong = officer.post(edit(county.hall, "titles"), {"numbers": "not one!"})
    assert "is not a title number" in wrong.context["form"].errors["numbers"][0]
