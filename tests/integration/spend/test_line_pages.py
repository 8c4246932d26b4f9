"""Lines are read, corrected and cited on their pages, and bodies give their word for theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from spend.models import Body, Count, Line, SignOff
from spend.services.reference import load_reference
from totalplace.choices import Role
from totalplace.models import Membership, Organisation, User

pytestmark = pytest.mark.django_db
RECONCILIATION = "/spend/reconciliation/"


@pytest.fixture
def county(db: None) -> Count:
    Organisation.objects.create(code="WCC", name="Worcestershire County Council", kind="county")
    Organisation.objects.create(code="BDC", name="Bromsgrove District Council", kind="district")
    load_reference()
    return Count.objects.get(key="worcestershire-2008")


def signed_in(username: str, role: str, body: str = "") -> Client:
    """A session of somebody with that role."""
    person = User.objects.create_user(username)
    organisation = Organisation.objects.get(code=body) if body else None
    Membership.objects.create(user=person, role=role, organisation=organisation)
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_says_what_it_comes_to_and_finds_a_word(county: Count) -> None:
    everybody = Client()
    page = text(everybody.get("/spend/lines/"))
    assert "55 lines of 2008/09 come to £4.0bn (£4,020,936,000)." in page
    assert "Showing" not in page
    page = text(everybody.get("/spend/lines/?q=remploy"))
    assert "1 line of 2008/09 comes to £3.3m (£3,279,000)." in page
    assert "No line is like that" in text(everybody.get("/spend/lines/?q=xyzzy"))
    assert everybody.get("/spend/lines/?body=NONE").status_code == 400
    assert everybody.get("/spend/lines/?page=x").status_code == 400
    assert everybody.get("/spend/lines/?count=none").status_code == 404


def test_what_is_not_published_is_for_people_with_a_role(county: Count) -> None:
    Count.objects.update(published_on=None)
    line = Line.objects.get(body__code="WCC")
    nobody, reader = Client(), signed_in("ana", Role.ANALYST)
    assert "£951,504,000" not in text(nobody.get("/spend/lines/?q=worcestershire"))
    assert nobody.get(f"/spend/lines/{line.reference}/").status_code == 404
    assert nobody.get(RECONCILIATION).status_code == 302
    assert reader.get(f"/spend/lines/{line.reference}/").status_code == 200


def correction(line: Line, **changes: Any) -> dict[str, Any]:
    """What the form of a line sends."""
    fields = ("label", "direction", "basis", "certainty", "account", "method", "confidence", "control", "place", "note")
    sent = {name: getattr(line, name) for name in fields}
    return sent | {"amount": str(line.amount), "version": line.version, "reason": "Corrected outturn"} | changes


def test_a_corrected_figure_can_be_cited_as_it_was(county: Count) -> None:
    line = Line.objects.get(body__code="WCC")
    keeper, was = signed_in("tgriffiths", Role.PROGRAMME), line.version
    answer = keeper.post(f"/spend/lines/{line.reference}/edit/", correction(line, amount="950,000,000"), follow=True)
    assert "Saved" in text(answer)
    line.refresh_from_db()
    assert line.amount == 950_000_000
    then = text(keeper.get(f"/spend/lines/{line.reference}/?version={was}"))
    assert "this line said <strong>£951,504,000</strong>" in then
    assert "It says £950,000,000 now." in then
    assert "tgriffiths" in then
    assert "tgriffiths" not in text(Client().get(f"/spend/lines/{line.reference}/"))
    assert keeper.get(f"/spend/lines/{line.reference}/?version=1").status_code == 404
    # The total is no longer what the source states, and the page says so.
    assert "Stated total" in text(keeper.get(RECONCILIATION))


def test_two_corrections_of_one_line_meet_on_a_page(county: Count) -> None:
    line = Line.objects.get(body__code="WCC")
    address = f"/spend/lines/{line.reference}/edit/"
    one, other = signed_in("one", Role.PROGRAMME), signed_in("other", Role.ADMINISTRATOR)
    assert one.post(address, correction(line, amount="1")).status_code == 302
    answer = other.post(address, correction(line, amount="2"))
    assert answer.status_code == 409
    line.refresh_from_db()
    assert line.amount == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "-5"}, "income nought or less"),
        ({"amount": "lots"}, "lots"),
        ({"label": ""}, "Write what the source calls it."),
        ({"place": ""}, "Say where in the source it stands"),
        ({"control": "martians"}, "is not on the list"),
    ],
)
def test_a_wrong_correction_says_what_to_do_and_stores_nothing(county: Count, changes: dict, said: str) -> None:
    line = Line.objects.get(body__code="WCC")
    answer = signed_in("tgriffiths", Role.PROGRAMME).post(
        f"/spend/lines/{line.reference}/edit/", correction(line, **changes)
    )
    assert answer.status_code == 400
    assert said in text(answer)
    assert Line.objects.get(pk=line.pk).version == line.version


def test_only_those_who_keep_spend_correct_a_line(county: Count) -> None:
    line = Line.objects.get(body__code="WCC")
    officer = signed_in("rosa", Role.OFFICER, "WCC")
    assert officer.get(f"/spend/lines/{line.reference}/edit/").status_code == 403
    assert officer.post(f"/spend/lines/{line.reference}/edit/", correction(line, amount="1")).status_code == 403
    assert "Correct this line" not in text(officer.get(f"/spend/lines/{line.reference}/"))


def test_a_body_signs_for_its_own_part_and_for_no_other(county: Count) -> None:
    officer = signed_in("rosa", Role.OFFICER, "WCC")
    page = text(officer.get(RECONCILIATION))
    assert "55 lines of 50 bodies come to £4,020,936,000; the source states £4,020,936,000. 0 of 50" in page
    assert page.count(">Sign off<") == 1
    officer.post(RECONCILIATION, {"body": "WCC", "amount": "951504000.00"})
    assert SignOff.objects.get().body == Body.objects.get(code="WCC")
    assert "1 of 50 bodies have signed off, for £951.5m" in text(officer.get(RECONCILIATION))
    officer.post(RECONCILIATION, {"body": "BDC", "amount": "36602000.00"})
    officer.post(RECONCILIATION, {"body": "RM", "amount": "87083000.00"})
    assert SignOff.objects.count() == 1
    assert officer.post(RECONCILIATION, {"body": "NONE", "amount": "1"}).status_code == 404
    assert "Open the page again" in text(officer.post(RECONCILIATION, {"body": "WCC"}, follow=True))
    line = Line.objects.get(body__code="WCC")
    Line.objects.filter(pk=line.pk).update(amount=1)
    assert "Changed since" in text(officer.get(RECONCILIATION))
    officer.post(RECONCILIATION, {"body": "WCC", "take_back": "on"})
    assert SignOff.objects.get().withdrawn_at is not None


def test_an_officer_finds_her_body_unfolded_however_small_it_is(county: Count) -> None:
    bodies = signed_in("rosa", Role.OFFICER, "BDC").get(RECONCILIATION).context["bodies"]
    assert (len(bodies.first), len(bodies.folded)) == (11, 39)
    assert [each.code for each, may_sign in bodies.first if may_sign] == ["BDC"]
    assert bodies.folded_amount + sum(each.counted for each, _ in bodies.first) == 4_020_936_000
