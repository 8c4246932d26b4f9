"""A load as large as the register builds its indexes once: the same register in the end, or none of it."""

from __future__ import annotations

import contextlib

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from estate.importers import filling
from estate.models import Lease, Property
from tests.factories import make_property
from tests.integration.imports.steps import applied, whole_register
from tests.integration.imports.test_matching import FULL
from totalplace.services.imports import undoing

pytestmark = pytest.mark.django_db
ROWS = [FULL | {"Local reference": f"F{number}", "UPRN": "", "Name": f"Hall {number}"} for number in range(6)]


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch):
    """Six rows are a large load here."""
    monkeypatch.setattr(filling, "LEAST_NEW", 6)


def indexes() -> dict[str, str]:
    """Every index of the register by name, as it is defined."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'estate_property'")
        return dict(cursor.fetchall())


def dropped_by(officer, rows) -> int:
    """How many indexes an import of these rows took away and made again."""
    before = indexes()
    with CaptureQueriesContext(connection) as queries:
        batch = applied(officer, *rows)
    assert batch.counts["new"] == len(rows)
    assert indexes() == before
    return sum(query["sql"].startswith("DROP INDEX") for query in queries)


def test_a_register_being_filled_gets_its_indexes_when_the_rows_are_there(officer):
    keeping_no_rule = [definition for definition in indexes().values() if " UNIQUE " not in definition]
    assert dropped_by(officer, ROWS) == len(keeping_no_rule) > 5
    assert Property.objects.filter(name="Hall 3").count() == 1
    assert Property.pgh_event_model.objects.filter(pgh_label="insert").count() == 6


def test_the_indexes_are_found_to_be_whole(officer):
    applied(officer, *ROWS)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM estate_property WHERE name = 'Hall 3'")
        assert "property_by_name" in cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM estate_property WHERE name BETWEEN 'Hall 0' AND 'Hall 5'")
        assert cursor.fetchone() == (6,)


def test_what_belongs_to_a_property_comes_with_it_and_goes_again(officer):
    before = whole_register()
    batch = applied(officer, *ROWS)
    assert Lease.objects.count() == 6
    undoing.take_back(batch)
    assert whole_register() == before


def test_a_small_file_writes_to_the_indexes_as_they_are(officer):
    assert dropped_by(officer, ROWS[:5]) == 0


def test_a_register_larger_than_the_file_is_never_closed_to_readers(officer):
    for _ in range(7):
        make_property("BDC")
    assert dropped_by(officer, ROWS) == 0


def test_a_file_so_large_that_readers_would_wait_too_long_goes_the_ordinary_way(officer, monkeypatch):
    monkeypatch.setattr(filling, "MOST_ROWS", 6)
    make_property("BDC")
    assert dropped_by(officer, ROWS) == 0


def test_a_role_that_does_not_own_the_register_leaves_its_indexes():
    before = indexes()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE a_mere_writer")
        cursor.execute("GRANT SELECT, INSERT ON estate_property TO a_mere_writer")
        cursor.execute("SET LOCAL ROLE a_mere_writer")
        with filling.indexes_built_after(cursor, 6) as taken:
            assert not taken
        cursor.execute("RESET ROLE")
    assert indexes() == before


@pytest.mark.django_db(transaction=True)
def test_an_import_that_stops_half_way_leaves_every_index():
    before = indexes()
    with (
        contextlib.suppress(ZeroDivisionError),
        transaction.atomic(),
        connection.cursor() as cursor,
        filling.indexes_built_after(cursor, 6) as taken,
    ):
        assert taken
        assert len(indexes()) < len(before)
        raise ZeroDivisionError
    assert indexes() == before


@pytest.mark.django_db(transaction=True)
def test_somebody_reading_the_register_is_not_waited_for_long(officer):
    reader = connection.copy()
    try:
        with transaction.atomic():
            reader.set_autocommit(False)
            with reader.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM estate_property")
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '7s'")
            assert dropped_by(officer, ROWS) == 0
            with connection.cursor() as cursor:
                cursor.execute("SHOW lock_timeout")
                assert cursor.fetchone() == ("7s",)
    finally:
        reader.close()
    assert Property.objects.count() == 6
