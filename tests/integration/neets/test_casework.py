"""A caseworker opens her own agency's client after saying why, writes what was done, and nobody is asked twice."""

from __future__ import annotations

import datetime
from typing import Any

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neets.choices.records import Looking, Purpose
from neets.models import AccessLog, Assessment, Contact, Offer, OptOut, Plan, PlanStep, YoungPerson
from neets.querysets.row_security import opened
from tests.factories import make_person
from tests.young_people import SEEN, make_agency, make_spell, make_young_person
from totalplace.choices import Role
from totalplace.models import User

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WHY = {"why": "Finding her again", "more": ""}


@pytest.fixture
def dawn(db: None) -> User:
    make_agency("CONNEX", "WCC")
    return make_person("dawn", [(Role.CASEWORKER, "WCC")])


@pytest.fixture
def browser(dawn: User) -> Client:
    return as_person(dawn)


def as_person(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def own_client(**fields: Any) -> YoungPerson:
    return make_young_person(client_of=make_agency("CONNEX", "WCC"), **fields)


def loaded(model: Any, **fields: Any) -> Any:
    with opened(Purpose.LOADING):
        return model.objects.create(**fields)


def stored(model: Any) -> list[Any]:
    with opened(Purpose.STEWARDSHIP):
        return list(model.objects.order_by("pk"))


def version_of(record: Any) -> int:
    return next(each.version for each in stored(type(record)) if each.pk == record.pk)


def opened_page(browser: Client, person: YoungPerson) -> str:
    address = f"/neets/people/{person.pk}/"
    assert browser.post(address, WHY).status_code == 302
    return browser.get(address).content.decode()


# --- Opening ---------------------------------------------------------------------------------------------


def test_nothing_is_shown_before_she_says_why_and_the_log_keeps_it(browser: Client) -> None:
    person = own_client()
    make_spell(person, make_agency("JOBS", "DWP"), code="640")
    address = f"/neets/people/{person.pk}/"
    before = browser.get(address).content.decode()
    assert "Say why" in before
    assert "illness" not in before
    assert browser.post(address, {"why": ""}).status_code == 422
    assert not AccessLog.objects.exists()
    page = opened_page(browser, person)
    assert "Not available: illness, says Agency JOBS" in page
    (look,) = AccessLog.objects.all()
    assert (look.pseudonym, look.looked_at, look.reason) == (person.pseudonym, "journey", "Finding her again")
    assert look.agency.code == "CONNEX"


def test_the_record_closes_after_an_hour_and_the_log_cannot_be_changed(browser: Client) -> None:
    person = own_client()
    opened_page(browser, person)
    look = AccessLog.objects.get()
    with pytest.raises(Exception, match="Cannot"), transaction.atomic():
        AccessLog.objects.update(reason="Another")
    with pgtrigger.ignore("neets.AccessLog:append_only"):
        AccessLog.objects.update(at=timezone.now() - datetime.timedelta(minutes=61))
    assert "Say why" in browser.get(f"/neets/people/{person.pk}/").content.decode()
    assert browser.get(f"/neets/people/{person.pk}/contacts/add/").status_code == 302
    assert AccessLog.objects.get() == look


def test_another_agencys_client_is_nobody_and_the_try_leaves_a_trace(browser: Client, dawn: User) -> None:
    theirs = make_young_person(client_of=make_agency("JOBS", "DWP"))
    number = AccessLog.objects.count()
    there, nowhere = (browser.get(f"/neets/people/{pk}/") for pk in (theirs.pk, 987_654_321))
    assert there.status_code == nowhere.status_code == 404
    (look,) = AccessLog.objects.all()[number:]
    assert (look.looked_at, look.user, look.pseudonym) == (Looking.REFUSED, dawn, theirs.pseudonym)
    for page in ("contacts/add/", "assessments/add/", "plan/", "plan/steps/add/", "assessments/1/", "plan/steps/1/"):
        assert browser.post(f"/neets/people/{theirs.pk}/{page}", {}).status_code == 404
    assert theirs.pseudonym[:8] not in browser.get("/neets/people/").content.decode()


def test_other_roles_open_nobody(db: None) -> None:
    person = own_client()
    for role, body in ((Role.NEET_LEAD, None), (Role.ADMINISTRATOR, None), (Role.PARTNER, "WCC")):
        client = as_person(make_person(f"x-{role}", [(role, body)]))
        assert client.get(f"/neets/people/{person.pk}/").status_code == 403
        assert client.get("/neets/people/").status_code == 403


def test_a_client_who_said_no_to_sharing_is_told_by_her_own_agency_alone(browser: Client) -> None:
    person, jobs = own_client(), make_agency("JOBS", "DWP")
    make_spell(person, jobs, code="640")
    loaded(Assessment, person=person, agency=jobs, on=SEEN, domains=["money"], tool="Theirs")
    loaded(Contact, person=person, agency=make_agency("CONNEX"), on=SEEN, kind="visit", result="reached")
    loaded(OptOut, person=person, scope="sharing", on=TODAY)
    page = opened_page(browser, person)
    assert "said no to sharing" in page
    assert "Home visit" in page
    assert "illness" not in page
    assert "Theirs" not in page


def test_there_is_no_score_and_no_identity_on_the_page(browser: Client) -> None:
    page = opened_page(browser, own_client()).lower()
    assert "March 2008".lower() in page
    assert "score" not in page
    assert "risk" not in page


# --- Lists -----------------------------------------------------------------------------------------------


def test_lost_contact_lists_the_silent_the_lapsed_and_the_unknown(browser: Client) -> None:
    agency, people = make_agency("CONNEX"), {name: own_client() for name in ("silent", "lapsed", "unknown", "fine")}
    for name, person in people.items():
        day = TODAY - datetime.timedelta(days=60 if name == "silent" else 3)
        loaded(Contact, person=person, agency=agency, on=day, kind="telephone", result="reached")
        loaded(Contact, person=person, agency=agency, on=TODAY, kind="telephone", result="no_answer")
        lapses = TODAY if name == "lapsed" else None
        make_spell(person, agency, code="820" if name == "unknown" else "619", due_to_lapse_on=lapses)

    def found(query: str) -> set[str]:
        page = browser.get(f"/neets/people/?{query}").content.decode()
        return {name for name, person in people.items() if f"/neets/people/{person.pk}/" in page}

    assert found("") == set(people)
    assert found("work=lost") == {"silent", "lapsed", "unknown"}
    assert found("work=lost&days=90") == {"lapsed", "unknown"}
    assert found("standing=not_known") == {"unknown"}
    assert found(f"q={people['fine'].pseudonym}") == {"fine"}
    assert browser.get("/neets/people/?q=Smith").status_code == 422


def test_what_falls_due_is_listed_the_oldest_first(browser: Client) -> None:
    agency, person = make_agency("CONNEX"), own_client()
    day = datetime.timedelta(days=1)
    plan = loaded(Plan, person=person, agency=agency, made_on=TODAY - 30 * day, review_on=TODAY + 2 * day)
    loaded(PlanStep, plan=plan, what="Visit the college", agency=agency, due_on=TODAY - day)
    loaded(PlanStep, plan=plan, what="Far off", agency=agency, due_on=TODAY + 60 * day)
    loaded(PlanStep, plan=plan, what="Done before", agency=agency, due_on=TODAY, status="done")
    loaded(Offer, person=person, agency=agency, guarantee="september", due_on=TODAY - 9 * day)
    page = browser.get("/neets/people/due/").content.decode()
    assert page.index("September Guarantee") < page.index("Visit the college") < page.index("action plan again")
    assert "Far off" not in page
    assert "Done before" not in page
    assert str(person.pk) in browser.get("/neets/people/?work=due").content.decode()


def test_the_lists_ask_as_many_questions_of_many_as_of_few(browser: Client) -> None:
    agency = make_agency("CONNEX")

    def questions(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    paths = ("/neets/people/", "/neets/people/?work=lost", "/neets/people/?work=due", "/neets/people/due/")
    first = own_client()
    make_spell(first, agency)
    loaded(Offer, person=first, agency=agency, guarantee="september", due_on=TODAY)
    before = [questions(path) for path in paths]
    for _ in range(12):
        person = own_client()
        make_spell(person, agency)
        loaded(Offer, person=person, agency=agency, guarantee="september", due_on=TODAY)
    assert [questions(path) for path in paths] == before
    assert max(before) <= 16


# --- Writing ---------------------------------------------------------------------------------------------


def test_a_contact_is_recorded_once_and_free_of_names(browser: Client) -> None:
    person = own_client()
    opened_page(browser, person)
    address = f"/neets/people/{person.pk}/contacts/add/"
    given = {"on": f"{TODAY:%d/%m/%Y}", "kind": "telephone", "result": "no_answer", "minutes": "5", "note": ""}
    named = browser.post(address, given | {"note": "Ask Mr Jones on 01905 763763"})
    assert named.status_code == 422
    assert "looks like a telephone number and a name with a title" in named.content.decode()
    assert stored(Contact) == []
    tomorrow = TODAY + datetime.timedelta(days=1)
    assert browser.post(address, given | {"on": f"{tomorrow:%d/%m/%Y}"}).status_code == 422
    for _ in range(2):
        assert browser.post(address, given | {"note": "Her old number is dead"}).status_code == 302
    (contact,) = stored(Contact)
    assert (contact.on, contact.result, contact.note) == (TODAY, "no_answer", "Her old number is dead")
    assert contact.agency.code == "CONNEX"


def test_told_once_is_shown_first_logged_and_not_asked_again_without_why(browser: Client) -> None:
    person, jobs = own_client(), make_agency("JOBS", "DWP")
    recent, old = TODAY - datetime.timedelta(days=20), TODAY - datetime.timedelta(days=200)
    loaded(Assessment, person=person, agency=jobs, on=recent, domains=["money"], tool="Work profile")
    loaded(Assessment, person=person, agency=jobs, on=old, domains=["health"])
    opened_page(browser, person)
    address = f"/neets/people/{person.pk}/assessments/add/"
    page = browser.get(address).content.decode()
    assert "Work profile" in page
    assert page.count(">Known<") == 1
    browser.get(address)
    assert AccessLog.objects.filter(looked_at=Looking.TELL_US_ONCE).count() == 1
    given = {"on": f"{TODAY:%d/%m/%Y}", "domains": ["health", "money"], "minutes": "", "again": ""}
    refused = browser.post(address, given)
    assert refused.status_code == 422
    assert "Money and benefits: Agency JOBS" in refused.content.decode()
    assert browser.post(address, given | {"domains": ["health"]}).status_code == 302
    assert browser.post(address, given | {"again": "Her benefits stopped"}).status_code == 302
    own = [each for each in stored(Assessment) if each.is_shared]
    assert [each.domains for each in own] == [["health"], ["health", "money"]]


def test_an_assessment_is_put_right_by_its_own_agency_and_merged_three_ways(browser: Client) -> None:
    person, mine, jobs = own_client(), make_agency("CONNEX"), make_agency("JOBS", "DWP")
    own = loaded(Assessment, person=person, agency=mine, on=SEEN, domains=["health"], is_shared=True, minutes=30)
    theirs = loaded(Assessment, person=person, agency=jobs, on=SEEN, domains=["money"], is_shared=True)
    opened_page(browser, person)
    address = f"/neets/people/{person.pk}/assessments/{own.pk}/"
    seen = {"version": own.version, "on": f"{SEEN:%d/%m/%Y}", "domains": ["health"], "minutes": "30", "reason": ""}
    with opened(Purpose.LOADING):
        Assessment.objects.filter(pk=own.pk).update(minutes=45)
    mine = seen | {"domains": ["health", "travel"]}
    conflict = browser.post(address, mine)
    assert conflict.status_code == 409
    assert "Minutes of staff time" in conflict.content.decode()
    assert next((each.domains, each.minutes) for each in stored(Assessment)) == (["health"], 45)
    chosen = {"version": version_of(own), "asked": "minutes", "choose-minutes": "theirs"}
    assert browser.post(address, mine | chosen).status_code == 302
    assert next((each.domains, each.minutes) for each in stored(Assessment)) == (["health", "travel"], 45)
    other = f"/neets/people/{person.pk}/assessments/{theirs.pk}/"
    assert browser.post(other, seen | {"version": theirs.version}).status_code == 403
    with opened(Purpose.STEWARDSHIP):
        assert Assessment.pgh_event_model.objects.filter(pgh_obj=own).count() == 3


def test_the_plan_has_steps_with_owner_and_day_that_are_marked_as_done(browser: Client, dawn: User) -> None:
    person, jobs = own_client(), make_agency("JOBS", "DWP")
    opened_page(browser, person)
    address = f"/neets/people/{person.pk}/plan/steps/"
    given = {"what": "Visit the college", "agency_id": jobs.pk, "due_on": f"{TODAY:%d/%m/%Y}"}
    assert browser.post(address + "add/", given | {"what": "Write to sam@example.org"}).status_code == 422
    assert stored(Plan) == []
    for _ in range(2):
        assert browser.post(address + "add/", given).status_code == 302
    (plan,), (step,) = stored(Plan), stored(PlanStep)
    assert (plan.owner, plan.agency.code, step.agency) == (dawn, "CONNEX", jobs)
    done = given | {"version": step.version, "status": "done", "done_on": "", "reason": ""}
    assert browser.post(f"{address}{step.pk}/", done).status_code == 302
    assert [(each.status, each.done_on) for each in stored(PlanStep)] == [("done", TODAY)]
    frame = {"version": plan.version, "made_on": f"{TODAY:%d/%m/%Y}", "owner_id": dawn.pk, "reason": ""}
    early = browser.post(f"/neets/people/{person.pk}/plan/", frame | {"review_on": "1/1/2020"})
    assert early.status_code == 422
    closed = frame | {"review_on": "", "closed_on": f"{TODAY:%d/%m/%Y}"}
    assert browser.post(f"/neets/people/{person.pk}/plan/", closed).status_code == 302
    assert [each.closed_on for each in stored(Plan)] == [TODAY]


# --- Who said no -----------------------------------------------------------------------------------------


def test_counting_does_not_see_whoever_said_no_to_any_use(db: None) -> None:
    agency = make_agency("CONNEX")
    people = {scope: own_client() for scope in ("all", "sharing", "withdrawn", "none")}
    for scope, person in people.items():
        make_spell(person, agency)
        if scope != "none":
            withdrawn = TODAY if scope == "withdrawn" else None
            kept = "all" if scope == "withdrawn" else scope
            loaded(OptOut, person=person, scope=kept, on=SEEN, withdrawn_on=withdrawn)
    counted = {people[scope].pk for scope in ("sharing", "withdrawn", "none")}
    with opened(Purpose.COUNTING), connection.cursor() as cursor:
        for table, column in (("neets_youngperson", "id"), ("neets_statusspell", "person_id"),
                              ("neets_client", "person_id")):  # fmt: skip
            cursor.execute(f"SELECT {column} FROM {table}")
            assert {pk for (pk,) in cursor.fetchall()} == counted


def test_the_log_takes_no_empty_reason(dawn: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessLog.objects.create(user=dawn, pseudonym="0" * 32, looked_at=Looking.JOURNEY, reason=" ")
    with pytest.raises(ValidationError):
        AccessLog(user=dawn, pseudonym="0" * 32, looked_at="elsewhere", reason="Why").full_clean()
