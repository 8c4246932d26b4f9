"""Two people change one record: nothing is lost, nothing overwritten, and each sees what the other did."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection

from estate.models import Lease, LeaseBreak, Property
from tests.integration.editing.steps import boxes, edit, filled, new_context, on_page, post, send, told

pytestmark = pytest.mark.django_db


def row_of(answer, name):
    (row,) = [row for row in answer.context["rows"] if row.name == name]
    return row


def names(answer):
    return [row.name for row in answer.context["rows"]]


def test_a_save_elsewhere_in_the_record_is_no_conflict_and_both_are_kept(county, officer, programme):
    mine = boxes(officer, edit(county.hall, "identity"))
    assert send(programme, edit(county.hall, "value"), book_value="5").status_code == 302
    assert post(officer, edit(county.hall, "identity"), mine | {"name": "Mine"}).status_code == 302
    county.hall.refresh_from_db()
    assert (county.hall.name, county.hall.book_value) == ("Mine", 5)


def test_the_same_field_is_asked_with_all_three_states(county, officer, programme):
    address = edit(county.hall, "identity")
    mine = boxes(officer, address)
    send(programme, address, name="Theirs")
    answer = post(officer, address, mine | {"name": "Mine", "reason": "Plate"})
    assert answer.status_code == 409
    row = row_of(answer, "name")
    assert (row.base, row.theirs, row.mine, row.who, row.chosen) == ("County Hall", "Theirs", "Mine", "programme", "")
    assert names(answer) == ["name"]
    county.hall.refresh_from_db()
    assert county.hall.name == "Theirs"
    # Saved without choosing, it asks again and says so.
    again = post(officer, address, on_page(answer))
    assert again.status_code == 409
    assert row_of(again, "name").error == "Name: choose which of the two stands."
    assert row_of(again, "name").base == "County Hall"
    # Hers, chosen with open eyes, stands; so do the reason and the history of both.
    assert post(officer, address, on_page(again) | {"choose-name": "mine"}).status_code == 302
    county.hall.refresh_from_db()
    assert county.hall.name == "Mine"
    (difference,) = told(county, "Plate").differences
    assert (difference.before, difference.after) == ("Theirs", "Mine")


def test_theirs_chosen_leaves_it_alone(county, officer, programme):
    address = edit(county.hall, "identity")
    mine = boxes(officer, address)
    send(programme, address, name="Theirs")
    answer = post(officer, address, mine | {"name": "Mine", "street": "Mine Street"})
    assert row_of(answer, "street").chosen == "mine"
    post(officer, address, on_page(answer) | {"choose-name": "theirs"})
    county.hall.refresh_from_db()
    assert (county.hall.name, county.hall.street) == ("Theirs", "Mine Street")


def test_what_only_one_of_them_touched_is_proposed_and_shown_before_it_is_stored(county, officer, programme):
    address = edit(county.hall, "identity")
    mine = boxes(officer, address)
    send(programme, address, post_town="Malvern", locality="Alike")
    answer = post(officer, address, mine | {"street": "Mine Street", "locality": "Alike"})
    assert answer.status_code == 409
    assert {row.name: row.chosen for row in answer.context["rows"]} == {"street": "mine", "post_town": "theirs"}
    assert post(officer, address, on_page(answer)).status_code == 302
    county.hall.refresh_from_db()
    assert (county.hall.street, county.hall.post_town, county.hall.locality) == ("Mine Street", "Malvern", "Alike")


def test_a_second_click_on_save_and_a_request_sent_again_store_once(county, officer):
    address = edit(county.hall, "identity")
    mine = boxes(officer, address) | {"name": "Mine"}
    events = Property.pgh_event_model.objects.filter(pgh_obj=county.hall)
    before = events.count()
    assert [post(officer, address, mine).status_code for _ in range(3)] == [302, 302, 302]
    assert events.count() == before + 1


def test_her_own_other_tab_is_somebody_else_too(county, officer):
    address = edit(county.hall, "identity")
    first, second = boxes(officer, address), boxes(officer, address)
    post(officer, address, first | {"name": "First tab"})
    answer = post(officer, address, second | {"street": "Second tab"})
    assert answer.status_code == 409
    assert (row_of(answer, "name").who, row_of(answer, "name").chosen) == ("officer-wcc", "theirs")
    post(officer, address, on_page(answer))
    county.hall.refresh_from_db()
    assert (county.hall.name, county.hall.street) == ("First tab", "Second tab")


def test_another_save_while_she_chooses_is_shown_too_and_what_she_chose_stays(county, officer, programme):
    address = edit(county.hall, "identity")
    mine = boxes(officer, address)
    send(programme, address, name="Theirs", post_town="Theirs Town")
    answer = post(officer, address, mine | {"name": "Mine", "street": "Mine Street", "post_town": "Mine Town"})
    chosen = on_page(answer) | {"choose-name": "theirs", "choose-post_town": "mine"}
    send(programme, address, post_town="Theirs again")
    again = post(officer, address, chosen)
    assert again.status_code == 409
    assert "name" not in names(again)
    assert (row_of(again, "post_town").base, row_of(again, "post_town").theirs) == ("Theirs Town", "Theirs again")
    assert post(officer, address, on_page(again) | {"choose-post_town": "mine"}).status_code == 302
    county.hall.refresh_from_db()
    assert (county.hall.name, county.hall.street, county.hall.post_town) == ("Theirs", "Mine Street", "Mine Town")


def test_plain_sql_is_somebody_too(county, officer):
    address = edit(county.hall, "identity")
    mine = boxes(officer, address)
    new_context()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE estate_property SET name = 'By SQL' WHERE id = %s", [county.hall.pk])
    answer = post(officer, address, mine | {"name": "Mine"})
    assert (row_of(answer, "name").theirs, row_of(answer, "name").who) == ("By SQL", "Automatic process")


def test_she_can_go_back_to_her_form_and_meets_the_conflict_again(county, officer, programme):
    address = edit(county.hall, "identity")
    mine = boxes(officer, address)
    send(programme, address, name="Theirs")
    answer = post(officer, address, mine | {"name": "Mine"})
    form = post(officer, address, on_page(answer) | {"back": "1", "choose-name": "mine"})
    assert (form.status_code, form.context["form"]["name"].value()) == (200, "Mine")
    assert post(officer, address, filled(form.context["form"])).status_code == 409


def test_what_is_refused_after_choosing_still_meets_the_conflict(county, officer, programme):
    address = edit(county.hall, "identity")
    mine = boxes(officer, address)
    send(programme, address, name="Theirs")
    answer = post(officer, address, mine | {"name": "Mine", "local_reference": "C2"})
    refused = post(officer, address, on_page(answer) | {"choose-name": "theirs"})
    assert "already has a property with this local reference" in str(refused.context["form"].errors)
    once_more = filled(refused.context["form"]) | {"local_reference": "C9"}
    assert post(officer, address, once_more).status_code == 409
    county.hall.refresh_from_db()
    assert (county.hall.name, county.hall.local_reference) == ("Theirs", "C1")


def test_a_version_that_never_was_asks_of_every_difference(county, officer):
    address = edit(county.hall, "identity")
    answer = post(officer, address, boxes(officer, address) | {"name": "Mine", "version": "1"})
    assert (row_of(answer, "name").base, row_of(answer, "name").chosen) == ("not recorded", "")


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "9" * 40, "1.5"])
def test_a_version_that_cannot_be_is_refused_in_words(county, officer, version):
    address = edit(county.hall, "identity")
    answer = post(officer, address, boxes(officer, address) | {"name": "Mine", "version": version})
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"version": ["The page is damaged. Open it again."]}
    county.hall.refresh_from_db()
    assert county.hall.name == "County Hall"


def test_a_place_moved_by_both_is_told_in_words(county, officer, programme):
    address = edit(county.library, "place")
    mine = boxes(officer, address)
    send(programme, address, location="387510, 254310")
    answer = post(officer, address, mine | {"location": "387520, 254320"})
    row = row_of(answer, "location")
    assert (row.base, row.theirs, row.mine) == ("387500, 254300", "387510, 254310", "387520, 254320")


def test_a_leases_breaks_are_compared_though_its_version_stays(county, officer, programme):
    lease = county.library.leases.get()
    kept = LeaseBreak.objects.create(lease=lease, on=datetime.date(2027, 3, 31), notice_months=6, by="tenant")
    address = edit(county.library, f"list/leases/{lease.pk}")
    mine = boxes(officer, address)
    send(programme, address, **{"breaks-1-on": "31/3/2028", "breaks-1-months": "3"})
    answer = post(officer, address, mine | {"breaks-0-months": "9", "annual_rent": "13000"})
    assert answer.status_code == 409
    row = row_of(answer, "breaks")
    assert row.base == "31 March 2027, 6 months’ notice, by the tenant"
    assert row.theirs == f"{row.base}; 31 March 2028, 3 months’ notice"
    assert row.mine == "31 March 2027, 9 months’ notice, by the tenant"
    assert row.who == "programme"
    assert post(officer, address, on_page(answer) | {"choose-breaks": "theirs"}).status_code == 302
    assert Lease.objects.get(pk=lease.pk).annual_rent == 13000
    assert lease.breaks.count() == 2
    assert lease.breaks.get(pk=kept.pk).notice_months == 6


def test_what_was_removed_meanwhile_is_gone_and_nothing_comes_back(county, officer, programme):
    lease = county.library.leases.get()
    address = edit(county.library, f"list/leases/{lease.pk}")
    mine = boxes(officer, address)
    post(programme, f"{address}remove/", {"version": lease.version})
    assert post(officer, address, mine | {"annual_rent": "1"}).status_code == 404
    assert not county.library.leases.exists()


def test_removing_what_somebody_changed_asks_to_look_first(county, officer, programme):
    lease = county.library.leases.get()
    address = edit(county.library, f"list/leases/{lease.pk}")
    send(programme, address, annual_rent="1")
    answer = post(officer, f"{address}remove/", {"version": lease.version})
    assert answer.status_code == 200
    assert "changed by somebody else" in answer.content.decode()
    assert county.library.leases.exists()
    # Sent again after it is gone, it is done and not refused.
    lease.refresh_from_db()
    sent = {"version": lease.version}
    assert [post(officer, f"{address}remove/", sent).status_code for _ in range(2)] == [302, 302]
