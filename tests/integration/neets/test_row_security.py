"""PostgreSQL itself shows no young person until a purpose is named: a forgotten filter shows nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import ProgrammingError, connection, transaction

from neets.choices.records import Purpose
from neets.models import Agency, Assessment, Client, MonthlyCount, Plan, PlanStep, StatusSpell, YoungPerson
from neets.querysets.row_security import casework, opened
from tests.factories import make_person
from tests.young_people import SEEN, make_agency, make_spell, make_young_person
from totalplace.choices import Role

pytestmark = pytest.mark.django_db


def asked(sql: str, *values: object) -> list[tuple]:
    """What the database answers to SQL of one's own."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


@pytest.fixture
def as_the_application() -> Iterator[None]:
    """Direct SQL as a role like the application's in production: may do what the owner may, and is no superuser."""
    (unbound,) = asked("SELECT neets_is_unbound()")[0]
    with transaction.atomic():
        if unbound:
            asked("SELECT set_config('role', 'total_place_bound', true)")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def scene(db: None) -> dict[str, object]:
    """Two agencies of two bodies, each with one client, of whom each has recorded something of every kind."""
    found: dict[str, object] = {}
    for code, body in (("CONNEX", "WCC"), ("JOBS", "DWP")):
        agency = make_agency(code, body)
        person = make_young_person(client_of=agency)
        make_spell(person, agency)
        with opened(Purpose.LOADING):
            Assessment.objects.create(person=person, agency=agency, on=SEEN, domains=["learning"])
            plan = Plan.objects.create(person=person, agency=agency, made_on=SEEN)
            PlanStep.objects.create(plan=plan, what="Visit the college", agency=agency)
        found |= {code: agency, body: person}
    with opened(Purpose.COUNTING):
        MonthlyCount.objects.create(month=SEEN, age=17, academic_age=17, code="619", people=3)
    return found


def guarded_tables() -> list[str]:
    """Every table of ours with a column that leads to a young person, their histories included."""
    rows = asked(
        """
        SELECT DISTINCT table_name::text FROM information_schema.columns
         WHERE table_name LIKE 'neets\\_%' AND column_name IN ('person_id', 'plan_id', 'birth_month')
            OR table_name = 'neets_monthlycount'
        """
    )
    return sorted(name for (name,) in rows)


def test_every_table_that_leads_to_a_person_is_guarded_and_its_owner_too() -> None:
    names = guarded_tables()
    assert {"neets_youngperson", "neets_planstepevent", "neets_optout"} <= set(names)
    kept = asked(
        "SELECT relname::text FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relname = ANY (%s)", names
    )
    assert sorted(name for (name,) in kept) == names


@pytest.mark.usefixtures("as_the_application")
def test_direct_sql_without_a_purpose_shows_no_row_of_any_table(scene: dict) -> None:
    for name in guarded_tables():
        assert asked(f"SELECT count(*) FROM {name}") == [(0,)], name


@pytest.mark.usefixtures("as_the_application")
@pytest.mark.parametrize("purpose", ["", "casework", "counted", "CASEWORK", "casework "])
def test_direct_sql_with_no_right_purpose_or_no_agency_shows_no_row(scene: dict, purpose: str) -> None:
    asked("SELECT set_config('neets.purpose', %s, true)", purpose)
    for name in guarded_tables():
        assert asked(f"SELECT count(*) FROM {name}") == [(0,)], name


@pytest.mark.usefixtures("as_the_application")
def test_direct_sql_as_caseworker_shows_her_agencys_clients_alone(scene: dict) -> None:
    agency: Agency = scene["CONNEX"]
    asked("SELECT neets_open('casework', %s)", [agency.pk])
    assert asked("SELECT id FROM neets_youngperson") == [(scene["WCC"].pk,)]
    for name in guarded_tables():
        expected = 0 if name in {"neets_monthlycount"} else 1
        found = asked(f"SELECT count(*) FROM {name}")[0][0]
        assert found <= expected, name
    assert asked("SELECT count(*) FROM neets_planstep") == [(1,)]


@pytest.mark.usefixtures("as_the_application")
def test_row_security_cannot_be_changed_out_of_sight_by_writing(scene: dict) -> None:
    """A caseworker's session neither writes of another agency's client nor makes itself her agency."""
    other = scene["DWP"]
    asked("SELECT neets_open('casework', %s)", [scene["CONNEX"].pk])
    contact = (
        "INSERT INTO neets_contact (person_id, agency_id, \"on\", kind, result) VALUES (%s, %s, %s, 'visit', 'reached')"
    )
    client = "INSERT INTO neets_client (person_id, agency_id, start) VALUES (%s, %s, %s)"
    for sql, agency in ((contact, scene["CONNEX"]), (client, scene["JOBS"])):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            asked(sql, other.pk, agency.pk, SEEN)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE neets_statusspell SET code = '210' WHERE person_id = %s", [other.pk])
        assert cursor.rowcount == 0


def test_counting_reads_and_never_writes_people(scene: dict) -> None:
    with opened(Purpose.COUNTING):
        assert YoungPerson.objects.count() == 2
        assert StatusSpell.objects.update(code="210") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            YoungPerson.objects.create(pseudonym="f" * 32, birth_month=SEEN.replace(year=2008))


def test_what_was_opened_is_shut_when_the_block_ends_and_when_it_fails(scene: dict) -> None:
    def purpose() -> str:
        return asked("SELECT neets_purpose() || current_setting('role')")[0][0]

    before = purpose()
    with opened(Purpose.LOADING):
        with casework(make_person("dawn", [(Role.CASEWORKER, "WCC")])):
            assert YoungPerson.objects.count() == 1
        assert YoungPerson.objects.count() == 2
    assert purpose() == before
    with pytest.raises(RuntimeError), opened(Purpose.COUNTING):
        raise RuntimeError
    assert purpose() == before


@pytest.mark.parametrize(
    ("roles", "seen"),
    [
        ([(Role.CASEWORKER, "WCC")], "WCC"),
        ([(Role.CASEWORKER, "DWP")], "DWP"),
        ([(Role.NEET_LEAD, None)], None),
        ([(Role.ADMINISTRATOR, None)], None),
        ([(Role.OFFICER, "WCC")], None),
        ([(Role.PROGRAMME, None)], None),
        ([(Role.ANALYST, None)], None),
    ],
)
def test_the_application_shows_a_journey_to_her_caseworker_alone(scene: dict, roles: list, seen: str | None) -> None:
    user = make_person("somebody", roles)
    expected = {scene[seen].pk} if seen else set()
    with casework(user):
        assert set(YoungPerson.objects.visible_to(user).values_list("pk", flat=True)) == expected
        assert set(YoungPerson.objects.values_list("pk", flat=True)) == expected
        assert set(PlanStep.objects.visible_to(user).values_list("plan__person", flat=True)) == expected
    with opened(Purpose.STEWARDSHIP):  # the application's own guard, without the database's
        assert set(YoungPerson.objects.visible_to(user).values_list("pk", flat=True)) == expected
        assert set(StatusSpell.objects.visible_to(user).values_list("person", flat=True)) == expected


def test_nobody_signed_in_sees_nobody(scene: dict) -> None:
    with opened(Purpose.STEWARDSHIP):
        assert not YoungPerson.objects.visible_to(AnonymousUser()).exists()
        assert not Client.objects.visible_to(AnonymousUser()).exists()


def test_a_client_who_left_is_shown_no_longer(scene: dict) -> None:
    user = make_person("dawn", [(Role.CASEWORKER, "WCC")])
    with opened(Purpose.LOADING):
        Client.objects.filter(agency=scene["CONNEX"]).update(end=SEEN)
    with casework(user):
        assert not YoungPerson.objects.exists()
