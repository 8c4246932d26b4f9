"""An officer draws a neighbourhood, and it is a place like any other; what cannot be one is refused in words."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from estate.models import Property
from tests.factories import make_officer, make_person, make_property, point, square
from totalplace.choices import AreaLevel, Role
from totalplace.models import Area, Population
from totalplace.selectors.places import place, years_of
from totalplace.services.neighbourhoods import draw_neighbourhood, edit_neighbourhood

pytestmark = pytest.mark.django_db

ADD = "/places/neighbourhoods/add/"
OUTLINE = "POLYGON ((384000 254000, 386000 254000, 386000 256000, 384000 256000, 384000 254000))"
BOW_TIE = "POLYGON ((384000 254000, 386000 256000, 386000 254000, 384000 256000, 384000 254000))"


@pytest.fixture
def officer(db: Any) -> Any:
    return make_officer("WCC")


@pytest.fixture
def client(officer: Any) -> Client:
    signed_in = Client()
    signed_in.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return signed_in


def area(code: str, level: str, boundary: MultiPolygon, **more: Any) -> Area:
    return Area.objects.create(
        code=code, name=f"{level} {code}", level=level, boundary=boundary, valid_from=datetime.date(2020, 1, 1), **more
    )


@pytest.fixture
def county(db: Any) -> Area:
    """A county with four LSOAs in a row, 1 km wide each: the centres of two lie inside OUTLINE."""
    found = area("E10000034", AreaLevel.COUNTY, square(380000, 250000, 20000))
    for number in range(4):
        code = f"E0100000{number}"
        area(code, AreaLevel.LSOA, square(383200 + 1000 * number, 254500, 1000))
        Population.objects.create(area_code=code, year=2023, people=1000 + number, source="ONS")
        Population.objects.create(area_code=code, year=2024, people=1100 + number, source="ONS")
    Population.objects.filter(area_code="E01000002", year=2024).delete()
    return found


def test_it_is_drawn_and_becomes_a_place_with_its_people_and_its_estate(client, county):
    make_property("WCC", name="Town library", location=point(385000, 255000), book_value=700_000)
    make_property("WCC", name="Far away", location=point(390000, 255000))
    answer = client.post(ADD, {"name": "  Old   town ", "boundary": OUTLINE}, follow=True)
    page = answer.content.decode()
    drawn = Area.objects.get(level=AreaLevel.NEIGHBOURHOOD)
    assert (drawn.name, drawn.parent, drawn.code[:2]) == ("Old town", county, "NB")
    assert answer.redirect_chain == [(f"/places/{drawn.code}/", 302)]
    assert "added up from 2 LSOAs with the centre inside" in page
    assert "£700k" in page or "£0.7m" in page or "£700,000" in page
    assert county.name in page
    assert "Old town" in client.get("/places/").content.decode()


def test_its_people_are_of_the_latest_year_for_which_all_of_it_is_counted(officer, county):
    drawn = draw_neighbourhood(user=officer, name="Old town", boundary=square(384000, 254000, 2000))
    found = place(drawn.code).people
    assert (found.people, found.year, found.parts, found.source) == (1001 + 1002, 2023, 2, "ONS")
    assert [each.year for each in years_of(drawn)] == [2023]


def test_nobodys_lsoa_inside_leaves_its_people_not_known(officer, county):
    drawn = draw_neighbourhood(user=officer, name="Fields", boundary=square(395000, 260000, 500))
    assert place(drawn.code).people is None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "", "boundary": OUTLINE}, "Write what the neighbourhood is called."),
        ({"name": "Old town", "boundary": ""}, "Draw the outline, paste it, or read it from a file."),
        ({"name": "Old town", "boundary": "nowhere"}, "This is not an outline."),
        ({"name": "Old town", "boundary": BOW_TIE}, "Use the mended outline"),
        ({"name": "OLD TOWN", "boundary": OUTLINE.replace("256000", "257000")}, "Another neighbourhood has this name."),
    ],
)
def test_what_cannot_be_one_is_refused_at_its_field(client, officer, sent, words):
    if sent["name"] == "OLD TOWN":
        draw_neighbourhood(user=officer, name="Old town", boundary=square(384000, 254000, 2000))
    before = Area.objects.count()
    answer = client.post(ADD, sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Area.objects.count() == before


@pytest.mark.parametrize(
    "shape", ["POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", "POLYGON ((9e6 9e6, 9e6 9.1e6, 9.1e6 9e6, 9e6 9e6))"]
)
def test_the_database_itself_refuses_an_outline_that_crosses_itself_or_lies_elsewhere(db, shape):
    with (
        pytest.raises(IntegrityError, match="area_drawn_valid_in_great_britain"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            """INSERT INTO totalplace_area (code, name, level, boundary, valid_from, source, is_illustrative)
               VALUES ('X', 'X', 'neighbourhood', ST_Multi(ST_GeomFromText(%s, 27700)), '2020-01-01', '', false)""",
            [shape],
        )


def test_the_same_sent_twice_is_drawn_once(officer):
    given = {"user": officer, "name": "Old town", "boundary": square(384000, 254000, 2000)}
    assert draw_neighbourhood(**given).pk == draw_neighbourhood(**given).pk


def test_it_is_changed_and_the_history_keeps_what_it_was(client, officer):
    drawn = draw_neighbourhood(user=officer, name="Old town", boundary=square(384000, 254000, 2000))
    address = f"/places/neighbourhoods/{drawn.code}/edit/"
    assert "384000 254000" in client.get(address).content.decode()
    client.post(address, {"name": "New town", "boundary": OUTLINE, "version": drawn.version, "reason": "Renamed"})
    assert Area.objects.get(pk=drawn.pk).name == "New town"
    events = Area.pgh_event_model.objects.filter(pgh_obj=drawn).order_by("pgh_id")
    assert [event.name for event in events] == ["Old town", "New town"]


def test_whoever_changed_it_meanwhile_is_not_overruled(client, officer):
    drawn = draw_neighbourhood(user=officer, name="Old town", boundary=square(384000, 254000, 2000))
    Area.objects.filter(pk=drawn.pk).update(name="Theirs")
    sent = {"name": "Mine", "boundary": OUTLINE, "version": drawn.version}
    answer = client.post(f"/places/neighbourhoods/{drawn.code}/edit/", sent)
    assert answer.status_code == 409
    assert Area.objects.get(pk=drawn.pk).name == "Theirs"


@pytest.mark.parametrize("days", [0, 30])
def test_it_is_withdrawn_and_its_name_is_free_again(client, officer, days):
    drawn = draw_neighbourhood(user=officer, name="Old town", boundary=square(384000, 254000, 2000))
    Area.objects.filter(pk=drawn.pk).update(valid_from=datetime.date.today() - datetime.timedelta(days=days))
    drawn.refresh_from_db()
    client.post(f"/places/neighbourhoods/{drawn.code}/withdraw/", {"version": drawn.version})
    assert client.get(f"/places/{drawn.code}/").status_code == 404
    assert Area.pgh_event_model.objects.filter(name="Old town").exists()
    again = draw_neighbourhood(user=officer, name="Old town", boundary=square(384000, 254000, 2000))
    assert again.code != drawn.code


@pytest.mark.parametrize("role", [Role.PARTNER, Role.ANALYST, Role.CASEWORKER])
def test_who_changes_no_property_draws_none(role):
    person = make_person("reader", [(role, "WCC" if role in (Role.PARTNER, Role.CASEWORKER) else None)])
    with pytest.raises(PermissionDenied):
        draw_neighbourhood(user=person, name="Mine", boundary=square())


def test_an_area_from_a_file_is_not_changed_by_hand(officer, county):
    with pytest.raises(Area.DoesNotExist):
        edit_neighbourhood(user=officer, pk=county.pk, version=county.version, values={"name": "Mine"})


def test_a_blank_name_is_refused_by_the_service_too(officer):
    with pytest.raises(ValidationError, match="called"):
        draw_neighbourhood(user=officer, name="  ", boundary=square())


def test_a_sensitive_site_in_it_is_counted_for_those_alone_who_may_see_it(client, officer):
    make_property("BDC", name="Refuge", location=point(385000, 255000), is_sensitive=True)
    drawn = draw_neighbourhood(user=officer, name="Old town", boundary=square(384000, 254000, 2000))
    assert Property.objects.count() == 1
    with_it = client.get(f"/places/{drawn.code}/").content.decode()
    assert "Refuge" not in with_it
    assert "1 property" not in with_it
