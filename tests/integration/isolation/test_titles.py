"""A title number that a hidden site has looks like one that nobody has, to whoever adds it to a property of her own."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from estate.models import Property, PropertyTitle, Title
from estate.services.belongings import add_titles, edit_title
from tests.factories import make_property
from tests.integration.estate.conftest import County, county  # noqa: F401 - a fixture
from tests.integration.isolation.answers import alike

# Ids of changes and requests; then every number.
OF_EACH = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|csrf\w*\"[^>]*|\d+")
HIDDEN, NEW = "WR777001", "WR777002"

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(county: County) -> Title:  # noqa: F811
    """A title of the county's refuge, of which its officer has said everything."""
    officer = county.people["officer-wcc"]
    [title] = add_titles(user=officer, property_pk=county.refuge.pk, numbers=[HIDDEN])
    edit_title(
        user=officer, property_pk=county.refuge.pk, pk=title.pk, version=title.version,
        values={"title_class": "absolute", "estate_interest": "freehold"},
    )  # fmt: skip
    return title


def told(client: Client, prop: Property, number: str) -> list[str]:
    """What an officer's pages say after she added that number: numbers that differ by nature are left out."""
    page = f"/estate/{prop.reference}/edit/titles/"
    answers = [client.post(page, {"numbers": number}, follow=True), client.get(page)]
    title = prop.titles.get(number=number)
    answers += [client.get(f"{page}{title.pk}/"), client.get(f"/estate/{prop.reference}/")]
    answers.append(client.get(f"/estate/{prop.reference}/history/"))
    assert {answer.status_code for answer in answers} == {200}
    texts = [alike(answer.content.decode()).replace(number, "NUMBER") for answer in answers]
    return [OF_EACH.sub("0", text) for text in texts]


def test_its_pages_say_of_it_what_they_say_of_any_new_one(county: County, secret: Title) -> None:  # noqa: F811
    client = Client()
    client.force_login(county.people["officer-bdc"], backend="django.contrib.auth.backends.ModelBackend")
    theirs, new = (make_property("BDC", name="Shed") for _ in range(2))
    assert told(client, theirs, HIDDEN) == told(client, new, NEW)
    own = theirs.titles.get()
    assert own.pk > secret.pk
    assert (own.title_class, own.estate_interest) == ("", "")


def test_what_either_says_of_it_the_other_does_not_see(county: County, secret: Title) -> None:  # noqa: F811
    officer = county.people["officer-bdc"]
    [own] = add_titles(user=officer, property_pk=county.depot.pk, numbers=[HIDDEN])
    before = Title.objects.values_list("version", "title_class").get(pk=secret.pk)
    edit_title(user=officer, property_pk=county.depot.pk, pk=own.pk, version=own.version,
               values={"title_class": "possessory"})  # fmt: skip
    secret.refresh_from_db()
    assert (secret.version, secret.title_class) == before
    # Within the body it is one record, whichever of its properties it covers.
    [shared] = add_titles(user=county.people["officer-wcc"], property_pk=county.hall.pk, numbers=[HIDDEN])
    assert shared == secret


def test_a_body_has_a_number_once(county: County, secret: Title) -> None:  # noqa: F811
    add_titles(user=county.people["officer-bdc"], property_pk=county.depot.pk, numbers=[HIDDEN])
    assert Title.objects.filter(number=HIDDEN).count() == 2
    assert PropertyTitle.objects.filter(title__number=HIDDEN).count() == 2
