"""Who a pseudonym is stands in the vault alone, and only one place of the application opens it."""

from __future__ import annotations

import subprocess

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from neets.calc.pseudonyms import KeyPurpose, Unsealable, key_for, pseudonym, seal, unseal
from neets.choices.records import Purpose
from neets.querysets import vault
from neets.querysets.row_security import opened as rows_opened
from neets.querysets.vault import Alike, Token

A, B, C = "a" * 32, "b" * 32, "c" * 32
ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32
SECRET = "a secret of this test alone, long enough"


def asked(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


@pytest.mark.django_db
def test_the_applications_own_role_has_no_way_into_the_schema() -> None:
    vault.keep(1, [Token(A, "uln", ONE)], [(A, b"sealed")])
    with rows_opened(Purpose.LOADING):
        (is_member,) = asked("SELECT pg_has_role(current_user, 'total_place_vault', 'USAGE')")[0]
        for table in ("token", "identity"):
            if is_member:
                assert asked(f"SELECT count(*) FROM vault.{table}") == [(0,)]
            else:
                with pytest.raises(ProgrammingError, match="permission denied for schema vault"), transaction.atomic():
                    asked(f"SELECT count(*) FROM vault.{table}")


@pytest.mark.django_db
def test_inside_the_vault_nothing_else_is_to_be_seen_and_outside_the_role_is_given_back() -> None:
    (before,) = asked("SELECT current_user")[0]
    with vault.opened() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("total_place_vault",)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT count(*) FROM neets_youngperson")
    assert asked("SELECT current_user") == [(before,)]
    with pytest.raises(ProgrammingError), vault.opened() as cursor:
        cursor.execute("SELECT count(*) FROM vault.nothing")
    assert asked("SELECT current_user") == [(before,)]


@pytest.mark.django_db
def test_every_table_of_the_vault_asks_who_looks() -> None:
    found = asked(
        """SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, pg_get_userbyid(c.relowner)
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'vault' AND relkind = 'r'"""
    )
    assert {name: (guarded, owner) for name, guarded, owner in found} == {
        "token": (True, "total_place_vault"),
        "identity": (True, "total_place_vault"),
    }


@pytest.mark.django_db
def test_the_vault_can_be_made_again_and_keeps_what_is_in_it() -> None:
    vault.keep(1, [Token(A, "uln", ONE)], [(A, b"sealed")])
    asked("SELECT neets_make_vault()")
    assert vault.sealed_of([A]) == [(A, b"sealed")]


@pytest.mark.django_db
def test_records_that_share_a_part_are_found_with_what_speaks_against_it() -> None:
    vault.keep(1, [Token(A, "uln", ONE), Token(A, "whole", TWO)], [])
    vault.keep(2, [Token(B, "uln", ONE), Token(B, "whole", THREE), Token(C, "whole", ONE)], [])
    assert vault.alike(2) == [Alike(B, A, ("uln",), ("whole",))]
    vault.let_go_of_import(1)
    assert vault.alike(2) == []


@pytest.mark.django_db
def test_what_is_forgotten_is_gone() -> None:
    vault.keep(1, [Token(A, "uln", ONE), Token(B, "uln", TWO)], [(A, b"sealed"), (B, b"kept")])
    assert vault.forget([A]) == 2
    assert (vault.sealed_of([A]), vault.sealed_of([B])) == ([], [(B, b"kept")])


def test_only_one_module_takes_on_the_vaults_role() -> None:
    found = subprocess.run(
        ["git", "grep", "-l", "total_place_vault", "--", "*.py", "*.sql", ":!tests", ":!bin/launcher"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    made = {"neets/sql/0006_vault.sql", "neets/sql/0010_adopt_vault.sql"}
    assert set(found) == {"neets/querysets/vault.py", *made}


def test_one_purposes_pseudonym_does_not_tell_anothers() -> None:
    keys = {key_for(SECRET, purpose) for purpose in KeyPurpose}
    assert len(keys) == len(KeyPurpose)
    assert len({pseudonym(key, "Zebedee", "Fakename") for key in keys}) == len(keys)
    assert key_for(SECRET, KeyPurpose.ANALYSIS) != key_for(SECRET + "!", KeyPurpose.ANALYSIS)


def test_what_is_sealed_opens_with_its_own_key_for_its_own_row_alone() -> None:
    key = key_for(SECRET, KeyPurpose.SEALING)
    sealed = seal(key, A, "Zebedee Fakename")
    assert b"Zebedee" not in sealed
    assert unseal(key, A, sealed) == "Zebedee Fakename"
    for other, whose in ((key_for(SECRET + "!", KeyPurpose.SEALING), A), (key, B)):
        with pytest.raises(Unsealable):
            unseal(other, whose, sealed)
