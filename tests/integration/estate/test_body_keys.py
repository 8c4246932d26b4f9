"""A property is always of a body that is there, whoever adds, moves or deletes what, and when."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from estate.models import Property
from tests.factories import make_organisation, make_property
from totalplace.models import Organisation


def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_no_statement_leaves_a_property_without_its_body() -> None:
    prop = make_property("WCC")
    body = prop.organisation_id
    for statement, value in (
        ("UPDATE estate_property SET organisation_id = 987654 WHERE id = %s", prop.pk),
        ("DELETE FROM totalplace_organisation WHERE id = %s", body),
        ("UPDATE totalplace_organisation SET id = 987654 WHERE id = %s", body),
    ):
        with pytest.raises(IntegrityError):
            sql(statement, value)
    with pytest.raises(IntegrityError, match="body that is not there"), transaction.atomic():
        Property.objects.bulk_create([Property(organisation_id=body), Property(organisation_id=987_654)])
    assert list(Property.objects.values_list("organisation__code", flat=True)) == ["WCC"]
    empty = make_organisation("BDC")
    Property.objects.filter(pk=prop.pk).update(organisation=empty)
    sql("DELETE FROM totalplace_organisation WHERE id = %s", body)
    assert Property.objects.get(pk=prop.pk).organisation == empty


def deleting(body: int, outcome: list[str]) -> threading.Thread:
    """Somebody who deletes a body, past the checks of the pages."""

    def work() -> None:
        try:
            sql("DELETE FROM totalplace_organisation WHERE id = %s", body)
            outcome.append("deleted")
        except IntegrityError:
            outcome.append("refused")
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_a_body_that_is_getting_its_first_property_cannot_go() -> None:
    body = make_organisation("WCC")
    outcome: list[str] = []
    with transaction.atomic():
        make_property("WCC")
        other = deleting(body.pk, outcome)
        other.join(timeout=0.5)
        assert not outcome  # It waits to see how this ends.
    other.join(timeout=30)
    assert outcome == ["refused"]
    assert Property.objects.get().organisation == body


@pytest.mark.django_db(transaction=True)
def test_a_body_that_is_going_gets_no_property() -> None:
    body = make_organisation("WCC")
    outcome: list[str] = []

    def adding() -> None:
        try:
            make_property(body)
            outcome.append("added")
        except IntegrityError:
            outcome.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        sql("DELETE FROM totalplace_organisation WHERE id = %s", body.pk)
        other = threading.Thread(target=adding)
        other.start()
        other.join(timeout=0.5)
        assert not outcome
    other.join(timeout=30)
    assert outcome == ["refused"]
    assert not Property.objects.exists()
    assert not Organisation.objects.filter(pk=body.pk).exists()
