"""A download is exactly the list: its rows, its order, every detail, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from estate.models import Property
from estate.selectors.file_columns import FILE_COLUMNS
from tests.factories import make_property
from tests.integration.estate.conftest import County

pytestmark = pytest.mark.django_db

HEADINGS = [column.heading for column in FILE_COLUMNS]


def as_csv(client: Client, query: str = "") -> list[dict[str, str]]:
    """The rows of a CSV download."""
    answer = client.get(f"/estate/export.csv{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="estate-' in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(text)))


def as_workbook(client: Client, query: str = "") -> list[dict[str, object]]:
    """The rows of a workbook download."""
    answer = client.get(f"/estate/export.xlsx{query}")
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    first, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in rows]


def test_it_holds_the_listed_rows_in_the_listed_order(partner: Client, county: County) -> None:
    assert [row["Name"] for row in as_csv(partner)] == ["Burcot Lane Depot", "County Hall", "Warndon Library"]
    assert [row["Name"] for row in as_csv(partner, "?ordering=-book_value&organisation=WCC")] == [
        "County Hall",
        "Warndon Library",
    ]
    assert [row["Name"] for row in as_csv(partner, "?q=warndan")] == ["Warndon Library"]


def test_every_detail_is_there_in_words(partner: Client, county: County) -> None:
    rows = {row["Name"]: row for row in as_csv(partner)}
    hall, library = rows["County Hall"], rows["Warndon Library"]
    assert list(hall) == HEADINGS
    assert hall["Reference"] == county.hall.reference
    assert hall["Category"] == "Office for administration"
    assert hall["RAG rating"] == "Amber – possible change"
    assert hall["Gross internal area (m²)"] == "10000.00"
    assert hall["Title numbers"] == "WR12345"
    assert hall["Running cost (£)"] == "250000.00"
    assert hall["Boundary"].startswith("MULTIPOLYGON(((387000 254000,")
    assert (library["Easting"], library["Northing"]) == ("387500.0", "254300.0")
    assert library["Landlord"] == "Acme Estates"
    assert library["Lease expiry"] == "2030-03-31"
    assert library["Energy rating"] == ""


def test_a_workbook_holds_the_same_with_numbers_as_numbers(partner: Client, county: County) -> None:
    rows = {row["Name"]: row for row in as_workbook(partner)}
    assert list(rows) == ["Burcot Lane Depot", "County Hall", "Warndon Library"]
    assert rows["County Hall"]["Book value (£)"] == 12_000_000
    assert rows["County Hall"]["UPRN"] == "100120600001"
    assert rows["Burcot Lane Depot"]["Book value (£)"] is None


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(“http://example.org”)", "+1+1", "@SUM(A1)", "-2+3", "=cmd|' /C calc'!A0", "'=1"]
)
def test_no_cell_runs_as_a_formula(partner: Client, county: County, name: str) -> None:
    make_property("BDC", name=name, local_reference="X1")
    (row,) = [row for row in as_csv(partner) if row["Local reference"] == "X1"]
    assert row["Name"] == "'" + name
    (cell,) = [row for row in as_workbook(partner) if row["Local reference"] == "X1"]
    assert cell["Name"] == "'" + name


def test_positions_and_outlines_lose_nothing_to_the_centimetre(partner: Client, county: County) -> None:
    exact = Property.objects.get(pk=county.hall.pk)
    (row,) = as_csv(partner, "?q=county+hall")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_OrderingEquals(%s::geometry, ST_SetSRID(%s::geometry, 27700))",
            [exact.boundary.ewkt, row["Boundary"]],
        )
        assert cursor.fetchone() == (True,)
    assert abs(float(row["Easting"]) - exact.location.x) <= 0.005


def test_a_list_too_long_for_a_workbook_is_offered_as_csv(
    partner: Client, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("estate.views.exports.LONGEST_WORKBOOK", 2)
    answer = partner.get("/estate/export.xlsx?ordering=-book_value")
    assert answer.status_code == 400
    assert "too long for a workbook" in answer.content.decode()
    assert "/estate/export.csv?ordering=-book_value" in answer.content.decode()


def test_a_download_reads_on_from_the_server_and_not_all_at_once(
    partner: Client, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("estate.selectors.export.CHUNK", 2)
    Property.objects.bulk_create(
        Property(organisation=county.depot.organisation, name=f"Garage {number}", book_value=Decimal(number))
        for number in range(9)
    )
    assert len(as_csv(partner)) == 12
