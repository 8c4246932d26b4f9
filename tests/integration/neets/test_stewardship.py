"""A data steward's work: the log, opt-outs, a person's copy, who a pseudonym is by two people, how long it stays."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from neets.calc.pseudonyms import KeyPurpose, key_for, seal
from neets.choices.records import Looking, Purpose
from neets.models import AccessLog, Assessment, Identification, OptOut, PersonKey, Plan, PlanStep, YoungPerson
from neets.querysets import vault
from neets.querysets.row_security import opened
from neets.selectors.held import histories, tables
from neets.selectors.lawful_basis import FILE, as_table, fields_kept
from neets.services import retention
from neets.services.counting import make_counts
from tests.factories import make_organisation, make_person
from tests.young_people import SEEN, make_agency, make_spell, make_young_person
from totalplace import schedules
from totalplace.choices import Role
from totalplace.models import ImportBatch, User

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def as_person(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def lead(db: None) -> User:
    return make_person("marek", [(Role.NEET_LEAD, None)])


@pytest.fixture
def steward(lead: User) -> Client:
    return as_person(lead)


@pytest.fixture
def other(db: None) -> Client:
    return as_person(make_person("asha", [(Role.ADMINISTRATOR, None)]))


def full_record(**fields: Any) -> YoungPerson:
    """A client with a plan, a step and an assessment that was put right."""
    agency = make_agency("CONNEX", "WCC")
    person = make_young_person(client_of=agency, **fields)
    with opened(Purpose.LOADING):
        made = Assessment.objects.create(person=person, agency=agency, on=SEEN, domains=["health"], is_shared=True)
        Assessment.objects.filter(pk=made.pk).update(minutes=45)
        plan = Plan.objects.create(person=person, agency=agency, made_on=SEEN)
        PlanStep.objects.create(plan=plan, what="Visit the college", agency=agency)
    return person


def rows_of(person_id: int) -> dict[str, int]:
    """How many rows of each table are of this person."""
    with opened(Purpose.STEWARDSHIP):
        counted = {
            model._meta.model_name: model.objects.filter(**{path: person_id}).count() for model, path in tables()
        }
    return {name: number for name, number in counted.items() if number}


# --- The log ---------------------------------------------------------------------------------------------


def test_the_log_is_narrowed_and_sent_as_a_file(steward: Client, lead: User) -> None:
    dawn, agency = make_person("dawn"), make_agency("CONNEX", "WCC")
    for number, looking in enumerate((Looking.JOURNEY, Looking.REFUSED)):
        AccessLog.objects.create(
            user=dawn, pseudonym=f"{number}" * 32, agency=agency, looked_at=looking, reason=f"Reason {number}"
        )  # fmt: skip
    page = steward.get("/neets/steward/looks/?looked_at=refused&user=dawn&agency=CONNEX").content.decode()
    assert "Reason 1" in page
    assert "Reason 0" not in page
    later = f"{TODAY + datetime.timedelta(days=2):%d/%m/%Y}"
    assert "Reason" not in steward.get(f"/neets/steward/looks/?since={later}").content.decode()
    assert steward.get("/neets/steward/looks/?pseudonym=Smith").status_code == 422
    sent = b"".join(steward.get("/neets/steward/looks.csv?pseudonym=00").streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(sent)))
    assert [(line["Who"], line["Reason"], line["Agency"]) for line in lines] == [("dawn", "Reason 0", "CONNEX")]


def test_a_caseworker_and_a_partner_see_none_of_the_stewards_pages(db: None) -> None:
    pages = ("", "looks/", "looks.csv", "opt-outs/", "copy/", "identities/", "identities/1/", "retention/")
    for role, body in ((Role.CASEWORKER, "WCC"), (Role.PARTNER, "WCC"), (Role.PROGRAMME, None)):
        client = as_person(make_person(f"x-{role}", [(role, body)]))
        assert {client.get(f"/neets/steward/{page}").status_code for page in pages} == {403}


# --- Who said no -----------------------------------------------------------------------------------------


def test_an_opt_out_is_entered_once_left_out_of_the_next_counts_and_withdrawn(steward: Client) -> None:
    agency = make_agency("CONNEX", "WCC")
    person, stays = make_young_person(), make_young_person()
    for each in (person, stays):
        make_spell(each, agency)
    assert steward.post("/neets/steward/opt-outs/", {"pseudonym": "Smith"}).status_code == 422
    given = {"pseudonym": person.pseudonym, "scope": "all", "on": f"{TODAY:%d/%m/%Y}"}
    for _ in range(2):
        assert steward.post("/neets/steward/opt-outs/", given).status_code == 302

    def counted() -> int:
        with opened(Purpose.COUNTING), connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(people), 0) FROM neets_monthlycount")
            return cursor.fetchone()[0]

    make_counts(today=TODAY, months=1)
    assert counted() == 1
    with opened(Purpose.STEWARDSHIP):
        (said,) = OptOut.objects.all()
    assert steward.post(f"/neets/steward/opt-outs/{said.pk}/withdraw/").status_code == 302
    assert steward.post("/neets/steward/opt-outs/999999/withdraw/").status_code == 404
    with opened(Purpose.STEWARDSHIP):
        assert OptOut.objects.get().withdrawn_on == TODAY


# --- Her own copy ----------------------------------------------------------------------------------------


def test_her_copy_holds_every_row_of_every_table_and_is_logged(steward: Client, lead: User) -> None:
    person, stranger = full_record(), full_record()
    given = {"pseudonym": person.pseudonym, "reason": "She asked for it", "form": "json"}
    sent = steward.post("/neets/steward/copy/", given)
    held = json.loads(sent.content)["held"]
    assert {name.partition(".")[2]: len(rows) for name, rows in held.items()} == rows_of(person.pk) | {"accesslog": 1}
    assert held["neets.planstep"][0]["what"] == "Visit the college"
    assert held["neets.assessment"][0]["agency"] == "Agency CONNEX"
    assert stranger.pseudonym not in sent.content.decode()
    look = AccessLog.objects.get()
    assert (look.user, look.looked_at, look.reason) == (lead, Looking.SUBJECT_ACCESS, "She asked for it")
    lines = b"".join(steward.post("/neets/steward/copy/", given | {"form": "csv"}).streaming_content).decode()
    assert "neets.planstep,1,what,Visit the college" in lines
    assert steward.post("/neets/steward/copy/", given | {"pseudonym": "0" * 31 + "x"}).status_code == 422
    assert steward.post("/neets/steward/copy/", given | {"reason": "Mr Smith rang"}).status_code == 422
    assert AccessLog.objects.count() == 2


def test_every_table_with_a_column_that_leads_to_her_is_in_the_copy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_name LIKE 'neets\\_%'"
            " AND column_name IN ('person_id', 'plan_id')"
        )
        there = {name for (name,) in cursor.fetchall()}
    assert there <= {model._meta.db_table for model, _ in tables()}


# --- Two people ------------------------------------------------------------------------------------------


def test_who_a_pseudonym_is_takes_a_second_person_and_each_look_names_both(
    steward: Client, other: Client, lead: User
) -> None:
    person = full_record()
    given = {"pseudonym": person.pseudonym, "reason": "A court asks for it"}
    assert other.post("/neets/steward/identities/", given).status_code == 403
    assert steward.post("/neets/steward/identities/", given).status_code == 302
    asked = Identification.objects.get()
    address = f"/neets/steward/identities/{asked.pk}/"
    assert steward.post(address, {"answer": "agreed"}).status_code == 403
    assert not AccessLog.objects.exists()
    assert other.post(address, {"answer": ""}).status_code == 422
    assert other.post(address, {"answer": "agreed"}).status_code == 302
    assert "Show who it is" in steward.get(address).content.decode()
    assert not AccessLog.objects.exists()
    assert "The vault holds nobody" in steward.post(address).content.decode()
    look = AccessLog.objects.get()
    assert (look.user.username, look.second_person.username) == ("marek", "asha")
    assert (look.looked_at, look.reason) == (Looking.IDENTITY, "A court asks for it")
    Identification.objects.update(answered_at=timezone.now() - datetime.timedelta(hours=25))
    assert steward.post(address).status_code == 403
    assert AccessLog.objects.count() == 1


def known_to_the_vault(person: YoungPerson, key: str) -> None:
    """As if a file had brought her, under this key of its sender."""
    body = make_organisation("WCC")
    batch = ImportBatch.objects.create(organisation=body, kind="properties", created_by=make_person(f"by-{key[:3]}"))
    with opened(Purpose.LOADING):
        PersonKey.objects.create(key=key, person=person, batch=batch)
    sealing = key_for(settings.PSEUDONYM_KEY, KeyPurpose.SEALING)
    vault.keep(batch.pk, [], [(key, seal(sealing, key, json.dumps({"surname": "Fakename"})))])


def test_agreed_to_the_vault_tells_who_it_is_and_archiving_lets_go_of_that_first(steward: Client, lead: User) -> None:
    person = make_young_person(birth_month=born(26, 1))
    known_to_the_vault(person, "a" * 32)
    asked = Identification.objects.create(
        pseudonym=person.pseudonym, reason="A court asks", asked_by=lead, answer="agreed",
        answered_by=make_person("asha"), answered_at=timezone.now(),
    )  # fmt: skip
    address = f"/neets/steward/identities/{asked.pk}/"
    assert "surname: Fakename" not in steward.get(address).content.decode()
    assert "surname: Fakename" in steward.post(address).content.decode()
    retention.run(TODAY)
    assert vault.sealed_of(["a" * 32]) == []
    assert "The vault holds nobody" in steward.post(address).content.decode()


def test_a_refused_request_tells_nothing(steward: Client, other: Client, lead: User) -> None:
    person = full_record()
    asked = Identification.objects.create(pseudonym=person.pseudonym, reason="Curious", asked_by=lead)
    assert other.post(f"/neets/steward/identities/{asked.pk}/", {"answer": "refused"}).status_code == 302
    assert steward.post(f"/neets/steward/identities/{asked.pk}/").status_code == 403
    with pytest.raises(IntegrityError, match="identification_needs_two"), transaction.atomic():
        Identification.objects.filter(pk=asked.pk).update(answered_by=lead)


# --- How long --------------------------------------------------------------------------------------------


def born(years: int, months: int = 0) -> datetime.date:
    """The month of birth of somebody who was so old in this month."""
    number = TODAY.year * 12 + TODAY.month - 1 - years * 12 - months
    return datetime.date(number // 12, number % 12 + 1, 1)


def test_records_are_archived_a_year_after_25_and_deleted_with_all_their_history(steward: Client) -> None:
    young = full_record()
    on = {"client_of": None}
    last, over = make_young_person(birth_month=born(26), **on), make_young_person(birth_month=born(26, 1), **on)
    old = full_record()
    archived = TODAY - datetime.timedelta(days=36 * 31)
    with opened(Purpose.STEWARDSHIP):
        YoungPerson.objects.filter(pk=old.pk).update(archived_on=archived)
    assert len(rows_of(old.pk)) >= 7
    page = steward.get("/neets/steward/retention/").content.decode()
    assert "archive 1 record and delete 1 record" in page
    out = io.StringIO()
    call_command("neet_retention", dry_run=True, stdout=out)
    assert "To archive: 1. To delete: 1. Nothing was changed." in out.getvalue()
    assert rows_of(old.pk)
    assert retention.run(TODAY) == retention.Due(archive=1, delete=1, waiting=0)
    assert rows_of(old.pk) == {}
    assert rows_of(young.pk)
    with opened(Purpose.STEWARDSHIP):
        for model, _ in histories():
            assert {each.pgh_obj_id for each in model.objects.all()} <= {
                each.pk for each in model.pgh_tracked_model.objects.all()
            }
        found = dict(YoungPerson.objects.values_list("pk", "archived_on"))
    assert (found[last.pk], found[over.pk]) == (None, TODAY)
    with opened(Purpose.COUNTING):
        assert not YoungPerson.objects.filter(pk=over.pk).exists()
    assert retention.run(TODAY) == retention.Due(archive=0, delete=0, waiting=1)


def test_the_worker_does_it_each_day() -> None:
    assert retention.KIND in schedules._from_hour


# --- By what right ---------------------------------------------------------------------------------------


def test_every_field_has_its_lawful_basis_and_the_assessment_says_so() -> None:
    with (settings.BASE_DIR / FILE).open(encoding="utf-8", newline="") as file:
        written = [(row["table"], row["field"]) for row in csv.DictReader(file)]
    assert sorted(written) == sorted(fields_kept()), f"each field needs its line in {FILE}, and no other"
    text = (settings.BASE_DIR / "docs" / "dpia.md").read_text(encoding="utf-8")
    assert text.endswith(as_table()), "run manage.py dpia"


def test_the_page_of_lawful_bases_lists_them(steward: Client) -> None:
    page = steward.get("/neets/steward/lawful-basis/").content.decode()
    assert page.count("<tr") == len(fields_kept()) + 1
