"""The list of what an import added or changed: all of it for its own people, and no word of hidden sites for others."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from estate.models import Property
from tests import import_files as files
from tests.factories import make_officer, make_person, make_property
from tests.import_steps import checked, page, work
from totalplace.choices import Role
from totalplace.importing.mapping import mapping_of, suggest_mapping
from totalplace.importing.readers import read
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch
from totalplace.services import imports as services

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def applied(client) -> ImportBatch:
    officer = make_officer("WCC")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    client.organisation = officer.memberships.get().organisation
    make_property("WCC", name="Nobody's import")
    batch = checked(client, files.csv_of([files.TOWN_HALL, files.DEPOT]))
    services.apply_import(user=officer, batch=batch, reason="As filed")
    work()
    batch.refresh_from_db()
    return batch


def listed(client: Client, number: object) -> str:
    return client.get(f"/estate/?from_import={number}&status=all").text


def test_the_result_leads_to_the_list_of_all_that_the_import_touched(client, applied):
    address = f"/estate/?from_import={applied.pk}&amp;status=all"
    assert f'href="{address}"' in page(client, "import_result", applied)
    shown = listed(client, applied.pk)
    assert "2 properties" in shown
    assert "Nobody" not in shown
    assert f'name="from_import" value="{applied.pk}"' in shown, "another filter narrows the import's list further"


def test_who_may_not_see_a_hidden_site_of_the_import_counts_one_fewer(client, applied):
    hidden = Property.objects.get(name=files.DEPOT[1])
    Property.objects.filter(pk=hidden.pk).update(is_sensitive=True)
    other = Client()
    other.force_login(make_person("pat", [(Role.PARTNER, None)]), backend="django.contrib.auth.backends.ModelBackend")
    shown = listed(other, applied.pk)
    assert "1 property" in shown
    assert hidden.reference not in shown
    assert "2 properties" in listed(client, applied.pk)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "99999999999999999999", "1' OR 1=1"])
def test_a_number_that_no_import_can_have_is_refused_in_words(client, applied, number):
    answer = client.get("/estate/", {"from_import": number})
    assert answer.status_code == 400
    assert "from_import" in answer.text


def test_an_import_that_is_not_there_lists_nothing(client, applied):
    answer = client.get(reverse("property_list"), {"from_import": 2_000_000_000})
    assert answer.status_code == 200
    assert "Nobody" not in answer.text


def test_the_day_an_entry_begins_and_the_bodys_own_name_are_not_taken_for_a_leases_and_a_buildings(tmp_path):
    file = tmp_path / "sites.csv"
    council = "Wyre Forest District Council"
    rows = "".join(f"S{number},{number} High Street,2016-10-{number:02},{council}\n" for number in range(1, 25))
    file.write_text(f"site,site-address,start-date,name\n{rows}")
    guessed = mapping_of(suggest_mapping(read(file, "sites.csv"), target_for("properties")))
    assert guessed == {"local_reference": "site", "address": "site-address"}
