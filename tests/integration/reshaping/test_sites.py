"""Sites: made, named, joined and left by those who may change the properties, and there for those who see one."""

from __future__ import annotations

import pytest

from estate.models import Property, Site
from estate.services.sites import make_site
from tests.factories import make_officer, make_person, make_property
from tests.integration.reshaping.steps import new_context
from totalplace.choices import Role
from totalplace.selectors.history import history_of


@pytest.fixture
def campus(client, ann, works, store) -> Site:
    new_context()
    given = {"name": "Mill Lane depot", "references": f"{works.reference}, {store.reference}"}
    answer = client.post("/estate/sites/add/", given)
    assert answer.status_code == 302, answer.context["form"].errors
    return Site.objects.get()


def test_a_site_shows_its_properties_and_what_they_add_up_to(client, campus, works, store):
    page = client.get(f"/estate/sites/{campus.pk}/")
    assert [prop.name for prop in page.context["record"].properties] == ["Highway works", "Salt store"]
    figures = {each["label"]: each["value"] for each in page.context["key_figures"]}
    assert figures["Properties"] == "2"
    assert figures["Floor area"].startswith("1,250")
    assert len(page.context["map"]["features"]) == 2
    assert "Mill Lane depot" in client.get("/estate/sites/").content.decode()
    assert f"/estate/sites/{campus.pk}/" in client.get(f"/estate/{works.reference}/").content.decode()


def test_a_closed_property_is_listed_and_not_counted(client, campus, store):
    Property.objects.filter(pk=store.pk).update(status="sold", closed_on="2020-01-01", closed_reason="Auction")
    page = client.get(f"/estate/sites/{campus.pk}/")
    assert [prop.name for prop in page.context["record"].properties] == ["Highway works", "Salt store"]
    assert page.context["record"].totals.properties == 1
    assert len(page.context["map"]["features"]) == 1


def test_it_is_called_otherwise_and_the_history_says_so(client, ann, campus):
    address = f"/estate/sites/{campus.pk}/edit/"
    new_context()
    given = {"name": "Mill Lane", "version": campus.version, "reason": "As on the sign"}
    assert client.post(address, given).status_code == 302
    change = next(each for each in history_of(Site.objects.get(), user=ann) if each.why == "As on the sign")
    assert [(d.before, d.after) for d in change.differences] == [("Mill Lane depot", "Mill Lane")]
    conflict = client.post(address, given | {"name": "Other"})
    assert conflict.status_code == 409
    assert "Mill Lane" in conflict.content.decode()
    assert client.post(address, {"name": "", "version": "x"}).status_code == 422
    assert Site.objects.get().name == "Mill Lane"


def test_properties_come_and_go_and_the_site_goes_with_the_last(client, ann, campus, works, store):
    third = make_property("WCC", name="Third")
    join, leave = f"/estate/sites/{campus.pk}/join/", f"/estate/sites/{campus.pk}/leave/"
    client.post(join, {"references": third.reference})
    assert campus.properties.count() == 3
    for prop in (third, works):
        prop.refresh_from_db()
        given = {"property": prop.reference, "version": prop.version}
        assert client.post(leave, given).url == f"/estate/sites/{campus.pk}/"
        # Again, by a second click.
        client.post(leave, given)
    assert campus.properties.count() == 1
    store.refresh_from_db()
    client.post(leave, {"property": store.reference, "version": store.version})
    assert not Site.objects.exists()
    assert client.get(f"/estate/sites/{campus.pk}/").status_code == 404
    assert "Mill Lane depot" not in client.get(f"/estate/{store.reference}/").content.decode().split("History")[0]


def test_a_second_click_makes_one_site(client, ann, campus, works, store):
    assert make_site(user=ann, name="Mill Lane depot", properties=[works.pk, store.pk]) == campus
    assert Site.objects.count() == 1


def test_bad_input_is_refused_at_its_box(client, ann, campus, works):
    other, join = make_property("BDC"), f"/estate/sites/{campus.pk}/join/"
    hidden = make_property("BDC", is_sensitive=True)
    for given, field, words in (
        ({"name": "", "references": works.reference}, "name", "what the site is called"),
        ({"name": "X", "references": ""}, "references", "at least one"),
        ({"name": "X", "references": "mill"}, "references", "not a register reference"),
        ({"name": "X", "references": other.reference}, "references", "not yours to change"),
        ({"name": "X", "references": hidden.reference}, "references", "is not there, or not yours to change"),
        ({"name": "X", "references": works.reference}, "references", "stands on another site, Mill Lane depot"),
    ):
        answer = client.post("/estate/sites/add/", given)
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors[field])
    assert client.post(join, {"references": other.reference}).status_code == 422
    assert client.post(f"/estate/sites/{campus.pk}/leave/", {"property": "x", "version": "y"}).status_code == 302
    assert client.get("/estate/sites/99999999999999999999/").status_code == 404


def test_a_site_is_there_for_those_who_see_one_of_its_properties_and_tells_them_of_those_alone(campus, works, store):
    Property.objects.filter(pk=store.pk).update(is_sensitive=True)
    partner = make_person("partner", [(Role.PARTNER, "BDC")])
    assert list(Site.objects.visible_to(partner)) == [campus]
    Property.objects.filter(pk=works.pk).update(is_sensitive=True)
    assert not Site.objects.visible_to(partner).exists()
    assert not Site.objects.visible_to(make_person("nobody")).exists()
    programme = make_person("programme", [(Role.PROGRAMME, None)])
    assert Site.objects.visible_to(programme).count() == Site.objects.editable_by(programme).count() == 1


def test_bodies_share_a_site_and_each_takes_out_its_own(client, campus, works, settings):
    hall = make_property("BDC", name="Town hall", site=campus)
    rosa = make_officer("BDC")
    client.force_login(rosa, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/estate/sites/{campus.pk}/").content.decode()
    assert 'Take out<span class="govuk-visually-hidden"> Town hall' in page
    assert 'Take out<span class="govuk-visually-hidden"> Highway works' not in page
    leave = f"/estate/sites/{campus.pk}/leave/"
    assert client.post(leave, {"property": works.reference, "version": works.version}).status_code == 403
    client.post(leave, {"property": hall.reference, "version": hall.version})
    assert campus.properties.count() == 2
