"""A record begins, passes to another body, is closed and opened again: each with its reason, and only by right."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
from django.db import connection

from estate.models import Property
from tests.integration.editing.steps import boxes, edit, on_page, post, send, told

pytestmark = pytest.mark.django_db
NEW = {"name": "New library", "postcode": "WR1 1AA", "status": "construction", "location": "SO 849 548"}


def test_an_officer_adds_a_property_once_however_often_she_clicks(county, officer):
    answers = [post(officer, "/estate/add/", NEW | {"organisation": county.hall.organisation_id}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    made = Property.objects.get(name="New library")
    assert (made.organisation.code, made.location_source, made.status) == ("WCC", "given", "construction")
    assert {answer.url for answer in answers} == {f"/estate/{made.reference}/?saved=new"}


def test_what_nothing_names_is_not_added(county, officer):
    answer = post(officer, "/estate/add/", {"organisation": county.hall.organisation_id, "status": "vacant"})
    assert "Give it a name, an address or a reference" in answer.context["form"].errors["name"][0]
    assert Property.objects.count() == 4


@pytest.mark.parametrize("who", ["partner", "analyst"])
def test_who_may_only_read_is_told_so_and_sees_no_link(county, who):
    from tests.integration.estate.conftest import signed_in

    client = signed_in(county.people[who])
    assert client.get("/estate/add/").status_code == 403
    assert client.get(edit(county.hall, "identity")).status_code == 403
    assert "/edit/" not in client.get(f"/estate/{county.hall.reference}/").content.decode()


def test_an_officer_sees_links_on_her_own_and_none_on_anothers(county, officer):
    own = officer.get(f"/estate/{county.hall.reference}/").content.decode()
    for part in ("identity", "use", "building", "place", "tenure", "value", "sharing", "energy"):
        assert f"/estate/{county.hall.reference}/edit/{part}/" in own
    assert "/edit/" not in officer.get(f"/estate/{county.depot.reference}/").content.decode()


def test_closing_asks_what_when_and_why(county, officer):
    address = edit(county.hall, "close")
    empty = send(officer, address)
    assert set(empty.context["form"].errors) == {"status", "closed_on", "closed_reason"}
    late = send(officer, address, status="sold", closed_on="1/1/2999", closed_reason="Sold")
    assert "still to come" in late.context["form"].errors["closed_on"][0]
    done = send(officer, address, status="sold", closed_on="31/3/2026", closed_reason="Sold at auction")
    assert done.status_code == 302
    county.hall.refresh_from_db()
    assert (county.hall.status, county.hall.closed_on) == ("sold", datetime.date(2026, 3, 31))
    assert {each.label for each in told(county, "Sold at auction").differences} == {
        "Status", "Closed on", "Closed reason",
    }  # fmt: skip
    assert officer.get(address).status_code == 302
    assert "status" not in boxes(officer, edit(county.hall, "use"))


def test_opening_again_needs_a_reason(county, officer):
    send(officer, edit(county.hall, "close"), status="sold", closed_on="31/3/2026", closed_reason="Sold")
    address = edit(county.hall, "reopen")
    assert set(send(officer, address, status="vacant").context["form"].errors) == {"reason"}
    assert send(officer, address, status="vacant", reason="The sale fell through").status_code == 302
    county.hall.refresh_from_db()
    assert (county.hall.status, county.hall.closed_on, county.hall.closed_reason) == ("vacant", None, "")
    assert told(county, "The sale fell through").who == "officer-wcc"


def test_two_who_close_it_at_once_choose_what_stands(county, officer, programme):
    address = edit(county.hall, "close")
    mine = boxes(officer, address) | {"status": "sold", "closed_on": "31/3/2026", "closed_reason": "Sold at auction"}
    send(programme, address, status="demolished", closed_on="1/2/2026", closed_reason="Pulled down")
    answer = post(officer, address, mine)
    assert answer.status_code == 409
    assert {row.name for row in answer.context["rows"]} == {"status", "closed_on", "closed_reason"}
    chosen = {"choose-status": "theirs", "choose-closed_on": "theirs", "choose-closed_reason": "mine"}
    assert post(officer, address, on_page(answer) | chosen).status_code == 302
    county.hall.refresh_from_db()
    stands = (county.hall.status, county.hall.closed_on, county.hall.closed_reason)
    assert stands == ("demolished", datetime.date(2026, 2, 1), "Sold at auction")


def test_what_somebody_opened_otherwise_meanwhile_is_not_overwritten(county, officer, programme):
    send(officer, edit(county.hall, "close"), status="sold", closed_on="31/3/2026", closed_reason="Sold")
    address = edit(county.hall, "reopen")
    mine = boxes(officer, address) | {"status": "vacant", "reason": "The sale fell through"}
    send(programme, address, status="operational", reason="Bought back")
    answer = post(officer, address, mine)
    assert answer.status_code == 409
    assert post(officer, address, on_page(answer) | {"choose-status": "theirs"}).status_code == 302
    county.hall.refresh_from_db()
    assert (county.hall.status, county.hall.closed_on) == ("operational", None)


def test_passing_it_on_needs_the_right_to_both_and_a_reason(county, officer, programme):
    address, bromsgrove = edit(county.hall, "identity"), county.depot.organisation_id
    assert "organisation_id" not in boxes(officer, address)
    assert send(officer, address, organisation_id=bromsgrove).status_code == 302
    assert Property.objects.get(pk=county.hall.pk).organisation.code == "WCC"
    refused = send(programme, address, organisation_id=bromsgrove)
    assert "Say why it passes to another body" in refused.context["form"].errors["reason"][0]
    assert send(programme, address, organisation_id=bromsgrove, reason="Transferred").status_code == 302
    assert Property.objects.get(pk=county.hall.pk).organisation.code == "BDC"
    assert officer.get(address).status_code == 403


def test_a_site_made_sensitive_is_gone_for_other_bodies_at_once(county, officer):
    from tests.integration.estate.conftest import signed_in

    assert send(officer, edit(county.hall, "tenure"), is_sensitive="on").status_code == 302
    other = signed_in(county.people["officer-bdc"])
    for rest, posted in (
        ("identity", 404),
        ("list/leases", 405),
        ("list/leases/add", 404),
        ("titles", 404),
        ("close", 404),
    ):  # A list is only read, whoever asks and whether or not it is there.
        assert other.get(edit(county.hall, rest)).status_code == 404
        assert other.post(edit(county.hall, rest), {"version": "1"}).status_code == posted


def test_plain_sql_and_an_edit_stand_side_by_side_in_the_history_of_the_page(county, officer):
    lease = county.library.leases.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE estate_property SET name = 'By SQL' WHERE id = %s", [county.library.pk])
        cursor.execute("UPDATE estate_lease SET annual_rent = 777 WHERE id = %s", [lease.pk])
    send(officer, edit(county.library, "identity"), name="By form")
    send(officer, edit(county.library, f"list/leases/{lease.pk}"), annual_rent="888")
    page = unescape(officer.get(f"/estate/{county.library.reference}/").content.decode())
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for told_of in ("Name Warndon Library By SQL", "Name By SQL By form"):
        assert told_of in words
    for told_of in ("Lease, Acme Estates: Annual rent £12,500 £777", "Lease, Acme Estates: Annual rent £777 £888"):
        assert told_of in words
    assert "by officer-wcc" in words
