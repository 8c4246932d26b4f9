"""The check says so where the application connects as a role that row security does not bind."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from neets.checks import row_security_binds_the_application

pytestmark = pytest.mark.django_db


def said(attributes: str) -> list[str]:
    """What the check says while a role with these attributes is in force."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE total_place_checked NOLOGIN {attributes}")
        cursor.execute("SET LOCAL ROLE total_place_checked")
        found = row_security_binds_the_application(None, databases=["default"])
        transaction.set_rollback(True)
    return [each.msg for each in found]


def test_an_ordinary_role_passes_and_one_that_sees_through_is_named() -> None:
    assert said("NOSUPERUSER NOBYPASSRLS") == []
    words = ["DATABASE_URL: PostgreSQL's row security does not bind the role total_place_checked."]
    assert said("BYPASSRLS") == words
    assert said("SUPERUSER") == words


def test_nothing_is_asked_of_databases_that_were_not_named() -> None:
    assert row_security_binds_the_application(None) == []
