"""A property never names a district or ward that is not there, whoever deletes what and when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from estate.models import Property
from tests.factories import make_property, square
from totalplace.models import Area

SIDE = 2_000
# The import says that it has found the areas itself; whoever else says so may be wrong.
PLACED = "SELECT set_config('totalplace.placed_in_sets', 'yes', true)"


def make_area(code: str, level: str = "ward", **fields: Any) -> Area:
    """An area in force around the middle of Worcester."""
    return Area.objects.create(
        code=code, name=code, level=level, boundary=square(side=SIDE), valid_from="2020-01-01", **fields
    )


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def add_in(area_id: int) -> None:
    """Add a property whose ward is given, as an import does."""
    body = make_property().organisation_id
    with transaction.atomic():
        sql(PLACED)
        sql(
            """INSERT INTO estate_property (organisation_id, ward_id, local_reference, uprn, name, description,
                      street_number, street, locality, post_town, postcode, location_source, category, use, status,
                      closed_reason, tenure, holding, reason_for_holding, condition, functional_suitability,
                      energy_rating, book_value_basis, book_value_method, is_sensitive, rag, sharing_potential,
                      sharing_note, is_synthetic)
               VALUES (%s, %s, '', '', 'Given its ward', '', '', '', '', '', '', '', '', '', 'operational', '', '', '',
                       '', '', '', '', '', '', false, '', '', '', false)""",
            body,
            area_id,
        )


def say_lsoa(prop: Property, area_id: int) -> None:
    """Give a property a neighbourhood, past the trigger that would work it out."""
    with transaction.atomic():
        sql("SELECT set_config('totalplace.placed', 'on', true)")
        sql("UPDATE estate_property SET lsoa_id = %s WHERE id = %s", area_id, prop.pk)


def ward_of(prop: Property) -> int | None:
    return Property.objects.values_list("ward_id", flat=True).get(pk=prop.pk)


@pytest.mark.django_db
def test_a_property_cannot_be_added_in_an_area_that_is_not_there():
    with pytest.raises(IntegrityError, match="district, ward or neighbourhood that is not there"):
        add_in(987_654)
    assert not Property.objects.filter(name="Given its ward").exists()


@pytest.mark.django_db
def test_a_property_cannot_be_moved_to_an_area_that_is_not_there():
    prop = make_property()
    with pytest.raises(IntegrityError, match="not there"):
        say_lsoa(prop, 987_654)
    assert Property.objects.get(pk=prop.pk).lsoa_id is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "delete", [Area.delete, lambda area: sql("DELETE FROM totalplace_area WHERE id = %s", area.pk)]
)
def test_an_area_that_is_deleted_lets_go_of_its_properties(delete: Callable[[Area], Any]):
    ward, district = make_area("E05000001"), make_area("E07000001", level="district")
    prop = make_property()
    assert (prop.ward_id, prop.district_id) == (ward.pk, district.pk)
    delete(ward)
    prop.refresh_from_db()
    assert (prop.ward_id, prop.district_id) == (None, district.pk)


@pytest.mark.django_db
def test_an_area_deleted_lets_go_even_of_a_property_that_lies_elsewhere():
    """A property given its ward by whoever says so is found by its ward, not by its place."""
    ward = make_area("E05000001")
    add_in(ward.pk)
    ward.delete()
    assert Property.objects.get(name="Given its ward").ward_id is None


@pytest.mark.django_db
def test_its_properties_go_to_the_area_that_comes_next():
    gone, other = make_area("E05000001"), make_area("E05000002")
    prop = make_property()
    assert prop.ward_id == gone.pk
    gone.delete()
    assert ward_of(prop) == other.pk


@pytest.mark.django_db
def test_an_area_that_shrinks_lets_go_of_what_it_leaves():
    ward, prop = make_area("E05000001"), make_property()
    ward.boundary = square(easting=400_000, northing=270_000)
    ward.save()
    assert ward_of(prop) is None


@pytest.mark.django_db
def test_an_area_keeps_its_number():
    ward, prop = make_area("E05000001"), make_property()
    with pytest.raises(IntegrityError, match="keeps its number"), transaction.atomic():
        sql("UPDATE totalplace_area SET id = id + 1000 WHERE id = %s", ward.pk)
    assert ward_of(prop) == ward.pk


@pytest.mark.django_db(transaction=True)
def test_emptying_the_areas_lets_go_of_every_property():
    make_area("E05000001")
    prop = make_property()
    with transaction.atomic():
        sql("TRUNCATE totalplace_area CASCADE")
    assert ward_of(prop) is None


# --- Two at once --------------------------------------------------------------------------------------


class _Elsewhere:
    """Something done in another connection: whether it waits, and what came of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.problem: Exception | None = None
        self._began, self._pid = threading.Event(), 0
        self._thread = threading.Thread(target=self._run, args=[work])
        self._thread.start()
        assert self._began.wait(10)

    def _run(self, work: Callable[[], Any]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self._pid,) = cursor.fetchone()
            self._began.set()
            work()
        except Exception as problem:
            self.problem = problem
        finally:
            connection.close()

    def is_waiting(self) -> bool:
        """Whether it comes to wait for a lock, rather than end."""
        while self._thread.is_alive():
            with connection.cursor() as cursor:
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self._pid])
                if cursor.fetchone()[0]:
                    return True
            self._thread.join(0.02)
        return False

    def end(self) -> None:
        self._thread.join(30)
        assert not self._thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_a_ward_deleted_while_a_property_is_being_added_waits_and_lets_go_of_it():
    ward = make_area("E05000001")
    with transaction.atomic():
        prop = make_property()
        assert prop.ward_id == ward.pk
        other = _Elsewhere(ward.delete)
        assert other.is_waiting()
    other.end()
    assert other.problem is None
    assert ward_of(prop) is None


@pytest.mark.django_db(transaction=True)
def test_a_property_added_while_its_ward_is_being_deleted_waits_and_is_refused():
    ward_id = make_area("E05000001").pk
    make_property()
    with transaction.atomic():
        Area.objects.get(pk=ward_id).delete()
        other = _Elsewhere(lambda: add_in(ward_id))
        assert other.is_waiting()
    other.end()
    assert isinstance(other.problem, IntegrityError)
    assert not Property.objects.filter(name="Given its ward").exists()
