"""An administrator adds people and gives roles; nobody is left without an administrator, and no password is told."""

import io
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from tests.integration.core.estate_facts import body, person
from totalplace.choices import Role
from totalplace.models import Membership, User
from totalplace.permissions import Action, may
from totalplace.services import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    return person("root", Role.ADMINISTRATOR)


def test_only_an_administrator_adds_people(root):
    with pytest.raises(PermissionDenied):
        people.add_person(
            by=person("tom", Role.PROGRAMME), username="ann", email="ann@example.org", role="partner", reason="New"
        )
    assert not User.objects.filter(username="ann").exists()
    ann = people.add_person(by=root, username="ann", email="ann@example.org", role="partner", reason="New")
    assert may(ann, Action.VIEW_ESTATE)
    assert not ann.has_usable_password()


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"username": "ROOT"}, "username", "already a person called ROOT"),
        ({"email": "taken@example.org"}, "email", "belongs to another person"),
        ({"email": "nowhere"}, "email", "not an e-mail address"),
        ({"role": "king"}, "role", "not a role. Choose one of: partner"),
        ({"role": "officer"}, "organisation", "say which"),
        ({"username": "two words"}, "username", "valid username"),
        ({"password": "12345"}, "__all__", "too short"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nobody_is_added(root, values, field, words):
    User.objects.create_user("taken", email="taken@example.org")
    before = User.objects.count()
    given = {"username": "ann", "email": "ann@example.org", "role": "partner", "reason": "New"} | values
    with pytest.raises(ValidationError) as refused:
        people.add_person(by=root, **given)
    faults = refused.value.message_dict if hasattr(refused.value, "error_dict") else {"__all__": refused.value.messages}
    assert words in " ".join(faults[field])
    assert User.objects.count() == before


def test_a_role_for_the_whole_county_is_not_tied_to_a_body(root):
    with pytest.raises(ValidationError, match="whole county"):
        people.grant_role(by=root, user=root, role=Role.PROGRAMME, organisation=body("WCC"), reason="x")


def test_a_role_given_twice_is_held_once_and_taken_away_at_once(root):
    ann, wcc = person("ann"), body("WCC")
    held = people.grant_role(by=root, user=ann, role=Role.OFFICER, organisation=wcc, reason="Started")
    people.grant_role(by=root, user=ann, role=Role.OFFICER, organisation=wcc, reason="Again")
    assert ann.memberships.count() == 1
    assert may(ann, Action.EDIT_ESTATE, wcc.pk)
    people.revoke_role(by=root, membership=Membership.objects.get(pk=held.pk), reason="Left")
    assert not may(User.objects.get(pk=ann.pk), Action.EDIT_ESTATE, wcc.pk)


def test_the_last_administrator_stays(root):
    held = root.memberships.get()
    with pytest.raises(ValidationError, match="Make somebody else one first"):
        people.revoke_role(by=root, membership=held, reason="x")
    person("second", Role.ADMINISTRATOR)
    people.revoke_role(by=root, membership=held, reason="x")
    assert not root.memberships.exists()


def test_roles_given_and_taken_are_in_the_history_with_their_reason(root):
    ann = person("ann")
    held = people.grant_role(by=root, user=ann, role=Role.PARTNER, reason="Joined the board")
    people.revoke_role(by=root, membership=held, reason="Left the board")
    events = Membership.pgh_event_model.objects.filter(user_id=ann.pk).order_by("pgh_id")
    assert [(event.pgh_label, event.pgh_context.metadata["reason"]) for event in events] == [
        ("insert", "Joined the board"),
        ("delete", "Left the board"),
    ]


def test_the_command_prints_an_address_that_sets_the_password_once(client):
    body("WCC")
    said = io.StringIO()
    call_command(
        "add_person", "ann", "--email", "ann@example.org", "--role", "officer", "--organisation", "wcc", stdout=said
    )
    path = re.search(r"http://localhost:8000(/\S+)", said.getvalue())[1]
    form = client.get(path, follow=True)
    new = {"password1": "a long enough phrase", "password2": "a long enough phrase"}
    client.post(form.redirect_chain[-1][0], new)
    assert User.objects.get(username="ann").check_password("a long enough phrase")
    client.logout()
    client.session.flush()
    assert b"password1" not in client.get(path, follow=True).content


def test_the_command_says_which_organisations_there_are():
    body("WCC")
    with pytest.raises(CommandError, match="There are: WCC"):
        call_command("add_person", "a", "--email", "a@example.org", "--role", "officer", "--organisation", "XXX")
