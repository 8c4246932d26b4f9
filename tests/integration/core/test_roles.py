"""The roles table of the design, cell by cell: what each role sees and may do, and nothing more."""

from typing import NamedTuple

import pytest
from django.contrib.auth.models import AnonymousUser

from estate.models import Property
from tests.integration.core.estate_facts import body, person, property_of
from totalplace.choices import Role
from totalplace.permissions import Action, may, rights_of

pytestmark = pytest.mark.django_db


class Allowed(NamedTuple):
    """One column of the table. "own", "all" or "none"; the estate is what is not sensitive."""

    estate: str
    sensitive: str
    edit: str
    people: bool


TABLE = {
    None: Allowed("none", "none", "none", False),
    Role.PARTNER: Allowed("all", "none", "none", False),
    Role.OFFICER: Allowed("all", "own", "own", False),
    Role.PROGRAMME: Allowed("all", "all", "all", False),
    Role.ANALYST: Allowed("all", "none", "none", False),
    Role.CASEWORKER: Allowed("none", "none", "none", False),
    Role.NEET_LEAD: Allowed("none", "none", "none", False),
    Role.ADMINISTRATOR: Allowed("all", "all", "all", True),
}


@pytest.fixture
def county():
    """A plain and a sensitive site of the person's own body, and of another's."""
    own, other = body("OWN"), body("OTH")
    for organisation in (own, other):
        for is_sensitive in (False, True):
            kind = "refuge" if is_sensitive else "depot"
            property_of(organisation, name=f"{organisation.code} {kind}", is_sensitive=is_sensitive)
    return own, other


def who_holds(role, own):
    if role is None:
        return AnonymousUser()
    return person("ann", (role, own) if role in (Role.OFFICER, Role.CASEWORKER) else role)


def sites(scope: str, kind: str) -> set[str]:
    return {f"{code} {kind}" for code in {"none": (), "own": ("OWN",), "all": ("OWN", "OTH")}[scope]}


@pytest.mark.parametrize(("role", "allowed"), TABLE.items(), ids=lambda value: str(getattr(value, "value", "")))
def test_a_role_sees_and_changes_exactly_what_the_table_says(county, role, allowed):
    own, other = county
    user = who_holds(role, own)
    seen = sites(allowed.estate, "depot") | sites(allowed.sensitive, "refuge")
    assert set(Property.objects.visible_to(user).values_list("name", flat=True)) == seen

    changed = (sites(allowed.edit, "depot") | sites(allowed.edit, "refuge")) & seen
    assert set(Property.objects.editable_by(user).values_list("name", flat=True)) == changed

    for organisation, is_own in ((own, True), (other, False)):
        holds = {"none": False, "own": is_own, "all": True}
        assert may(user, Action.VIEW_ESTATE) is (allowed.estate == "all")
        assert may(user, Action.VIEW_SENSITIVE, organisation.pk) is holds[allowed.sensitive]
        assert may(user, Action.EDIT_ESTATE, organisation.pk) is holds[allowed.edit]
        assert may(user, Action.IMPORT_ESTATE, organisation.pk) is holds[allowed.edit]
    assert may(user, Action.EDIT_ESTATE) is (allowed.edit != "none")
    assert may(user, Action.MANAGE_PEOPLE) is allowed.people


def test_every_role_stands_in_the_table():
    assert set(TABLE) - {None} == set(Role)


def test_several_roles_add_up(county):
    own, _ = county
    both = person("ann", (Role.OFFICER, own), Role.ANALYST)
    assert set(Property.objects.visible_to(both).values_list("name", flat=True)) == {
        "OWN depot",
        "OWN refuge",
        "OTH depot",
    }
    assert Property.objects.editable_by(both).count() == 2


def test_a_closed_account_may_do_nothing(county):
    root = person("root", Role.PROGRAMME)
    root.is_active = False
    assert not Property.objects.visible_to(root).exists()


def test_equal_rights_share_a_cache_and_different_ones_never_do(county):
    own, other = county
    keys = [
        rights_of(person(name, *roles)).cache_key
        for name, roles in {
            "a": [Role.PARTNER],
            "b": [Role.ANALYST],
            "c": [(Role.OFFICER, own)],
            "d": [(Role.OFFICER, other)],
            "e": [Role.PROGRAMME],
            "f": [Role.NEET_LEAD],
        }.items()
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 5
