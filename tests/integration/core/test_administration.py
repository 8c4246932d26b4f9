"""An administrator keeps people and bodies through pages: whoever leaves is out at once, and nobody is locked in."""

from __future__ import annotations

import re
import socket
import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client, override_settings

from tests.factories import PASSWORD, make_organisation, make_person
from totalplace.choices import Role
from totalplace.models import Membership, Organisation, User
from totalplace.permissions import Action, may
from totalplace.selectors.people import permissions_of
from totalplace.services import accounts, people
from totalplace.services.organisations import edit_organisation
from totalplace.versioning import StaleRecord

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
MAIL = override_settings(EMAIL_URL="smtp://mail")


@pytest.fixture
def root() -> User:
    return make_person("root", [(Role.ADMINISTRATOR, None)], display_name="Ruth Root")


@pytest.fixture
def client(root: User) -> Client:
    return signed_in(root)


def signed_in(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser


def new(**values: Any) -> dict[str, Any]:
    return {
        "display_name": "Ann Low", "username": "ann", "email": "ann@example.org", "role": "partner", "reason": "Joined",
    } | values  # fmt: skip


def closed_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind(("localhost", 0))
        return found.getsockname()[1]


def page(person: User, step: str = "") -> str:
    return f"/administration/people/{person.pk}/{step}"


# --- Inviting ---------------------------------------------------------------------------------------


@MAIL
def test_a_person_who_is_added_chooses_her_password_by_the_link_that_she_gets(client, mailoutbox):
    answer = client.post("/administration/people/add/", new(), follow=True)
    assert "on its way to ann@example.org" in answer.text
    (mail,) = mailoutbox
    assert mail.to == ["ann@example.org"]
    assert "Your username is ann." in mail.body
    link = re.search(r"http://testserver(/\S+)", mail.body)[1]
    stranger = Client()
    form = stranger.get(link, follow=True)
    stranger.post(
        form.redirect_chain[-1][0], {"password1": "a long enough phrase", "password2": "a long enough phrase"}
    )
    assert User.objects.get(username="ann").check_password("a long enough phrase")
    assert "The link no longer works" in Client().get(link, follow=True).text


@MAIL
def test_a_link_sent_again_ends_the_one_before(client, mailoutbox):
    client.post("/administration/people/add/", new())
    client.post(page(User.objects.get(username="ann"), "link/"))
    first, second = (re.search(r"http://testserver(/\S+)", mail.body)[1] for mail in mailoutbox)
    assert "The link no longer works" in Client().get(first, follow=True).text
    assert "Choose a new password" in Client().get(second, follow=True).text


def test_with_the_mail_server_down_the_person_is_stored_and_the_page_says_that_no_link_went_out(client):
    down = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "localhost"}
    with MAIL, override_settings(EMAIL_PORT=closed_port(), **down):
        answer = client.post("/administration/people/add/", new(), follow=True)
        assert answer.status_code == 200
        assert "Ann Low is added." in answer.text
        assert "did not take it. Ann Low has no link yet. Send the link again" in answer.text
        ann = User.objects.get(username="ann")
        assert ann.memberships.get().role == Role.PARTNER
        assert not ann.has_usable_password()
        forgotten = Client().post("/account/password/reset/", {"email": "ann@example.org"})
        unknown = Client().post("/account/password/reset/", {"email": "nobody@example.org"})
        assert (forgotten.status_code, forgotten["Location"]) == (unknown.status_code, unknown["Location"])


def test_where_no_mail_is_sent_the_administrator_hands_the_link_over(client):
    with override_settings(EMAIL_URL=""):
        answer = client.post("/administration/people/add/", new())
    link = re.search(r'value="http://testserver(/[^"]+)"', answer.text)[1]
    assert "Choose a new password" in Client().get(link, follow=True).text
    (label,) = (each.why for each in _history(User.objects.get(username="ann")) if "shown" in each.why)
    assert label == "Link shown to an administrator"


def _history(person: User) -> list[Any]:
    from totalplace.selectors.history import history_of

    return history_of(person, user=None)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"username": "ROOT"}, "already a person called ROOT"),
        ({"email": "ROOT@example.org"}, "belongs to another person here"),
        ({"email": "nowhere"}, "nowhere is not an e-mail address"),
        ({"role": "officer"}, "is a role in one organisation: say which"),
        ({"role": "king"}, "Select a valid choice"),
        ({"reason": ""}, "Say why, in a few words"),
        ({"display_name": "x" * 121}, "at most 120 characters"),
        ({"username": "ann\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_stored_is_said_at_its_field_and_nobody_is_added(client, values, words):
    before = User.objects.count()
    answer = client.post("/administration/people/add/", new(**values))
    assert answer.status_code == 422
    assert words in answer.text
    assert User.objects.count() == before


# --- Closing, opening, second step ------------------------------------------------------------------


def test_a_closed_account_is_out_at_once_and_its_old_session_stays_out_when_it_is_opened_again(client, root):
    ann = make_person("ann", [(Role.PARTNER, None)])
    hers = signed_in(ann)
    assert hers.get("/account/").status_code == 200
    client.post(page(ann, "close/"), {"reason": "Left", "version": ann.version})
    ann.refresh_from_db()
    assert not ann.is_active
    assert hers.get("/account/").status_code == 302
    client.post(page(ann, "open/"), {"reason": "Came back", "version": ann.version})
    ann.refresh_from_db()
    assert ann.is_active
    assert hers.get("/account/").status_code == 302, "a session that was ended never lives again"
    assert signed_in(ann).get("/account/").status_code == 200
    assert {(each.who, each.why) for each in _history(ann) if each.why} == {
        ("Ruth Root", "Came back"),
        ("Ruth Root", "Left"),
    }


def test_nobody_closes_her_own_account_nor_the_last_administrators(client, root):
    answer = client.post(page(root, "close/"), {"reason": "x", "version": root.version})
    assert (answer.status_code, "Ask another administrator" in answer.text) == (422, True)
    second = make_person("second", [(Role.ADMINISTRATOR, None)])
    accounts.close_account(by=second, person=root, version=root.version, reason="x")
    with pytest.raises(Exception, match="last administrator"):
        accounts.close_account(by=None, person=second, version=second.version, reason="x")
    held = second.memberships.get()
    answer = signed_in(second).post(page(second, f"roles/{held.pk}/"), {"reason": "x"})
    assert (answer.status_code, "Make somebody else one first" in answer.text) == (422, True)
    assert Membership.objects.filter(pk=held.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_take_each_other_away_at_once_leave_one():
    one, two = (make_person(name, [(Role.ADMINISTRATOR, None)]) for name in ("one", "two"))
    start, refused = threading.Barrier(2), []

    def close(by: User, person: User) -> None:
        start.wait()
        try:
            accounts.close_account(by=by, person=person, version=person.version, reason="x")
        except Exception as problem:
            refused.append(str(problem))
        finally:
            connection.close()

    def take(by: User, person: User) -> None:
        start.wait()
        try:
            people.revoke_role(by=by, membership=person.memberships.get(), reason="x")
        except Exception as problem:
            refused.append(str(problem))
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=(one, two)), threading.Thread(target=take, args=(two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).count() == 1


def test_resetting_the_second_step_ends_it_and_every_session(client):
    ann = make_person("ann")
    Authenticator.objects.create(user=ann, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=ann, type=Authenticator.Type.RECOVERY_CODES, data={})
    hers = signed_in(ann)
    client.post(page(ann, "two-step/"), {"reason": "Lost her phone", "version": ann.version})
    assert not Authenticator.objects.filter(user=ann).exists()
    assert hers.get("/account/").status_code == 302
    ann.refresh_from_db()
    answer = client.post(page(ann, "two-step/"), {"reason": "Again", "version": ann.version})
    assert (answer.status_code, "nothing to reset" in answer.text) == (422, True)


def test_a_page_that_somebody_overtook_stores_nothing_and_says_so(client):
    ann = make_person("ann")
    opened = ann.version
    values = {"display_name": "Ann", "email": "ann@example.org", "reason": "x"}
    client.post(page(ann, "edit/"), values | {"version": opened})
    answer = client.post(page(ann, "edit/"), values | {"display_name": "Anna", "version": opened})
    assert answer.status_code == 422
    assert "was changed by somebody else since you opened it" in answer.text
    ann.refresh_from_db()
    assert ann.display_name == "Ann"


def test_signing_in_leaves_no_trace_in_a_persons_history():
    ann = make_person("ann")
    before = len(_history(ann))
    Client().post("/account/login/", {"login": "ann", "password": PASSWORD})
    ann.refresh_from_db()
    assert ann.last_login is not None
    assert len(_history(ann)) == before


# --- Roles and why ----------------------------------------------------------------------------------


def test_a_role_is_given_and_taken_with_its_reason_and_counts_at_once(client):
    ann, wcc = make_person("ann"), make_organisation("WCC")
    assert signed_in(ann).get("/estate/").status_code == 403
    client.post(page(ann, "roles/"), {"role": "officer", "organisation": wcc.pk, "reason": "Started"})
    assert signed_in(ann).get("/estate/").status_code == 200
    held = ann.memberships.get()
    client.post(page(ann, f"roles/{held.pk}/"), {"reason": "Moved on"})
    assert signed_in(ann).get("/estate/").status_code == 403
    shown = client.get(page(ann)).text
    assert "Started" in shown
    assert "Moved on" in shown
    assert client.post(page(ann, f"roles/{held.pk}/"), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("code", ["WCC", None])
def test_what_the_page_says_a_person_may_do_is_what_she_may_do(role, code):
    if code is None and role in people.ABOUT_ONE_BODY:
        return
    wcc, bdc = make_organisation("WCC"), make_organisation("BDC")
    ann = make_person("ann", [(role, code)])
    told = {each.action: each for each in permissions_of(ann)}
    for action in Action:
        reach = {source.reach for source in told[action].sources}
        assert may(ann, action, wcc.pk) == bool(reach), action
        assert may(ann, action, bdc.pk) == bool(reach & {"", "every body"}), action
        assert (role.label in told[action].given_by) == bool(reach), action


def test_each_permission_names_every_role_it_comes_from_and_a_closed_account_has_none():
    make_organisation("WCC", name="County council")
    ann = make_person("ann", [(Role.OFFICER, "WCC"), (Role.PROGRAMME, None)])
    (edit,) = (each for each in permissions_of(ann) if each.action == Action.EDIT_ESTATE)
    assert {(source.role, source.reach) for source in edit.sources} == {
        ("Property officer", "County council"),
        ("Programme team", "every body"),
    }
    ann.is_active = False
    assert not any(each.is_allowed for each in permissions_of(ann))


# --- Lists and bodies -------------------------------------------------------------------------------


def test_the_list_finds_people_by_part_of_a_name_role_body_and_account(client):
    make_person("ann", [(Role.OFFICER, "WCC")], display_name="Ann Low")
    make_person("ben", [(Role.OFFICER, "BDC"), (Role.PARTNER, None)], is_active=False)

    def found(query: str) -> set[str]:
        return set(
            re.findall(r'href="/administration/people/\d+/">([^<]+)<', client.get(f"/administration/?{query}").text)
        )

    assert found("") == {"Ann Low", "ben", "Ruth Root"}
    assert found("q=lo+AN") == {"Ann Low"}
    assert found("role=officer") == {"Ann Low", "ben"}
    assert found("organisation=BDC") == {"ben"}
    assert found("role=partner&organisation=BDC") == set()
    assert found("state=closed") == {"ben"}
    assert found("state=new") == {"Ann Low"}
    assert found("q=%27%25") == set()
    assert client.get("/administration/?organisation=NONE&role=x&page=99").status_code == 200


def test_a_body_is_added_under_a_code_that_stays_and_changed_with_its_history(client):
    given = {"name": "Malvern Town Council", "code": "mtc", "kind": "parish", "is_partner": "on", "reason": "Joined"}
    client.post("/administration/organisations/add/", given | {"protocol_signed_on": "3 March 2027"})
    body = Organisation.objects.get(code="MTC")
    assert f"{body.protocol_signed_on:%Y-%m-%d}" == "2027-03-03"
    change = {"name": "Great Malvern Town Council", "kind": "parish", "reason": "Renamed", "version": body.version}
    client.post("/administration/organisations/MTC/", change | {"code": "XXX"})
    body.refresh_from_db()
    assert (body.code, body.name, body.is_partner, body.protocol_signed_on) == (
        "MTC", "Great Malvern Town Council", False, None,
    )  # fmt: skip
    assert "Renamed" in client.get("/administration/organisations/MTC/").text
    answer = client.post("/administration/organisations/MTC/", change)
    assert (answer.status_code, "changed by somebody else" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"code": "1X"}, "beginning with a letter"),
        ({"code": "WCC"}, "already exists"),
        ({"name": "County council"}, "already exists"),
        ({"kind": ""}, "Choose what kind of body it is"),
        ({"protocol_signed_on": "31/02/2027"}, "Write it as 31/03/2027"),
    ],
)
def test_a_body_that_cannot_be_is_refused_at_its_field(client, values, words):
    make_organisation("WCC", name="County council")
    given = {"name": "New", "code": "NEW", "kind": "parish", "reason": "x"} | values
    answer = client.post("/administration/organisations/add/", given)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert Organisation.objects.count() == 1


def test_no_body_answers_to_itself_by_whatever_way_round(root):
    top, low = make_organisation("TOP"), make_organisation("LOW")
    details = {"short_name": "", "kind": "county", "is_partner": True, "protocol_signed_on": None, "reason": "x"}
    edit_organisation(by=root, organisation=low, version=low.version, name="Low", sponsor=top, **details)
    low.refresh_from_db()
    with pytest.raises(Exception, match="Choose a body that stands above it"):
        edit_organisation(by=root, organisation=top, version=top.version, name="Top", sponsor=low, **details)
    with pytest.raises(StaleRecord):
        edit_organisation(by=root, organisation=low, version=1, name="Low", sponsor=None, **details)
