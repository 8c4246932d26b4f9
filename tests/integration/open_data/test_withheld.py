"""What the public must not see is in no file, count, catalogue, date or digest; nor can it be told from them."""

from __future__ import annotations

import datetime
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.core.files.storage import default_storage
from django.db import connection

from estate.models import OpenDataFile, OpenDataStale, Property
from tests.factories import make_property, point
from tests.integration.isolation.answers import said
from tests.integration.open_data.conftest import CSV, GEOJSON, features_of, rows_of

pytestmark = pytest.mark.django_db

ADDRESSES = ("/open-data/", "/open-data/WCC/", "/open-data/catalogue.jsonld", CSV, GEOJSON)
HIDDEN = (
    {"is_sensitive": True},
    {"use": "refuge"},
    {"use": "housing"},
    {"status": "sold", "closed_on": datetime.date(2026, 1, 1), "closed_reason": "Auction"},
    {"status": "demolished", "closed_on": datetime.date(2026, 1, 1), "closed_reason": "Unsafe"},
)


def everything_said(stranger: Any) -> dict[str, str]:
    """All that the public can read, headers too, but for what differs from answer to answer."""
    return {address: said(stranger.get(address)) for address in ADDRESSES}


@pytest.mark.parametrize("fields", HIDDEN, ids=lambda fields: "-".join(map(str, next(iter(fields.items())))))
def test_what_is_withheld_changes_nothing_that_the_public_can_read(
    stranger: Any, published: Any, library: Property, fields: dict[str, Any]
) -> None:
    before = everything_said(stranger)
    hidden = make_property("WCC", name="Zqx House", location=point(300000, 200000), **fields)
    assert everything_said(stranger) == before
    hidden.description, hidden.postcode = "changed", "WR9 9ZZ"
    hidden.save()
    assert everything_said(stranger) == before
    hidden.delete()
    assert everything_said(stranger) == before


def test_an_edit_of_a_sensitive_site_does_not_even_make_the_file_again(
    stranger: Any, published: Any, library: Property
) -> None:
    hidden = make_property("WCC", is_sensitive=True)
    everything_said(stranger)
    hidden.name = "Elsewhere"
    hidden.save()
    assert not OpenDataStale.objects.exists()


def test_a_site_made_sensitive_is_gone_at_the_very_next_request(
    stranger: Any, published: Any, library: Property
) -> None:
    other = make_property("WCC", name="Zqx House")
    first = stranger.get(CSV)
    assert "Zqx House" in said(first)
    assert len(features_of(stranger.get(GEOJSON))) == 2
    Property.objects.filter(pk=other.pk).update(is_sensitive=True)
    for address in ADDRESSES:
        assert "Zqx House" not in said(stranger.get(address))
    again = stranger.get(CSV, headers={"If-None-Match": first["ETag"]})
    assert [row["AssetCode"] for row in rows_of(again)] == ["L/1"]
    assert len(features_of(stranger.get(GEOJSON))) == 1


def test_the_earlier_file_is_off_the_disk_when_the_new_one_is_kept(
    stranger: Any, published: Any, library: Property, django_capture_on_commit_callbacks: Any
) -> None:
    stranger.get(CSV)
    before = OpenDataFile.objects.get(form="csv").path
    assert default_storage.exists(before)
    library.is_sensitive = True
    library.save()
    with django_capture_on_commit_callbacks(execute=True):
        stranger.get(CSV)
    assert not default_storage.exists(before)
    assert default_storage.exists(OpenDataFile.objects.get(form="csv").path)


@pytest.mark.parametrize("fields", [{"status": "vacant"}, {"holding": "vacant"}])
def test_a_vacant_property_has_no_address(
    stranger: Any, published: Any, library: Property, fields: dict[str, str]
) -> None:
    Property.objects.filter(pk=library.pk).update(**fields)
    (row,) = rows_of(stranger.get(CSV))
    empty = (
        "UPRN", "PropertyName", "StreetNumber", "StreetName", "CoordinateReferenceSystem", "GeoX", "GeoY",
        "Reason for holding", "Services offered",
    )  # fmt: skip
    assert {name: row[name] for name in empty} == dict.fromkeys(empty, "")
    assert (row["PostCode"], row["PostTown"], row["TenureDetail"]) == ("WR1", "Worcester", "Vacant")
    assert (row["AssetCode"], row["BuildingSize"]) == ("L/1", "1200.5")
    (feature,) = features_of(stranger.get(GEOJSON))
    assert feature["geometry"] is None
    text = said(stranger.get(CSV)) + said(stranger.get(GEOJSON))
    assert not any(word in text for word in ("Foregate", "1DT", "100120600001", "385000"))


@pytest.mark.django_db(transaction=True)
def test_a_file_made_while_somebody_is_still_writing_is_made_again_once_they_have(
    stranger: Any, published: Any, library: Property
) -> None:
    writer = psycopg2.connect(**connection.get_connection_params())
    with closing(writer), writer.cursor() as cursor:
        cursor.execute("UPDATE estate_property SET is_sensitive = true WHERE id = %s", [library.pk])
        assert len(rows_of(stranger.get(CSV))) == 1
        writer.commit()
    assert rows_of(stranger.get(CSV)) == []
    assert not OpenDataStale.objects.filter(organisation=published.organisation_id).exists()
