"""Who made a change is told by the name people know them by, wherever a change is told, to whoever may see it."""

from __future__ import annotations

from typing import Any

import pghistory
import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from estate.models import Property
from estate.selectors.changes import Wanted, changes
from tests.factories import make_officer, make_person, make_property
from totalplace.choices import Role
from totalplace.models import User
from totalplace.selectors.authors import AUTOMATIC, Authors
from totalplace.selectors.history import history_of
from totalplace.selectors.versions import authors_since, last_author, last_authors

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tom() -> User:
    return make_person("tom", [(Role.PROGRAMME, None)], display_name="Tom Wood")


@pytest.fixture
def ann() -> User:
    return make_officer("WCC")


@pytest.fixture
def depot(ann: User, tom: User) -> Property:
    depot = make_property("WCC", name="Depot")
    with pghistory.context(user=tom.pk, username="tom", reason="Surveyed"):
        Property.objects.filter(pk=depot.pk).update(name="Yard")
    return depot


def client_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_a_change_is_by_a_persons_name_wherever_it_is_told(ann: User, depot: Property):
    client, address = client_of(ann), f"/estate/{depot.reference}"
    change = history_of(depot, user=ann)[0]
    pages = (
        f"{address}/", f"{address}/history/", f"{address}/history/{change.change_id}/", "/estate/changes/", "/",
        "/estate/mine/",
    )  # fmt: skip
    for page in pages:
        assert "Tom Wood" in client.get(page).text, page
    for file in (f"{address}/history.csv", "/estate/changes/export.csv"):
        assert "Tom Wood" in b"".join(client.get(file)).decode("utf-8-sig"), file
    before = Property.pgh_event_model.objects.filter(pgh_obj_id=depot.pk).earliest("pk").version
    assert authors_since(Property, depot.pk, before, ["name"])["name"].who == "Tom Wood"
    assert last_authors(Property, [depot.pk])[depot.pk].who == "Tom Wood"


def test_two_of_one_name_are_told_apart_and_each_is_found_by_what_the_list_shows(ann: User, depot: Property):
    make_person("tom.w", display_name="Tom wood")
    (line,) = changes(ann, Wanted(who="Tom Wood (tom)"), most=5)
    assert line.who == "Tom Wood (tom)"
    assert changes(ann, Wanted(who="tom"), most=5) == changes(ann, Wanted(who="tom wood"), most=5) == [line]
    assert changes(ann, Wanted(who="Tom Wood (tom.w)"), most=5) == []
    assert history_of(depot, user=ann)[0].who == "Tom Wood (tom)"


@pytest.mark.parametrize(
    ("context", "told"),
    [({"username": "tom"}, "Tom Wood"), ({"username": "gone"}, "gone"), ({}, AUTOMATIC), (None, AUTOMATIC)],
)
def test_without_a_name_the_user_name_and_without_a_person_the_machine(tom: User, context: Any, told: str):
    assert Authors([context]).name(context) == told


def test_who_may_not_see_a_change_learns_no_name_by_it(depot: Property):
    Property.objects.filter(pk=depot.pk).update(is_sensitive=True)
    ben = make_officer("BDC")
    for person in (client_of(ben), Client()):
        for address in (f"/estate/{depot.reference}/history/", "/estate/changes/", "/estate/changes/?who=tom"):
            assert "Tom Wood" not in person.get(address).text, address
            assert "Surveyed" not in person.get(address).text, address


def test_the_names_take_one_query_however_many_they_are(ann: User, tom: User):
    for number in range(5):
        make_person(f"p{number}", display_name=f"Person {number}")
    contexts = [{"username": person.username} for person in User.objects.all()]
    with CaptureQueriesContext(connection) as queries:
        authors = Authors(contexts)
        assert {authors.name(each) for each in contexts} >= {"Person 4", "Tom Wood", "officer-wcc"}
    assert len(queries) == 1


def test_nobody_added_a_record_that_nobody_added(depot: Property):
    assert last_author(Property, Q(pgh_obj_id=0)) is None
