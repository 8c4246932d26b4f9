"""One property becomes several: nothing is lost, nothing doubled, and it goes back as one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from estate.models import Lease, Property, PropertySuccession, RagAssessment, Reshaping, Title
from estate.selectors.held import held_by
from tests.factories import make_property, square
from tests.integration.reshaping.steps import (
    LINE,
    confirm,
    describe,
    everything,
    split,
    start_split,
    sums,
    told_of,
    undo,
)
from totalplace.models import Note
from totalplace.selectors.history import history_of


def key(prop: Property, kind: str, **values: object) -> str:
    """The name that the form gives a portion."""
    return next(
        each.key
        for each in held_by([prop.pk])
        if each.kind == kind and all(getattr(each.records[0], name) == value for name, value in values.items())
    )


@pytest.fixture
def given(works: Property) -> dict[str, object]:
    """An answer that moves something of every kind to the second part."""
    return {
        "gross_internal_area_m2_2": "300", "book_value_2": "£200,000", "local_reference_2": "W1-E",
        key(works, "leases", counterparty="Acme"): "2", key(works, "occupations", desks=None): "2",
        key(works, "costs", year=2024): "2", key(works, "energy-use", year=2024): "2",
        key(works, "titles", title=Title.objects.get(number="WR2")): ["1", "2"],
    }  # fmt: skip


def test_the_property_goes_on_and_a_new_one_has_what_was_given_to_it(client, works, given):
    before = sums()
    split(client, works, **given)
    east, works = Property.objects.get(local_reference="W1-E"), Property.objects.get(pk=works.pk)
    assert sums() == before
    assert (works.gross_internal_area_m2, east.gross_internal_area_m2) == (700, 300)
    # The line cuts off two fifths of the ground, and so of the land.
    assert (works.site_area_ha, east.site_area_ha) == (Decimal("0.6"), Decimal("0.4"))
    assert (works.book_value, east.book_value) == (700_000, 200_000)
    assert round(works.boundary.area) == 6000
    assert round(east.boundary.area) == 4000
    assert works.boundary.covers(works.location)
    assert east.boundary.covers(east.location)
    assert [each.counterparty for each in east.leases.all()] == ["Acme"]
    assert east.leases.get().breaks.count() == 1
    assert (east.running_cost, works.running_cost) == (30, 70)
    assert [title.number for title in east.titles.all()] == ["WR2"]
    assert [title.number for title in works.titles.all()] == ["WR1", "WR2"]
    assert (east.street, east.use, east.uprn, east.rag) == ("Mill Lane", "depot", "", "")
    assert (works.rag, RagAssessment.objects.get().property) == ("red", works)
    assert PropertySuccession.objects.get().kind == "split"


def test_the_property_is_closed_and_all_of_it_goes_to_new_ones(client, works):
    before = sums()
    shares = {"gross_internal_area_m2_1": "600", "gross_internal_area_m2_2": "400", "book_value_1": "900000"}
    shares |= {"required_maintenance_1": "5000.50", "site_area_ha_1": "0.6", "site_area_ha_2": "0.4"}
    split(client, works, {"goes_on": "no"}, name_1="West yard", **shares)
    works.refresh_from_db()
    assert (works.status, works.closed_reason) == ("closed", "Split: Sold in lots")
    assert sums() == before
    assert held_by([works.pk]) == []
    parts = Property.objects.filter(origins__predecessor=works).order_by("pk")
    assert [part.name for part in parts] == ["West yard", "East yard"]
    assert len({works.reference, *(part.reference for part in parts)}) == 3
    page = client.get(f"/estate/{works.reference}/").content.decode()
    assert all(f"{part.reference}, {part.name}" in page for part in parts)
    assert "Split into" in page


def test_both_histories_say_in_words_what_went_and_came_under_one_change(client, ann, works, given):
    split(client, works, **given)
    east = Property.objects.get(local_reference="W1-E")
    ours, theirs = told_of(works, ann), told_of(east, ann)
    assert ours.change_id == theirs.change_id
    told = {(each.record, each.label, each.before, each.after) for each in ours.differences}
    assert ("Lease, Acme", "Annual rent", "£100", None) in told
    assert ("", "Gross internal area", "1,000 m²", "700 m²") in told
    assert ("Split or merge", "Went on as", None, "East yard") in told
    came = {(each.record, each.label, each.before, each.after) for each in theirs.differences}
    assert ("Lease, Acme", "Annual rent", None, "£100") in came
    assert ("Split or merge", "Came from", None, "Highway works") in came


def test_what_happens_to_a_lease_after_it_moved_is_told_in_its_new_property_alone(client, ann, works, given):
    split(client, works, **given)
    lease = Lease.objects.get(counterparty="Acme", property__local_reference="W1-E")
    lease.breaks.update(notice_months=12)
    Lease.objects.filter(pk=lease.pk).update(annual_rent=777)
    told = [d.after for change in history_of(works, user=ann) for d in change.differences]
    assert "£777" not in told
    assert "12" not in told
    east = [d.after for change in history_of(lease.property, user=ann) for d in change.differences]
    assert "£777" in east
    assert "12" in east


def test_it_goes_back_as_one_and_all_is_as_it_was(client, works, given):
    before = everything()
    done = split(client, works, **given)
    assert everything() != before
    assert undo(client, done).status_code == 302
    assert everything() == before
    assert undo(client, done).status_code == 302
    assert everything() == before
    assert client.get(f"/estate/reshaped/{done.pk}/").status_code == 200


def test_closing_goes_back_too(client, works):
    before = everything()
    undo(client, split(client, works, {"goes_on": "no"}, name_1="West yard"))
    assert everything() == before


@pytest.mark.parametrize("later", ["original", "part", "lease", "more", "note", "rating"])
def test_it_does_not_go_back_over_what_was_done_since(client, ann, works, given, later):
    done = split(client, works, **given)
    east = Property.objects.get(local_reference="W1-E")
    match later:
        case "original":
            Property.objects.filter(pk=works.pk).update(name="Works, again")
        case "part":
            Property.objects.filter(pk=east.pk).update(name="East, again")
        case "lease":
            east.leases.update(annual_rent=3)
        case "more":
            Lease.objects.create(property=east, counterparty="Late")
        case "note":
            Note.objects.create(record=east, created_by=ann, text="Late")
        case "rating":
            RagAssessment.objects.create(property=east, rating="red", reason="no_change", assessed_by=ann)
    before = everything()
    answer = undo(client, done)
    assert answer.status_code == 409
    named = works if later == "original" else east
    assert [reference for reference, _ in answer.context["edited"]] == [named.reference]
    assert everything() == before


def test_a_second_click_splits_once(client, works, given):
    done = split(client, works, **given)
    count = Property.objects.count()
    assert client.post(f"/estate/splits/{done.pk}/check/", {"seen": "x"}).status_code == 302
    assert Property.objects.count() == count


@pytest.mark.parametrize("by", ["property", "lease", "cost"])
def test_what_somebody_changed_after_the_preview_is_looked_at_again(client, works, by):
    address = describe(client, start_split(client, works).url, line=LINE, name_2="E")
    seen = client.get(address.url).context["preview"].seen
    match by:
        case "property":
            Property.objects.filter(pk=works.pk).update(name="Renamed")
        case "lease":
            Lease.objects.filter(property=works, counterparty="Acme").update(annual_rent=1)
        case "cost":
            works.running_costs.filter(year=2025).delete()
    before = everything()
    answer = client.post(address.url, {"seen": seen})
    assert answer.status_code == 409
    assert "Nothing was done" in answer.content.decode()
    assert everything() == before
    assert confirm(client, address.url).status_code == 302
    assert PropertySuccession.objects.count() == 1


def test_land_kept_and_shares_told_when_they_do_not_add_up(client, works):
    answer = start_split(client, works, goes_on="no", outline="each")
    answer = describe(
        client, answer.url, name_1="A", name_2="B", gross_internal_area_m2_1="900", gross_internal_area_m2_2="300",
        boundary_1=square(385000, 254000, 50).wkt, boundary_2=square(385090, 254000, 20).wkt,
    )  # fmt: skip
    doubts = client.get(answer.url).context["preview"].doubts
    assert "The parts’ floor area is 1,200 m² together, 200 m² more than there is." in doubts
    assert "The book value of £900,000 is given to no part." in doubts
    assert "Part 2, B, reaches 200 m² outside the outline there is." in doubts
    assert "7,300 m² of the outline are in no part." in doubts


def test_three_parts_by_two_lines(client, works):
    lines = "MULTILINESTRING ((385020 253900, 385020 254200), (385050 253900, 385050 254200))"
    split(client, works, {"parts": "3"}, line=lines, name_3="Yard", order="smallest")
    areas = [round(prop.boundary.area) for prop in Property.objects.order_by("pk")]
    assert areas == [2000, 3000, 5000]


REFUSED = [
    ({"line": "LINESTRING (385060 254010, 385060 254050)"}, "line", "does not cut the outline in two"),
    ({"line": "LINESTRING (385060 254010, 385060"}, "line", "not a line in well-known text"),
    ({"line": "POINT (385060 254010)"}, "line", "This is a point, not a line"),
    ({"line": "LINESTRING (NaN 254010, 385060 254050)"}, "line", "not"),
    ({"line": "LINESTRING (385060 9e300, 385060 254050)"}, "line", "outside Great Britain"),
    ({"line": "LINESTRING EMPTY"}, "line", "not a line"),
    (
        {"line": "MULTILINESTRING ((385020 253900, 385020 254200), (385050 253900, 385050 254200))"}, "line",
        "3 pieces, and there are to be 2 parts",
    ),
    ({"name_2": None}, "name_2", "Write what part 2 is called"),
    ({"local_reference_2": "W1"}, "local_reference_2", "Part 1 and part 2 have the same reference"),
    ({"local_reference_2": "TAKEN"}, "local_reference_2", "has this reference already"),
    ({"gross_internal_area_m2_2": "1,001"}, "gross_internal_area_m2_1", "and there are 1,000 m²"),
    ({"book_value_2": "-3"}, "book_value_2", "negative"),
    ({"reason": None}, "reason", "Say why"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "field", "words"), REFUSED)
def test_a_wrong_answer_is_refused_at_its_box_and_nothing_is_lost(client, works, given, field, words):
    make_property("WCC", local_reference="TAKEN")
    before = everything()
    asked = {"line": "LINESTRING (385060 253900, 385060 254200)", "name_2": "East"} | given
    answer = describe(client, start_split(client, works).url, **asked)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert everything() == before


def test_a_character_that_no_text_may_hold_is_no_fault(client, works):
    given = {"line": LINE, "name_2": "Ea\0st", "reason": "Sold\0 in lots", "nothing\0": "\0"}
    answer = describe(client, start_split(client, works).url, **given)
    assert answer.status_code == 302
    assert confirm(client, answer.url).status_code == 302
    assert Property.objects.filter(name="East").count() == 1


def test_users_with_more_floor_than_their_part_are_told_of(client, works):
    given = {"line": LINE, "name_2": "East", "gross_internal_area_m2_2": "300"}
    answer = describe(client, start_split(client, works).url, **given)
    doubts = client.get(answer.url).context["preview"].doubts
    assert doubts == ["The users of part 1 have 1,000 m², and the part 700 m² of floor."]


def test_outlines_that_overlap_are_refused_with_the_figure(client, works):
    answer = start_split(client, works, outline="each")
    shapes = {"boundary_1": square(385000, 254000, 60).wkt, "boundary_2": square(385050, 254000, 50).wkt}
    answer = describe(client, answer.url, name_2="East", **shapes)
    assert answer.context["form"].errors["boundary_2"] == [
        "Part 1 and part 2 overlap by 500 m². Draw one of them again."
    ]
    answer = describe(client, answer.wsgi_request.path, name_2="East", boundary_2=square(384990, 253990, 200).wkt)
    assert "nothing remains" in answer.context["form"].errors["boundary_1"][0]


WRONG_BEGINNINGS = [
    ({"parts": "11"}, "2 to 10 parts, not 11"),
    ({"parts": "x"}, "x"),
    ({"parts": "1"}, "not 1"),
    ({"goes_on": "perhaps"}, "Choose whether"),
]


@pytest.mark.parametrize(("given", "words"), WRONG_BEGINNINGS)
def test_a_wrong_beginning_is_refused(client, works, given, words):
    answer = start_split(client, works, **given)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors)
    assert not Reshaping.objects.exists()


def test_a_closed_property_is_not_split(client, works):
    Property.objects.filter(pk=works.pk).update(status="sold", closed_on="2020-01-01", closed_reason="Auction")
    answer = start_split(client, works)
    assert "is closed. Open it again first, then split it." in str(answer.context["form"].errors)


def test_one_closed_or_gone_between_the_pages_is_answered_and_never_a_fault(client, works):
    address = describe(client, start_split(client, works).url, line=LINE, name_2="E").url
    Property.objects.filter(pk=works.pk).update(status="sold", closed_on="2020-01-01", closed_reason="Auction")
    answer = client.get(address, follow=True)
    assert "is closed" in str(answer.context["form"].errors)
    Property.objects.filter(pk=works.pk).update(organisation=make_property("BDC").organisation)
    assert client.get(address).status_code == 404
